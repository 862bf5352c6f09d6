from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from actions.imports.applying import apply
from actions.imports.faults import Impossible, NotAllowed
from actions.imports.planning import prepare
from actions.imports.story import asks_something, described_changes, sentence_after, sentences
from actions.models import ImportRun
from publishing.progress import Progress
from spreadsheets import Refused

REFUSED, USAGE = 1, 2
SHOWN = 200  # changes listed in full


class Command(BaseCommand):
    help = (
        "Importe un tableur d’actions ou d’étapes (xlsx, ods, csv). Code de sortie : 0 quand c’est "
        "fait ou qu’il n’y a rien à faire, 1 quand le fichier est refusé, 2 quand la commande est "
        "mal écrite."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Montrer ce qui changerait, sans rien changer."
        )
        parser.add_argument(
            "--creer", action="store_true", help="Créer, en brouillon, les actions inconnues."
        )
        parser.add_argument("--utilisateur", metavar="COMPTE", help="Qui signe l’import.")

    def handle(
        self,
        *args: Any,
        file: Path,
        dry_run: bool,
        creer: bool,
        utilisateur: str | None,
        **options: Any,
    ) -> None:
        user = self.account(utilisateur)
        if not file.is_file():
            raise CommandError(f"{file} : ce fichier n’existe pas.", returncode=USAGE)
        run = self.read(file, user, creer)
        self.show(run)
        if run.state == run.State.REFUSED:
            run.discard()
            raise CommandError("Rien n’a été changé.", returncode=REFUSED)
        if dry_run or not asks_something(run):
            run.discard()
        else:
            self.write(run, user)

    def account(self, name: str | None) -> User | None:
        if name is None:
            return None
        try:
            return User.objects.get_by_natural_key(name)
        except User.DoesNotExist:
            raise CommandError(f"Aucun compte ne s’appelle « {name} ».", returncode=USAGE) from None

    def read(self, file: Path, user: User | None, creates: bool) -> ImportRun:
        bar = Progress(self.stderr, "lignes lues")
        try:
            return prepare(file, user, original_name=file.name, creates=creates, progress=bar.move)
        except (Refused, NotAllowed) as refusal:
            raise CommandError(f"{refusal} Rien n’a été changé.", returncode=REFUSED) from None
        finally:
            bar.end()

    def write(self, run: ImportRun, user: User | None) -> None:
        bar = Progress(self.stderr, "changements écrits", run.asked.count())
        try:
            run = apply(run.pk, user, progress=bar.move)
        except Impossible as refusal:
            for clash in getattr(refusal, "clashes", []):
                self.stdout.write(f"- {clash}")
            run.discard()
            raise CommandError(str(refusal), returncode=REFUSED) from None
        finally:
            bar.end()
        self.stdout.write(f"Import n° {run.pk} appliqué : {sentence_after(run)}")

    def show(self, run: ImportRun) -> None:
        for sentence in [*sentences(run), *run.notes]:
            self.stdout.write(sentence)
        for fault in run.faults.iterator():
            self.stdout.write(f"- {fault.sentence}")
        if run.state == run.State.REFUSED:
            return
        for change in described_changes(run.asked[:SHOWN]):
            for label, before, after in change.lines:
                values = f"{before} → {after}" if before else after
                self.stdout.write(f"- n° {change.number}, {label} : {values}")
        if (more := run.asked.count() - SHOWN) > 0:
            self.stdout.write(f"… et {more} autres changements.")

import datetime
import shutil
import subprocess
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application

from actions.proof import faults
from operation import archives, erasures
from pages.sitemap import entries
from publishing.page_files import versions
from publishing.page_files.serving import ask

from .backup import gpg


class Command(BaseCommand):
    help = (
        "Remet en place tout le site d’une archive, dans la base et les dossiers que "
        "l’environnement nomme, vides tous les trois."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument("--passphrase-file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--erasures",
            metavar="FICHIER",
            type=Path,
            help=f"Le journal des effacements ({erasures.NAME}) du site perdu : ce qui a été "
            "effacé depuis l’archive l’est de nouveau.",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        passphrase_file: Path | None,
        **options: Any,
    ) -> None:
        if not file.is_file():
            raise CommandError(f"{file} n’existe pas.")
        if what := archives.occupied():
            raise CommandError(
                f"Rien n’a été touché : {what}. Une restauration se fait dans une base et des "
                "dossiers vides, jamais sur un site qui tourne."
            )
        journal: Path | None = options["erasures"]
        parent = Path(settings.MEDIA_ROOT).parent
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restauration-", dir=parent) as folder:
            manifest = self.unpack(file, passphrase_file, Path(folder))
            made_at = datetime.datetime.fromisoformat(manifest["made_at"])
            again = self.erasures_since(journal, made_at)
            self.bring_back(Path(folder), manifest)
        self.forget_again(journal, again)
        versions.move()
        call_command("verify_history", stdout=self.stdout)
        if manifest["key"] != archives.key_mark():
            self.stderr.write(
                "Attention : la SECRET_KEY n’est pas celle de l’archive. Les liens déjà envoyés ne "
                "s’ouvrent plus et ceux qui sont partis pourraient être réinscrits par une liste : "
                "remettez-la, ou ajoutez-la à SECRET_KEY_FALLBACKS."
            )
        self.crawl()

    def unpack(self, file: Path, passphrase_file: Path | None, folder: Path) -> dict[str, Any]:
        """Everything is read and checked before anything is touched."""
        try:
            if passphrase_file is None:
                with file.open("rb") as stream:
                    return archives.unpack(stream, folder)
            command = gpg(passphrase_file, "--decrypt", str(file))
            clear = folder / "archive"
            with clear.open("wb") as out:
                if subprocess.run(command, stdout=out, check=False).returncode:
                    raise CommandError("Rien n’a été touché : gpg n’a pas pu déchiffrer l’archive.")
            with clear.open("rb") as stream:
                return archives.unpack(stream, folder / "clear")
        except archives.Refused as reason:
            raise CommandError(f"Rien n’a été touché. {file} est refusée : {reason}") from reason
        except OSError as error:
            raise CommandError(f"Rien n’a été touché : {error}.") from error

    def erasures_since(
        self, journal: Path | None, made_at: datetime.datetime
    ) -> list[dict[str, Any]]:
        if journal is None:
            return []
        try:
            return list(erasures.lines_since(journal, made_at))
        except (OSError, ValueError) as error:
            raise CommandError(f"Rien n’a été touché : {error}.") from error

    def bring_back(self, folder: Path, manifest: dict[str, Any]) -> None:
        unpacked = folder / "clear" if (folder / "clear").exists() else folder
        call_command("migrate", verbosity=0)
        try:
            archives.load(unpacked, manifest)
        except archives.Refused as reason:
            raise CommandError(f"Les données n’ont pas été écrites : {reason}") from reason
        if wrong := next(iter(faults()), None):
            self.stderr.write(f"Attention : l’étape de rang {wrong[0]} {wrong[1]}")
        for name, target in archives.folders().items():
            if (unpacked / name).exists():
                shutil.copytree(unpacked / name, target, dirs_exist_ok=True)
            elif not target.exists():
                target.mkdir(parents=True)
        Path(settings.PRIVATE_MEDIA_ROOT).chmod(0o700)
        self.stdout.write(f"{sum(manifest['rows'].values())} lignes remises en place.")

    def forget_again(self, journal: Path | None, lines: list[dict[str, Any]]) -> None:
        if journal is None:
            return
        if journal.resolve() != erasures.journal().resolve():
            shutil.copyfile(journal, erasures.journal())
        for line in lines:
            try:
                line["refaire"](**line)
            except Exception as error:  # each of the others must still be done
                self.stderr.write(f"À refaire à la main : {line['quoi']}, {line['le']} ({error})")
        self.stdout.write(f"{len(lines)} effacements faits de nouveau.")

    def crawl(self) -> None:
        """Every address that search engines are given answers."""
        application, site = get_wsgi_application(), settings.SITE_URL
        scheme, _, host = site.partition("://")
        failed, paths = [], list(dict.fromkeys(path for path, _ in entries()))
        for path in paths:
            environ = {"PATH_INFO": path, "HTTP_HOST": host, "wsgi.url_scheme": scheme}
            setup_testing_defaults(environ)
            status, _headers, _body = ask(application, environ)
            if not status.startswith("200"):
                failed.append(f"{path} ({status})")
        if failed:
            raise CommandError("\n".join(["Ces adresses n’ont pas répondu :", *failed]))
        self.stdout.write(f"{len(paths)} adresses répondent.")

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from actions.models import Event
from actions.numbers import wrong_numbers
from actions.proof import faults, is_guarded, wrong_copies


class Command(BaseCommand):
    help = "Vérifie que l’historique n’a pas été réécrit, et nomme la première étape fautive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--digest",
            metavar="EMPREINTE",
            help="Une empreinte publiée autrefois, qui doit encore être dans la chaîne.",
        )

    def handle(self, *args: Any, digest: str | None = None, **options: Any) -> None:
        found = list(faults())
        if found:
            rank, reason = found[0]
            more = f" {len(found)} étapes sont en cause." if len(found) > 1 else ""
            raise CommandError(f"L’étape de rang {rank} {reason}{more}")
        if digest and not Event.objects.filter(digest=digest).exists():
            raise CommandError(
                f"L’empreinte {digest} n’est plus dans la chaîne : la fin de l’historique a été "
                "retirée ou récrite."
            )
        for action in wrong_copies():
            raise CommandError(
                f"L’action n° {action.number} est affichée « {action.get_status_display()} », ou "
                "avec une fin ou un budget, ce que ses étapes ne disent pas. Lancez : "
                "manage.py work --once"
            )
        for action in wrong_numbers():
            raise CommandError(
                f"Une action porte le n° {action.number}, que ses étapes ne lui donnent pas."
            )
        if not is_guarded():
            self.stderr.write(
                "Attention : la base ne refuse plus elle-même les changements, ses déclencheurs "
                "manquent."
            )
        last = Event.objects.order_by("rank").last()
        if last is None:
            self.stdout.write("L’historique est vide.")
            return
        redacted = Event.objects.filter(is_redacted=True).count()
        self.stdout.write(
            f"L’historique est intact : {last.rank} étape{'s' if last.rank > 1 else ''}, "
            + (f"dont {redacted} aux mots retirés, " if redacted else "")
            + f"dernière empreinte {last.digest}."
        )

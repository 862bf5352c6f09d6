"""The reports of a mailbox file: what could not be delivered, and complaints."""

import mailbox
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...sending.bounces import LARGEST, is_old_failure, read_report, record


class Command(BaseCommand):
    help = (
        "Lit les retours d’une boîte aux lettres (fichier mbox ou dossier Maildir) et note les "
        "adresses refusées et les plaintes. La boîte n’est pas modifiée : la relire ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FICHIER", type=Path)

    def handle(self, *args, path, **options):
        counts = Counter(outcome_of(data) for data in messages_of(path))
        self.stdout.write(
            f"{counts.total()} messages lus : {counts['recorded']} retours notés, "
            f"{counts['known']} déjà connus, {counts['old']} échecs d’une forme ancienne que le "
            f"site ne sait pas lire, {counts['other']} sans rapport."
        )


def outcome_of(data):
    report = read_report(data)
    if report is None:
        return "old" if is_old_failure(data) else "other"
    return "recorded" if record(report) else "known"


def messages_of(path):
    """The beginning of each message: a report says all it has to say there."""
    if path.is_dir():
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise CommandError(f"« {path} » n’est pas un dossier Maildir (new, cur).")
        box = mailbox.Maildir(path, create=False)
    elif path.is_file():
        box = mailbox.mbox(path, create=False)
    else:
        raise CommandError(f"« {path} » n’existe pas.")
    try:
        for key in box.keys():  # noqa: SIM118  a mailbox iterates over its messages, not its keys
            with box.get_file(key) as file:
                yield file.read(LARGEST)
    finally:
        box.close()

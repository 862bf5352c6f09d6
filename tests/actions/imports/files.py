"""Small spreadsheets as the directorates send them, and what is done with them."""

import tempfile
from pathlib import Path

from django.contrib.auth.models import Permission, User
from openpyxl import Workbook

from actions.imports.applying import apply
from actions.imports.planning import prepare

HEADER = "N°;Statut;Date;Ce qui s’est passé;Preuve (adresse)"
EVENTS_HEADER = "N°;Date;Ce qui s’est passé;Statut atteint;Preuve (adresse)"


def csv_text(*rows, header=HEADER):
    return "\n".join([header, *rows])


class ImportMixin:
    """For tests that bring files: a person who may, a folder of their own."""

    def setUp(self):
        super().setUp()
        self.user = make_importer()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, content, name="fichier.csv"):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def write_xlsx(self, sheets, name="fichier.xlsx", active=0):
        """`{sheet name: rows}`, headers included."""
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.active = active
        book.save(self.folder / name)
        return self.folder / name

    def prepare(self, *rows, header=HEADER, user=None, **options):
        path = self.write(csv_text(*rows, header=header))
        return prepare(path, user or self.user, **options)

    def prepare_xlsx(self, sheets, **options):
        return prepare(
            self.write_xlsx(sheets, active=options.pop("active", 0)), self.user, **options
        )

    def bring(self, *rows, **options):
        """Prepared and confirmed."""
        return apply(self.prepare(*rows, **options).pk, options.get("user") or self.user)

    def faults(self, *rows, **options):
        """The messages of a preview, in full."""
        return [fault.sentence for fault in self.prepare(*rows, **options).faults]


def make_importer(name="editrice"):
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="import_action"))
    return user

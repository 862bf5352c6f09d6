"""What django-import-export does wrong with real office files (design §6), each put right.

Every test fails on the plain integration's behaviour, which its name tells.
"""

import datetime
import zipfile
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import TestCase

from actions.imports.applying import apply
from actions.imports.faults import Conflict, NotAllowed, NotYours
from actions.imports.planning import prepare
from actions.models import Action, Event, ImportChange, ImportRun
from actions.models.imports import FOLDER
from spreadsheets import Refused
from staff.roles import create_roles
from tests.factories import make_action, record

from .files import ImportMixin, csv_text

DONE = "9;Réalisée;01/12/2020;Livré.;https://ales.fr/halles"


def kept_files():
    return sorted((Path(settings.PRIVATE_MEDIA_ROOT) / FOLDER).glob("*"))


class ThirteenFaultsTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.halls = make_action(number=9, status="en-cours", place="Place de l’Abbaye")
        self.library = make_action(number=1, status="a-venir")

    def halls_now(self):
        return Action.objects.get(number=9)

    def test_a_french_day_is_not_read_month_first(self):
        self.bring(DONE)
        event = Event.objects.latest("rank")
        self.assertEqual(event.occurred_on.first_day, datetime.date(2020, 12, 1))

    def test_staff_who_only_read_cannot_import(self):
        create_roles()
        reader = User.objects.create_user("lectrice", is_staff=True)
        reader.groups.add(Group.objects.get(name="Lecture"))
        with self.assertRaises(NotAllowed):
            self.prepare(DONE, user=reader)
        run = self.prepare(DONE)
        with self.assertRaises(NotAllowed):
            apply(run.pk, reader)
        self.assertEqual(self.halls_now().status, "en-cours")

        follower = User.objects.create_user("suivi", is_staff=True)
        follower.groups.add(Group.objects.get(name="Suivi des actions"))
        with self.assertRaises(NotYours):  # allowed, but this preview is another's
            apply(run.pk, follower)
        self.assertEqual(self.prepare(DONE, user=follower).state, "apercu")

    def test_nothing_is_told_done_when_it_was_rolled_back(self):
        run = self.prepare(DONE)
        record(self.halls, status="suspendue", occurred_on="2020-01-01")
        with self.assertRaises(Conflict) as refusal:
            apply(run.pk, self.user)
        self.assertIn("rien n’a été importé", str(refusal.exception))
        run.refresh_from_db()
        self.assertEqual((run.state, run.applied_at), ("apercu", None))
        self.assertEqual(run.events.count(), 0)

    def test_a_colleague_s_edit_between_preview_and_confirmation_is_not_lost(self):
        run = self.prepare("9;Halles", header="N°;Lieu")
        self.halls.place = "Rue Nationale"
        self.halls.save()
        with self.assertRaises(Conflict) as refusal:
            apply(run.pk, self.user)
        self.assertEqual(
            [str(clash) for clash in refusal.exception.clashes],
            [
                "action n° 9, « Lieu » : à l’aperçu « Place de l’Abbaye », dans le fichier "
                "« Halles », sur le site maintenant « Rue Nationale »"
            ],
        )
        self.assertEqual(self.halls_now().place, "Rue Nationale")

    def test_an_unknown_status_is_not_saved(self):
        self.assertEqual(
            self.faults("9;presque fini;01/12/2020;Bientôt.;"),
            [
                "Ligne 2, colonne « Statut » : « presque fini » n’est pas un "
                "statut ; attendu : « Réalisée », « En cours », « À venir », « Suspendue », "
                "« Abandonnée », « Statut inconnu »."
            ],
        )

    def test_an_empty_cell_does_not_erase(self):
        self.bring("9;;;", header="N°;Lieu;Résumé;Statut")
        self.assertEqual(self.halls_now().place, "Place de l’Abbaye")
        self.bring("9;–;;", header="N°;Lieu;Résumé;Statut")
        self.assertEqual(self.halls_now().place, "")

    def test_an_ods_is_read_and_its_cells_are_not_shifted(self):
        rows = [["N°", "Lieu", "Résumé", "Service", "Statut"], [9, "", "", "", "suspendue"]]
        xml = ods_content(rows)
        self.assertIn('number-columns-repeated="3"', xml)
        path = self.folder / "halles.ods"
        write_ods(path, xml)
        (fault,) = prepare(path, self.user).faults.filter(field="occurred_on")
        self.assertEqual(fault.number, 9)  # the status was read in its own column
        self.assertEqual(
            ImportChange.objects.filter(run=fault.run, field__in=["place", "service"]).count(), 0
        )

    def test_a_semicolon_csv_is_no_traceback(self):
        self.assertEqual(self.prepare(DONE).counts["moves"], {"realisee": 1})

    def test_windows_1252_and_french_amounts_are_read(self):
        content = csv_text("9;« Été » – 5 €;1 200,50", header="Numéro;Résumé;Budget dépensé (€)")
        path = self.write(content.replace("1 200", "1\u00a0200").encode("cp1252"))
        apply(prepare(path, self.user).pk, self.user)
        halls = self.halls_now()
        self.assertEqual((halls.summary, halls.budget_spent), ("« Été » – 5 €", Decimal("1200.50")))

    def test_headers_are_those_of_people_not_names_of_fields(self):
        run = self.prepare(
            "Livré.;fini;9;ales.fr/halles;décembre 2020",
            header="COMMENTAIRE;État d’avancement :;n°;Lien;date",
        )
        self.assertEqual((run.faults.count(), run.counts["moves"]), (0, {"realisee": 1}))

    def test_the_table_is_found_on_any_sheet_under_any_title(self):
        table = [
            ["Suivi des actions", None],
            [],
            [None, "N°", "Statut", "Date", "Ce qui s’est passé"],
            [None, 9, "en pause", "2020", "Attente."],
        ]
        sheets = {"Lisez-moi": [["Bonjour"]], "Suivi": table, "Notes": [["À voir"]]}
        for active in range(3):
            with self.subTest(active=active):
                run = self.prepare_xlsx(sheets, active=active)
                self.assertEqual(run.counts["moves"], {"suspendue": 1})

    def test_a_number_twice_does_not_overwrite(self):
        faults = self.faults("9;En cours;;;", "1;;;;", DONE)
        self.assertEqual(
            faults,
            [
                "Ligne 4, colonne « N° » : l’action n° 9 figure aux lignes 2 "
                "et 4 : gardez-en une seule."
            ],
        )

    def test_no_file_is_left_behind_and_the_browser_names_none(self):
        before = kept_files()
        with self.assertRaises(Refused):
            prepare(self.write(b"%PDF-1.7", "x.csv"), self.user)
        self.assertEqual(kept_files(), before)

        run = self.prepare(DONE, original_name="../../etc/passwd")
        (kept,) = set(kept_files()) - set(before)
        self.assertEqual(run.path, kept)
        self.assertNotIn("passwd", kept.name)
        run.discard()
        self.assertEqual(kept_files(), before)
        self.assertFalse(ImportRun.objects.filter(pk=run.pk).exists())

    def test_a_large_preview_is_kept_in_the_database_not_rendered_whole(self):
        """What is unchanged leaves no row, and a page of the changes is a query of its own."""
        Action.objects.bulk_create(Action(number=n, title=f"A{n}") for n in range(100, 700))
        rows = [f"{n};{'Ailleurs' if n % 2 else ''}" for n in range(100, 700)]
        run = self.prepare(*rows, header="N°;Lieu")
        self.assertEqual((run.counts["lines"], run.changes.count()), (600, 300))
        with self.assertNumQueries(1):
            page = list(run.asked[100:120])
        self.assertEqual(page[0].number, 301)


def ods_content(rows):
    """As LibreOffice writes it: runs of empty cells in one element."""
    lines = []
    for row in rows:
        cells = []
        for value in row:
            if value == "" and cells and "repeated" in cells[-1]:
                count = int(cells[-1].split('repeated="')[1].split('"')[0]) + 1
                cells[-1] = f'<table:table-cell table:number-columns-repeated="{count}"/>'
            elif value == "":
                cells.append('<table:table-cell table:number-columns-repeated="1"/>')
            elif isinstance(value, int):
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{value}">'
                    f"<text:p>{value}</text:p></table:table-cell>"
                )
            else:
                cells.append(
                    '<table:table-cell office:value-type="string">'
                    f"<text:p>{value}</text:p></table:table-cell>"
                )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    space = "urn:oasis:names:tc:opendocument:xmlns"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.3">'
        '<office:body><office:spreadsheet><table:table table:name="Suivi">'
        f"{''.join(lines)}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def write_ods(path, xml):
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", xml)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
            f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{kind}"/></manifest:manifest>',
        )

import datetime
import io
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase
from openpyxl import load_workbook

from actions.costs import Cost
from actions.imports.columns import ACTIONS
from actions.imports.planning import prepare
from actions.imports.template import template_name, template_workbook
from actions.models import Action, Event, Status
from publishing.text.dates import PartialDate
from services.models import Service
from spreadsheets import open_book
from tests.actions.imports.files import ImportMixin
from tests.factories import make_action, make_service, make_theme, record
from tests.seeded import seed
from tests.workbooks import read_workbook

FORMATS = ("xlsx", "ods")
AWKWARD = [
    "=1+1",
    "+33 4 66 00 00 00",
    "-5 %",
    "@alès",
    "'apostrophe",
    "’typographique",
    "Deux\nlignes",
    "Deux\r\nlignes et\ttabulation",
    "« Guillemets », espaces\u00a0insécables\u202f!",
    "Deux  espaces",
    "🚲 vélo",
    "_x0041_",
    "<b>&amp;</b>",
    '"; DROP',
    "#REF!",
    "1 200,50",
    "12/01/2026",
    "2025",
    "oui",
    "-",
    "–",
    "a" * 1500,
    "e\u0301te\u0301",
    "N°",
    "total",
    "\u2028séparateur",
]


def sent_back(format):
    """The run of a template that nobody touched."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / template_name(format)
        path.write_bytes(template_workbook(format))
        run = prepare(path, None)
    found = [
        f"{change} : {change.before} → {change.after}, {change.message}"
        for change in run.changes.all()
    ]
    counts = run.counts
    run.discard()
    return found, counts.get("lines", 0)


class NothingChangedTests(TestCase):
    """Export, edit nothing, import: nothing changes."""

    @classmethod
    def setUpTestData(cls):
        seed()

    def test_the_seeded_plan(self):
        events = Event.objects.filter(correction__isnull=True).count()
        for format in FORMATS:
            with self.subTest(format):
                self.assertEqual(sent_back(format), ([], Action.objects.count() + events))

    def test_awkward_words_everywhere(self):
        for number, word in enumerate(AWKWARD, 100):
            action = make_action(
                number=number, title=word[:200], summary=word, place=word[:200], reservation=word
            )
            action.record(word, PartialDate.from_iso("2019-Q3"), reservation=word)
            action.record(word, PartialDate.from_iso("2018-05"), evidence_url="https://ales.fr/")
        for format in FORMATS:
            with self.subTest(format):
                self.assertEqual(sent_back(format)[0], [])

    def test_two_services_of_one_name_and_an_old_date(self):
        for slug in ("un", "deux"):
            make_service(slug=slug, name="Voirie et réseaux")
        for number, service in enumerate(Service.objects.filter(name="Voirie et réseaux"), 50):
            make_action(
                number=number,
                service=service,
                planned_on=PartialDate.from_iso("2850-03-02"),
                budget_spent=Decimal("999999999999.99"),
            )
        for format in FORMATS:
            with self.subTest(format):
                self.assertEqual(sent_back(format)[0], [])

    def test_a_corrected_event_is_not_told(self):
        action = make_action(number=60)
        wrong = record(action, "Erreur.")
        record(action, "Mieux.", corrects=wrong)
        for format in FORMATS:
            rows = read_workbook(template_workbook(format))["Étapes"]
            self.assertEqual([row[2] for row in rows if row[0] == 60], ["Mieux."])
            self.assertEqual(sent_back(format)[0], [])


class EmptySiteTests(TestCase):
    def test_it_gives_headers_and_instructions(self):
        for format in FORMATS:
            with self.subTest(format):
                sheets = read_workbook(template_workbook(format))
                self.assertEqual(
                    [
                        len([row for row in sheets[name] if any(row)])
                        for name in ("Actions", "Étapes")
                    ],
                    [1, 1],
                )
                self.assertEqual(sent_back(format), ([], 0))


LETTERS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r\x85\x0b"), max_size=60
)
DATES = st.one_of(
    st.none(),
    st.dates(datetime.date(1990, 1, 1), datetime.date(2026, 1, 1)).map(PartialDate),
    st.sampled_from(["2017", "2019-Q4", "2020-02"]).map(PartialDate.from_iso),
)
AMOUNTS = st.none() | st.integers(0, 7 * 10**8)  # a third more is still a cost


@pytest.mark.once
class AnyActionTests(PropertyTestCase):
    """Whatever texts, dates and amounts the site holds."""

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )
    @given(
        texts=st.tuples(*[LETTERS] * 4), told=LETTERS, dates=st.tuples(DATES, DATES), budget=AMOUNTS
    )
    def test_sent_back_untouched_it_changes_nothing(self, texts, told, dates, budget):
        title, summary, place, reservation = texts
        action = Action(
            number=7,
            title=title,
            summary=summary,
            place=place,
            reservation=reservation,
            theme=make_theme(),
            state="publie",
        )
        action.save()
        if told.strip() and dates[1]:
            cost = None if budget is None else Cost(budget, budget + budget // 3)
            action.record(told, dates[1], reservation=reservation, planned_on=dates[0], cost=cost)
        for format in FORMATS:
            self.assertEqual(sent_back(format)[0], [], format)


class ContentTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.theme = make_theme(name="Mobilité")
        self.action = make_action(
            number=9,
            title="=Halles",
            theme=self.theme,
            status="en-cours",
            planned_on=PartialDate.from_iso("2019-Q3"),
            next_review_on=datetime.date(2026, 9, 15),
            cost=Cost(7_000_000, 8_000_000),
        )
        record(self.action, "Le chantier ouvre.", "2019-05-19")

    def test_both_formats_hold_the_same(self):
        xlsx, ods = (read_workbook(template_workbook(format)) for format in FORMATS)
        names = ["Lisez-moi", "Actions", "Étapes", "Valeurs d’origine"]
        self.assertEqual((list(xlsx), list(ods)), (names, names))
        for name in ("Actions", "Étapes"):
            rows = [row for row in ods[name] if any(row)]
            self.assertEqual(
                [[float(c) if isinstance(c, Decimal) else c for c in r] for r in xlsx[name]], rows
            )

    def test_the_state_of_an_action(self):
        header, row = read_workbook(template_workbook("xlsx"))["Actions"]
        self.assertEqual(
            {label: cell for label, cell in zip(header, row, strict=True) if cell != ""},
            {
                "N°": 9,
                "Intitulé": "=Halles",
                "Thème": "Mobilité",
                "Statut": "En cours",
                "Organisme": "Ville d’Alès",
                "Coût annoncé": "7 à 8\u00a0M€",
                "Fin annoncée": "3e trimestre 2019",
                "Prochaine mise à jour": datetime.date(2026, 9, 15),
            },
        )

    def test_days_are_dates_and_periods_are_words(self):
        rows = read_workbook(template_workbook("ods"))["Étapes"]
        self.assertEqual(
            [row[1] for row in rows[1:3]], [datetime.date(2018, 3, 1), datetime.date(2019, 5, 19)]
        )
        record(self.action, "Puis rien.", "2019-06")
        rows = read_workbook(template_workbook("ods"))["Étapes"]
        self.assertEqual(rows[3][1], "juin 2019")

    def test_cells_to_fill_in_take_words(self):
        """A spreadsheet makes 1 May of « mai 2017 » anywhere else."""
        book = load_workbook(io.BytesIO(template_workbook("xlsx")))
        self.assertEqual(book["Actions"].column_dimensions["E"].number_format, "@")
        self.assertEqual(book["Étapes"].column_dimensions["B"].number_format, "@")

    def test_numbers_are_locked_and_the_rest_is_open(self):
        book = load_workbook(io.BytesIO(template_workbook("xlsx")))
        actions, events = book["Actions"], book["Étapes"]
        self.assertTrue(actions.protection.sheet)
        self.assertIsNone(actions.protection.password)
        self.assertFalse(actions.protection.autoFilter or actions.protection.sort)
        self.assertEqual(
            [cell.protection.locked for cell in actions[2]], [True] + [False] * (len(ACTIONS) - 1)
        )
        self.assertFalse(actions.column_dimensions["A"].protection.locked)  # further rows
        self.assertTrue(all(cell.protection.locked for cell in events[2]))
        self.assertFalse(events.column_dimensions["C"].protection.locked)

    def test_lists_of_choices(self):
        book = load_workbook(io.BytesIO(template_workbook("xlsx")))
        lists = {
            str(found.sqref): found.formula1
            for found in book["Actions"].data_validations.dataValidation
            if found.type == "list"
        }
        self.assertEqual(
            sorted(lists), ["C2:C1002", "D2:D1002", "J2:J1002", "L2:L1002", "M2:M1002"]
        )
        sheet, _, cells = lists["D2:D1002"].partition("!")
        self.assertEqual(sheet, "'Lisez-moi'")
        words = [cell.value for (cell,) in book["Lisez-moi"][cells.replace("$", "")]]
        self.assertEqual(words, Status.labels)

    def test_lists_and_locks_of_ods(self):
        with zipfile.ZipFile(io.BytesIO(template_workbook("ods"))) as archive:
            self.assertEqual(archive.infolist()[0].filename, "mimetype")
            content = archive.read("content.xml").decode()
        self.assertIn("cell-content-is-in-list([$'Lisez-moi'.$B$", content)
        self.assertEqual(content.count('table:protected="true"'), 3)
        self.assertNotIn("protection-key", content)

    def test_its_own_date_and_the_history_it_shows(self):
        before = timezone.localtime().replace(second=0, microsecond=0)
        for format in FORMATS:
            with self.subTest(format), open_book(self.write(template_workbook(format))) as book:
                notes = next(sheet for sheet in book.sheets if sheet.name == "Lisez-moi")
                said = {row.cells[0]: row.cells[-1] for row in notes.rows()}
                digest = Event.objects.order_by("rank").last().digest
                self.assertEqual(said["Empreinte de l’historique"], digest)
                self.assertGreaterEqual(timezone.make_aware(said["Données du"]), before)
        self.assertRegex(template_name("ods"), r"^actions-\d{4}-\d\d-\d\d\.ods$")

    def test_a_cell_changed_is_the_change_asked(self):
        book = load_workbook(io.BytesIO(template_workbook("xlsx")))
        sheet = book["Actions"]
        sheet["N2"] = "Place de l’Abbaye"
        book.save(self.folder / "change.xlsx")

        run = prepare(self.folder / "change.xlsx", self.user)

        self.assertEqual(
            [(c.field, c.before, c.after) for c in run.changes.all()],
            [("place", None, "Place de l’Abbaye")],
        )

"""Every status has all that a status has, and every place that shows one shows it."""

import io
import re

import pypdf
from django.test import SimpleTestCase, TestCase
from django.urls import reverse
from django.utils import timezone

from actions.imports.columns import BY_KEY
from actions.models import Action, Status
from actions.past.charts import STACK, ProgressChart
from actions.statuses import Row, is_step_back
from figures.references import computed_figures
from newsletter.issues.drafting import make_draft
from newsletter.issues.groups import GROUPS
from newsletter.issues.letter import Letter
from newsletter.issues.message import compose
from pages.models import Page
from posters.cards import Card
from publishing.text.typography import typeset_to_html
from publishing.tokens import colour, contrast
from tests.factories import make_action, make_theme, record

ENTRY = "2017-03-29"


def rows():
    return [status.row for status in Status]


def distinct(values):
    values = list(values)
    return len(set(values)) == len(values)


class RowTests(SimpleTestCase):
    def test_every_facet_is_there(self):
        for row in rows():
            for facet in Row.__dataclass_fields__:
                with self.subTest(row.value, facet=facet):
                    may_be_empty = facet in ("step", "stack") or facet.startswith("is_")
                    self.assertTrue(may_be_empty or getattr(row, facet))

    def test_what_tells_one_from_another_differs(self):
        for facet in ("value", "label", "plural", "help", "colour", "shape", "mark", "figure"):
            with self.subTest(facet):
                self.assertTrue(distinct(getattr(row, facet) for row in rows()))
        self.assertTrue(distinct(row.pattern.path for row in rows()))
        self.assertTrue(distinct(row.stack for row in rows()))
        self.assertTrue(distinct(row.step for row in rows() if row.step is not None))
        self.assertTrue(distinct(word for row in rows() for word in row.synonyms))

    def test_its_colour_is_read_on_paper_by_day_and_by_night(self):
        for row in rows():
            for dark in (False, True):
                with self.subTest(row.value, dark=dark):
                    ratio = contrast(colour(row.colour, dark=dark), colour("paper", dark=dark))
                    self.assertGreaterEqual(ratio, 4.5)

    def test_a_card_draws_its_shape(self):
        images = [Card("Halles", note="État", shape=row.svg_in("#ffffff")).png() for row in rows()]
        self.assertTrue(distinct([*images, Card("Halles", note="État").png()]))

    def test_the_chart_gives_it_a_place(self):
        self.assertEqual(set(STACK), set(Status))

    def test_the_newsletter_gives_it_a_group(self):
        self.assertTrue(distinct(group.value for group in GROUPS))
        self.assertTrue(distinct(group.rank for group in GROUPS))
        for row in rows():
            self.assertIn(row.group, GROUPS)

    def test_an_import_understands_its_words(self):
        for status in Status:
            for word in (status.label, status.label.upper(), status.value, *status.row.synonyms):
                with self.subTest(word):
                    self.assertEqual(BY_KEY["status"].value_of(word, None), status)

    def test_a_step_back_is_a_lower_step(self):
        self.assertTrue(is_step_back("realisee", "en-cours"))
        self.assertTrue(is_step_back("en-cours", "a-venir"))
        self.assertFalse(is_step_back("en-cours", "realisee"))
        self.assertFalse(is_step_back("en-cours", "suspendue"))
        self.assertFalse(is_step_back(None, "en-cours"))
        self.assertFalse(is_step_back("suspendue", ""))


class ShownTests(TestCase):
    """A plan with an action in each status."""

    @classmethod
    def setUpTestData(cls):
        theme = make_theme()
        cls.actions = {}
        for number, status in enumerate(Status, 1):
            action = make_action(number=number, title=f"Promesse {number}", theme=theme)
            record(action, "Annoncée.", ENTRY, status="a-venir")
            if status != Status.UPCOMING:
                record(action, "Elle change.", "2018-03-01", status=status.value)
            cls.actions[status] = action
        cls.day = timezone.localdate()

    def page(self, path):
        return self.client.get(path).content.decode()

    def test_the_lists_show_its_word_and_its_shape(self):
        page = self.page(reverse("actions:list"))
        for status in Status:
            with self.subTest(status):
                self.assertIn(
                    f'<span class="status" data-status="{status.value}">{status.label}</span>', page
                )
                own = self.page(reverse("actions:by_status", args=[status.value]))
                self.assertIn(f"Actions {status.plural.lower()}", own)
                self.assertIn(self.actions[status].title, own)

    def test_the_charts_show_it(self):
        page = self.page(reverse("actions:list"))
        bands = {band["status"] for band in ProgressChart(Action.objects.published()).bands}
        self.assertEqual(bands, set(Status))
        for status in Status:
            with self.subTest(status):
                self.assertIn(f'<pattern id="motif-{status.value}"', page)
                self.assertIn(f'fill="url(#motif-{status.value})"', page)

    def test_the_help_says_what_it_means(self):
        Page.objects.create(slug="aide", title="Aide", state="publie")
        page = self.page(reverse("pages:help"))
        for status in Status:
            self.assertIn(typeset_to_html(status.row.help), page)

    def test_the_wall_sheet_shows_it(self):
        sheet = self.client.get(reverse("actions:wall_sheet")).content
        text = re.sub(r"\s+", " ", pypdf.PdfReader(io.BytesIO(sheet)).pages[0].extract_text())
        for status, action in self.actions.items():
            with self.subTest(status):
                self.assertRegex(text, rf"\b{action.number} {status.label}(, \w+)? {action.title}")

    def test_its_share_image_is_sent(self):
        for action in self.actions.values():
            answer = self.client.get(reverse("actions:share_image", args=[action.number]))
            self.assertEqual(answer.headers["Content-Type"], "image/png")

    def test_open_data_name_it(self):
        state = self.client.get(f"/actions/au/{self.day}.json").json()
        self.assertEqual(state["statuts"], dict.fromkeys(Status.values, 1))
        listed = b"".join(self.client.get("/donnees/actions.json").streaming_content).decode()
        for status in Status:
            self.assertRegex(listed, rf'"statut": ?"{status.value}"')

    def test_a_mail_shows_its_mark_its_word_and_its_colour(self):
        html = compose(Letter.of(make_draft("mensuel"))).html
        for status in Status:
            with self.subTest(status):
                self.assertIn(f">{status.row.mark}</span> {status.label}</span>", html)
                self.assertIn(f"<h2>{status.row.group.label} ", html)
                self.assertIn(f".{status.value} {{ color: {colour(status.row.colour)}; }}", html)

    def test_texts_may_name_its_count(self):
        counts = {key: count for key, _, _, count in computed_figures()}
        for status in Status:
            self.assertEqual(counts[status.row.figure], 1)

"""The message in readers that take some of its HTML away: it keeps its title, name and period.

What they drop is known from caniemail (« html-semantics », « css-padding », « style »), whose tests
are of 2019 to 2024.
"""

import re
from html.parser import HTMLParser

from django.test import TestCase

from actions.models import Status
from newsletter.issues.drafting import make_draft
from newsletter.issues.letter import Letter
from newsletter.issues.message import compose
from publishing.text.dates import PartialDate
from publishing.tokens import colour, contrast
from tests.factories import make_action, make_figure, make_issue, make_publisher, record

# Elements that a reader replaces by nothing, keeping their words.
STRIPPED = {
    "Outlook Windows, outlook.com, Outlook mobile, Yahoo, AOL": (
        *("article", "aside", "details", "figcaption", "figure", "footer", "header", "main"),
        *("mark", "nav", "section", "summary", "time"),
    ),
    "Orange": ("article", "aside", "footer", "header", "main", "mark", "nav", "section"),
    "Gmail": ("main",),
}
# Where a reader believes a ground, or a padding.
GROUNDS = ("body", "div", "td")
PADDED = ("td",)  # Outlook Windows: of cells alone
VOID = {"br", "meta", "link", "img", "hr"}


class Page(HTMLParser):
    """Each text of a message with the styles of what holds it, outermost first."""

    def __init__(self, html):
        super().__init__()
        self.path, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.path.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while self.path and self.path.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not {"style", "title"} & {tag for tag, _ in self.path}:
            self.texts.append((data.strip(), list(self.path)))


def declared(attributes, name, rules=()):
    """The value of a property: the element's own, or that of the rules for its classes."""
    found = re.search(rf"(?:^|[;\s]){name}:\s*([^;]+)", attributes.get("style", ""))
    if found:
        return found[1].strip()
    classes = attributes.get("class", "").split()
    return next((rules[one] for one in classes if one in rules), None)


def colour_of(path, rules):
    own = [found for _, one in path if (found := declared(one, "color", rules))]
    return own[-1]


def ground_of(path):
    own = [
        found
        for tag, one in path
        if tag in GROUNDS and (found := one.get("bgcolor") or declared(one, "background-color"))
    ]
    return own[-1]


def rules_of(html):
    """The colours that the style sheet gives to classes, by day."""
    sheet = re.search(r"<style>(.*?)@media", html, re.DOTALL)[1]
    rules = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", sheet):
        if found := re.search(r"(?:^|[;\s])color:\s*(#[0-9a-f]{6})", body):
            rules |= dict.fromkeys(re.findall(r"\.([\w-]+)", selectors), found[1])
    return rules


class ReadersTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publisher(address="Hôtel de ville\n30100 Alès")
        for number, status in enumerate(Status, 1):
            action = make_action(number=number, title=f"Action {number}")
            record(action, "Étape.", "2018-01-05", status="a-venir")
            record(action, "La suite.", "2018-02-05", status=status, reservation="Une réserve.")
        make_action("en-cours", number=40, planned_on=PartialDate.from_iso("2040"))
        issue = make_draft("mensuel")
        issue.introduction = "Un mois **plein**."
        issue.save()
        issue.figures.add(make_figure("lignes-de-bus", 80, unit="lignes"))
        issue = make_issue("envoi", "trimestriel")
        cls.html = compose(Letter.of(issue)).html

    def read_by(self, stripped):
        return re.sub(rf"</?({'|'.join(stripped)})\b[^>]*>", "", self.html)

    def faults(self, html, rules):
        return [
            (text, colour_of(path, rules), ground_of(path))
            for text, path in Page(html).texts
            if contrast(colour_of(path, rules), ground_of(path)) < 4.5
        ]

    def test_each_text_stands_out_from_its_nearest_ground(self):
        for reader, stripped in STRIPPED.items():
            html = self.read_by(stripped)
            for sheet, rules in (("its style sheet", rules_of(html)), ("no style sheet", {})):
                with self.subTest(f"{reader}, {sheet}"):
                    self.assertEqual(self.faults(html, rules), [])

    def test_the_title_the_name_and_the_period_stand_on_the_poster(self):
        texts = dict(Page(self.read_by(STRIPPED["Orange"])).texts)
        poster = colour("green")
        title = next(text for text in texts if text.startswith("Où en sont"))
        period = next(text for text in texts if text.startswith("Le plan au"))
        for text in ("À votre service, Alès", title, period):
            self.assertEqual(ground_of(texts[text]), poster)

    def test_no_text_touches_the_edge(self):
        for text, path in Page(self.read_by(STRIPPED["Orange"])).texts:
            paddings = [declared(one, "padding") or "" for tag, one in path if tag in PADDED]
            sides = [int(found) for one in paddings for found in re.findall(r"(\d+)px", one)[1:2]]
            sides += [int(one[:-2]) for one in paddings if re.fullmatch(r"\d+px", one)]
            self.assertGreaterEqual(max(sides, default=0), 16, text)

    def test_nothing_that_a_reader_strips_is_used(self):
        tags = set(re.findall(r"<([a-z]+)", self.html))
        for reader, stripped in STRIPPED.items():
            self.assertEqual(tags & set(stripped), set(), reader)

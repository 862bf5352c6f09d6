"""Every style sheet is whole: a rule left open silences all those after it, without a word."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command
from django.test import SimpleTestCase

from actions.models import Status
from pages.static_files import FOLDER, MADE, SHEETS
from publishing.tokens import colour

COMMENT_OR_STRING = re.compile(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", re.DOTALL)
# Linked by themselves: by the pages that have a chart, by all for paper, by a few pages.
ALONE = {"admin", "admin_forms", "admin_imports", "admin_newsletter", "admin_pictures"}
ALONE |= {"admin_desk", "admin_writing", "card", "charts", "posters", "print", "registers"}
ALONE |= {"screen", "style_guide", "admin_guide", "admin_proposals", "easy"}
LONGEST = 350


def depths(css):
    """How many rules are open after each brace."""
    depth = 0
    for brace in re.findall(r"[{}]", COMMENT_OR_STRING.sub("", css)):
        depth += 1 if brace == "{" else -1
        yield depth


def made(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")


class StyleSheetTests(SimpleTestCase):
    def test_every_rule_that_opens_is_closed(self):
        for sheet in [*FOLDER.glob("*.css"), Path(finders.find("css/site.css"))]:
            with self.subTest(sheet.name):
                found = [*depths(sheet.read_text())]
                self.assertTrue(all(depth >= 0 for depth in found), "a brace closes nothing")
                self.assertEqual(found[-1], 0, "a rule is left open")

    def test_every_sheet_is_sent_and_holds_one_idea(self):
        self.assertEqual({sheet.stem for sheet in FOLDER.glob("*.css")}, {*SHEETS, *ALONE})
        for sheet in FOLDER.glob("*.css"):
            with self.subTest(sheet.name):
                lines = len(sheet.read_text().splitlines())
                self.assertLessEqual(lines, LONGEST)

    def test_no_rule_shouts(self):
        for sheet in FOLDER.glob("*.css"):
            with self.subTest(sheet.name):
                self.assertNotIn("!important", sheet.read_text())


class MadeFilesTests(SimpleTestCase):
    def test_the_sheet_of_the_site_begins_with_the_order_of_layers(self):
        self.assertTrue(made("css/site.css").startswith("@layer reset, base, layout, components"))

    def test_it_has_one_rule_for_each_status(self):
        css = made("css/site.css")
        self.assertEqual(re.findall(r'\[data-status="([\w-]+)"\] \{', css), Status.values)
        for status in Status:
            self.assertIn(f"--status-color: var(--{status.row.colour});", css)

    def test_the_icon_has_the_colours_of_the_site(self):
        icon = made("img/favicon.svg")
        self.assertIn(colour("green"), icon)
        self.assertIn(colour("saffron"), icon)

    def test_a_change_is_seen_at_the_next_request(self):
        file = Path(finders.find("css/site.css"))
        whole = file.read_text()
        file.write_text("an older one")
        self.assertEqual(made("css/site.css"), whole)

    def test_they_are_collected_like_any_other_file(self):
        call_command("collectstatic", interactive=False, verbosity=0)
        for name in MADE:
            with self.subTest(name):
                self.assertTrue(StaticFilesStorage().exists(name))
                self.assertEqual((Path(settings.STATIC_ROOT) / name).read_text(), made(name))

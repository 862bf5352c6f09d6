"""Every style sheet is whole: a rule left open silences all those after it, without a word."""

import re

from django.conf import settings
from django.test import SimpleTestCase

COMMENT_OR_STRING = re.compile(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", re.DOTALL)


def depths(css):
    """How many rules are open after each brace."""
    depth = 0
    for brace in re.findall(r"[{}]", COMMENT_OR_STRING.sub("", css)):
        depth += 1 if brace == "{" else -1
        yield depth


class StyleSheetTests(SimpleTestCase):
    def test_every_rule_that_opens_is_closed(self):
        sheets = [*settings.BASE_DIR.glob("static/css/*.css")]
        sheets += settings.BASE_DIR.glob("templates/**/*.css")
        self.assertTrue(sheets)
        for sheet in sheets:
            with self.subTest(sheet.name):
                found = [*depths(sheet.read_text())]
                self.assertTrue(all(depth >= 0 for depth in found), "a brace closes nothing")
                self.assertEqual(found[-1], 0, "a rule is left open")

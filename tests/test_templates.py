"""Templates breathe: a change of one shows in a diff."""

from django.conf import settings
from django.template import Context, Template
from django.test import SimpleTestCase

LONGEST = 140


def long_lines(text):
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LONGEST]


class TemplateTests(SimpleTestCase):
    def test_no_line_is_too_long_to_be_read(self):
        templates = [
            path for path in (settings.BASE_DIR / "templates").rglob("*") if path.is_file()
        ]
        self.assertGreater(len(templates), 100)
        for path in templates:
            with self.subTest(path.name):
                self.assertEqual(long_lines(path.read_text(encoding="utf-8")), [])

    def test_a_line_too_long_is_found(self):
        self.assertEqual(long_lines("<p>" + "un mot " * 20 + "</p>\n<p>court</p>"), [1])

    def test_what_is_captured_is_on_one_line(self):
        template = Template(
            "{% load publishing_tags %}{% capture as words %}\n  Un titre\n    en deux lignes.\n"
            "{% endcapture %}[{{ words }}]"
        )
        self.assertEqual(template.render(Context()), "[Un titre en deux lignes.]")

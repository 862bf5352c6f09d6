"""Colours are written in one file, which says how readable they are."""

import re
from pathlib import Path

from django.conf import settings
from django.template import Context, Template
from django.test import SimpleTestCase
from PIL import ImageColor

from publishing import tokens
from publishing.tokens import FILE, colour, contrast

NOTE = re.compile(r"--([\w-]+):[^;]+; /\* ([^*]*on [^*]+)\*/")
RATIO = re.compile(r"on ([\w-]+) ([\d.]+) / ([\d.]+)")
READABLE = 4.5


class ReadingTests(SimpleTestCase):
    def test_a_colour_has_two_modes_or_one(self):
        values = tokens.read(":root {\n  --a: light-dark(#010203, #0a0b0c);\n  --b: #fff;\n}\n")
        self.assertEqual(colour("a", among=values), "#010203")
        self.assertEqual(colour("a", dark=True, among=values), "#0a0b0c")
        self.assertEqual(colour("b", dark=True, among=values), "#ffffff")

    def test_a_colour_may_name_another(self):
        values = tokens.read(
            ":root {\n  --a: light-dark(#010203, var(--b)); /* --b: #000000; */\n"
            "  --b: #0a0b0c;\n  --c: var(--a);\n}\n"
        )
        self.assertEqual(colour("c", among=values), "#010203")
        self.assertEqual(colour("c", dark=True, among=values), "#0a0b0c")

    def test_what_is_no_colour_is_refused(self):
        with self.assertRaisesMessage(ValueError, "--space-1 is no colour: 0.25rem"):
            colour("space-1")
        with self.assertRaises(KeyError):
            colour("no-such-token")

    def test_templates_read_the_same_file(self):
        template = Template(
            '{% load publishing_tags %}{% colour "ink" %} {% colour "ink" "dark" %}'
        )
        self.assertEqual(template.render(Context()), f"{colour('ink')} {colour('ink', dark=True)}")

    def test_contrasts_are_those_of_the_norm(self):
        self.assertEqual(contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(contrast("#777777", "#ffffff"), 4.48, places=2)


class NotedContrastTests(SimpleTestCase):
    def noted(self):
        css = FILE.read_text(encoding="utf-8")
        for name, note in NOTE.findall(css):
            for ground, *ratios in RATIO.findall(note):
                yield name, ground, [float(ratio) for ratio in ratios]

    def test_each_contrast_noted_is_the_one_of_the_colours(self):
        notes = list(self.noted())
        self.assertGreater(len(notes), 15)
        for name, ground, ratios in notes:
            with self.subTest(name, ground=ground):
                computed = [
                    round(contrast(colour(name, dark=d), colour(ground, dark=d)), 1)
                    for d in (False, True)
                ]
                self.assertEqual(computed, ratios)

    def test_words_are_readable_on_their_ground(self):
        for name, ground, ratios in self.noted():
            if name != "rule-strong":  # the edges of controls, which need 3
                with self.subTest(name, ground=ground):
                    self.assertGreaterEqual(min(ratios), READABLE)


# --- No colour elsewhere --------------------------------------------------------------------

APART = {"tests", "bench", "fixtures", "docs", "var", "node_modules"}
KINDS = {".py", ".css", ".html", ".txt", ".xml", ".typ", ".svg", ".js"}
NAMES = "|".join(sorted(ImageColor.colormap))
PROPERTY = r"(?:color|background|fill|stroke|border|outline|shadow|flood|stop)"
RAW = [
    re.compile(r"(?<![&\w])#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b(?!-)", re.IGNORECASE),
    re.compile(r"[\"'](?:(?:FF)?[0-9A-F]{6}|(?=\w*\d)[0-9a-f]{6})[\"']"),  # spreadsheets
    re.compile(r"\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|luma|cmyk)\([\s\"'#]*[\d.]"),
    re.compile(rf"{PROPERTY}[\w-]*[\"']?\s*[:=]\s*[^;,\n(]*?(?<![\w-])(?:{NAMES})(?![\w-])"),
    re.compile(r"(?:colou?r|fill|outline|new|paste)\b.*\((?:\d{1,3}, ){2,3}\d{1,3}\)"),  # Pillow
]
NAMED = re.compile(r"\{% colour [^%]* %\}")  # read in the file


def raw_colours(text):
    """Each line of a product file that holds a colour, from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        line = NAMED.sub("", line)
        if any(pattern.search(line) for pattern in RAW):
            yield number, line.strip()


def product_files():
    for path in sorted(settings.BASE_DIR.rglob("*")):
        parts = path.relative_to(settings.BASE_DIR).parts
        is_apart = APART.intersection(parts) or parts[0].startswith(".") or "migrations" in parts
        if path.suffix in KINDS and not is_apart and path != FILE:
            yield path


class OneFileTests(SimpleTestCase):
    def test_no_other_file_holds_a_colour(self):
        found = [
            f"{path.relative_to(settings.BASE_DIR)}:{number}: {line}"
            for path in product_files()
            for number, line in raw_colours(path.read_text(encoding="utf-8"))
        ]
        self.assertEqual(found, [])

    def test_a_colour_planted_anywhere_is_found(self):
        for planted in (
            "color: #1b6044;",
            "border: 1px solid #fff;",
            '<rect fill="#12372a"/>',
            "background: rgb(18 55 42);",
            "color: oklch(0.4 0.1 160);",
            "border: 2px solid crimson;",
            '<path stroke="navy"/>',
            'GREEN = "12372A"',
            'WHITE = "FFFFFF"',
            'fill = PatternFill("solid", fgColor="FF12372A")',
            "pen.text(place, text, fill=(18, 55, 42))",
            'set text(fill: rgb("#12372a"))',
            'background = "white"',
        ):
            with self.subTest(planted):
                self.assertEqual(len(list(raw_colours(planted))), 1)

    def test_what_looks_like_a_colour_is_let_be(self):
        for innocent in (
            "color: var(--green);",
            "background: currentcolor;",
            "fill: CanvasText;",
            "n’est pas là&#8239;; ce qui",
            'href="#fait-1"',
            "white-space: nowrap;",
            "AFTER_EASTER = (1, 39, 50)",
            'ERASED = "efface", "Effacés"',
            "color: var(--status-color, currentcolor);",
            "rgb(data.colours.ink)",
            '<rect fill="{% colour "green" %}"/>',
        ):
            with self.subTest(innocent):
                self.assertEqual(list(raw_colours(innocent)), [])

    def test_the_file_of_tokens_ships_with_the_site(self):
        self.assertEqual(FILE, Path(settings.BASE_DIR) / "static/css/tokens.css")

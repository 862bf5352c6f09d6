"""Documents agree with the code: the paths, commands, settings and names in them exist."""

import re
import subprocess
from importlib import import_module
from pathlib import PurePath

from django.conf import settings
from django.core.management import get_commands
from django.test import SimpleTestCase

from tests.test_architecture import MAP

ROOT = settings.BASE_DIR
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")])
SOURCES = {".py", ".html", ".txt", ".css", ".js", ".sh", ".toml", ".yml", ".typ", ".csv", ".json"}

SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
CONSTANT = re.compile(r"[A-Z]{3,}(?:_[A-Z]+)+")
# A folder, or a file of a kind that names no download of the site (« etapes.csv »).
PATH = re.compile(r"[\w<>*-][\w<>*./-]*(?:/|\.(?:py|md|sh|css|js|html|toml|typ))")
NAME = re.compile(r"[A-Za-z_](?:\w*[^\W_])?(?:\.\w+)*")  # not « erase_ », that begins others
# What is written when the site is installed or lives, and words of others.
ELSEWHERE = re.compile(
    r"(?:\.venv|var)/.*|(?:css/)?site\.css|security\.txt"
    r"|try_files|max_connections|pg_dump|\?DISABLE_SERVER_SIDE_CURSORS=True"
)


def files():
    """What the repository holds, files not committed yet included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [PurePath("/", name) for name in listed.splitlines() if (ROOT / name).is_file()]


def exists(dotted):
    """Whether « room.module.name » may be imported."""
    module, _, name = dotted.rpartition(".")
    try:
        import_module(dotted)
    except ImportError:
        try:
            return hasattr(import_module(module), name) if module else False
        except ImportError:
            return exists(module)  # an attribute of a class
    return True


class DocumentTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = files()
        cls.folders = {folder for file in cls.files for folder in file.parents}
        texts = [
            (ROOT / file.relative_to("/")).read_text(encoding="utf-8", errors="replace")
            for file in cls.files
            if file.suffix in SOURCES and file.name != "test_docs.py"
        ]
        cls.words = {word for text in texts for word in re.findall(r"\w+", text)}

    def faults(self, text):
        """What a document names that is not there."""
        spans = SPAN.findall(text)
        targets = (ROOT / "Makefile").read_text(encoding="utf-8")
        return [
            *(f"make {n}" for n in MAKE.findall(text) if f"\n{n}:" not in targets),
            *(f"manage.py {n}" for n in COMMAND.findall(text) if n not in get_commands()),
            *(n for span in spans for n in self.unknown_constants(span)),
            *(span for span in spans if not self.is_there(span)),
        ]

    def unknown_constants(self, span):
        if ELSEWHERE.fullmatch(span):
            return []
        return [name for name in CONSTANT.findall(span) if name not in self.words]

    def is_there(self, span):
        if ELSEWHERE.fullmatch(span):
            return True
        if PATH.fullmatch(span):
            pattern = re.sub(r"<\w+>", "*", span).rstrip("/")
            places = self.folders if span.endswith("/") else self.files
            return any(place.match(pattern) for place in places) or span.rstrip("/") in self.words
        name = span.partition("(")[0]
        if not NAME.fullmatch(name) or not re.search(r"[A-Z][a-z]|[._]", name):
            return True  # a word, a value, an address
        if name.partition(".")[0] in MAP and "." in name and not name.endswith((".csv", ".json")):
            return exists(name)
        return set(name.split(".")) <= self.words

    def test_what_is_named_exists(self):
        self.assertGreater(len(DOCUMENTS), 10)
        for path in DOCUMENTS:
            with self.subTest(path.name):
                self.assertEqual(self.faults(path.read_text(encoding="utf-8")), [])

    def test_links_lead_to_files(self):
        for path in DOCUMENTS:
            for link in LINK.findall(path.read_text(encoding="utf-8")):
                with self.subTest(path.name, link=link):
                    self.assertTrue((path.parent / link).exists())

    def test_what_is_gone_is_found(self):
        for text in (
            *("`make tea`", "`manage.py brew`", "`BREWING_ROOT`", "`actions/tea.py`", "`tea/`"),
            *("`actions.models.Teapot`", "`Teapot.pour()`", "`brew_tea`"),
        ):
            with self.subTest(text):
                self.assertNotEqual(self.faults(text), [])

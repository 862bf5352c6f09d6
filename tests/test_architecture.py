"""The map of the house: which app may import which. Arrows go down only.

To go up, use a relation (`process.actions.published()`) or a link, never an import.
"""

import ast
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from scripts import count_lines

# Each app and those right below it; what is below these may be imported too. Apps still to come
# have their place already.
MAP = {
    "operation": {"pages"},
    "pages": {"newsletter", "contact", "actions", "portraits", "legal", "staff"},
    "newsletter": {"actions", "mail", "portraits"},
    "contact": {"actions", "mail"},
    "actions": {"participation", "services"},
    "participation": {"figures"},
    "portraits": {"services", "mail"},
    "services": {"figures", "posters"},
    "posters": {"publishing"},
    "legal": {"mail"},
    "mail": {"publishing"},
    "search": {"publishing"},
    "staff": {"mail"},
    "figures": {"writing"},
    "writing": {"search"},
    "publishing": {"exchange", "pictures", "backoffice"},
    "pictures": set(),
    "exchange": {"spreadsheets", "backoffice"},
    "backoffice": set(),
    "spreadsheets": set(),
}
PROJECT = "ales_services"  # settings and urls: it names every app, and no app imports it

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
LOADERS = {"get_model", "import_module", "import_string", "__import__"}


def below(app, arrows=MAP):
    """The apps that one may reach by following the arrows."""
    reached, waiting = set(), set(arrows[app])
    while waiting:
        reached.add(found := waiting.pop())
        waiting |= arrows[found] - reached
    return reached


def called(node):
    """The last name of what a call calls: `ForeignKey` for `models.ForeignKey(…)`."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def names_in(tree):
    """`(line, dotted name)` of all that a module imports, or names as a string where Django or
    Python would import it. Relative imports stay inside their app."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module
        elif isinstance(node, ast.Call) and called(node) in RELATIONS | LOADERS:
            values = [
                *node.args[:1],
                *(k.value for k in node.keywords if k.arg in ("to", "through")),
            ]
            yield from (
                (value.lineno, value.value)
                for value in values
                if isinstance(value, ast.Constant) and isinstance(value.value, str)
            )


def upward_imports(root, arrows=MAP):
    """What breaks the map, as sentences."""
    faults = []
    for app in sorted(arrows):
        allowed = below(app, arrows) | {app}
        for path in sorted((root / app).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for line, name in names_in(tree):
                other = name.partition(".")[0]
                if other in {*arrows, PROJECT, "tests"} - allowed:
                    faults.append(f"{path.relative_to(root)}:{line}: {app} names {name}")
    return faults


class ArchitectureTests(SimpleTestCase):
    def test_imports_go_down_only(self):
        self.assertEqual(upward_imports(Path(settings.BASE_DIR)), [])

    def test_every_app_has_a_place_on_the_map(self):
        apps = {path.parent.name for path in Path(settings.BASE_DIR).glob("*/apps.py")}
        self.assertGreater(len(apps), 5)
        self.assertEqual(apps - MAP.keys(), set())

    def test_the_map_has_no_cycle(self):
        for app in MAP:
            self.assertNotIn(app, below(app))


class SizeTests(SimpleTestCase):
    """Limits stand in scripts/count_lines.py; ruff bounds the complexity of functions (C901)."""

    def test_no_function_file_or_room_passes_its_limit(self):
        self.assertEqual(count_lines.too_large(), [])


class NewsletterRoomsTests(SimpleTestCase):
    """Inside the newsletter too, arrows go one way."""

    # Each room and those it may import, besides the models.
    ROOMS = {
        "sending": {"issues", "subscribers"},
        "issues": {"subscribers"},
        "subscribers": set(),
    }

    def rooms_imported(self, path):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 2:
                yield (node.module or "").partition(".")[0]
                if not node.module:
                    yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("newsletter."):
                yield node.module.split(".")[1]

    def test_no_room_imports_one_above_it(self):
        root, faults, arrows = Path(settings.BASE_DIR, "newsletter"), [], set()
        for room, allowed in self.ROOMS.items():
            for path in (root / room).rglob("*.py"):
                found = set(self.rooms_imported(path)) & self.ROOMS.keys() - {room}
                arrows |= {(room, other) for other in found}
                faults += [f"{path.name}: {other}" for other in found - allowed]
        self.assertEqual(faults, [])
        self.assertEqual(arrows, {("sending", "issues"), ("issues", "subscribers")})


class TheTestItselfTests(SimpleTestCase):
    """On a tiny house of two apps, each way up is seen and no way down is."""

    arrows = {"top": {"bottom"}, "bottom": set()}

    def faults(self, source, app="bottom", name="models.py"):
        root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (root / "top").mkdir()
        path = root / app / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        return upward_imports(root, self.arrows)

    def test_the_ways_up_are_seen(self):
        for source, line, named in [
            ("from top.models import Thing\n", 1, "top.models"),
            ("import os\nimport top\n", 2, "top"),
            ("def late():\n    from top import models\n", 2, "top"),
            ("if TYPE_CHECKING:\n    import top.models as tops\n", 2, "top.models"),
            ("class A:\n    b = models.ForeignKey('top.Thing', CASCADE)\n", 2, "top.Thing"),
            ("b = ManyToManyField(to='top.Thing')\n", 1, "top.Thing"),
            ("b = models.ManyToManyField('C', through='top.Link')\n", 1, "top.Link"),
            ("Thing = apps.get_model('top', 'Thing')\n", 1, "top"),
            ("import_module('top.models')\n", 1, "top.models"),
            ("from ales_services import settings\n", 1, "ales_services"),
            ("from tests.factories import make_thing\n", 1, "tests.factories"),
        ]:
            with self.subTest(source):
                self.assertEqual(
                    self.faults(source), [f"bottom/models.py:{line}: bottom names {named}"]
                )

    def test_modules_in_folders_are_seen(self):
        self.assertEqual(
            self.faults("import top\n", name="management/commands/climb.py"),
            ["bottom/management/commands/climb.py:1: bottom names top"],
        )

    def test_the_ways_down_and_words_are_allowed(self):
        down = "from bottom.models import Thing\nb = ForeignKey('bottom.Thing', CASCADE)\n"
        self.assertEqual(self.faults(down, app="top"), [])
        self.assertEqual(self.faults("from . import top\nSECTION = 'top.thing'\n"), [])

    def test_a_cycle_is_seen(self):
        self.assertIn("a", below("a", {"a": {"b"}, "b": {"a"}}))

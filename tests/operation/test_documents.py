"""What the operator is told to type exists."""

import re
import shlex
import shutil
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.test import SimpleTestCase

UNITS = settings.BASE_DIR / "deploy" / "systemd"
GUIDE = settings.BASE_DIR / "docs" / "exploitation.md"
COMMAND = re.compile(r"manage\.py (?P<name>[a-z_]+)(?P<rest>[^`'\n]*)")


@pytest.mark.once
class OperatorsCommandsTests(SimpleTestCase):
    def test_commands_and_their_options_exist(self):
        found = 0
        for file in (GUIDE, *UNITS.glob("*.service")):
            for match in COMMAND.finditer(file.read_text(encoding="utf-8")):
                name = match["name"]
                with self.subTest(f"{file.name}: {match[0]}"):
                    self.assertIn(name, get_commands())
                    parser = load_command_class(get_commands()[name], name).create_parser("", name)
                    known = {
                        option for action in parser._actions for option in action.option_strings
                    }
                    words = shlex.split(match["rest"].replace("…", ""), comments=True)
                    options = {word for word in words if word.startswith("--")}
                    self.assertLessEqual(options, known)
                    found += 1
        self.assertGreater(found, 12)

    def test_the_guide_names_every_service_that_ships(self):
        guide = GUIDE.read_text(encoding="utf-8")
        for unit in UNITS.iterdir():
            if unit.suffix == ".timer" or not unit.with_suffix(".timer").exists():
                name = unit.name if unit.suffix == ".timer" else unit.stem
                self.assertIn(name, guide)

    def test_services_touch_their_own_folders_alone(self):
        for unit in UNITS.glob("*.service"):
            text = unit.read_text(encoding="utf-8")
            for rule in ("UMask=0027", "ProtectSystem=strict", "NoNewPrivileges=yes"):
                self.assertIn(rule, text, unit.name)
            if program := shutil.which("systemd-analyze"):
                told = subprocess.run(
                    [program, "security", "--offline=yes", "--threshold=20", str(unit)],
                    capture_output=True,
                    text=True,
                )
                self.assertEqual(told.returncode, 0, told.stdout[-300:])

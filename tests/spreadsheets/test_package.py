import subprocess
import sys
import tracemalloc
from pathlib import Path
from unittest import TestCase

import spreadsheets
from spreadsheets import open_book
from tests.spreadsheets.crafted import ReaderTestCase, ods, ods_row, ods_text, xlsx


class MemoryTests(ReaderTestCase):
    def largest(self, content):
        """What reading a file holds at most, in bytes."""
        path = self.written(content)
        tracemalloc.start()
        try:
            with open_book(path) as book:
                for _ in book.sheets[0].rows():
                    pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def test_it_does_not_grow_with_the_file(self):
        def xlsx_of(count):
            return xlsx(
                "".join(f"<row><c><v>{n}</v></c><c><v>2</v></c></row>" for n in range(count))
            )

        def ods_of(count):
            return ods("".join(ods_row(ods_text(f"texte {n}")) for n in range(count)))

        def csv_of(count):
            return "a;b\n" + "un texte;un autre\n" * count

        for file_of in (xlsx_of, ods_of, csv_of):
            with self.subTest(file_of.__name__):
                small, large = self.largest(file_of(5_000)), self.largest(file_of(25_000))
                self.assertLess(large, small + 400_000)  # 20 000 rows more


class PackageTests(TestCase):
    def test_every_module_is_used_without_django(self):
        folder = Path(spreadsheets.__file__).parent
        modules = [
            ".".join(path.relative_to(folder.parent).with_suffix("").parts)
            for path in folder.rglob("*.py")
        ]
        script = (
            "import importlib, sys; sys.modules['django'] = None\n"
            f"for name in {sorted(modules)}: importlib.import_module(name)\n"
            "import fixtures.exemples.write_samples as samples\n"
            "print(len(samples.sample('mise-a-jour-2025.ods')) > 1000)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=folder.parent, capture_output=True, text=True
        )
        self.assertGreater(len(modules), 20)
        self.assertEqual((done.stdout.strip(), done.stderr), ("True", ""))

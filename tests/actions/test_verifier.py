import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.test import TestCase

from actions.models import Event
from spreadsheets.tables.as_csv import neutralise
from tests.factories import make_action, record

RANK = re.compile(r"Rang (\d+) : ")


class Downloaded(TestCase):
    """The script and the file as anyone downloads them."""

    @classmethod
    def setUpTestData(cls):
        halles = make_action(number=9)
        hidden = make_action(number=12, state="brouillon")
        first = record(halles, "Annonce.", "2017-03-29", status="a-venir")
        record(halles, "=1+1;-2\n@somme, 'cité' et « guillemets \"droits\" »", "2017-05")
        record(hidden, "Un brouillon.", "2018-Q1", status="en-cours")
        record(halles, "'Déjà entre apostrophes", "2018", evidence_url="https://exemple.fr/a?b=1")
        record(halles, "Rectification.", "2017-03-30", status="en-cours", corrects=first)
        record(halles, "Fin.", "2018-06-01", status="realisee")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        script = self.client.get("/donnees/verifier.py")
        (self.folder / "verifier.py").write_bytes(script.content)
        served = self.client.get("/donnees/etapes.csv")
        self.original = b"".join(served.streaming_content)
        self.rows = self.original.split(b"\r\n")  # no text here holds this line end


class VerifierTests(Downloaded):
    def verify(self, content, *arguments):
        (self.folder / "etapes.csv").write_bytes(content)
        return subprocess.run(
            [sys.executable, "-I", "verifier.py", "etapes.csv", *arguments],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            env={"PYTHONUTF8": "1"},
            timeout=30,
        )

    def assert_refused(self, content, rank, message=""):
        done = self.verify(content)
        self.assertEqual((done.returncode, done.stderr), (1, ""), done.stdout)
        self.assertEqual(RANK.match(done.stdout)[1], str(rank), done.stdout)
        self.assertIn(message, done.stdout)

    def with_rows(self, *places):
        """The header, then these rows in this order."""
        return b"\r\n".join([self.rows[0], *(self.rows[place] for place in places), b""])

    def test_the_published_file_is_whole(self):
        done = self.verify(self.original)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertEqual(
            done.stdout,
            "6 étapes, chaîne intacte, dont 1 au contenu réservé et 0 aux mots retirés.\n"
            f"Dernière empreinte : {Event.objects.get(rank=6).digest}\n",
        )

    def test_it_is_short_and_needs_nothing_but_python(self):
        lines = (self.folder / "verifier.py").read_text().splitlines()
        self.assertLess(len(lines), 80)
        imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
        self.assertLessEqual(imported, set(sys.stdlib_module_names))

    def test_a_changed_text_is_found(self):
        self.assert_refused(self.original.replace(b"Annonce.", b"Annonces"), 1, "empreinte")

    def test_a_changed_status_is_found(self):
        self.assert_refused(self.original.replace(b"realisee", b"en-cours"), 6, "empreinte")

    def test_a_removed_row_is_found(self):
        self.assert_refused(self.with_rows(1, 3, 4, 5, 6), 2, "porte le rang « 3 »")

    def test_swapped_rows_are_found(self):
        self.assert_refused(self.with_rows(1, 2, 4, 3, 5, 6), 3, "porte le rang « 4 »")

    def test_an_inserted_row_is_found(self):
        self.assert_refused(self.with_rows(1, 2, 2, 3, 4, 5, 6), 3, "porte le rang « 2 »")
        inserted = self.rows[2].replace(b"2,9,", b"3,9,", 1)
        self.rows.insert(3, inserted)
        self.assert_refused(b"\r\n".join(self.rows), 3, "elle ne suit pas")

    def test_a_withheld_row_cannot_begin_to_speak(self):
        spoken = re.sub(rb"\r\n3,,,", b"\r\n3,,2018-01-01,", self.original)
        self.assert_refused(spoken, 3, "sa colonne « date » est remplie")

    def test_a_lost_apostrophe_is_found(self):
        self.assert_refused(self.original.replace(b"'=1+1", b"=1+1"), 2, "pas écrite comme")

    def test_an_added_quotation_mark_is_found(self):
        self.assert_refused(self.original.replace(b",Fin.,", b',"Fin.",'), 6, "pas écrite comme")

    def test_an_unreadable_byte_is_found(self):
        self.assert_refused(self.original.replace(b"Annonce.", b"Annonce\xff"), 1, "empreinte")

    def test_another_line_of_titles_is_refused(self):
        done = self.verify(self.original.replace(b"rang,", b"Rang,", 1))
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stdout.startswith("Ligne des titres : "), done.stdout)

    def test_a_cut_end_is_found_by_whoever_noted_a_digest(self):
        noted = Event.objects.get(rank=6).digest
        self.assertEqual(self.verify(self.original, noted).returncode, 0)
        cut = self.with_rows(1, 2, 3, 4, 5)
        self.assertEqual(self.verify(cut).returncode, 0)
        done = self.verify(cut, noted)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            done.stdout, f"Rang 6 : aucune étape jusqu’ici ne porte l’empreinte {noted}.\n"
        )

    def test_a_missing_argument_gets_the_usage(self):
        done = subprocess.run(
            [sys.executable, "verifier.py"], cwd=self.folder, capture_output=True, text=True
        )
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("python3 verifier.py etapes.csv", done.stderr)


@pytest.mark.once
class EveryByteTests(Downloaded):
    """The same script, called as a function: one process a byte would take minutes."""

    def setUp(self):
        super().setUp()
        self.script: dict = {"__name__": "verifier"}
        exec(compile((self.folder / "verifier.py").read_text(), "verifier.py", "exec"), self.script)

    def status(self, content):
        return self.script["verify"](content.decode("utf-8", "surrogateescape"))[0]

    def test_any_byte_changed_is_found(self):
        for place, byte in enumerate(self.original):
            for other in {byte ^ 1, ord("'"), ord(","), ord("\n")} - {byte}:
                changed = self.original[:place] + bytes([other]) + self.original[place + 1 :]
                self.assertEqual(self.status(changed), 1, (place, byte, other))

    def test_any_byte_removed_or_added_is_found(self):
        for place in range(len(self.original)):
            removed = self.original[:place] + self.original[place + 1 :]
            added = self.original[:place] + b"'" + self.original[place:]
            self.assertEqual(self.status(removed), 1, place)
            self.assertEqual(self.status(added), 1, place)

    def test_it_puts_apostrophes_where_the_site_does(self):
        for text in ["=1", "'a", "a;=b", "\t-1", "a\n'b", "''", "plain"]:
            self.assertEqual(re.sub(self.script["FORMULA"], r"\1'", text), neutralise(text))

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from spreadsheets import Limits, Refused, open_book
from tests.spreadsheets.crafted import (
    FILES,
    ODS_TYPE,
    ReaderTestCase,
    ods,
    ods_content,
    ods_of,
    relationships,
    xlsx,
    xlsx_parts,
    zipped,
)
from tests.spreadsheets.hostile import COSTLY, encrypted_member, member, protected_xlsx, twice

MEMORY = 200_000_000
TURNS = 400  # millions of turns of an empty loop: two or three seconds, where one is hoped for
DAMAGED = (
    "Ce fichier est abîmé : son contenu ne se lit pas jusqu’au bout. Ouvrez-le dans votre "
    "tableur, enregistrez-le sous un autre nom et déposez cette copie."
)
STRANGE = (
    "Ce fichier contient des noms de fichiers anormaux (chemins absolus, doubles ou remontants) : "
    "il est refusé par prudence. Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom "
    "et déposez cette copie."
)
PROTECTED = (
    "Ce fichier est protégé par un mot de passe. Ouvrez-le dans votre tableur, retirez le mot de "
    "passe à l’enregistrement et déposez cette copie."
)
MACROS = (
    "Ce classeur contient des macros. Enregistrez-le au format « Classeur Excel (.xlsx) », sans "
    "macros, et déposez cette copie."
)


def parts_of(name):
    with zipfile.ZipFile(FILES / name) as archive:
        return {part: archive.read(part) for part in archive.namelist() if part[-1] != "/"}


SOUND = [(name, parts_of(name)) for name in ("atelier.xlsx", "atelier.ods")]
PIECES = ["<", ">", '"', "-1", "99999999999", "", "<a>", "</row>", "<v>", "&#0;", "1e999", "é\0"]


@pytest.mark.long
class CostTests(SimpleTestCase):
    """Each file is read in a process of its own, with no help from its compression."""

    def test_no_file_takes_the_memory_nor_the_time_of_the_site(self):
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "classeur"
        for name, (make, word) in COSTLY.items():
            with self.subTest(name):
                content = make()
                path.write_bytes(content.encode() if isinstance(content, str) else content)
                done = subprocess.run(
                    [sys.executable, "-m", "tests.spreadsheets.read_alone", path],
                    cwd=django_settings.BASE_DIR,
                    capture_output=True,
                    text=True,
                )
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                cost = json.loads(done.stdout)
                self.assertIn(word, cost["said"])
                self.assertLess(cost["memory"], MEMORY)
                self.assertLess(cost["cpu"], TURNS * cost["pace"])


class SizeTests(ReaderTestCase):
    def test_a_file_too_heavy(self):
        self.assertEqual(
            self.refusal(b"a;b\n" * 1_300_000),
            "Ce fichier pèse 5,2 Mo, et 5 Mo au plus sont acceptés. Retirez-en les images et les "
            "feuilles qui ne servent pas, ou coupez-le en deux.",
        )

    def test_a_bomb_is_known_by_its_ratio_or_its_size_before_it_is_unpacked(self):
        bomb = xlsx(before=" " * 50_000_000)
        self.assertEqual(
            self.refusal(bomb),
            "Ce fichier est anormalement compressé : déplié, il serait immense. Copiez les lignes "
            "utiles dans un nouveau classeur et déposez celui-ci.",
        )
        self.assertEqual(
            self.refusal(bomb, Limits(ratio=10_000, unpacked_bytes=20_000_000)),
            "Ce fichier pèse 50 Mo une fois déplié, et 20 Mo au plus sont lus. Supprimez les "
            "feuilles, images et lignes mises en forme qui ne servent pas, ou coupez-le en deux.",
        )

    def test_a_style_sheet_too_heavy(self):
        self.assertEqual(
            self.refusal(xlsx(styles=" " * 5_000_000), Limits(ratio=10_000)),
            "Ce classeur est anormalement gros : « xl/styles.xml » pèse 5 Mo. Copiez les lignes "
            "utiles dans un nouveau classeur et déposez celui-ci.",
        )

    def test_empty_files_and_folders(self):
        self.assertEqual(
            self.refusal(b""),
            "Ce fichier est vide. Vérifiez qu’il a été enregistré et déposez-le à nouveau.",
        )
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for path in (folder, folder / "absent.xlsx"):
            self.assertEqual(
                self.refusal(path),
                "Ce n’est pas un fichier. Choisissez un fichier xlsx, ods ou csv.",
            )


class WhatRunsTests(ReaderTestCase):
    def test_macros_of_excel(self):
        self.assertEqual(self.refusal(member("xl/vbaProject.bin")), MACROS)
        self.assertEqual(self.refusal(member("xl/macrosheets/sheet1.xml")), MACROS)

    def test_macros_under_another_name_are_known_by_their_relation(self):
        listing = relationships(("worksheet", "worksheets/sheet1.xml"), ("vbaProject", "x.dat"))
        self.assertEqual(self.refusal(xlsx(parts={"xl/_rels/workbook.xml.rels": listing})), MACROS)

    def test_scripts_of_libreoffice(self):
        for name in ("Scripts/python/x.py", "Basic/Standard/Module1.xml"):
            self.assertIn("Ce classeur contient des macros.", self.refusal(ods(parts={name: "x"})))

    def test_a_basic_library_without_module_is_no_macro(self):
        parts = {"Basic/Standard/script-lb.xml": "x", "Basic/script-lc.xml": "x"}
        self.assertEqual(self.rows(ods(parts=parts)), {})

    def test_links_to_other_files(self):
        sentence = "Ce classeur va chercher des valeurs dans d’autres fichiers."
        listing = relationships(("worksheet", "worksheets/sheet1.xml"), ("externalLink", "x.xml"))
        linked = '<table:table table:name="A"><table:table-source/></table:table>'
        for content in (
            member("xl/externalLinks/externalLink1.xml"),
            xlsx(parts={"xl/_rels/workbook.xml.rels": listing}),
            ods_of(ods_content(linked)),
            ods_of(ods_content("<table:dde-links/>")),
        ):
            self.assertIn(sentence, self.refusal(content))


class ArchiveTests(ReaderTestCase):
    def test_strange_names(self):
        for content in (
            member("../evil.xml"),
            member("xl/../../evil.xml"),
            member("/etc/passwd"),
            member("C:\\evil.xml"),
            member("xl\\..\\evil.xml"),
            twice(),
        ):
            self.assertEqual(self.refusal(content), STRANGE)

    def test_files_cut_short_anywhere(self):
        content = xlsx("<row><c><v>1</v></c></row>")
        for length in range(4, len(content), 37):
            self.assertEqual(self.refusal(content[:length]), DAMAGED)

    def test_bytes_changed_anywhere_never_surprise(self):
        """A changed byte is refused or is read: nothing else happens."""
        for content in (xlsx("<row><c><v>1</v></c></row>"), ods("<table:table-row/>")):
            for place in range(0, len(content), 11):
                changed = bytearray(content)
                changed[place] ^= 0x55
                path = self.written(bytes(changed))
                with self.subTest(place):
                    self.read_or_refused(path)

    @settings(deadline=None, max_examples=150)
    @given(st.data())
    def test_markup_changed_anywhere_never_surprises(self, data):
        _, parts = data.draw(st.sampled_from(SOUND))
        name = data.draw(st.sampled_from(sorted(parts)))
        content = parts[name]
        place = data.draw(st.integers(0, len(content)))
        end = place + data.draw(st.integers(0, 40))
        piece = data.draw(st.sampled_from(PIECES) | st.text(max_size=5))
        changed = content[:place] + piece.encode("utf-8", "surrogatepass") + content[end:]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "classeur"
            path.write_bytes(zipped(parts | {name: changed}))
            self.read_or_refused(path)

    def read_or_refused(self, path):
        try:
            with open_book(path) as book:
                return [row for sheet in book.sheets for row in sheet.rows()]
        except Refused as refused:
            self.assertRegex(str(refused), r"^[A-ZÉ].*[.»]$")

    def test_missing_or_broken_parts(self):
        for name in ("_rels/.rels", "xl/workbook.xml"):
            parts = xlsx_parts()
            del parts[name]
            self.assertEqual(self.refusal(zipped(parts)), DAMAGED)
        for name in xlsx_parts():
            if name != "[Content_Types].xml":
                self.assertEqual(self.refusal(xlsx(parts={name: "<a><b></a>"})), DAMAGED)
        declared = '<?xml version="1.0" encoding="{}"?><a/>'
        for encoding in ("utf-99", "shift_jis", "idna"):
            parts = {"xl/sharedStrings.xml": declared.format(encoding)}
            self.assertEqual(self.refusal(xlsx(parts=parts)), DAMAGED)
        for content in ("", "<a/>", "\x00", ods_content("<table:table>")):
            self.assertEqual(self.refusal(ods_of(content)), DAMAGED)
        self.assertEqual(self.refusal(zipped({"mimetype": ODS_TYPE})), DAMAGED)

    def test_passwords(self):
        encrypted = (
            '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
        )
        for content in (
            protected_xlsx(),
            encrypted_member(),
            ods(parts={"META-INF/manifest.xml": encrypted}),
            zipped({"mimetype": ODS_TYPE, "encrypted-package": "x"}),
        ):
            self.assertEqual(self.refusal(content), PROTECTED)


class OtherFilesTests(ReaderTestCase):
    """Content wins over any name: each kind of file is told what it is."""

    def test_each_kind_has_its_sentence(self):
        odf = "application/vnd.oasis.opendocument"
        for content, words in [
            (b"%PDF-1.7\n", "un PDF"),
            (b"{\\rtf1", "un texte RTF"),
            (b"\x89PNG\r\n\x1a\n", "une image"),
            (b"\xff\xd8\xff\xe0", "une image"),
            (b"GIF89a", "une image"),
            (b"RIFF1234WEBPVP8 ", "une image"),
            (b"\x1f\x8b\x08", "une archive compressée"),
            (b"7z\xbc\xaf\x27\x1c", "une archive 7-Zip"),
            (b"Rar!\x1a", "une archive RAR"),
            (b"MZ\x90", "un programme"),
            (zipped({"suivi.xlsx": "x"}), "une archive zip"),
            (zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}), "document Word"),
            (zipped({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "un diaporama"),
            (zipped({"[Content_Types].xml": "x", "xl/workbook.bin": "x"}), "(.xlsb)"),
            (zipped({"Index/Document.iwa": "x"}), "Numbers"),
            (zipped({"mimetype": f"{odf}.text"}), "document texte (.odt)"),
            (zipped({"mimetype": f"{odf}.presentation"}), "un diaporama (.odp)"),
            (zipped({"mimetype": f"{odf}.graphics"}), "n’est pas un classeur"),
            (bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le"), "(.doc)"),
            (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "ancien format de Microsoft Office"),
            ("\ufeff\n<html><table><tr><td>N°</td></tr></table>", "une page web"),
            ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"',
             "XML 2003"),
            ('<?xml version="1.0"?><rss/>', "du XML"),
        ]:  # fmt: skip
            with self.subTest(words):
                sentence = self.refusal(content)
                self.assertIn(words, sentence)
                self.assertRegex(sentence, r"\. .+\.$|[.»]$")

    def test_the_name_of_a_file_is_never_believed(self):
        for name in ("suivi.csv", "suivi.pdf", "suivi"):
            path = self.written(xlsx("<row><c><v>1</v></c></row>"), name)
            self.assertEqual(self.rows(path), {1: (1,)})
        self.assertEqual(self.rows(self.written("a;b\n", "suivi.xlsx")), {1: ("a", "b")})

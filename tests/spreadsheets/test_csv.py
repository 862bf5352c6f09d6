from spreadsheets import Limits, Refused, UnreadableCell
from tests.spreadsheets.crafted import ReaderTestCase

TABLE = "N°;Intitulé;Statut\r\n9;« Été » à l’œuvre – 3 €;Réalisée\r\n"
ROWS = {1: ("N°", "Intitulé", "Statut"), 2: ("9", "« Été » à l’œuvre – 3 €", "Réalisée")}


class EncodingTests(ReaderTestCase):
    def test_each_way_offices_save_text(self):
        for encoding, notes in {
            "utf-8": [],
            "utf-8-sig": [],
            "utf-16": ["Encodage reconnu : UTF-16."],
            "utf-16-le": ["Encodage reconnu : UTF-16."],
            "utf-16-be": ["Encodage reconnu : UTF-16."],
            "cp1252": ["Encodage reconnu : Windows-1252."],
            "mac_roman": ["Encodage reconnu : Macintosh."],
        }.items():
            with self.subTest(encoding):
                content = TABLE.encode(encoding)
                self.assertEqual(self.rows(content), ROWS)
                self.assertEqual(
                    self.opened(content).notes, [*notes, "Séparateur reconnu : point-virgule."]
                )

    def test_utf_16_of_either_order_with_its_mark(self):
        for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
            self.assertEqual(self.rows(mark + TABLE.encode(encoding)), ROWS)

    def test_ms_dos_accents(self):
        for text in ("Médiathèque à côté", "été", "Cévennes, Alès"):
            content = f"N;Titre\n9;{text}\n".encode("cp850")
            self.assertEqual(self.rows(content)[2], ("9", text))

    def test_rare_signs_do_not_mislead(self):
        for text in ("été", "À NOTER", "Müller", "½ ± ¿"):
            content = f"N;Titre\n9;{text}\n".encode("cp1252")
            self.assertEqual(self.rows(content)[2], ("9", text))

    def test_a_letter_cut_by_the_reading_is_whole(self):
        text = "x" * 65_535 + "é;b\n"
        self.assertEqual([row[1] for row in self.cut(text)], ["b"])

    def cut(self, text):
        book = self.opened(text, Limits(cell_characters=100_000))
        return [row.cells for row in book.sheets[0].rows()]

    def test_two_encodings_in_one_file_are_refused_by_line(self):
        content = b"a;b\n" + "é;1\n".encode() + "è;2\n".encode("cp1252")
        self.assertEqual(
            self.refusal(content),
            "Ce fichier mélange deux encodages, à partir de la ligne 3 : ses accents seraient "
            "faux. Ouvrez-le dans votre tableur, vérifiez les accents et enregistrez-le au format "
            "xlsx.",
        )

    def test_null_bytes_are_refused(self):
        for content in (b"a;b\n1;\x002\n", b"\xe9;b\n" * 40_000 + b"\0", b"a;b\n" * 40_000 + b"\0"):
            self.assertEqual(
                self.refusal(content),
                "Ce fichier n’est pas un tableur : il contient des octets nuls. Déposez un fichier "
                "xlsx, ods ou csv enregistré par un tableur.",
            )

    def test_utf_16_cut_in_the_middle_is_damage(self):
        self.assertIn("abîmé", self.refusal("\ufeffa;b".encode("utf-16-le")[:-1]))


class SeparatorTests(ReaderTestCase):
    def test_each_separator(self):
        for separator in ";,\t|":
            with self.subTest(separator):
                self.assertEqual(
                    self.rows(f"a{separator}b\n1{separator}2\n"), {1: ("a", "b"), 2: ("1", "2")}
                )

    def test_french_decimals_do_not_make_columns(self):
        self.assertEqual(
            self.rows("N°;Montant;Part\n1;1,5;2,5\n2;1,6;2,6\n")[2], ("1", "1,5", "2,5")
        )

    def test_titles_above_do_not_matter(self):
        self.assertEqual(
            self.rows("Suivi, au 1er mai\n\nN°;Statut;Date\n1;a, b;c\n"),
            {1: ("Suivi, au 1er mai",), 3: ("N°", "Statut", "Date"), 4: ("1", "a, b", "c")},
        )

    def test_the_first_line_may_say_it(self):
        for line in ("sep=;", '"sep=;"', "SEP=;"):
            book = self.opened(f"{line}\r\nN°;a,b,c\r\n1;d,e,f\r\n")
            self.assertEqual(
                {row.number: row.cells for row in book.sheets[0].rows()},
                {1: ("N°", "a,b,c"), 2: ("1", "d,e,f")},
            )

    def test_one_column_is_a_table_too(self):
        self.assertEqual(self.rows("Nom\nA\nB\n"), {1: ("Nom",), 2: ("A",), 3: ("B",)})

    def test_only_a_mark_or_spaces_is_an_empty_file(self):
        for content in (b"", b"\xef\xbb\xbf", b" \r\n\r\n"):
            self.assertEqual(
                self.refusal(content),
                "Ce fichier est vide. Vérifiez qu’il a été enregistré et déposez-le à nouveau.",
            )


class CellTests(ReaderTestCase):
    def test_quoted_ends_of_line_and_quotes(self):
        self.assertEqual(
            self.rows('N°;"Texte\nlong"\n1;"dit ""oui"";"\n2;24" d’écran\n'),
            {1: ("N°", "Texte\nlong"), 2: ("1", 'dit "oui";'), 3: ("2", '24" d’écran')},
        )

    def test_ends_of_line_of_each_system(self):
        for end in ("\n", "\r\n", "\r"):
            self.assertEqual(self.rows(f"a;b{end}1;2{end}"), {1: ("a", "b"), 2: ("1", "2")})

    def test_rows_are_counted_as_the_spreadsheet_shows_them(self):
        self.assertEqual(self.rows('"a\nb";c\n;\n\n1;2\n'), {1: ("a\nb", "c"), 4: ("1", "2")})

    def test_too_many_rows_are_refused_before_any_is_given(self):
        with self.assertRaisesMessage(Refused, "la ligne 51\u202f001 contient une valeur"):
            self.rows("a;b\n" * 60_000)
        self.assertEqual(len(self.rows('a;"b\nc"\n' * 50_000)), 50_000)

    def test_errors_and_narrow_columns_are_said(self):
        [name, narrow, date] = self.cells("#NOM?;########;x\n")
        self.assertEqual(
            (name.text, narrow, date),
            (
                "#NOM?",
                UnreadableCell(
                    "La colonne était trop étroite quand le fichier a été enregistré : la valeur "
                    "est perdue. Élargissez la colonne dans le tableur et enregistrez à nouveau.",
                    "########",
                ),
                "x",
            ),
        )

    def test_a_quote_never_closed_is_refused_by_line(self):
        self.assertEqual(
            self.refusal('a;b\n1;2\n3;"quatre\n5;6\n7;8\n'),
            'Un guillemet (") ouvert à la ligne 3 n’est jamais refermé : la suite ne formerait '
            "qu’une cellule. Ajoutez le guillemet ou enregistrez le fichier au format xlsx.",
        )

import datetime
import io

from django.contrib.auth.models import User
from django.test import TestCase

from newsletter.issues.promises import promise
from newsletter.models import Consent, ForgottenAddress, Subscriber, Tally
from newsletter.subscribers.lists import read_list, take
from spreadsheets import Refused
from spreadsheets.tables.model import Column, Table
from spreadsheets.writing import write
from tests.clock import clock_at
from tests.factories import make_action, make_subscriber, make_theme

HEADER = "Adresse;Date de l’accord;Preuve;Origine;Rythme\n"
AGREED = "J’accepte de recevoir la lettre d’information."
GOOD = f"jean@exemple.fr;01/10/2026;{AGREED};Formulaire papier;trimestriel\n"


class ListTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_user("personne")

    def setUp(self):
        self.enterContext(clock_at("2026-11-23 10:00"))

    def read(self, text, encoding="utf-8"):
        return read_list(text.encode(encoding), self.user)


class ReadingTests(ListTestCase):
    def test_nobody_is_added_before_the_list_is_taken(self):
        found = self.read(HEADER + GOOD)
        self.assertEqual((found.accepted, found.refused), (1, 0))
        self.assertEqual(Subscriber.objects.count(), 0)

    def test_it_is_read_as_french_offices_save_it(self):
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            for separator in ";,\t":
                with self.subTest(encoding=encoding, separator=separator):
                    text = (HEADER + GOOD).replace(";", separator).replace("\n", "\r\n")
                    self.assertEqual(self.read(text, encoding).accepted, 1)

    def test_columns_are_known_by_their_usual_names_in_any_order(self):
        found = self.read(
            "Nom;source;E-mail;Texte accepté/preuve;DATE DE L'ACCORD\n"
            f"Jean;Accueil;Jean <jean@exemple.fr>;{AGREED};2026-10-01\n"
        )
        self.assertEqual(found.rows[0]["adresse"], "jean@exemple.fr")
        self.assertEqual(
            (found.rows[0]["origine"], found.rows[0]["date"]), ("Accueil", "2026-10-01")
        )
        self.assertNotIn("Jean", str(found.rows[0]).replace("jean", ""))  # names are not kept

    def test_an_export_of_brevo_is_read_as_it_is(self):
        english = (
            "CONTACT ID;EMAIL;LASTNAME;OPT_IN;DOUBLE_OPT-IN;ADDED_TIME;MODIFIED_TIME;"
            "Contacts blocklisted\n"
            "1;jean@exemple.fr;Dupont;true;1;01-10-2026 09:12:33;02-10-2026 10:00:00;false\n"
            "2;anne@exemple.fr;Roux;Oui;;2026-10-01 09:12:33;;\n"
            "3;paul@exemple.fr;Vidal;true;2;01-10-2026;;No\n"
            "4;luc@exemple.fr;Vidal;non;1;01-10-2026;;No\n"
            "5;eve@exemple.fr;Vidal;true;1;01-10-2026;;Yes\n"
            "6;zoe@exemple.fr;Vidal;parfois;1;01-10-2026;;No\n"
        )
        with self.assertRaisesMessage(Refused, "il manque : Preuve, Origine. Un export de Brevo"):
            self.read(english)
        found = read_list(english.encode(), self.user, AGREED, "Brevo")
        self.assertEqual(
            [(row["adresse"], row["date"], row["preuve"], row["origine"]) for row in found.rows],
            [
                ("jean@exemple.fr", "2026-10-01", AGREED, "Brevo"),
                ("anne@exemple.fr", "2026-10-01", AGREED, "Brevo"),
            ],
        )
        said = [
            "n’a pas confirmé son adresse",
            "n’a pas accepté",
            "bloquée ou désabonnée",
            "« parfois » ne se lit ni comme oui",
        ]
        for (_, reason), words in zip(found.refusals, said, strict=True):
            self.assertIn(words, reason)
        french = "E-mail\tNom\tDate d’ajout\tListe noire\nluc@exemple.fr\tVidal\t01/10/2026\tnon\n"
        found = read_list(french.encode("utf-16"), self.user, AGREED, "Brevo")
        self.assertEqual((found.accepted, found.refusals), (1, []))

    def test_each_refused_line_says_why(self):
        make_subscriber("connue@exemple.fr")
        make_subscriber("partie@exemple.fr").leave()
        lines = [
            ("jean@exemple.fr;;" + AGREED + ";Papier", "La date de l’accord manque"),
            ("jean@exemple.fr;hier;" + AGREED + ";Papier", "« hier » n’est pas une date"),
            ("jean@exemple.fr;24/11/2026;" + AGREED + ";Papier", "est à venir"),
            ("jean@exemple.fr;01/10/2023;" + AGREED + ";Papier", "plus de trois ans"),
            ("jean@exemple.fr;01/10/2026;oui;Papier", "La preuve manque"),
            ("jean@exemple.fr;01/10/2026;" + AGREED, "L’origine manque"),
            ("jean;01/10/2026;" + AGREED + ";Papier", "Il manque une partie"),
            (
                "jean@exemple.fr;01/10/2026;" + AGREED + ";Papier;souvent",
                "« souvent » n’existe pas",
            ),
            ("CONNUE@exemple.fr;01/10/2026;" + AGREED + ";Papier", "Déjà abonnée"),
            ("Partie@exemple.fr;01/10/2026;" + AGREED + ";Papier", "s’est désabonnée"),
            ("jean@exemple.fr;01/10/2026;" + AGREED + ";Papier", None),
            ("Jean@EXEMPLE.fr;01/10/2026;" + AGREED + ";Papier", "déjà à la ligne 12"),
        ]
        found = self.read(HEADER + "\n".join(line for line, _ in lines))

        self.assertEqual(found.accepted, 1)
        expected = [(n, said) for n, (_, said) in enumerate(lines, 2) if said]
        self.assertEqual([n for n, _ in found.refusals], [n for n, _ in expected])
        for (_, reason), (_, said) in zip(found.refusals, expected, strict=True):
            self.assertIn(said, reason)
            self.assertNotIn("jean@", reason)

    def test_workbooks_are_read_like_csv_files(self):
        titles = HEADER.strip().split(";")
        columns = [
            Column(title, "", "", "date" if "Date" in title else "string") for title in titles
        ]
        row = ("jean@exemple.fr", datetime.date(2026, 10, 1), AGREED, "Papier", "mensuel")
        table = Table("liste", "Liste", "", "", tuple(columns), lambda: iter([row]), ())
        for form in ("xlsx", "ods"):
            with self.subTest(form):
                file = io.BytesIO()
                write(table.as_workbook(), file, form)
                found = read_list(file.getvalue(), self.user)
                self.assertEqual((found.accepted, found.refusals), (1, []))
                self.assertEqual(found.rows[0]["date"], "2026-10-01")

    def test_the_titles_may_stand_under_something_else(self):
        found = self.read("Liste des abonnés du marché;;;;\n;;;;\n" + HEADER + "x" + GOOD + "y\n")
        self.assertEqual((found.accepted, [row for row, _ in found.refusals]), (1, [5]))

    def test_a_file_that_is_no_list_is_refused_whole(self):
        for data, said in [
            (b"", "vide"),
            (b"Nom;Ville\nJean;Ales\n", "il manque : Adresse"),
            (b"Adresse;Date\n", "il manque : Preuve, Origine"),
            (b"PK\x03\x04" + b"\0" * 20, "abîmé"),
            (b"x" * 5_300_000, "5 Mo"),
            ((HEADER + "a;01/01/2026\n" * 51_200).encode(), "50 000 lignes"),
        ]:
            with self.subTest(said), self.assertRaises(Refused) as refused:
                read_list(data, self.user)
            self.assertIn(
                said, str(refused.exception).replace("\u00a0", " ").replace("\u202f", " ")
            )


class TakingTests(ListTestCase):
    def test_each_person_comes_with_their_proof(self):
        found = take(self.read(HEADER + GOOD))

        self.assertEqual((found.created, found.rows), (1, []))
        subscriber = Subscriber.objects.confirmed().get()
        self.assertEqual((subscriber.rhythm, subscriber.follows_everything), ("trimestriel", True))
        consent = Consent.objects.get()
        self.assertEqual(consent.text_shown, AGREED)
        self.assertEqual(consent.source, "Liste importée : Formulaire papier")
        for instant in (consent.confirmed_at, subscriber.seen_at):
            self.assertEqual(f"{instant:%Y-%m-%d}", "2026-10-01")
        self.assertEqual(Tally.objects.get().kind, "import")

    def test_an_agreement_older_than_the_site_makes_no_issue_late(self):
        take(self.read(HEADER + GOOD.replace("01/10/2026", "01/03/2026")))
        self.assertEqual(promise("trimestriel").promised_on, datetime.date(2027, 1, 8))
        self.assertEqual(promise("trimestriel").lateness(), "")

    def test_what_each_follows_comes_too(self):
        """Whoever agreed to hear of one action is not written to about all of them."""
        theme, action = make_theme(slug="commerces"), make_action("en-cours", number=9)
        text = HEADER.replace("Rythme", "Suit")
        for name, follows in (
            ("un", "9"),
            ("deux", "Commerces, 9"),
            ("tous", "tout"),
            ("rien", ""),
        ):
            text += f"{name}@exemple.fr;01/10/2026;{AGREED};Papier;{follows}\n"
        text += f"autre@exemple.fr;01/10/2026;{AGREED};Papier;zoo\n"
        found = self.read(text)
        self.assertEqual(
            found.refusals, [[6, "« zoo » n’est ni un thème, ni le numéro d’une action."]]
        )

        take(found)
        one, two = (
            Subscriber.objects.with_address(f"{n}@exemple.fr").get() for n in ("un", "deux")
        )
        self.assertEqual(([*one.themes.all()], [*one.actions.all()]), ([], [action]))
        self.assertEqual(([*two.themes.all()], [*two.actions.all()]), ([theme], [action]))
        self.assertFalse(one.follows_everything or two.follows_everything)
        self.assertEqual(Subscriber.objects.filter(follows_everything=True).count(), 2)

    def test_twice_adds_nobody_more(self):
        found = self.read(HEADER + GOOD)
        for _ in range(2):
            take(found)
        self.assertEqual(Subscriber.objects.count(), 1)

    def test_who_came_or_left_meanwhile_is_left_alone(self):
        text = "".join(f"{n}@exemple.fr;01/10/2026;{AGREED};Papier\n" for n in ("a", "b", "c"))
        found = self.read(HEADER + text)
        make_subscriber("A@exemple.fr")
        ForgottenAddress.remember("b@exemple.fr")
        self.assertEqual(take(found).created, 1)

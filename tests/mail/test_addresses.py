from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from mail.addresses import (
    key_of,
    likely_slip,
    mailbox_of,
    read_address,
    shown,
)


class ReadingTests(SimpleTestCase):
    def test_addresses_are_read_as_people_give_them(self):
        for typed, read in [
            ("jean@exemple.fr", "jean@exemple.fr"),
            ("  jean@exemple.fr \n", "jean@exemple.fr"),
            ("\u00a0jean@exemple.fr\u200b", "jean@exemple.fr"),
            ("Jean Dupont <jean@exemple.fr>", "jean@exemple.fr"),
            ('"Dupont, Jean" <jean@exemple.fr>;', "jean@exemple.fr"),
            ("mailto:jean@exemple.fr", "jean@exemple.fr"),
            ("jean@exemple.fr.", "jean@exemple.fr"),
            ("jean@exemple.fr,", "jean@exemple.fr"),
            ("Jean.DUPONT@Exemple.FR", "Jean.DUPONT@exemple.fr"),
            ("jean+ales@exemple.fr", "jean+ales@exemple.fr"),
            ("o'neill!#$%&*/=?^_`{|}~-@exemple.fr", "o'neill!#$%&*/=?^_`{|}~-@exemple.fr"),
            ("jean@mairie-alès.fr", "jean@xn--mairie-als-76a.fr"),
            ("jean@XN--mairie-als-76A.fr", "jean@xn--mairie-als-76a.fr"),
            ("jean@ｅｘｅｍｐｌｅ.fr", "jean@exemple.fr"),
            ("jean@a.b.c.exemple.museum", "jean@a.b.c.exemple.museum"),
            ("j@例え.jp", "j@xn--r8jz45g.jp"),
        ]:
            with self.subTest(typed):
                self.assertEqual(read_address(typed), read)

    def test_254_characters_are_taken_and_255_are_not(self):
        domain = ".".join(["d" * 63, "e" * 63, "f" * 57, "fr"])
        fits = f"{'a' * 64}@{domain}"
        self.assertEqual(len(fits), 253)
        self.assertEqual(read_address(fits), fits)
        longest = (
            fits.replace("@", "@x", 1)
            .replace("@x" + "d" * 63, "@" + "d" * 63)
            .replace("f" * 57, "f" * 58)
        )
        self.assertEqual((len(longest), read_address(longest)), (254, longest))
        with self.assertRaisesMessage(ValidationError, "dépasse 254 signes"):
            read_address(longest.replace("f" * 58, "f" * 59))

    def test_what_cannot_be_written_to_is_refused_in_words(self):
        for typed, said in [
            ("jean", "Il manque une partie"),
            ("@exemple.fr", "Il manque une partie"),
            ("jean@", "Il manque une partie"),
            ("", "Il manque une partie"),
            ("<>", "Il manque une partie"),
            ("jean dupont@exemple.fr", "pas d’espace"),
            ("a@exemple.fr b@exemple.fr", "Une seule adresse à la fois"),
            ("a@exemple.fr, b@exemple.fr", "Une seule adresse à la fois"),
            ("a@exemple.fr;b@exemple.fr", "Une seule adresse à la fois"),
            ("a@exemple.fr\r\nBcc: b@exemple.fr", "sans retour à la ligne"),
            ("a@exemple.fr\0", "sans retour à la ligne"),
            ("hélène@exemple.fr", "lettres accentuées"),
            ("jean@localhost", "n’est pas un domaine"),
            ("jean@[127.0.0.1]", "n’est pas un domaine"),
            ("jean@127.0.0.1", "n’est pas un domaine"),
            ("jean@exemple..fr", "n’est pas un domaine"),
            ("jean@-exemple.fr", "n’est pas un domaine"),
            ("jean@exemple_1.fr", "n’est pas un domaine"),
            (f"jean@{'é' * 64}.fr", "n’est pas un domaine"),
            ("jean@straße.de", "s’écrit de deux façons"),
            ("jean..dupont@exemple.fr", "n’est pas valable"),
            (".jean@exemple.fr", "n’est pas valable"),
            ('"jean dupont"@exemple.fr', "pas d’espace"),
            ('"jean"@exemple.fr', "n’est pas valable"),
            ("jean(mairie)@exemple.fr", "n’est pas valable"),
            (f"{'a' * 65}@exemple.fr", "n’est pas valable"),
        ]:
            with self.subTest(typed), self.assertRaises(ValidationError) as refused:
                read_address(typed)
            self.assertIn(said, refused.exception.messages[0])

    @given(st.text(max_size=80))
    def test_whatever_is_typed_is_refused_or_safe_to_write(self, text):
        for typed in (text, f"{text}@exemple.fr", f"jean@{text}"):
            try:
                address = read_address(typed)
            except ValidationError:
                continue
            self.assertTrue(address.isascii() and address.isprintable() and " " not in address)
            self.assertEqual(address.count("@"), 1)
            self.assertEqual(read_address(address), address)
            self.assertIsInstance(shown(address), str)


class ComparingTests(SimpleTestCase):
    def test_case_makes_no_other_person(self):
        self.assertEqual(key_of("Jean@exemple.fr"), key_of("jean@exemple.fr"))

    def test_tags_fall_into_one_mailbox(self):
        self.assertEqual(mailbox_of("Jean+un+deux@exemple.fr"), "jean@exemple.fr")
        self.assertEqual(mailbox_of("+un@exemple.fr"), "+un@exemple.fr")

    def test_the_domain_is_shown_with_its_accents(self):
        self.assertEqual(shown("jean@xn--mairie-als-76a.fr"), "jean@mairie-alès.fr")
        self.assertEqual(shown("jean@xn--a.fr"), "jean@xn--a.fr")  # no domain at all


class SlipTests(SimpleTestCase):
    def test_one_key_away_is_asked_about(self):
        for typed, meant in [
            ("gmail.con", "gmail.com"),
            ("gmial.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("orage.fr", "orange.fr"),
            ("wanadoo.fe", "wanadoo.fr"),
            ("laposte.ney", "laposte.net"),
        ]:
            self.assertEqual(likely_slip(f"jean@{typed}"), f"jean@{meant}")

    def test_the_others_are_left_alone(self):
        for domain in ("gmail.com", "exemple.fr", "ville-ales.fr", "ymail.com", "gmx.fr", "g.com"):
            self.assertEqual(likely_slip(f"jean@{domain}"), "")

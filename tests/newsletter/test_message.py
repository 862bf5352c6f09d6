"""The message: what it says, to whom, and how mail readers take it."""

import email
import email.policy
import re
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.core import mail
from django.test import TestCase, override_settings

from mail.message import Message
from newsletter.issues.content import compute
from newsletter.issues.drafting import make_draft
from newsletter.issues.layout import shares
from newsletter.issues.letter import EVERYTHING, Letter, Topics
from newsletter.issues.message import compose
from newsletter.models import Issue
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import (
    make_action,
    make_figure,
    make_issue,
    make_person,
    make_publisher,
    make_subscriber,
    make_theme,
    record,
)


class Reader(HTMLParser):
    """The tags of a message, with their attributes, and its words."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag, attribute):
        return [found.get(attribute) for name, found in self.tags if name == tag]


def links(html):
    return Reader(html).all("a", "href")


class OneIssueTests(TestCase):
    """An issue with something in it for each."""

    @classmethod
    def setUpTestData(cls):
        make_publisher(address="Hôtel de ville\n30100 Alès")
        cls.theme = make_theme(slug="commerces", name="Commerces")
        cls.halles = make_action(number=9, title="Les Halles", theme=cls.theme)
        record(cls.halles, "Annoncées.", "2018-01-05", status="en-cours")
        cls.quais = make_action("en-cours", number=10, title="Les quais",
                                planned_on=PartialDate.from_iso("2018-06"))  # fmt: skip
        make_issue()
        record(
            cls.halles, "Ouvertes : \"enfin\" !", "2018-07", status="realisee",
            evidence_url="https://exemple.fr/halles?a=1&b=2", evidence_title="L'ouverture",
            reservation="Date à préciser.",
        )  # fmt: skip
        record(cls.quais, "Une réunion.", "2018-07-02")
        issue = make_draft("mensuel")
        issue.introduction = "Un mois **plein** : [[lignes-de-bus]] lignes.\n\nBonne lecture."
        issue.save()
        issue.figures.add(make_figure("lignes-de-bus", 80, unit="lignes"))
        issue.items.filter(action=cls.halles).update(word="Attendues depuis trois ans.")
        cls.issue = issue

    def message(self, topics=EVERYTHING, subscriber=None):
        letter = Letter.of(Issue.objects.get(pk=self.issue.pk))
        return compose(letter, topics, subscriber)

    def test_it_says_what_happened_with_proof_and_caveats(self):
        message = self.message()
        for form in (message.html, message.body):
            with self.subTest(form[:15]):
                for words in (
                    "Réalisée", "Les Halles", "juillet 2018", "Date à préciser.", "Une réunion.",
                    "Attendues depuis trois ans.", "Chaque mois".lower(), "Hôtel de ville, 30100",
                    self.issue.history_digest, "80",
                ):  # fmt: skip
                    self.assertIn(words, re.sub(r"\s+", " ", form).replace("\u00a0", " "))
        self.assertIn("https://exemple.fr/halles?a=1&amp;b=2", message.html)
        self.assertIn("https://exemple.fr/halles?a=1&b=2", message.body)
        self.assertIn("<strong>plein</strong>", message.html)

    def test_french_is_set_as_on_the_site(self):
        message = self.message()
        for form in (message.html, message.body):
            self.assertIn("Ouvertes\u00a0: «\u00a0enfin\u00a0»\u202f!", form)
            self.assertNotRegex(form, r"\w'\w(?![^<]*</style>)(?<!font)")
        self.assertEqual(message.subject, "1\u00a0action réalisée, 1\u00a0autre étape")

    def test_it_is_built_for_mail_readers(self):
        reader = Reader(self.message().html)
        self.assertEqual(reader.all("html", "lang"), ["fr"])
        headings = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
        self.assertEqual((headings[0], headings.count(1)), (1, 1))
        self.assertTrue(all(b - a <= 1 for a, b in pairwise(headings)))
        self.assertEqual(set(reader.all("table", "role")), {"presentation"})
        names = {found.get("name") for tag, found in reader.tags if tag == "meta"}
        self.assertLessEqual({"color-scheme", "viewport"}, names)
        self.assertIn("prefers-color-scheme: dark", self.message().html)

    def test_nothing_tells_who_opens_or_follows(self):
        subscriber = make_subscriber("tout@exemple.fr")
        message = self.message(subscriber=subscriber)
        for tag in ("img", "script", "link", "iframe", "form", "object", "video"):
            self.assertNotIn(f"<{tag}", message.html)
        self.assertNotIn("url(", message.html)
        self.assertEqual(message.attachments, [])
        general = set(links(self.message().html))
        own = [link for link in links(message.html) if link not in general]
        self.assertEqual(len(own), 2)
        self.assertRegex(own[0], r"/newsletter/preferences/[^/]+/$")
        self.assertRegex(own[1], r"/newsletter/desabonner/[^/]+/$")
        self.assertNotIn("tout@exemple.fr", message.html + message.body)

    def test_somebody_reads_what_they_follow(self):
        commerce = self.message(Topics(False, frozenset(["commerces"])))
        self.assertIn("Les Halles", commerce.html)
        self.assertNotIn("Les quais", commerce.html + commerce.body)
        self.assertIn("ne vous montre que ce que vous suivez", commerce.html)
        quais = self.message(Topics(False, actions=frozenset([10])))
        self.assertNotIn("Les Halles", quais.html + quais.body)
        self.assertIn("Une réunion.", quais.body)

    def test_nothing_for_somebody_is_not_sent(self):
        letter = Letter.of(Issue.objects.get(pk=self.issue.pk))
        none = make_action(number=11)
        for subscriber, expected in (
            (make_subscriber(), True),
            (make_subscriber(themes=[self.theme]), True),
            (make_subscriber(actions=[none]), False),
            (make_subscriber(actions=[none, self.quais]), True),
        ):
            self.assertEqual(letter.says_something_to(Topics.of(subscriber)), expected)

    def test_who_followed_only_what_was_withdrawn_is_not_written_to(self):
        theme, both = make_subscriber(themes=[self.theme]), make_subscriber()
        self.halles.state = "brouillon"
        issue = make_issue("envoi", "trimestriel")
        self.halles.save()
        self.assertFalse(Letter.of(issue).says_something_to(Topics.of(theme)))
        self.assertTrue(Letter.of(issue).says_something_to(Topics.of(both)))

    def test_a_withdrawn_action_leaves_messages_not_yet_sent(self):
        Issue.objects.filter(pk=self.issue.pk).update(edited_by=make_person("autrice"))
        self.issue.refresh_from_db()
        self.issue.approve(make_person("relectrice"), compute(self.issue))
        self.halles.state = "brouillon"
        self.halles.save()
        message = compose(Letter.of(Issue.objects.get(pk=self.issue.pk)))
        self.assertNotIn("Les Halles", message.html + message.body)
        self.assertIn("Action retirée", message.html)
        self.assertIn("action retirée du site", message.body)


@override_settings(
    DEFAULT_FROM_EMAIL="lettre@ales.example",
    SITE_URL="https://site.example",
    NEWSLETTER_UNSUBSCRIBE_EMAIL="",
)
class EnvelopeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_action("en-cours", number=9, title="Les Halles, c’est commencé")
        cls.issue = make_issue("envoi")
        cls.subscriber = make_subscriber("a+b@exemple.fr")

    def compose(self):
        return compose(Letter.of(self.issue), subscriber=self.subscriber)

    def sent(self):
        raw = self.compose().message().as_bytes(linesep="\r\n")
        return raw, email.message_from_bytes(raw, policy=email.policy.default)

    def test_its_headers_say_what_mailboxes_ask(self):
        _, message = self.sent()
        self.assertEqual(message["From"], '"À votre service, Alès" <lettre@ales.example>')
        self.assertEqual(message["To"], "a+b@exemple.fr")
        self.assertEqual(message["Subject"], "Où en sont les actions du cœur de ville")
        self.assertEqual(message["List-Id"], '"A votre service" <newsletter.ales.example>')
        self.assertEqual(message["List-Archive"], "<https://site.example/newsletter/>")
        self.assertRegex(
            message["List-Unsubscribe"].strip(),
            r"^<https://site\.example/newsletter/desabonner/[^/>]+/>$",
        )
        self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(message["Feedback-ID"], "numero-1:mensuel:newsletter:ales-example")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertIsNotNone(parsedate_to_datetime(message["Date"]).tzinfo)

    def test_a_mailbox_to_leave_by_is_given_when_there_is_one(self):
        with self.settings(NEWSLETTER_UNSUBSCRIBE_EMAIL="partir@ales.example"):
            _, message = self.sent()
        self.assertIn(", <mailto:partir@ales.example?subject=desabonnement>",
                      message["List-Unsubscribe"])  # fmt: skip

    def test_no_header_names_the_person_but_to(self):
        _, message = self.sent()
        for name, value in message.items():
            if name != "To":
                self.assertNotIn("a+b", value)

    def test_its_bytes_say_what_was_rendered(self):
        with clock_at("2026-11-23 12:00"):  # the links of both are signed at the same second
            raw, message = self.sent()
            rendered = self.compose()
        self.assertEqual([], message.defects)
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        parts = [part.get_content_type() for part in message.iter_parts()]
        self.assertEqual(parts, ["text/plain", "text/html"])
        for kind, expected in (("plain", rendered.body), ("html", rendered.html)):
            content = message.get_body((kind,)).get_content().replace("\r\n", "\n")
            self.assertEqual(content.rstrip(), expected.rstrip())
        self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 998)
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))

    def test_the_words_of_a_long_subject_are_short_enough_and_read_the_same(self):
        for title in (
            "Commande … digitales d’abonnement, Tribune de Genève",
            "é" * 120,
            "🚲 Vélo pour tous 🚲, à l’école et au marché : plus de 4 000 élèves y vont",
            "=?utf-8?q? tapé à la main ?=, et la suite après l’été",
            "Un titre long, sans accent d’abord puis beaucoup : éàùçœ" * 2,
        ):
            with self.subTest(title):
                message = Message("a@b.fr", title, "Texte.")
                raw = message.message().as_bytes(linesep="\r\n")
                head = raw.partition(b"\r\n\r\n")[0]
                words = re.findall(rb"=\?utf-8\?.\?.*?\?=", head.partition(b"Subject:")[2])
                self.assertLessEqual(max(map(len, words)), 75)
                self.assertLessEqual(max(map(len, head.split(b"\r\n"))), 78)
                read = email.message_from_bytes(raw, policy=email.policy.default)
                self.assertEqual(read["Subject"], title)

    def test_nobody_adds_a_header_by_an_address_or_a_title(self):
        with self.assertRaises(ValueError):
            compose(Letter.of(self.issue), to="a@b.fr\nBcc: c@d.fr").message()
        message = self.compose()
        message.subject = "Bonjour\nBcc: c@d.fr"
        with self.assertRaises(ValueError):
            message.message()

    def test_any_backend_of_django_takes_it(self):
        self.assertEqual(self.compose().send(), 1)
        (sent,) = mail.outbox
        self.assertEqual(sent.recipients(), ["a+b@exemple.fr"])
        self.assertEqual([kind for _, kind in sent.alternatives], ["text/html"])
        self.assertIn("Les Halles", sent.body)


@pytest.mark.once
class SizeTests(TestCase):
    """Two hundred changes at once, as after an import, each told at the greatest length."""

    @classmethod
    def setUpTestData(cls):
        statuses = ["realisee", "en-cours", "suspendue", "abandonnee", "a-venir"]
        for number in range(1, 201):
            action = make_action(number=number, title="Un intitulé à rallonge, é " * 7)
            record(
                action, "Étape détaillée à l’extrême. " * 50, "2018-03-01",
                status=statuses[number % 5], reservation="Réserve très réservée. " * 40,
                evidence_url="https://exemple.fr/" + "p" * 470, evidence_title="Preuve " * 28,
            )  # fmt: skip
        cls.issue = make_issue("envoi", introduction="Un mot d’accueil. " * 150)
        cls.subscriber = make_subscriber()

    def test_the_message_stays_under_what_gmail_cuts(self):
        message = compose(Letter.of(self.issue), subscriber=self.subscriber)
        self.assertLess(len(message.html.encode()), 100_000)
        self.assertLess(len(message.body.encode()), 100_000)
        self.assertIn("Et 28 autres, sur le site", message.html)

    def test_every_group_keeps_its_share(self):
        html = compose(Letter.of(self.issue)).html
        for label in ("Réalisées", "Commencées ou reprises", "Suspendues", "Nouvelles actions"):
            self.assertIn(f'<h2>{label} <span class="soft">40</span></h2>', html)

    def test_its_page_leaves_nothing_out(self):
        response = self.client.get(self.issue.get_absolute_url())
        for number in range(1, 201):
            self.assertContains(response, f"/actions/{number}/#etape-")

    def test_few_facts_are_told_whole_and_places_are_shared(self):
        self.assertEqual(shares([3, 2], 24), [3, 2])
        self.assertEqual(shares([50, 2, 10], 24), [12, 2, 10])
        self.assertEqual(shares([50, 50, 50], 24), [8, 8, 8])
        self.assertEqual(shares([], 24), [])


@pytest.mark.once
class UsualSizeTests(TestCase):
    """Two hundred changes told as people tell them."""

    def test_the_whole_message_as_it_travels_stays_under_100_kilobytes(self):
        for number in range(1, 201):
            action = make_action(number=number, title="Rénovation de l’Espace André-Chamson")
            record(
                action, "Les travaux sont achevés : la salle rouvre au public en mars. " * 3,
                status="realisee", reservation="Date déduite de l’annonce de mai 2017.",
                evidence_url="https://lemag.ales.fr/actualites/etats-generaux-du-coeur-de-ville/",
                evidence_title="Calendrier des actions des États généraux, mai 2017",
            )  # fmt: skip
        envelope = compose(Letter.of(make_issue("envoi")), subscriber=make_subscriber())
        self.assertLess(len(envelope.message().as_bytes(linesep="\r\n")), 100_000)


class NothingNewTests(TestCase):
    def test_a_short_message_says_so(self):
        make_action("en-cours", number=9, planned_on=PartialDate.from_iso("2040"))
        make_issue()
        message = compose(Letter.of(make_issue("envoi")))
        self.assertIn("Rien de nouveau", message.html)
        self.assertIn("RIEN DE NOUVEAU", message.body)
        self.assertIn("fin annoncée pour 2040", message.body)
        self.assertEqual(message.subject, "Rien de nouveau pour les actions du cœur de ville")

    def test_it_is_rendered_once_for_all_who_follow_the_same(self):
        make_action("en-cours", number=9)
        issue = make_issue("envoi")
        letter = Letter.of(issue)
        first, second = make_subscriber(), make_subscriber()
        compose(letter, subscriber=first)
        with self.assertNumQueries(0):
            compose(letter, subscriber=second)

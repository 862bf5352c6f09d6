import re

from django.core import mail
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mail.models import OutgoingMail
from newsletter.models import Consent, ForgottenAddress, SignUp, Subscriber, Tally
from newsletter.subscribers import links
from tests.clock import clock_at
from tests.factories import make_action, make_subscriber, make_theme
from tests.reading import Reading

from .mailbox import confirmed, link_in, subscribe, worked

URL = "/newsletter/inscription/"


def without_address(response, address):
    return response.content.decode().replace(address, "…")


class FormTests(Reading, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.action = make_action("en-cours", number=9, title="Les Halles")
        make_action(number=10, title="Au brouillon", state="brouillon")
        cls.theme = make_theme(slug="commerces", name="Commerces")

    def test_it_asks_for_an_address_and_nothing_else_is_needed(self):
        page = self.client.get(URL)

        self.assertContains(page, 'autocomplete="email"')
        self.assertContains(page, 'inputmode="email"')
        self.assertContains(page, "toutes les actions. Choisir")
        self.assertEqual(
            re.findall(r'value="(\w+)"[^>]* checked', page.content.decode()), ["mensuel"]
        )
        self.assertContains(page, 'href="/donnees-personnelles/#newsletter"')
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertNotIn("Set-Cookie", page)

    def test_drafts_are_not_offered(self):
        self.assertNotContains(self.client.get(URL), "Au brouillon")

    def test_the_address_chooses_an_action_or_a_theme(self):
        page = self.client.get(f"{URL}?action=9&theme=commerces")

        self.assertEqual(page.context["form"].chosen, ["Commerces", "n° 9, Les Halles"])
        checked = re.findall(r'value="(\w+)"[^>]* checked', page.content.decode())
        self.assertEqual(checked, ["mensuel", "commerces", "9"])

    def test_an_address_that_names_nothing_chooses_nothing(self):
        for query in (
            "action=999",
            "action=neuf",
            "action=" + "9" * 30,
            "theme=%00&action=%00",
            "theme=<b>",
            "action=",
            "action=10",
        ):
            with self.subTest(query):
                page = self.client.get(f"{URL}?{query}")
                self.assertEqual((page.status_code, page.context["form"].chosen), (200, []))

    def test_the_pages_of_actions_lead_to_it(self):
        self.assertContains(self.client.get("/actions/9/"), f'href="{URL}?action=9"')
        self.assertContains(
            self.client.get("/actions/theme/commerces/"), f'href="{URL}?theme=commerces"'
        )
        for page in ("/", "/actions/", "/plan-du-site/"):
            self.assertContains(self.client.get(page), f'href="{URL}"')

    def test_only_its_methods_are_taken(self):
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "FOO"):
            self.assertEqual(self.client.generic(method, URL).status_code, 405)
        self.assertEqual(self.client.head(URL).status_code, 200)

    def test_a_wrong_address_is_told_beside_the_field_and_kept(self):
        page = subscribe(self.client, "jean @exemple.fr", actions=["9"])

        self.assertContains(page, "Une adresse n’a pas d’espace.")
        self.assertContains(page, 'value="jean @exemple.fr"')
        self.assertContains(
            page, 'aria-invalid="true" aria-describedby="id_adresse_error"', html=False
        )
        self.assertContains(page, 'id="id_adresse_error"')
        self.assertEqual(page.context["form"].chosen, ["n° 9, Les Halles"])
        self.assertEqual(SignUp.objects.count(), 0)

    def test_what_does_not_exist_is_refused_in_words(self):
        for fields, said in [
            ({"actions": ["10"]}, "Cette action n’existe pas."),
            ({"actions": ["dix"]}, "Cette action n’existe pas."),
            ({"themes": ["<b>"]}, "Ce thème n’existe pas."),
            ({"actions": ["9" * 30]}, "Cette action n’existe pas."),
            ({"actions": ["\0"]}, "Cette action n’existe pas."),
            ({"themes": ["\0"]}, "Le caractère nul"),
            ({"juste": "\0"}, "À corriger"),
            ({"rythme": "\0"}, "Choisissez un rythme de la liste."),
            ({"rythme": "chaque-heure"}, "Choisissez un rythme de la liste."),
            ({"rythme": ""}, "Choisissez un rythme."),
            ({"adresse": ""}, "Donnez votre adresse"),
            ({"adresse": "a" * 2000}, "Cette adresse est trop longue"),
        ]:
            with self.subTest(fields):
                self.assertContains(
                    subscribe(self.client, **{"address": "jean@exemple.fr"} | fields), said
                )
        self.assertEqual(SignUp.objects.count(), 0)

    def test_a_slip_of_the_keyboard_is_asked_about_once(self):
        page = subscribe(self.client, "jean@gmail.con")
        self.assertContains(page, "Vouliez-vous écrire jean@gmail.com")
        self.assertContains(page, '<input type="hidden" name="juste" value="jean@gmail.con">')

        subscribe(self.client, "jean@gmail.con", juste="jean@gmail.con")
        self.assertEqual(SignUp.objects.get().email, "jean@gmail.con")

    def test_a_header_cannot_be_slipped_in(self):
        subscribe(self.client, "jean@exemple.fr\r\nBcc: tous@exemple.fr")
        self.assertEqual((SignUp.objects.count(), worked()), (0, []))


class SameAnswerTests(TestCase):
    """Nobody learns from the page whether an address is known."""

    def setUp(self):
        make_subscriber("connue@exemple.fr")
        make_subscriber("refusee@exemple.fr").leave()
        subscribe(self.client, "attend@exemple.fr")
        worked()
        mail.outbox.clear()

    def test_the_page_is_the_same_and_so_is_the_work(self):
        answers, queries = set(), set()
        for name in ("inconnue", "connue", "refusee", "attend"):
            address = f"{name}@exemple.fr"
            with self.subTest(name), CaptureQueriesContext(connection) as captured:
                response = subscribe(self.client, address)
            answers.add((response.status_code, without_address(response, address)))
            queries.add(len(captured))
        self.assertEqual((len(answers), len(queries)), (1, 1))

    def test_what_the_owner_reads_differs(self):
        for address, subject in [
            ("inconnue@exemple.fr", "Confirmez votre abonnement – À votre service, Alès"),
            ("refusee@exemple.fr", "Confirmez votre abonnement – À votre service, Alès"),
            ("attend@exemple.fr", "Confirmez votre abonnement – À votre service, Alès"),
            ("CONNUE@exemple.fr", "Votre abonnement – À votre service, Alès"),
        ]:
            subscribe(self.client, address)
            (message,) = worked()
            self.assertEqual((message.subject, message.to[0].lower()), (subject, address.lower()))

    def test_a_request_never_changes_a_subscription(self):
        make_action("en-cours", number=9)
        subscribe(self.client, "connue@exemple.fr", actions=["9"], rythme="trimestriel")
        (message,) = worked()

        subscriber = Subscriber.objects.get()
        self.assertEqual((subscriber.rhythm, subscriber.follows_everything), ("mensuel", True))
        self.assertTrue(link_in(message, "preferences").endswith("/?action=9"))
        self.assertEqual(SignUp.objects.filter(email="connue@exemple.fr").count(), 0)


class ConfirmationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.action = make_action("en-cours", number=9, title="Les Halles")

    def test_from_the_form_to_the_subscription(self):
        with clock_at("2026-11-23 10:00"):
            page = subscribe(
                self.client,
                "Jean.Dupont+ales@Mairie-Alès.fr",
                actions=["9"],
                headers={
                    "HTTP_ORIGIN": "http://testserver",
                    "HTTP_REFERER": "http://testserver/newsletter/?x=1",
                },
            )
            (message,) = worked()
        self.assertContains(page, "Un message part pour <strong>Jean.Dupont+ales@mairie-alès.fr")
        self.assertEqual(message.to, ["Jean.Dupont+ales@xn--mairie-als-76a.fr"])
        self.assertIn("l’action n°\u00a09, Les Halles\u202f; chaque mois", message.body)
        self.assertIn("Jean.Dupont+ales@mairie-alès.fr", message.body)
        path = link_in(message, "confirmer")

        with clock_at("2026-11-23 10:05"):
            page = self.client.get(path)
            self.assertContains(page, "Oui, je confirme")
            self.assertEqual(Subscriber.objects.count(), 0)  # scanners follow links
            done = self.client.post(path)

        self.assertContains(done, "C’est fait")
        subscriber = Subscriber.objects.get()
        self.assertEqual(subscriber.email, "Jean.Dupont+ales@xn--mairie-als-76a.fr")
        self.assertEqual(subscriber.email_key, "jean.dupont+ales@xn--mairie-als-76a.fr")
        self.assertEqual(list(subscriber.actions.all()), [self.action])
        self.assertFalse(subscriber.follows_everything)
        consent = Consent.objects.get()
        self.assertEqual(consent.source, "/newsletter/")
        self.assertEqual(
            consent.text_shown,
            "Suivre les actions par courriel : action n° 9 ; chaque mois. Votre adresse ne sert "
            "qu’à vous tenir au courant des actions. Vous pouvez vous désabonner d’un clic, à tout "
            "moment, depuis chaque message : votre adresse est alors effacée. "
            "Bouton « M’abonner ».",
        )
        self.assertEqual(
            [f"{moment:%H:%M}" for moment in (consent.asked_at, consent.confirmed_at)],
            ["09:00", "09:05"],  # UTC
        )

    def test_the_text_kept_as_proof_is_the_text_shown(self):
        page = self.client.get(URL).content.decode()
        confirmed(self.client, "jean@exemple.fr")
        shown = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page)).replace("\u00a0", " ")
        for sentence in Consent.objects.get().text_shown.split(". ")[1:-1]:
            self.assertIn(sentence.replace("\u00a0", " "), shown)

    def test_no_cookie_and_nothing_kept_by_others(self):
        answer = confirmed(self.client, "jean@exemple.fr")
        self.assertEqual(dict(answer.cookies), {})
        self.assertEqual(answer.headers["Cache-Control"], "private, no-store")
        self.assertEqual(answer.headers["X-Robots-Tag"], "noindex")
        self.assertEqual(answer.headers["Referrer-Policy"], "same-origin")
        self.assertNotContains(answer, 'rel="canonical"')

    def test_a_link_serves_once(self):
        subscribe(self.client, "jean@exemple.fr")
        path = link_in(worked()[0], "confirmer")
        self.client.post(path)
        for method in (self.client.get, self.client.post):
            self.assertContains(method(path), "Ce lien a déjà servi", status_code=410)
        self.assertEqual(Subscriber.objects.count(), 1)

    def test_a_link_lasts_two_days(self):
        with clock_at("2026-11-23 10:00"):
            subscribe(self.client, "jean@exemple.fr")
            path = link_in(worked()[0], "confirmer")
        with clock_at("2026-11-25 09:59"):
            self.assertEqual(self.client.get(path).status_code, 200)
        with clock_at("2026-11-25 10:01"):
            for method in (self.client.get, self.client.post):
                self.assertContains(method(path), "n’est plus valable", status_code=410)
        self.assertEqual(Subscriber.objects.count(), 0)

    def test_a_forged_link_opens_nothing(self):
        subscribe(self.client, "jean@exemple.fr")
        path = link_in(worked()[0], "confirmer")
        subscriber = make_subscriber()
        other = links.preferences_url(subscriber).rstrip("/").rpartition("/")[2]
        for forged in (
            path[:-3] + "A/",
            "/newsletter/confirmer/x/",
            f"/newsletter/confirmer/{other}/",
        ):
            self.assertContains(self.client.post(forged), "n’est pas complet", status_code=404)
        self.assertEqual(Subscriber.objects.count(), 1)

    def test_asking_again_kills_the_former_link(self):
        subscribe(self.client, "jean@exemple.fr")
        former = link_in(worked()[0], "confirmer")
        subscribe(self.client, "Jean@exemple.fr", rythme="trimestriel")
        newer = link_in(worked()[0], "confirmer")

        self.assertContains(self.client.post(former), "plus récent", status_code=410)
        self.client.post(newer)
        self.assertEqual(Subscriber.objects.get().rhythm, "trimestriel")

    def test_asking_twice_in_a_row_writes_once(self):
        subscribe(self.client, "jean@exemple.fr")
        subscribe(self.client, "jean@exemple.fr")
        self.assertEqual(len(worked()), 1)
        self.assertEqual(SignUp.objects.count(), 1)

    def test_somebody_who_left_may_come_back_by_themselves(self):
        make_subscriber("jean@exemple.fr").leave()
        confirmed(self.client, "jean@exemple.fr")
        self.assertEqual((Subscriber.objects.count(), ForgottenAddress.objects.count()), (1, 0))

    def test_an_address_that_was_refused_works_again_once_confirmed(self):
        make_subscriber("jean@exemple.fr", refused_at="2026-01-01T00:00Z")
        confirmed(self.client, "jean@exemple.fr")
        self.assertEqual(Subscriber.objects.confirmed().count(), 1)

    def test_what_was_withdrawn_meanwhile_is_left_out(self):
        subscribe(self.client, "jean@exemple.fr", actions=["9"])
        path = link_in(worked()[0], "confirmer")
        type(self.action).objects.update(state="brouillon")
        self.assertNotContains(self.client.get(path), "Les Halles")

    def test_months_are_counted(self):
        with clock_at("2026-11-23 10:00"):
            confirmed(self.client, "jean@exemple.fr")
            subscribe(self.client, "anne@exemple.fr")
        self.assertEqual(
            [(str(t.month), t.kind, t.count) for t in Tally.objects.all()],
            [("2026-11-01", "confirmation", 1), ("2026-11-01", "demande", 2)],
        )


class MessageTests(TestCase):
    @override_settings(SITE_URL="https://www.exemple.fr")
    def test_it_has_two_forms_and_nothing_that_follows_its_reader(self):
        subscribe(self.client, "jean@exemple.fr")
        (message,) = worked()
        html, kind = message.alternatives[0]

        self.assertEqual(kind, "text/html")
        self.assertIn('<html lang="fr">', html)
        self.assertNotRegex(html, "<img|<script|<link|src=")
        found = set(re.findall(r'href="([^"]+)"', html))
        self.assertEqual(found, {f"https://www.exemple.fr{link_in(message, 'confirmer')}"})
        self.assertEqual(message.extra_headers["Auto-Submitted"], "auto-generated")
        for text in (message.body, html):
            self.assertNotRegex(text, r"\S [;:!?](\s|$)|\w'\w")

    def test_nothing_of_it_is_kept_once_sent(self):
        subscribe(self.client, "jean@exemple.fr")
        self.assertEqual(len(worked()), 1)
        self.assertEqual(OutgoingMail.objects.count(), 0)


class GuardTests(Reading, TestCase):
    """What the form refuses comes back with what was typed; the rules are publishing's."""

    def assert_given_back(self, response, said):
        self.assertContains(response, said)
        self.assertContains(response, 'value="jean@exemple.fr"')
        self.assertEqual(SignUp.objects.count(), 0)

    def test_a_robot_that_fills_every_field(self):
        page = subscribe(self.client, "jean@exemple.fr", complement="https://exemple.com")
        self.assert_given_back(page, "piège à robots")
        self.assertNotContains(page, "exemple.com")

    def test_another_site(self):
        page = subscribe(
            self.client, "jean@exemple.fr", headers={"HTTP_ORIGIN": "https://exemple.com"}
        )
        self.assert_given_back(page, "que depuis ce site")

    def test_a_network_that_asks_without_end(self):
        for number in range(20):
            self.assertContains(subscribe(self.client, f"a{number}@exemple.fr"), "Presque")
        page = subscribe(self.client, "jean@exemple.fr", rythme="trimestriel")

        self.assertEqual(page.status_code, 429)
        self.assertTrue(3500 < int(page.headers["Retry-After"]) <= 3600)
        self.assertContains(page, "de votre réseau", status_code=429)
        self.assertContains(page, 'value="jean@exemple.fr"', status_code=429)
        self.assertRegex(page.content.decode(), r'value="trimestriel"[^>]* checked')
        self.assertEqual(Tally.objects.get(kind="freinee").count, 1)

    def test_a_mailbox_is_not_flooded_whoever_it_belongs_to(self):
        make_subscriber("connue@exemple.fr")
        for address in ("connue@exemple.fr", "inconnue@exemple.fr"):
            local, _, domain = address.partition("@")
            for tag in ("", "+un", "+deux"):
                subscribe(self.client, f"{local}{tag}@{domain}")
            page = subscribe(self.client, address)
            self.assertContains(page, "déjà écrit plusieurs fois", status_code=429)
            self.assertContains(page, "24\u00a0heures", status_code=429)
        self.assertEqual(len(worked()), 6)


class ReverseTests(TestCase):
    def test_addresses_are_those_promised(self):
        self.assertEqual(reverse("newsletter:subscribe"), URL)
        subscriber = make_subscriber()
        for link, page in [
            (links.preferences_url(subscriber), "preferences"),
            (links.unsubscribe_url(subscriber), "desabonner"),
            (links.stay_url(subscriber), "confirmer"),
        ]:
            self.assertRegex(link, rf"^http://127.0.0.1:8000/newsletter/{page}/[\w.-]+/$")
            self.assertNotIn(subscriber.email, link)

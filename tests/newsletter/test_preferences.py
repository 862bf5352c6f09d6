import json

from django.test import TestCase

from newsletter.models import Consent, SignUp, Subscriber
from newsletter.subscribers import links
from newsletter.subscribers.exports import known_of
from tests.clock import clock_at
from tests.factories import make_action, make_subscriber, make_theme
from tests.reading import Reading

from .mailbox import FROM_HERE, link_in, token, worked


def path_of(link):
    return link.removeprefix("http://127.0.0.1:8000")


class PreferencesTestCase(TestCase):
    def setUp(self):
        self.action = make_action("en-cours", number=9, title="Les Halles")
        self.theme = make_theme(slug="commerces", name="Commerces")
        self.subscriber = make_subscriber("jean@exemple.fr")
        self.path = path_of(links.preferences_url(self.subscriber))

    def move(self, address, **headers):
        return self.client.post(
            f"{self.path}adresse/",
            {"adresse": address, "jeton": token()},
            **(headers or FROM_HERE),
        )


class ChoicesTests(PreferencesTestCase):
    def test_they_are_changed_by_the_link_alone(self):
        page = self.client.post(
            self.path, {"rythme": "changement", "actions": ["9"], "themes": ["commerces"]}
        )

        self.assertContains(page, "C’est enregistré")
        self.subscriber.refresh_from_db()
        self.assertEqual(self.subscriber.rhythm, "changement")
        self.assertFalse(self.subscriber.follows_everything)
        self.assertEqual(list(self.subscriber.actions.all()), [self.action])
        self.assertEqual(list(self.subscriber.themes.all()), [self.theme])

    def test_nothing_ticked_is_everything(self):
        self.client.post(self.path, {"rythme": "mensuel", "actions": ["9"]})
        self.client.post(self.path, {"rythme": "mensuel"})
        self.subscriber.refresh_from_db()
        self.assertTrue(self.subscriber.follows_everything)
        self.assertEqual(self.subscriber.actions.count(), 0)

    def test_they_are_shown_with_what_was_just_asked_for(self):
        self.client.post(self.path, {"rythme": "trimestriel", "themes": ["commerces"]})
        page = self.client.get(f"{self.path}?action=9")

        self.assertEqual(page.context["form"].chosen, ["Commerces", "n° 9, Les Halles"])
        self.assertContains(page, "jean@exemple.fr")
        self.assertRegex(page.content.decode(), r'value="trimestriel"[^>]* checked')
        self.assertEqual(self.subscriber.actions.count(), 0)  # reading changes nothing

    def test_whoever_follows_everything_is_told_what_a_box_would_take_away(self):
        said = "vous ne suivrez plus que ce qui est coché"
        self.assertNotContains(self.client.get(self.path), said)
        self.assertContains(self.client.get(f"{self.path}?action=9"), said)
        saved = self.client.post(self.path, {"rythme": "trimestriel", "actions": ["9"]})
        self.assertNotContains(saved, said)
        self.assertNotContains(self.client.get(f"{self.path}?theme=commerces"), said)

    def test_nonsense_is_refused_and_nothing_changes(self):
        page = self.client.post(self.path, {"rythme": "jamais", "actions": ["9"]})
        self.assertContains(page, "Choisissez un rythme de la liste.")
        self.assertNotContains(page, "C’est enregistré")
        self.assertEqual(self.subscriber.actions.count(), 0)

    def test_a_change_is_a_sign_of_life(self):
        with clock_at("2027-05-01"):
            self.client.post(path_of(links.preferences_url(self.subscriber)), {"rythme": "mensuel"})
        self.subscriber.refresh_from_db()
        self.assertEqual(f"{self.subscriber.seen_at:%Y-%m}", "2027-04")  # UTC

    def test_no_cookie_no_cache_no_index(self):
        page = self.client.get(self.path)
        self.assertEqual(dict(page.cookies), {})
        self.assertEqual(page.headers["Cache-Control"], "private, no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "same-origin")

    def test_a_refused_address_is_told(self):
        Subscriber.objects.update(refused_at="2026-01-01T00:00Z")
        self.assertContains(self.client.get(self.path), "a refusé nos messages")


class LinkTests(PreferencesTestCase):
    def test_an_old_link_sends_a_new_one_to_the_owner_only(self):
        with clock_at("2027-12-01"):
            page = self.client.get(self.path)
            self.assertContains(page, "trop ancien", status_code=410)
            self.assertNotContains(page, "jean@exemple.fr", status_code=410)
            self.assertEqual(worked(), [])

            self.assertContains(self.client.post(self.path), "Ouvrez votre boîte")
            (message,) = worked()
            self.assertEqual(message.to, ["jean@exemple.fr"])
            self.assertEqual(self.client.get(link_in(message, "preferences")).status_code, 200)

    def test_an_old_link_does_not_flood(self):
        with clock_at("2027-12-01"):
            for _ in range(3):
                self.client.post(self.path)
            self.assertEqual(self.client.post(self.path).status_code, 429)

    def test_a_link_of_another_kind_opens_nothing(self):
        leave = path_of(links.unsubscribe_url(self.subscriber)).replace("desabonner", "preferences")
        for path in (leave, self.path[:-4] + "/", "/newsletter/preferences/x.y/"):
            self.assertContains(self.client.get(path), "pas complet", status_code=404)

    def test_after_leaving_it_opens_nothing(self):
        self.subscriber.leave()
        self.assertContains(self.client.get(self.path), "plus d’abonnement", status_code=410)

    def test_only_its_methods_are_taken(self):
        for method in ("PUT", "DELETE", "TRACE", "FOO"):
            self.assertEqual(self.client.generic(method, self.path).status_code, 405)
        self.assertEqual(self.client.post(f"{self.path}mon-abonnement.json").status_code, 405)


class MoveTests(Reading, PreferencesTestCase):
    def test_the_new_mailbox_confirms_and_the_old_one_is_told(self):
        self.assertContains(self.move("Jeanne@exemple.fr"), "Presque fini")
        (message,) = worked()
        self.assertEqual(message.to, ["Jeanne@exemple.fr"])
        self.subscriber.refresh_from_db()
        self.assertEqual(self.subscriber.email, "jean@exemple.fr")

        page = self.client.post(link_in(message, "confirmer"))
        self.assertContains(page, "Votre adresse a changé")
        self.subscriber.refresh_from_db()
        self.assertEqual(self.subscriber.email, "Jeanne@exemple.fr")
        self.assertEqual(Consent.objects.count(), 2)
        (told,) = worked()
        self.assertEqual(told.to, ["jean@exemple.fr"])
        self.assertIn("Jeanne@exemple.fr", told.body)
        # The links in the former mailbox are dead.
        self.assertEqual(self.client.get(self.path).status_code, 410)

    def test_an_address_already_subscribed_gets_its_own_link(self):
        other = make_subscriber("anne@exemple.fr")
        self.assertContains(self.move("anne@exemple.fr"), "Presque fini")
        (message,) = worked()
        opened = self.client.get(link_in(message, "preferences"))
        self.assertEqual(opened.context["subscriber"], other)
        self.assertEqual(SignUp.objects.count(), 0)

    def test_a_wrong_address_or_another_site_is_refused(self):
        self.assertContains(self.move("jeanne"), "Il manque une partie")
        page = self.move("jeanne@exemple.fr", HTTP_ORIGIN="https://exemple.com")
        self.assertContains(page, "que depuis ce site")
        self.assertContains(page, 'value="jeanne@exemple.fr"')
        self.assertEqual(SignUp.objects.count(), 0)

    def test_its_address_read_leads_back(self):
        page = self.client.get(f"{self.path}adresse/")
        self.assertEqual(page.status_code, 302)
        self.assertIn("/newsletter/preferences/", page.headers["Location"])

    def test_leaving_drops_a_move_that_waits(self):
        self.move("jeanne@exemple.fr")
        self.subscriber.leave()
        self.assertEqual((SignUp.objects.count(), worked()), (0, []))


class OwnDataTests(PreferencesTestCase):
    def test_all_that_is_known_is_given(self):
        self.client.post(self.path, {"rythme": "mensuel", "actions": ["9"]})
        answer = self.client.get(f"{self.path}mon-abonnement.json")

        self.assertEqual(
            answer.headers["Content-Disposition"], 'attachment; filename="mon-abonnement.json"'
        )
        told = json.loads(answer.content)
        self.assertEqual(told["adresse"], "jean@exemple.fr")
        self.assertEqual(told["actions suivies"], ["n° 9, Les Halles"])
        self.assertEqual(told["accords"][0]["texte"], "Suivre les actions par courriel.")
        self.assertEqual(told["envois"], [])

    def test_no_field_of_the_person_is_left_out(self):
        fields = {field.name for field in Subscriber._meta.get_fields() if not field.auto_created}
        own_keys = {"email_key", "link_key"}  # the address again, and the secret of their links
        self.assertEqual(len(fields - own_keys), len(known_of(self.subscriber)) - 2)

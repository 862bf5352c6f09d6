from django.test import Client, TestCase, override_settings

from mail.models import OutgoingMail
from newsletter.models import Consent, Delivery, ForgottenAddress, Issue, Subscriber, Tally
from newsletter.subscribers import links
from tests.clock import clock_at
from tests.factories import make_action, make_subscriber, make_theme

from .test_preferences import path_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class LeavingTestCase(TestCase):
    def setUp(self):
        self.subscriber = make_subscriber(
            "Jean@exemple.fr", themes=[make_theme()], rhythm="trimestriel"
        )
        self.path = path_of(links.unsubscribe_url(self.subscriber))


class OneClickTests(LeavingTestCase):
    def test_a_mail_program_posts_without_cookie_origin_or_token(self):
        answer = Client(enforce_csrf_checks=True).post(self.path, ONE_CLICK)

        self.assertEqual((answer.status_code, dict(answer.cookies)), (200, {}))
        self.assertEqual(Subscriber.objects.count(), 0)

    def test_from_another_origin_and_as_multipart_too(self):
        named = 'Content-Disposition: form-data; name="List-Unsubscribe"'
        body = f"--x\r\n{named}\r\n\r\nOne-Click\r\n--x--\r\n"
        answer = self.client.generic(
            "POST",
            self.path,
            body,
            content_type="multipart/form-data; boundary=x",
            HTTP_ORIGIN="https://mail.example",
            HTTP_SEC_FETCH_SITE="cross-site",
        )
        self.assertEqual((answer.status_code, Subscriber.objects.count()), (200, 0))

    def test_twice_is_the_same(self):
        for said in ("C’est fait", "plus d’abonnement"):
            self.assertContains(self.client.post(self.path, ONE_CLICK), said)

    def test_a_link_older_than_the_subscription_promises_nothing(self):
        self.client.post(self.path, ONE_CLICK)
        make_subscriber("Jean@exemple.fr")  # came back by the form

        page = self.client.get(self.path)
        self.assertContains(page, "Ouvrez le lien du plus récent")
        self.assertNotContains(page, "Nous ne lui écrivons plus")

    def test_a_scanner_that_follows_the_link_changes_nothing(self):
        for method in (self.client.get, self.client.head, self.client.get):
            self.assertEqual(method(self.path).status_code, 200)
        self.assertContains(self.client.get(self.path), "Jean@exemple.fr")
        self.assertEqual(Subscriber.objects.count(), 1)

    def test_the_link_never_grows_old(self):
        with clock_at("2031-01-01"):
            self.client.post(self.path, ONE_CLICK)
        self.assertEqual(Subscriber.objects.count(), 0)

    def test_a_forged_link_takes_nobody_away(self):
        preferences = path_of(links.preferences_url(self.subscriber))
        for path in (
            self.path[:-4] + "AAA/",
            preferences.replace("preferences", "desabonner"),
            "/newsletter/desabonner/" + "a" * 3000 + "/",
        ):
            self.assertEqual(self.client.post(path, ONE_CLICK).status_code, 404)
        self.assertEqual(Subscriber.objects.count(), 1)


class ErasureTests(LeavingTestCase):
    def test_nothing_of_the_person_is_left_but_a_keyed_hash(self):
        issue = Issue.objects.create(
            number=1, title="Un", rhythm="mensuel", up_to_rank=1, up_to_day="2026-11-01",
            history_digest="0" * 64,
        )  # fmt: skip
        mail = OutgoingMail.objects.create(mailing=Delivery.MAILING)
        Delivery.objects.create(mail=mail, issue=issue, subscriber=self.subscriber)
        self.client.post(self.path)

        self.assertEqual((Subscriber.objects.count(), Consent.objects.count()), (0, 0))
        self.assertEqual(Delivery.objects.get().subscriber, None)
        forgotten = ForgottenAddress.objects.get()
        self.assertRegex(forgotten.digest, "^[0-9a-f]{64}$")
        self.assertTrue(ForgottenAddress.holds("jean@EXEMPLE.fr"))
        self.assertFalse(ForgottenAddress.holds("jeanne@exemple.fr"))
        self.assertEqual(Tally.objects.get().kind, "depart")

    def test_the_hash_follows_the_key_of_the_site(self):
        self.client.post(self.path)
        former = "ancienne-" * 8
        with override_settings(SECRET_KEY=former):
            self.assertFalse(ForgottenAddress.holds("jean@exemple.fr"))
            ForgottenAddress.remember("anne@exemple.fr")
        with override_settings(SECRET_KEY_FALLBACKS=[former]):
            self.assertTrue(ForgottenAddress.holds("anne@exemple.fr"))
            ForgottenAddress.pardon("anne@exemple.fr")
        self.assertEqual(ForgottenAddress.objects.count(), 1)


class MistakeTests(LeavingTestCase):
    def leave(self):
        return self.client.post(self.path).context["way_back"]

    def come_back(self, token):
        return self.client.post("/newsletter/desabonner/erreur/", {"jeton": token})

    def test_the_page_that_says_goodbye_can_undo_it(self):
        theme, consent = self.subscriber.themes.get(), self.subscriber.consents.get()
        page = self.come_back(self.leave())

        self.assertContains(page, "Vous êtes de retour")
        back = Subscriber.objects.confirmed().get()
        self.assertEqual(
            (back.email, back.rhythm, back.follows_everything),
            ("Jean@exemple.fr", "trimestriel", False),
        )
        self.assertEqual(back.themes.get(), theme)
        kept = back.consents.get()
        self.assertEqual(
            (kept.text_shown, kept.asked_at, kept.confirmed_at),
            (consent.text_shown, consent.asked_at, consent.confirmed_at),
        )
        self.assertEqual(ForgottenAddress.objects.count(), 0)
        self.assertEqual(back.asked_at, self.subscriber.asked_at)

    def test_the_links_of_former_messages_work_again(self):
        preferences = path_of(links.preferences_url(self.subscriber))
        self.come_back(self.leave())

        self.assertContains(self.client.get(preferences), "Vos choix")
        self.client.post(self.path, ONE_CLICK)
        self.assertEqual(Subscriber.objects.count(), 0)

    def test_twice_is_once(self):
        token = self.leave()
        for _ in range(2):
            self.assertEqual(self.come_back(token).status_code, 200)
        self.assertEqual((Subscriber.objects.count(), Consent.objects.count()), (1, 1))

    def test_it_lasts_an_hour(self):
        with clock_at("2027-01-01 10:00"):
            token = self.leave()
        with clock_at("2027-01-01 11:01"):
            self.assertEqual(self.come_back(token).status_code, 410)
        self.assertEqual(Subscriber.objects.count(), 0)

    def test_it_cannot_be_forged_and_is_not_read(self):
        for token in ("", "x", "W10.AAAA", links.unsubscribe_url(self.subscriber).split("/")[-2]):
            self.assertEqual(self.come_back(token).status_code, 404)
        self.assertEqual(self.client.get("/newsletter/desabonner/erreur/").status_code, 405)

    def test_an_action_withdrawn_meanwhile_does_not_stop_it(self):
        action = make_action("en-cours")
        self.subscriber.actions.add(action)
        token = self.leave()
        type(action).objects.update(number=4000)
        self.assertEqual(self.come_back(token).status_code, 200)

"""What Brevo and Mailjet tell, in the forms that django-anymail recorded from them."""

import base64
import json
from datetime import timedelta

from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from mail.message import reference
from newsletter.models import Subscriber
from tests.test_settings import PRODUCTION, run

from .readers import make_subscriber
from .test_bounces import make_begun_issue, make_delivery

SECRET = "ales:un-secret-partage-avec-le-prestataire"


def brevo(delivery, event, **fields):
    return {
        "event": event,
        "email": "not-a-user@example.com",
        "id": 9999999,
        "ts_epoch": 1520363423000,
        "message-id": "<201803011158.9876543210@smtp-relay.mailin.fr>",
        "X-Mailin-custom": json.dumps({"envoi": reference(delivery.pk)}),
    } | fields


def mailjet(delivery, event, **fields):
    return {
        "event": event,
        "time": 1498093527,
        "MessageID": 12345678901234567,
        "email": "invalid@invalid",
        "mj_campaign_id": 1234567890,
        "customcampaign": "",
        "Payload": json.dumps({"envoi": reference(delivery.pk)}),
    } | fields


@override_settings(ROOT_URLCONF="tests.newsletter.webhook_urls", ANYMAIL={"WEBHOOK_SECRET": SECRET})
class WebhookTests(TestCase):
    def setUp(self):
        self.issue = make_begun_issue()

    def post(self, provider, body, secret=SECRET):
        signed = base64.b64encode(secret.encode()).decode()
        return self.client.post(
            f"/newsletter/retours/{provider}/tracking/",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Basic {signed}"} if secret else {},
        )

    def told(self, provider, event):
        """What becomes of a delivery, and whether its address is left alone."""
        reader = make_subscriber(confirmed_at=timezone.now() - timedelta(days=1))
        delivery = make_delivery(reader, issue=self.issue)
        answer = self.post(provider, event(delivery))
        self.assertEqual(answer.status_code, 200)
        delivery.refresh_from_db()
        subscriber = delivery.subscriber
        return (
            delivery.mail.state,
            delivery.mail.refusal,
            bool(subscriber and subscriber.refused_at),
        )

    def test_brevo(self):
        unknown = " RecipientError: 550 5.5.0 Requested action not taken: mailbox unavailable."
        no_domain = "undefined Unable to find MX of domain no-mx.example.com"
        for event, fields, expected in (
            ("hard_bounce", {"reason": unknown}, ("refuse", "adresse", True)),
            ("hard_bounce", {}, ("refuse", "adresse", True)),
            ("soft_bounce", {"reason": no_domain}, ("refuse", "boite", False)),
            ("blocked", {"reason": "blocked : due to blacklist user"}, ("refuse", "boite", False)),
            ("invalid_email", {"reason": "invalid"}, ("refuse", "adresse", True)),
            ("error", {}, ("refuse", "message", False)),
            ("deferred", {"reason": "450 4.2.1 Later"}, ("envoye", "", False)),
            ("delivered", {}, ("envoye", "", False)),
            ("opened", {}, ("envoye", "", False)),
        ):
            with self.subTest(event, **fields):
                found = self.told("brevo", lambda one: brevo(one, event, **fields))  # noqa: B023  called at once, in the loop
                self.assertEqual(found, expected)

    def test_mailjet_in_groups_or_one_by_one(self):
        no_domain = {"blocked": True, "hard_bounce": True, "error": "invalid domain"}
        greylisted = {"blocked": True, "hard_bounce": False, "error": "greylisted"}
        full = {"blocked": False, "hard_bounce": False, "error": "quota exceeded"}
        for event, fields, expected in (
            ("bounce", no_domain, ("refuse", "adresse", True)),
            ("bounce", full, ("refuse", "boite", False)),
            ("bounce", greylisted, ("envoye", "", False)),
            ("blocked", {"error": "typofix"}, ("refuse", "adresse", True)),
            ("bounce", {"error": "content blocked"}, ("refuse", "message", False)),
            ("sent", {"smtp_reply": "sent (250 2.0.0 OK - gsmtp)"}, ("envoye", "", False)),
        ):
            with self.subTest(event, **fields):
                group = self.told("mailjet", lambda one: [mailjet(one, event, **fields)])  # noqa: B023  called at once, in the loop
                alone = self.told("mailjet", lambda one: mailjet(one, event, **fields))  # noqa: B023  called at once, in the loop
                self.assertEqual((group, alone), (expected, expected))

    def test_who_complains_to_a_provider_leaves(self):
        for provider, event in (
            ("brevo", lambda one: brevo(one, "spam")),
            ("brevo", lambda one: brevo(one, "complaint")),
            ("mailjet", lambda one: [mailjet(one, "spam", source="JMRPP")]),
        ):
            with self.subTest(provider):
                self.assertEqual(self.told(provider, event), ("envoye", "", False))
                self.assertFalse(Subscriber.objects.exists())

    def test_a_made_up_reference_or_none_is_nobody_s(self):
        delivery = make_delivery(issue=self.issue)
        made_up = f"envoi.{delivery.pk}." + "0" * 20
        for metadata in ({"envoi": made_up}, {}, None):
            event = brevo(delivery, "hard_bounce") | {"X-Mailin-custom": json.dumps(metadata)}
            self.assertEqual(self.post("brevo", event).status_code, 200)
        delivery.refresh_from_db()
        self.assertEqual(delivery.mail.state, "envoye")

    def test_who_has_not_the_secret_is_not_heard(self):
        delivery = make_delivery(issue=self.issue)
        for secret in ("", "ales:autre-secret-de-la-meme-longueur-ou-presque"):
            answer = self.post("brevo", brevo(delivery, "hard_bounce"), secret)
            self.assertEqual(answer.status_code, 400)
        delivery.refresh_from_db()
        self.assertEqual(delivery.mail.state, "envoye")


class ConfigurationTests(SimpleTestCase):
    def site(self, *paths, **variables):
        """The names of the views that a site of production has at these addresses."""
        program = (
            "from django.urls import Resolver404, resolve\n"
            f"for path in {paths}:\n"
            "    try:\n        print(resolve(path).url_name)\n"
            "    except Resolver404:\n        print('404')"
        )
        done = run("manage.py", "shell", "-v0", "-c", program, **PRODUCTION | variables)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split()

    def test_only_the_provider_that_sends_is_listened_to(self):
        given = {"EMAIL_URL": "anymail+mailjet://cle:secret@", "EMAIL_WEBHOOK_SECRET": SECRET}
        kinds = ("mailjet/tracking", "mailjet/inbound", "brevo/tracking")
        found = self.site(*(f"/newsletter/retours/{kind}/" for kind in kinds), **given)
        self.assertEqual(found, ["mailjet_tracking_webhook", "404", "404"])

    def test_without_a_secret_nobody_is(self):
        paths = ("/newsletter/retours/brevo/tracking/", "/newsletter/")
        found = self.site(*paths, EMAIL_URL="anymail+brevo://cle@")
        self.assertEqual(found[0], "404")

    def test_a_secret_that_nobody_could_use_is_refused(self):
        for variables, said in (
            ({"EMAIL_WEBHOOK_SECRET": "trop:court"}, "attendu : nom:secret, au moins 32"),
            ({"EMAIL_WEBHOOK_SECRET": SECRET}, "attendu avec EMAIL_URL=anymail+prestataire"),
        ):
            self.assertIn(said, run("manage.py", "check", **PRODUCTION | variables).stderr)

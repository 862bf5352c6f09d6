"""What is told outside the back office: an issue that does not leave, a count that is wrong."""

import io

from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from mail.models import OutgoingMail
from newsletter.models import Delivery
from newsletter.sending.distribution import move_issues_on
from newsletter.sending.watch import alert_outside
from tests.clock import clock_at
from tests.factories import make_action, make_issue, make_subscriber

State = OutgoingMail.State


@override_settings(ALERT_EMAILS=["astreinte@exemple.fr"])
class WatchTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_action("en-cours", number=9)
        cls.people = [make_subscriber() for _ in range(4)]
        cls.issue = make_issue("approuve")

    def setUp(self):
        cache.clear()
        self.later = timezone.now() + timezone.timedelta(hours=2, minutes=5)

    def test_an_issue_that_has_not_begun_after_two_hours_is_told_once(self):
        alert_outside()
        self.assertEqual(mail.outbox, [])
        with clock_at(self.later.isoformat()):
            said = io.StringIO()
            call_command("watch_newsletter", stdout=said)
            cache.clear()
            alert_outside()
            self.assertIn("son envoi n’a pas commencé", said.getvalue())
        (sent,) = mail.outbox
        self.assertEqual(sent.to, ["astreinte@exemple.fr"])
        self.assertIn("manage.py work", sent.body)
        self.assertIn(f"/admin/newsletter/issue/{self.issue.pk}/", sent.body)

    def test_an_issue_to_leave_later_is_not_late(self):
        self.issue.send_at = self.later
        self.issue.save()
        with clock_at((self.later + timezone.timedelta(hours=1)).isoformat()):
            alert_outside()
        self.assertEqual(mail.outbox, [])

    def test_those_expected_are_all_told_of(self):
        move_issues_on()
        states = [State.SENT, State.REFUSED, State.DOUBTFUL, State.DROPPED]
        for row, state in zip(Delivery.objects.order_by("pk"), states, strict=True):
            OutgoingMail.objects.filter(pk=row.pk).update(state=state)
        self.people[0].leave()
        self.issue.refresh_from_db()
        self.issue.finish()
        count = self.issue.count()
        self.assertEqual(
            (count.expected, count.sent, count.refused, count.doubtful, count.left, count.missing),
            (4, 1, 1, 1, 1, 0),
        )
        alert_outside()
        self.assertEqual(mail.outbox, [])
        self.client.force_login(User.objects.create_superuser("admin"))
        page = self.client.get("/admin/newsletter/delivery/")
        for state in ("tous", *states):
            self.assertContains(page, f'href="?etat={state}&amp;issue__id__exact={self.issue.pk}"')
        self.assertNotContains(page, "le compte n’y est pas")

        OutgoingMail.objects.filter(state=State.DROPPED).delete()
        for _ in range(2):
            cache.clear()
            alert_outside()
        (sent,) = mail.outbox
        self.assertIn(
            "4 attendus, 1 envoyé, 1 refusé, 1 douteux, 0 sans objet. Il en manque 1.", sent.body
        )
        self.assertContains(self.client.get("/admin/newsletter/delivery/"), "le compte n’y est pas")
        page = self.client.get(f"/admin/newsletter/issue/{self.issue.pk}/change/")
        self.assertContains(page, "Le compte n’y est pas.")
        self.assertContains(self.client.get("/admin/"), "le compte n’y est pas")

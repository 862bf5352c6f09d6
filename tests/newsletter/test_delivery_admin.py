from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mail.models import MailServer as Server
from mail.models import OutgoingMail
from staff.roles import create_roles
from tests.reading import Reading

from .readers import make_subscriber
from .test_bounces import make_begun_issue, make_delivery

LIST = reverse("admin:newsletter_delivery_changelist")
RESUME = reverse("admin:newsletter_delivery_resume")


class DeliveryAdminTestCase(TestCase):
    role = "Communication"

    def setUp(self):
        create_roles()
        self.user = User.objects.create_user("agente", is_staff=True)
        self.user.groups.add(Group.objects.get(name=self.role))
        self.client.force_login(self.user)

    def listed(self, **filters):
        page = self.client.get(LIST, filters)
        return [delivery.pk for delivery in page.context["cl"].result_list]

    def act(self, action, *deliveries):
        return self.client.post(
            LIST + "?etat=tous",
            {"action": action, "_selected_action": [one.pk for one in deliveries]},
            follow=True,
        )

    def said(self, page):
        return [str(message) for message in page.context["messages"]]


class IndexTests(Reading, DeliveryAdminTestCase):
    """Nobody looks at a list of their own accord: the first page says that it waits."""

    def index(self):
        return self.client.get(reverse("admin:index"))

    def test_doubtful_messages_wait_for_a_decision(self):
        issue = make_begun_issue()
        make_delivery(issue=issue, state="douteux")
        self.assertContains(self.index(), "1 envoi douteux</a>&nbsp;: à vous de dire")
        make_delivery(issue=issue, state="douteux")
        self.assertContains(self.index(), "2 envois douteux</a>&nbsp;: à vous de dire")

    def test_a_relay_that_stopped_is_said(self):
        self.assertNotContains(self.index(), "Les envois sont arrêtés")
        Server.stop("Le serveur refuse nos messages.")
        self.assertContains(self.index(), "Les envois sont arrêtés")


class ListTests(DeliveryAdminTestCase):
    def test_the_doubtful_come_first_and_the_others_are_one_click_away(self):
        issue = make_begun_issue()
        doubtful, sent = (make_delivery(issue=issue, state=s) for s in ("douteux", "envoye"))
        self.assertEqual(self.listed(), [doubtful.pk])
        self.assertEqual(self.listed(etat="envoye"), [sent.pk])
        self.assertEqual(self.listed(etat="tous"), [sent.pk, doubtful.pk])

    def test_no_address_is_shown(self):
        make_delivery(make_subscriber("jean.dupont@example.org"), state="douteux")
        self.assertNotContains(self.client.get(LIST, {"etat": "tous"}), "dupont")

    def test_the_progress_of_an_issue_counts_every_state(self):
        issue = make_begun_issue()
        for state in ("envoye", "envoye", "attente", "refuse"):
            make_delivery(issue=issue, state=state, refusal="boite" if state == "refuse" else "")
        page = self.client.get(LIST)
        (line,) = page.context["progress"]
        self.assertEqual([count for count, _ in line["counts"]], [1, 0, 2, 1, 0, 0])
        self.assertEqual(page.context["refusals"], [("Boîte pleine ou fermée", 1)])
        self.assertContains(page, f"?etat=refuse&amp;issue__id__exact={issue.pk}")

    def test_before_the_first_issue_the_page_says_what_will_be_there(self):
        self.assertContains(self.client.get(LIST), "Aucun numéro n’a encore été envoyé.")

    def test_the_number_of_queries_is_that_of_the_issues_shown(self):
        issue = make_begun_issue()
        make_delivery(issue=issue, state="douteux")
        self.client.get(LIST)  # what is read once for all
        with CaptureQueriesContext(connection) as queries:
            self.client.get(LIST)
        for _ in range(5):
            make_delivery(issue=issue, state="douteux")
        with self.assertNumQueries(len(queries)):
            self.client.get(LIST)


class DecisionTests(DeliveryAdminTestCase):
    def test_a_doubtful_one_is_held_as_sent_and_it_is_logged(self):
        delivery = make_delivery(state="douteux")
        page = self.act("hold_as_sent", delivery)
        self.assertEqual(self.said(page), ["1 envoi tenu pour envoyé."])
        delivery.refresh_from_db()
        self.assertEqual(delivery.mail.state, "envoye")
        entry = LogEntry.objects.get()
        self.assertEqual((entry.user, entry.get_change_message()), (self.user, "Tenu pour envoyé"))

    def test_several_are_sent_again(self):
        issue = make_begun_issue()
        deliveries = [make_delivery(issue=issue, state="douteux") for _ in range(2)]
        page = self.act("send_again", *deliveries)
        self.assertEqual(self.said(page), ["2 envois seront renvoyés."])
        self.assertEqual(OutgoingMail.objects.claimable().count(), 2)

    def test_what_is_not_doubtful_is_not_touched(self):
        delivery = make_delivery(state="refuse")
        page = self.act("send_again", delivery)
        self.assertIn("Rien n’a changé", self.said(page)[0])
        delivery.refresh_from_db()
        self.assertEqual(delivery.mail.state, "refuse")
        self.assertFalse(LogEntry.objects.exists())


class RelayTests(DeliveryAdminTestCase):
    def test_why_it_is_stopped_is_said_and_one_button_resumes(self):
        Server.stop("Le serveur refuse nos messages : 550 5.7.1 Sender not allowed")
        page = self.client.get(LIST)
        self.assertContains(page, "Les envois sont arrêtés")
        self.assertContains(page, "550 5.7.1 Sender not allowed")
        page = self.client.post(RESUME, follow=True)
        self.assertIn("Les envois reprennent", self.said(page)[0])
        self.assertTrue(Server.current().is_open)
        self.assertNotContains(page, "Les envois sont arrêtés")

    def test_a_rest_ends_by_itself_or_sooner(self):
        Server.rest("Le serveur ne répond pas", 1)
        self.assertContains(self.client.get(LIST), "puis reprennent seuls")
        self.client.post(RESUME)
        self.assertTrue(Server.current().is_open)
        page = self.client.post(RESUME, follow=True)
        self.assertIn("n’étaient pas arrêtés", self.said(page)[-1])

    def test_a_link_resumes_nothing(self):
        Server.stop("raison")
        self.assertEqual(self.client.get(RESUME).status_code, 405)
        self.assertFalse(Server.current().is_open)


class ReaderTests(DeliveryAdminTestCase):
    role = "Lecture"

    def test_who_reads_decides_nothing(self):
        delivery = make_delivery(state="douteux")
        Server.stop("raison")
        page = self.client.get(LIST)
        self.assertNotContains(page, "Reprendre les envois")
        self.assertNotContains(page, "Tenir pour envoyés")
        self.act("send_again", delivery)
        self.assertEqual(self.client.post(RESUME).status_code, 403)
        delivery.refresh_from_db()
        self.assertEqual(delivery.mail.state, "douteux")
        self.assertEqual(Server.current().stopped_at.date(), timezone.now().date())

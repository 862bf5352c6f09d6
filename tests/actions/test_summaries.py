"""A summary that a newer event may contradict: the public is told, and staff until it is read."""

from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from actions.models import Action
from publishing.text.dates import PartialDate
from tests.factories import make_action, record
from tests.seeded import seed


class SummaryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.halls = make_action(
            "en-cours",
            number=9,
            summary="Le marché doit être rénové.",
            summary_as_of=PartialDate.from_iso("2018-03"),
        )
        make_action("en-cours", number=10)
        cls.staff = User.objects.create_superuser("marie")

    def page(self):
        return " ".join(self.client.get("/actions/9/").text.replace("&nbsp;", " ").split())

    def desk(self):
        self.client.force_login(self.staff)
        return self.client.get(reverse("admin:index")).text.replace("&nbsp;", " ")

    def deliver(self):
        record(self.halls, "Les Halles sont livrées.", "2019-07-08", status="realisee")

    def read_again(self):
        data = {"action": "mark_read", "_selected_action": [self.halls.pk]}
        return self.client.post(reverse("admin:actions_action_changelist"), data, follow=True)

    def test_a_summary_that_tells_the_newest_event_is_left_alone(self):
        self.assertNotIn("Ce résumé", self.page())
        self.assertNotIn("Résumés d’actions à relire", self.desk())

    def test_a_newer_event_is_told_beside_it(self):
        self.deliver()
        page = self.page()
        self.assertIn("Ce résumé s’arrête à cette date", page)
        self.assertIn("Les Halles sont livrées.", page.split("Ce qui s’est passé")[0])

    def test_a_summary_without_a_date_says_so(self):
        Action.objects.filter(pk=self.halls.pk).update(summary_as_of=None)
        self.assertIn("Ce résumé n’est pas daté", self.page())

    def test_a_summary_ahead_of_the_events_says_so(self):
        Action.objects.filter(pk=self.halls.pk).update(summary_as_of=PartialDate.from_iso("2025"))
        self.assertIn("Ce résumé s’appuie sur des sources plus récentes", self.page())

    def test_staff_find_it_on_the_desk_and_in_the_list(self):
        self.deliver()
        desk = self.desk()
        self.assertIn("Résumés d’actions à relire : 1", " ".join(desk.split()))
        self.assertIn(f"/{self.halls.pk}/change/#id_summary", desk)
        found = self.client.get(reverse("admin:actions_action_changelist"), {"resume": "a-relire"})
        self.assertEqual([a.number for a in found.context["cl"].queryset], [9])

    def test_reading_it_again_quiets_the_alert_until_the_next_event(self):
        self.deliver()
        self.desk()
        self.assertContains(self.read_again(), "Résumés relus : 1.")
        self.assertNotIn("Ce résumé", self.page())
        self.assertEqual(self.halls.history.first().history_user, self.staff)
        record(self.halls, "Une fresque.", "2020-01-01")
        self.assertIn("Ce résumé s’arrête", self.page())


class ShippedSummariesTests(TestCase):
    def test_no_summary_that_ships_is_behind_its_events(self):
        seed()
        self.assertEqual(Action.objects.with_outdated_summary(), [])
        undated = Action.objects.exclude(summary="").filter(summary_as_of=None)
        self.assertEqual(list(undated), [])

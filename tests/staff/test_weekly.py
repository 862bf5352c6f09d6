"""The desk by mail."""

from django.contrib.auth.models import Group, User
from django.test import TestCase
from django.urls import reverse

from mail.models import OutgoingMail
from staff.roles import create_roles
from staff.weekly import send_desks
from tests.clock import clock_at
from tests.factories import make_action, make_person_consent, make_picture


class WeeklyMailTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        for name, email in {
            "ines": "ines@example.org",
            "sans": "",
            "lea": "lea@example.org",
        }.items():
            person = User.objects.create_user(name, email, is_staff=True)
            role = "Lecture" if name == "lea" else "Suivi des actions"
            person.groups.add(Group.objects.get(name=role))
        cls.ines = User.objects.get(username="ines")
        make_action("en-cours", number=1, title="")

    def send(self, day):
        before = OutgoingMail.objects.count()
        with clock_at(f"{day}T00:05"):
            send_desks()
            send_desks()  # twice is once
        return OutgoingMail.objects.count() - before

    def test_once_a_week_to_whom_something_waits_for_and_who_has_an_address(self):
        sent = [self.send(day) for day in ("2031-07-09", "2031-07-13", "2031-07-14", "2031-07-22")]
        self.assertEqual(sent, [1, 0, 1, 1])  # a worker stopped on a Monday catches up
        mail = OutgoingMail.objects.first()
        self.assertEqual(mail.recipient, "ines@example.org")
        self.assertEqual(mail.subject, "Ce qui vous attend cette semaine : 1")
        self.assertIn("– Actions sans intitulé : 1\n", mail.text)
        self.assertIn("/admin/actions/action/?title__isempty=1", mail.text)

    def test_its_link_stops_it_once_the_button_is_pressed(self):
        self.send("2031-07-09")
        link = OutgoingMail.objects.get().text.partition("recevoir :\n")[2].split()[0]
        path = "/admin/" + link.partition("/admin/")[2]
        self.assertContains(self.client.get(path), "Ne plus le recevoir")
        self.assertEqual(self.send("2031-07-14"), 1)
        self.assertContains(self.client.post(path), "C’est fait")
        self.assertEqual(self.send("2031-07-21"), 0)
        self.assertEqual(self.client.get(path[:-3] + "x/").status_code, 404)

    def test_the_foot_of_the_desk_says_it_and_changes_it(self):
        self.client.force_login(self.ines)
        index, choose = reverse("admin:index"), reverse("admin:weekly")
        self.assertContains(self.client.get(index), "ines@example.org chaque lundi")
        page = self.client.post(choose, {"courriel": "non"}, follow=True)
        self.assertContains(page, "Ce bureau ne vous sera plus envoyé.")
        self.assertEqual(self.send("2031-07-09"), 0)
        self.client.force_login(self.ines)
        self.client.post(choose, {"courriel": "oui"})
        self.assertEqual(self.send("2031-07-14"), 1)
        self.client.force_login(User.objects.get(username="sans"))
        self.assertContains(self.client.get(index), "n’a pas d’adresse électronique")

    def test_no_name_of_a_person_is_in_it(self):
        boss = User.objects.create_superuser("boss", "boss@example.org")
        make_person_consent(make_picture(), begins_on="2031-01-01", ends_on="2031-07-20")
        self.send("2031-07-09")
        text = OutgoingMail.objects.get(recipient=boss.email).text
        self.assertIn("Autorisation bientôt finie", text)
        self.assertNotIn("Zinzolin", text)

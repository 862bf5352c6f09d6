"""Consents in the back office: states, alerts, the signed paper."""

import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mail.models import OutgoingMail
from portraits.endings import forget_old_consents, tell_of_endings
from portraits.models import Consent, State
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import make_agent, make_person_consent

DAYS = {
    "À venir": ("2027-02-01", "2028-01-01"),
    "En vigueur": ("2026-01-01", "2027-03-04"),
    "Bientôt finie": ("2026-01-01", "2027-03-02"),
    "Finie": ("2025-01-01", "2026-12-31"),
    "Retirée": ("2026-01-01", "2028-01-01"),
}
NOW = "2027-01-01T10:00"


def make_each():
    for word, (begins, ends) in DAYS.items():
        make_person_consent(
            person=f"Personne {word}",
            begins_on=datetime.date.fromisoformat(begins),
            ends_on=datetime.date.fromisoformat(ends),
            withdrawn_on="2026-05-05" if word == "Retirée" else None,
        )


def paper(content=b"%PDF-1.7 signature", name="Camille Zinzolin.pdf"):
    return SimpleUploadedFile(name, content)


class BackOfficeTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        for name, group in [("editrice", "Communication"), ("lectrice", "Lecture")]:
            user = User.objects.create_user(name, f"{name}@ales.example", "x", is_staff=True)
            user.groups.add(Group.objects.get(name=group))

    def sign_in(self, name):
        self.client.force_login(User.objects.get(username=name))


class StateTests(BackOfficeTestCase):
    def setUp(self):
        self.enterContext(clock_at(NOW))
        make_each()

    def test_the_state_is_a_word_computed_from_dates(self):
        for consent in Consent.objects.all():
            self.assertEqual(consent.person, f"Personne {consent.state.label}")

    def test_the_list_is_filtered_by_state(self):
        self.sign_in("editrice")
        url = reverse("admin:portraits_consent_changelist")
        for state in State:
            page = self.client.get(url, {"etat": state.value})
            names = [consent.person for consent in page.context["cl"].result_list]
            self.assertEqual(names, [f"Personne {state.label}"])
        page = self.client.get(url, {"etat": "autre"})
        self.assertEqual(len(page.context["cl"].result_list), 5)

    def test_names_are_for_those_who_publish(self):
        url = reverse("admin:portraits_consent_changelist")
        self.sign_in("lectrice")
        self.assertEqual(self.client.get(url).status_code, 403)
        self.assertNotContains(self.client.get(reverse("admin:index")), "bientôt finie")
        self.sign_in("editrice")
        self.assertContains(self.client.get(url), "Personne À venir")

    def test_the_home_of_the_back_office_says_what_ends_soon(self):
        self.sign_in("editrice")
        page = self.client.get(reverse("admin:index"))
        self.assertContains(page, "Autorisation bientôt finie", count=1)
        self.assertContains(page, "(dans 60 jours)")


class EndingTests(BackOfficeTestCase):
    def told(self, day):
        before = OutgoingMail.objects.count()
        with clock_at(f"{day}T08:00"):
            tell_of_endings()
            tell_of_endings()  # twice is once
        return OutgoingMail.objects.count() - before

    def test_staff_are_told_60_and_15_days_before_and_again_when_it_is_prolonged(self):
        consent = make_person_consent(begins_on="2026-01-01", ends_on="2027-03-02")
        days = ["2026-12-31", "2027-01-01", "2027-02-14", "2027-02-15", "2027-03-01", "2027-03-03"]
        self.assertEqual([self.told(day) for day in days], [0, 1, 0, 1, 0, 0])

        consent = Consent.objects.get()
        consent.ends_on = datetime.date(2028, 3, 2)
        consent.save()
        self.assertEqual([self.told(day) for day in ["2027-03-03", "2028-01-02"]], [0, 1])

    def test_the_message_names_nobody(self):
        make_person_consent(begins_on="2026-01-01", ends_on="2027-03-02")
        self.told("2027-02-20")
        message = OutgoingMail.objects.get()
        self.assertEqual(message.recipient, "editrice@ales.example")
        self.assertNotIn("Zinzolin", message.text)
        self.assertRegex(message.text, r"autorisation n° \d+ : 2 mars 2027 \(dans 10 jours\)")
        self.assertEqual(mail.outbox, [])


class RulesTests(TestCase):
    def test_dates_and_guardian(self):
        for fields, message in [
            ({"ends_on": "2020-01-01"}, "L’autorisation finit avant de commencer."),
            (
                {"is_minor": True},
                "Pour une personne mineure, dites qui a signé : les titulaires de l’autorité "
                "parentale.",
            ),
        ]:
            consent = make_person_consent()
            for name, value in fields.items():
                setattr(consent, name, value)
            with self.assertRaises(ValidationError) as refusal:
                consent.full_clean()
            self.assertEqual(refusal.exception.messages, [message])
            with self.assertRaises(IntegrityError), transaction.atomic():
                Consent.objects.filter(pk=consent.pk).update(**fields)


class PaperTests(BackOfficeTestCase):
    def setUp(self):
        self.sign_in("editrice")

    def send(self, file, consent=None):
        data = {"person": "Camille Zinzolin", "purpose": "Se montrer.", "on_site": "on"}
        data |= {"begins_on": "01/01/2026", "ends_on": "01/01/2060", "paper": file}
        name, args = ("change", [consent.pk]) if consent else ("add", [])
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(reverse(f"admin:portraits_consent_{name}", args=args), data)

    def papers(self):
        folder = Path(settings.PRIVATE_MEDIA_ROOT) / "autorisations"
        return sorted(path.name for path in folder.glob("*"))

    def test_it_is_private_and_read_with_the_right_only(self):
        before = self.papers()
        self.send(paper())
        consent = Consent.objects.get()
        (name,) = set(self.papers()) - set(before)
        self.assertRegex(name, r"^[0-9a-f]{32}\.pdf$")
        self.assertFalse(list(Path(settings.MEDIA_ROOT).rglob(name)))
        self.assertEqual(self.client.get(f"/media/autorisations/{name}").status_code, 404)

        url = reverse("admin:portraits_consent_paper", args=[consent.pk])
        answer = self.client.get(url)
        self.assertEqual(answer.getvalue(), b"%PDF-1.7 signature")
        self.assertIn("no-store", answer["Cache-Control"])
        self.assertIn("attachment", answer["Content-Disposition"])
        self.sign_in("lectrice")
        self.assertEqual(self.client.get(url).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(url).status_code, 302)

    def test_what_is_no_paper_is_refused(self):
        for file in (paper(b"bonjour"), paper(b"%PDF-1.7", "papier.html")):
            page = self.send(file)
            self.assertEqual(
                page.context["adminform"].form.errors["paper"],
                ["Joignez le papier en PDF, en JPEG ou en PNG."],
            )
        self.assertEqual(Consent.objects.count(), 0)

    def test_a_new_paper_takes_the_place_of_the_former(self):
        before = set(self.papers())
        self.send(paper())
        self.send(paper(b"%PDF-1.7 autre"), Consent.objects.get())
        self.assertEqual(len(set(self.papers()) - before), 1)

    def test_name_and_paper_are_forgotten_with_their_legal_time(self):
        before = self.papers()
        self.send(paper())
        Consent.objects.update(ends_on="2027-01-10")
        shown = make_agent(consent={"person": "Dominique", "ends_on": "2027-01-10"})
        for now, left in [("2032-01-08T10:00", 2), ("2032-01-10T10:00", 1)]:
            with clock_at(now), self.captureOnCommitCallbacks(execute=True):
                forget_old_consents()
            self.assertEqual(Consent.objects.count(), left)
        self.assertEqual(
            list(Consent.objects.all()), [shown.consent]
        )  # not while it shows somebody
        self.assertEqual(self.papers(), before)

"""What time erases, told by moving the clock."""

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import TestCase

from newsletter.models import ForgottenAddress, ListImport, SignUp, Subscriber, Tally
from newsletter.subscribers.lists import read_list
from publishing.clock import run_daily_tasks
from publishing.models import Attempt
from tests.clock import clock_at
from tests.factories import make_subscriber

from .mailbox import link_in, subscribe, worked


def at(moment):
    """The work of that day is done."""
    with clock_at(moment):
        run_daily_tasks()


class UnconfirmedTests(TestCase):
    def test_seven_days_then_nothing(self):
        with clock_at("2026-11-01 10:00"):
            subscribe(self.client, "jean@exemple.fr")
            worked()
        at("2026-11-08 09:59")
        self.assertEqual(SignUp.objects.count(), 1)
        at("2026-11-08 10:01")
        self.assertEqual(SignUp.objects.count(), 0)
        self.assertEqual(Tally.objects.get(kind="sans-suite").count, 1)
        self.assertEqual(ForgottenAddress.objects.count(), 0)  # they never asked


class AttemptTests(TestCase):
    def test_who_asked_is_forgotten_after_a_day(self):
        with clock_at("2026-11-01 10:00"):
            subscribe(self.client, "jean@exemple.fr")
            self.assertEqual(Attempt.objects.count(), 2)
        at("2026-11-02 09:59")
        self.assertEqual(Attempt.objects.count(), 2)
        at("2026-11-02 10:00")
        self.assertEqual(Attempt.objects.count(), 0)


class SilenceTests(TestCase):
    def setUp(self):
        with clock_at("2023-11-01 10:00"):
            self.subscriber = make_subscriber("jean@exemple.fr")
        with clock_at("2025-01-01 10:00"):
            make_subscriber("anne@exemple.fr")

    def test_after_three_years_a_question_then_thirty_days(self):
        at("2026-10-30 10:00")
        self.assertEqual(worked(), [])
        with clock_at("2026-11-01 10:00"):
            run_daily_tasks()
            run_daily_tasks()  # twice is the same
            (message,) = worked()
        self.assertEqual(message.to, ["jean@exemple.fr"])
        self.assertIn("trente jours", message.body)

        at("2026-11-30 10:00")
        self.assertEqual(Subscriber.objects.count(), 2)
        at("2026-12-01 10:01")
        self.assertEqual([s.email for s in Subscriber.objects.all()], ["anne@exemple.fr"])
        self.assertTrue(ForgottenAddress.holds("jean@exemple.fr"))
        self.assertEqual(Tally.objects.get().kind, "silence")

    def ask(self):
        with clock_at("2026-11-01 10:00"):
            run_daily_tasks()
            return link_in(worked()[0], "confirmer")

    def test_one_click_is_enough_to_stay(self):
        path = self.ask()
        with clock_at("2026-11-30 10:00"):
            self.assertContains(self.client.get(path), "Continuer à vous écrire")
            run_daily_tasks()
            self.assertContains(self.client.post(path), "Merci, vous restez")
        at("2026-12-15")
        at("2029-10-01")
        self.subscriber.refresh_from_db()
        self.assertIsNone(self.subscriber.asked_again_at)

    def test_reading_the_link_is_no_answer(self):
        path = self.ask()
        with clock_at("2026-11-30 10:00"):
            self.client.get(path)
        at("2026-12-02")
        self.assertFalse(Subscriber.objects.filter(pk=self.subscriber.pk).exists())

    def test_the_link_is_clear_once_too_late(self):
        path = self.ask()
        with clock_at("2026-12-03 10:00"):
            self.assertContains(self.client.post(path), "n’est plus valable", status_code=410)
            run_daily_tasks()
            self.assertContains(self.client.post(path), "plus d’abonnement", status_code=410)

    def test_an_unreachable_address_is_not_asked(self):
        Subscriber.objects.update(refused_at="2026-10-31T00:00Z")
        at("2026-11-01 10:00")
        self.assertEqual(worked(), [])


class UnreachableTests(TestCase):
    def test_ninety_days_then_erased(self):
        make_subscriber(refused_at="2026-01-01T12:00Z")
        at("2026-03-31")
        self.assertEqual(Subscriber.objects.count(), 1)
        at("2026-04-02")
        self.assertEqual(Subscriber.objects.count(), 0)
        self.assertEqual(Tally.objects.get().kind, "injoignable")


class ListTests(TestCase):
    def test_a_list_read_and_not_taken_loses_its_addresses_in_a_day(self):
        user = User.objects.create_user("personne")
        with clock_at("2026-11-01 10:00"):
            found = read_list(
                "Adresse;Date de l’accord;Preuve;Origine\n"
                "a@exemple.fr;01/10/2026;J’accepte la lettre d’information.;Formulaire\n".encode(),
                user,
            )
        self.assertEqual(len(found.rows), 1)
        at("2026-11-02 10:00")
        found = ListImport.objects.get()
        self.assertEqual((found.rows, found.accepted), ([], 1))


class WorkerTests(TestCase):
    def test_the_worker_does_it_all(self):
        subscribe(self.client, "jean@exemple.fr")
        call_command("work", once=True)
        self.assertIsNotNone(SignUp.objects.get().answered_at)

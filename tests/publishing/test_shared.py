import datetime

from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from figures.models import Figure, Reading, Source
from figures.references import current_figures
from publishing.page_files.shared import one_version, shared
from services.models import Service
from tests.clock import clock_at
from tests.factories import make_figure, make_service


class CommittedTestCase(TransactionTestCase):
    """Outside transactions, as requests are answered.

    It takes away what it made: the table of events refuses to be emptied, as it should, so that
    the database cannot be flushed.
    """

    MADE = (Figure, Source, Service)

    def _fixture_teardown(self):
        for model in self.MADE:
            model.objects.all().delete()
            model.history.all().delete()
        Reading.history.all().delete()


class SharedTests(CommittedTestCase):
    def setUp(self):
        self.calls = 0

        @shared
        def services():
            self.calls += 1
            return [service.name for service in Service.objects.published()]

        self.services = services

    def read(self):
        with one_version():
            return self.services()

    def test_it_is_worked_out_once_for_each_version(self):
        make_service(name="Eau")
        self.assertEqual([self.read(), self.read(), self.calls], [["Eau"], ["Eau"], 1])

        make_service(name="Feu")

        self.assertEqual([self.read(), self.read(), self.calls], [["Eau", "Feu"]] * 2 + [2])

    def test_what_is_not_public_makes_no_version(self):
        self.read()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE auth_group SET name = name")
        self.read()
        self.assertEqual(self.calls, 1)

    def test_a_request_reads_one_version_and_asks_for_it_once(self):
        self.read()
        with one_version(), self.assertNumQueries(1):
            self.services()
            self.services()

    def test_a_planned_publication_is_seen_at_its_instant(self):
        now = timezone.now()
        make_service(name="Eau", publish_at=now + datetime.timedelta(hours=1))
        self.assertEqual(self.read(), [])
        with clock_at((now + datetime.timedelta(minutes=61)).isoformat()):
            self.assertEqual(self.read(), ["Eau"])

    def test_nothing_is_kept_of_what_may_be_rolled_back(self):
        self.read()
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            make_service(name="Eau")
            self.assertEqual(self.read(), ["Eau"])
            raise ZeroDivisionError
        make_service(name="Feu")  # the number that the first one would have had
        self.assertEqual(self.read(), ["Feu"])

    def test_nothing_is_kept_outside_an_answer(self):
        self.services()
        self.services()
        self.assertEqual(self.calls, 2)


class PagesThatShareTests(CommittedTestCase):
    def test_an_edit_shows_at_once_on_pages_that_share_its_figure(self):
        figure = make_figure("agents", 1950)
        self.assertContains(self.client.get("/chiffres/"), "1\u202f950")
        with one_version():
            self.assertEqual(current_figures()["agents"].display, "1\u202f950")
        Reading.objects.filter(figure=figure).update(value=1951)
        with one_version():
            self.assertEqual(current_figures()["agents"].display, "1\u202f951")
        Figure.objects.all().delete()
        with one_version():
            self.assertNotIn("agents", current_figures())

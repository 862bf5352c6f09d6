import datetime

from django.test import TestCase
from django.utils import timezone

from actions.imports.purging import purge_imports
from actions.models import ImportChange, ImportRun
from publishing.clock import daily_tasks
from tests.factories import make_action

from .files import ImportMixin

DONE = "9;Réalisée;01/12/2020;Livré.;https://ales.fr/halles"


class PurgeTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        make_action(number=9, status="en-cours")

    def age(self, **times):
        for name, days in times.items():
            day = timezone.now() - datetime.timedelta(days=days)
            ImportRun.objects.update(**{name: day})

    def test_it_is_a_daily_task(self):
        self.assertIn(purge_imports, daily_tasks)

    def test_a_preview_that_nobody_confirmed_goes_with_its_file(self):
        old, faulty = self.prepare(DONE), self.prepare("9;fini!;;;")
        self.age(expires_at=0)
        fresh = self.prepare(DONE)
        purge_imports()
        self.assertEqual(list(ImportRun.objects.all()), [fresh])
        self.assertEqual(set(ImportChange.objects.values_list("run", flat=True)), {fresh.pk})
        self.assertEqual([run.path.exists() for run in (old, faulty, fresh)], [False, False, True])

    def test_the_file_of_an_import_goes_after_a_year_and_its_trace_stays(self):
        run = self.bring(DONE)
        path = run.path
        self.age(applied_at=364, expires_at=364)
        purge_imports()
        self.assertTrue(path.exists())

        self.age(applied_at=366)
        purge_imports()
        self.assertFalse(path.exists())
        run.refresh_from_db()
        self.assertEqual((run.path, run.events.count(), run.changes.count()), (None, 1, 1))
        purge_imports()

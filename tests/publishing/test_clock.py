from django.core.management import call_command
from django.test import TestCase

from actions.models import Action
from publishing import clock
from tests.factories import make_action


class WorkTests(TestCase):
    def test_the_day_s_work_is_done_once(self):
        done = []
        task = clock.daily(lambda: done.append("fait"))
        self.addCleanup(clock.daily_tasks.remove, task)

        call_command("work", once=True)

        self.assertEqual(done, ["fait"])

    def test_a_stale_status_is_brought_up_to_date(self):
        action = make_action(status="en-cours")
        Action.objects.filter(pk=action.pk).update(status="a-venir")

        for _ in range(2):  # twice is the same
            call_command("work", once=True)
            action.refresh_from_db()
            self.assertEqual(action.status, "en-cours")

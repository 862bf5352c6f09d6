import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase

from actions.models import Action
from publishing import clock
from tests.factories import make_action

# In a process of its own, as the worker: other tests have loaded much of the site.
TASKS = """
import django
django.setup()
from publishing import clock
clock.load_tasks()
print(*sorted(task.__name__ for task in clock.daily_tasks + clock.frequent_tasks))
"""


class RegisteredTasksTests(SimpleTestCase):
    def test_every_app_gives_the_worker_its_tasks(self):
        done = subprocess.run(
            [sys.executable, "-c", TASKS],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertEqual(
            done.stdout.split(),
            [
                *(
                    "alert_outside",
                    "answer_sign_ups",
                    "ask_the_silent",
                    "follow_content",
                    "follow_pictures",
                ),
                *("forget_attempts", "forget_forms", "forget_messages"),
                *("forget_old_consents", "forget_old_journal", "forget_people"),
                *(
                    "forget_previewed_lists",
                    "forget_proposals",
                    "forget_sessions",
                    "forget_the_silent",
                    "forget_the_unreachable",
                    "forget_unconfirmed",
                ),
                *("forget_uploads", "give_up", "move_issues_on", "publish_planned"),
                *("purge_evidence", "purge_imports", "purge_missed_words", "purge_pictures"),
                *("refresh_statuses", "send_desks"),
                *("send_waiting", "take_away_ended", "take_effect"),
                *("tell_last_news", "tell_late", "tell_of_endings", "tell_of_life"),
                "write_drafts",
            ],
        )


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

    def test_what_waits_is_done_to_its_end(self):
        waiting = [1, 2, 3]

        def task():
            waiting.pop()
            return bool(waiting)

        self.addCleanup(clock.frequent_tasks.remove, clock.frequent(task))

        call_command("work", once=True)

        self.assertEqual(waiting, [])

    def test_a_task_that_fails_is_told_and_the_others_go_on(self):
        done = []

        def broken():
            raise ValueError("disque plein")

        def sound():
            done.append("fait")

        for task in (broken, sound):
            self.addCleanup(clock.frequent_tasks.remove, clock.frequent(task))

        with self.assertLogs("publishing.clock", "ERROR") as logs:
            call_command("work", once=True)

        self.assertEqual(done, ["fait"])
        self.assertIn("disque plein", logs.output[0])

"""What a process loads before its first page, and what it leaves for whoever needs it."""

import json
import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase
from django.urls import URLPattern, get_resolver

from publishing.late_views import LateView

STARTED = """
import gc, json, sys
import ales_services.wsgi
from django.urls import get_resolver
get_resolver()._populate()
print(json.dumps([gc.isenabled(), gc.get_freeze_count(), sorted(sys.modules)]))
"""
WORKER = """
import django, json
django.setup()
from publishing import clock
clock.load_tasks()
print(json.dumps([sorted(task.__name__ for task in tasks)
                  for tasks in (clock.daily_tasks, clock.frequent_tasks)]))
"""


def run(program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def patterns(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.namespace != "admin":
            yield from patterns(pattern)


def unwrapped(view):
    return unwrapped(view.__wrapped__) if hasattr(view, "__wrapped__") else view


class WebProcessTests(SimpleTestCase):
    def test_what_few_requests_need_is_not_loaded(self):
        collects, frozen, modules = run(STARTED)
        others = {
            *("PIL", "openpyxl", "django.contrib.syndication.views"),
            *(
                "staff.urls",
                "actions.imports.planning",
                "actions.open_data.files",
                "actions.past.views",
            ),
            *(
                "newsletter.sending.worker",
                "newsletter.issues.drafting",
                "newsletter.sending.webhook",
            ),
            *("newsletter.issues.views", "search.query", "search.index"),
        }
        self.assertIn("actions.views", modules)
        self.assertEqual(others.intersection(modules), set())
        self.assertTrue(collects)
        self.assertGreater(frozen, 10_000)


class WorkerTests(SimpleTestCase):
    def test_every_app_gives_it_its_tasks(self):
        daily, frequent = run(WORKER)
        self.assertEqual(
            daily,
            [
                *("ask_the_silent", "forget_attempts", "forget_previewed_lists"),
                *("forget_the_silent", "forget_the_unreachable", "forget_unconfirmed"),
                *("give_up", "purge_imports", "refresh_statuses", "write_drafts"),
            ],
        )
        # Two of one name: the newsletter's messages, and those to one person.
        self.assertEqual(
            frequent, ["answer_sign_ups", "follow_content", "send_waiting", "send_waiting"]
        )


class LateViewTests(SimpleTestCase):
    def test_each_of_those_named_is_there(self):
        views = [unwrapped(pattern.callback) for pattern in patterns(get_resolver())]
        late = [view for view in views if isinstance(view, LateView)]
        self.assertGreater(len(late), 15)
        for view in late:
            with self.subTest(view.name):
                self.assertTrue(callable(view.loaded))

    def test_it_is_loaded_once_whatever_it_is(self):
        for name in (
            "actions.past.views.plan_at",  # a function
            "search.views.SearchView",  # a class
            "actions.open_data.feeds.EventFeed",  # a feed
        ):
            with self.subTest(name):
                view = LateView(name)
                self.assertNotIn("loaded", vars(view))
                self.assertIs(view.loaded, view.loaded)

    def test_it_passes_for_the_view_with_the_protection_of_forms(self):
        self.assertTrue(LateView("newsletter.sending.webhook.receive").csrf_exempt)
        self.assertFalse(LateView("search.views.SearchView").csrf_exempt)

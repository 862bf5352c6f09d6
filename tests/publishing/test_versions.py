from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase

from actions.models import Action, Event
from newsletter.models import Subscriber
from publishing.models import ContentVersion
from publishing.page_files import versions
from tests.factories import (
    make_action,
    make_audit,
    make_portrait,
    make_source,
    make_tribune,
    record,
)
from tests.seeded import seed

from .page_files_case import as_if_committed

# The apps that come with Django and its extensions: none of their rows is on a page.
NOT_OURS = {
    "admin": "who did what in the back office",
    "auth": "accounts and groups: the pages name services, never people with an account",
    "contenttypes": "the list of models",
    "otp_static": "the recovery codes of accounts",
    "otp_totp": "the telephones of accounts",
    "sessions": "who is signed in to the back office",
}


class VersionTestCase(TestCase):
    def setUp(self):
        self.enterContext(as_if_committed())

    def moves(self, change):
        before = versions.number()
        change()
        return versions.number() - before


class WatchTests(VersionTestCase):
    def test_the_table_of_every_public_model_is_watched(self):
        tables = {model._meta.db_table for model in versions.public_models()}
        self.assertGreater(len(tables), 30)
        self.assertEqual(versions.watched_tables(), tables)

    def test_what_the_back_office_can_change_is_public_or_says_why_not(self):
        for model in admin.site._registry:
            config = apps.get_app_config(model._meta.app_label)
            reasons = NOT_OURS | {
                f"{config.label}.{name}": reason
                for name, reason in getattr(config, "not_public", {}).items()
            }
            told = reasons.get(config.label) or reasons.get(model._meta.label_lower)
            with self.subTest(model._meta.label):
                self.assertTrue(versions.is_public(model) or told)

    def test_every_exception_names_a_model_and_its_reason(self):
        for config in filter(versions.is_ours, apps.get_app_configs()):
            for name, reason in getattr(config, "not_public", {}).items():
                with self.subTest(f"{config.label}.{name}"):
                    self.assertGreater(len(reason), 10)
                    self.assertFalse(versions.is_public(config.get_model(name)))

    def test_the_apps_of_others_are_all_told(self):
        others = {
            config.label
            for config in apps.get_app_configs()
            if not versions.is_ours(config) and list(config.get_models())
        }
        self.assertEqual(others, set(NOT_OURS))

    def test_watching_again_adds_nothing_and_migrate_mends_what_is_missing(self):
        watched = versions.watched_tables()
        versions.install_triggers()
        self.assertEqual(versions.watched_tables(), watched)

        number = versions.number()
        versions.remove_triggers()
        self.assertEqual(versions.watched_tables(), set())
        call_command("migrate", verbosity=0)
        self.assertEqual(versions.watched_tables(), watched)
        self.assertGreater(versions.number(), number)  # nobody saw what changed meanwhile

    def test_what_is_not_watched_is_named(self):
        self.assertEqual(versions.check_watched(), [])
        versions.remove_triggers()
        self.assertIn("actions_action", versions.check_watched())
        versions.install_triggers()
        self.assertEqual(versions.check_watched(), [])


class EveryModelTests(VersionTestCase):
    @classmethod
    def setUpTestData(cls):
        seed()
        make_portrait()
        make_audit()
        make_tribune()

    def test_a_change_of_any_row_moves_the_version(self):
        seen = 0
        for model in versions.public_models():
            first = model._base_manager.first()
            if first is None or model is Event:  # no row of it yet; written once
                continue
            seen += 1
            table = connection.ops.quote_name(model._meta.db_table)
            for verb in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
                with self.subTest(verb):
                    self.assertGreater(self.moves_for_a_while(f"{verb} WHERE id = {first.pk}"), 0)
        self.assertGreater(seen, 20)

    @staticmethod
    def moves_for_a_while(statement):
        """How far it moves, whatever refers to the row; then everything is as before."""
        before = versions.number()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            moved = versions.number() - before
            transaction.set_rollback(True)
        return moved


class WriterTests(VersionTestCase):
    def test_each_way_of_writing_moves_it(self):
        action, source = make_action(status="en-cours"), make_source()
        actions = Action.objects.filter(pk=action.pk)
        ways = {
            "save": action.save,
            "update": lambda: actions.update(place="Alès"),
            "bulk_create": lambda: Action.objects.bulk_create([Action(number=8001)]),
            "bulk_update": lambda: Action.objects.bulk_update([action], ["place"]),
            "relation": lambda: action.sources.add(source),
            "relation emptied": action.sources.clear,
            "event": lambda: record(action, status="suspendue", occurred_on="2018-05-01"),
            "statuses refreshed": lambda: self.refresh(action),
            "deletion": lambda: Action.objects.filter(number=8001).delete(),
            "SQL": self.raw_sql,
        }
        for name, write in ways.items():
            with self.subTest(name):
                self.assertGreater(self.moves(write), 0)

    @staticmethod
    def refresh(action):
        Action.objects.filter(pk=action.pk).update(status="a-venir")
        Action.objects.refresh_statuses()

    @staticmethod
    def raw_sql():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE actions_action SET place = 'Cévennes'")

    def test_reading_and_private_data_leave_it(self):
        make_action()
        self.assertEqual(self.moves(lambda: list(Action.objects.published())), 0)
        subscriber = Subscriber(email="a@exemple.fr", email_key="a@exemple.fr")
        self.assertEqual(self.moves(subscriber.save), 0)
        self.assertEqual(self.moves(lambda: subscriber.actions.add(Action.objects.get())), 0)

    def test_what_is_rolled_back_moves_nothing(self):
        def change_then_fail():
            with self.assertRaises(ValueError), transaction.atomic():
                make_action()
                versions.number()
                raise ValueError

        self.assertEqual(self.moves(change_then_fail), 0)

    def test_it_moves_once_for_a_whole_transaction(self):
        def change_three():
            for _ in range(3):
                make_action()

        moved = self.moves(change_three)
        if connection.vendor == "postgresql":
            self.assertEqual(moved, 1)
        else:  # a number among others, that nobody sees before the commit
            self.assertGreater(moved, 0)

    def test_those_who_notice_together_that_it_must_move_move_it_once(self):
        known = versions.number()
        for _ in range(3):
            versions.move_from(known)
        self.assertEqual(versions.number(), known + 1)

    def test_an_emptied_table_begins_again(self):
        ContentVersion.objects.all().delete()
        self.assertEqual(versions.number(), 1)
        self.assertGreater(self.moves(make_action), 0)

"""Updates compiled once; PostgreSQL keeps their plans as long as it may."""

from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.utils.timezone import now

from newsletter.sending import outbox, prepared
from newsletter.sending.attempts import BEGIN, END_SENT, END_UNKNOWN, Result, advance
from newsletter.sending.prepared import Mark, marked
from newsletter.sending.replies import Fate, Outcome

from .readers import make_issue, make_subscriber


def forget_plans():
    """As a connection just made: those of the tests before are still there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        prepared.plans.clear()


class PlanTests(TestCase):
    def setUp(self):
        forget_plans()
        self.enterContext(self.settings(NEWSLETTER_PER_MINUTE=0))
        make_subscriber()
        self.issue = make_issue()
        outbox.prepare_due_issues()

    def send(self):
        """Begin and end the message; return its state."""
        (delivery,) = outbox.claim("un", 1, 1).deliveries
        self.assertTrue(advance(None, delivery))
        advance(Result(delivery, delivery.attempts + 1, Outcome(Fate.SENT, "100 % pris")), None)
        delivery.refresh_from_db()
        self.assertEqual(delivery.answer, "100 % pris")
        return delivery.state

    def again(self):
        self.issue.deliveries.update(state="attente")

    def kept_plans(self):
        if connection.vendor != "postgresql":
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name ~ '^newsletter'")
            return cursor.fetchone()[0]

    def test_plans_are_kept(self):
        before = self.kept_plans()
        for _ in range(2):
            self.assertEqual(self.send(), "envoye")
            self.again()
        if connection.vendor == "postgresql":
            self.assertEqual((before, self.kept_plans()), (0, 2))

    def test_another_connection_has_none(self):
        self.send()
        if connection.vendor == "postgresql":  # SQLite has no plans to keep
            another = connection.copy()
            self.addCleanup(another.close)
            with patch.object(prepared, "connection", another):
                gone = prepared.run(BEGIN(key=0, attempt=0, worker="", email="", until=now()))
            self.assertEqual(gone, 0)

    def test_rows_are_found_by_their_key_whatever_the_statistics_say(self):
        """A plain condition on the state may be answered by its index: all who wait are read."""
        self.send()
        END_UNKNOWN(key=0, attempt=0, answer="")
        for prepared_one in (BEGIN, END_SENT, END_UNKNOWN):
            _, where = prepared_one.compiled[connection.vendor].sql.split(" WHERE ", 1)
            self.assertIn('"newsletter_delivery"."id" = ', where)
            self.assertNotRegex(where, r'(?<!NOT \()"newsletter_delivery"."state" (=|IN)')

    def test_no_plan_is_kept_behind_a_pooler(self):
        settings = connection.settings_dict
        self.addCleanup(settings.__setitem__, "DISABLE_SERVER_SIDE_CURSORS", False)
        settings["DISABLE_SERVER_SIDE_CURSORS"] = True
        self.assertEqual(self.send(), "envoye")
        self.assertEqual(self.kept_plans(), 0)

    def test_a_value_that_the_rule_does_not_use_is_a_mistake(self):
        with self.assertRaisesMessage(ValueError, "not in the query: worker"):
            marked([2**61 + 1, "attente"], ["key", "worker"])
        self.assertEqual(marked([2**61 + 1, "attente"], ["key"]), [Mark("key"), "attente"])

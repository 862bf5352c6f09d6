"""The rows of the outbox: who holds them, who may end them, and what a crash leaves."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletter.models import Delivery, Issue, Relay, Subscriber
from newsletter.sending import outbox
from newsletter.sending import worker as sending
from newsletter.sending.attempts import Result, advance
from newsletter.sending.outbox import claim, recover
from newsletter.sending.replies import Fate, Outcome
from publishing import clock
from tests.clock import clock_at
from tests.factories import make_action

from .outbox_case import OutboxTestCase
from .readers import make_issue, make_subscriber

OK = Outcome(Fate.SENT, "250 2.0.0 Ok")
LATER = Outcome(Fate.LATER, "451 4.7.1 Later")
UNKNOWN = Outcome(Fate.UNKNOWN, "cut")


class OutboxRowsTestCase(TestCase):
    def setUp(self):
        self.enterContext(self.settings(NEWSLETTER_PER_MINUTE=0))

    def start(self, subscribers=2):
        """An issue whose rows are written."""
        for _ in range(subscribers):
            make_subscriber()
        issue = make_issue()
        outbox.prepare_due_issues()
        return issue

    def begun(self, worker="un"):
        """A row that a worker is sending, as it sees it, and its attempt."""
        (delivery, *_) = claim(worker, 1, 1).deliveries
        self.assertTrue(advance(None, delivery))
        return delivery

    def lease_ends(self):
        Delivery.objects.filter(claimed_until__isnull=False).update(
            claimed_until=timezone.now() - timedelta(seconds=1)
        )
        recover()

    def state(self, delivery):
        delivery.refresh_from_db()
        return delivery.state


class BeginningTests(OutboxRowsTestCase):
    def test_rows_are_written_once_and_the_issue_is_being_sent(self):
        issue = self.start(subscribers=3)
        outbox.prepare_due_issues()
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENDING)
        self.assertEqual(issue.deliveries.counts()["attente"], 3)

    def test_an_issue_waits_for_its_hour(self):
        make_subscriber()
        now = timezone.now()
        issue = make_issue(send_at=now + timedelta(hours=1))
        self.assertEqual(outbox.prepare_due_issues(), 0)
        with clock_at((now + timedelta(hours=2)).isoformat()):
            self.assertEqual(outbox.prepare_due_issues(), 1)
        self.assertEqual(issue.deliveries.count(), 1)

    def test_a_draft_is_never_sent(self):
        make_subscriber()
        issue = make_issue()
        issue.withdraw_approval()
        self.assertEqual(outbox.prepare_due_issues(), 0)

    def test_an_issue_for_nobody_is_sent_at_once(self):
        issue = self.start(subscribers=0)
        outbox.finish_issues()
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENT)


class ClaimTests(OutboxRowsTestCase):
    def test_a_row_is_held_by_one_worker(self):
        self.start(subscribers=3)
        first = {row.pk for row in claim("un", 2, 1).deliveries}
        second = {row.pk for row in claim("deux", 2, 1).deliveries}
        self.assertEqual((len(first), len(second), first & second), (2, 1, set()))

    def test_what_is_released_can_be_claimed(self):
        self.start(subscribers=1)
        claim("un", 5, 1)
        outbox.release("un")
        self.assertEqual(len(claim("deux", 5, 1).deliveries), 1)

    def test_a_worker_that_lives_keeps_its_rows(self):
        self.start(subscribers=1)
        claim("un", 5, 1)
        in_a_while = timezone.now() + outbox.LEASE * 2 / 3
        with clock_at(in_a_while.isoformat()):
            outbox.renew("un")
        with clock_at((in_a_while + outbox.LEASE * 2 / 3).isoformat()):
            recover()
            self.assertEqual(claim("deux", 5, 1).deliveries, [])

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        self.start(subscribers=40)
        action = make_action()
        for subscriber in Subscriber.objects.all()[:20]:
            subscriber.actions.set([action])
            Subscriber.objects.filter(pk=subscriber.pk).update(follows_everything=False)
        with self.assertNumQueries(11):
            claim("un", 2, 1)
        with self.assertNumQueries(11):
            claim("deux", 30, 1)

    def test_a_message_costs_two_updates_and_one_commit(self):
        self.start(subscribers=3)
        one, two, three = claim("un", 3, 1).deliveries
        advance(None, one)
        advance(Result(one, 1, OK), two)
        with CaptureQueriesContext(connection) as queries:
            advance(Result(two, 1, OK), three)
        said = " ; ".join(query["sql"] for query in queries.captured_queries)
        verb = "EXECUTE" if connection.vendor == "postgresql" else "UPDATE"
        self.assertEqual(said.count(verb), 2)
        # PostgreSQL takes both as one; elsewhere a savepoint, which outside of a test is the
        # transaction, holds them.
        self.assertEqual(len(queries), 1 if connection.vendor == "postgresql" else 4)


class CrashTests(OutboxRowsTestCase):
    def test_the_row_being_sent_is_doubtful_and_the_others_wait_again(self):
        issue = self.start(subscribers=3)
        first, *_ = claim("un", 3, 1).deliveries
        advance(None, first)

        recover()  # the lease still runs
        self.assertEqual(issue.deliveries.counts()["envoi"], 1)
        self.lease_ends()

        counts = issue.deliveries.counts()
        self.assertEqual((counts["douteux"], counts["attente"]), (1, 2))
        self.assertEqual(len(claim("deux", 5, 1).deliveries), 2)

    def test_a_worker_thought_dead_lifts_the_doubt_when_it_ends(self):
        self.start()
        delivery = self.begun()
        self.lease_ends()
        self.assertEqual(self.state(delivery), "douteux")
        advance(Result(delivery, 1, OK), None)
        self.assertEqual(self.state(delivery), "envoye")

    def test_its_temporary_refusal_puts_the_row_back(self):
        self.start()
        delivery = self.begun()
        self.lease_ends()
        advance(Result(delivery, 1, LATER), None)
        self.assertEqual(self.state(delivery), "attente")

    def test_its_success_takes_back_the_decision_to_send_again(self):
        self.start(subscribers=1)
        delivery = self.begun()
        self.lease_ends()
        self.assertTrue(Delivery.objects.get(pk=delivery.pk).send_again())
        (again,) = claim("deux", 1, 1).deliveries
        advance(Result(delivery, 1, OK), None)

        self.assertFalse(advance(None, again))  # the second worker does not send it
        self.assertEqual(self.state(delivery), "envoye")

    def test_a_late_answer_never_touches_a_newer_attempt(self):
        self.start(subscribers=1)
        delivery = self.begun()
        self.lease_ends()
        Delivery.objects.get(pk=delivery.pk).send_again()
        again = self.begun("deux")
        for outcome in (LATER, UNKNOWN, OK):
            advance(Result(delivery, 1, outcome), None)
            self.assertEqual(self.state(delivery), "envoi")
        advance(Result(again, 2, OK), None)
        self.assertEqual(self.state(delivery), "envoye")

    def test_a_worker_whose_lease_ended_does_not_begin_what_it_had_claimed(self):
        self.start(subscribers=1)
        (delivery,) = claim("un", 1, 1).deliveries
        self.lease_ends()
        (other,) = claim("deux", 1, 1).deliveries
        self.assertFalse(advance(None, delivery))
        self.assertTrue(advance(None, other))


class DecisionTests(OutboxRowsTestCase):
    def doubtful(self):
        issue = self.start(subscribers=1)
        delivery = self.begun()
        advance(Result(delivery, 1, UNKNOWN), None)
        outbox.finish_issues()
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENT)
        return Delivery.objects.get(pk=delivery.pk)

    def test_it_is_held_as_sent(self):
        delivery = self.doubtful()
        self.assertTrue(delivery.hold_as_sent())
        self.assertEqual(self.state(delivery), "envoye")
        self.assertFalse(delivery.send_again())

    def test_it_is_sent_again_though_its_issue_is_sent(self):
        delivery = self.doubtful()
        self.assertTrue(delivery.send_again())
        again = self.begun("deux")
        self.assertEqual((again.pk, again.attempts), (delivery.pk, 1))

    def test_somebody_who_left_meanwhile_is_not_written_to(self):
        delivery = self.doubtful()
        Subscriber.objects.all().delete()
        delivery.refresh_from_db()
        delivery.send_again()
        (again,) = claim("deux", 1, 1).deliveries
        self.assertFalse(advance(None, again))
        self.assertEqual(self.state(delivery), "annule")


class ChangeOfMindTests(OutboxTestCase):
    """What happens between the writing of the rows and the sending."""

    def test_who_left_is_not_written_to_and_the_row_stays(self):
        leaver, other = make_subscriber(), make_subscriber()
        issue = make_issue()
        outbox.prepare_due_issues()
        leaver.delete()

        self.work()

        self.assertEqual(self.server.recipients, [other.email])
        self.assertEqual(issue.deliveries.counts()["annule"], 1)

    def test_who_leaves_while_the_rows_are_claimed_is_not_written_to(self):
        leaver = make_subscriber()
        make_issue()
        outbox.prepare_due_issues()
        (delivery,) = claim("un", 5, 1).deliveries
        leaver.delete()
        self.assertFalse(advance(None, delivery))
        self.assertEqual(Delivery.objects.get().state, "annule")

    def test_a_new_address_gets_it_and_the_former_does_not(self):
        mover = make_subscriber("avant@example.org")
        make_issue()
        outbox.prepare_due_issues()
        (delivery,) = claim("un", 5, 1).deliveries
        Subscriber.objects.filter(pk=mover.pk).update(email="apres@example.org")

        self.assertFalse(advance(None, delivery))
        outbox.release("un")
        self.work()

        self.assertEqual(self.server.recipients, ["apres@example.org"])

    def test_who_no_longer_follows_anything_of_it_is_not_written_to(self):
        subscriber = make_subscriber()
        issue = make_issue()
        outbox.prepare_due_issues()
        subscriber.follows_everything = False
        subscriber.save()

        self.work()

        self.assertEqual(self.server.recipients, [])
        self.assertEqual(issue.deliveries.counts()["annule"], 1)

    def test_a_stopped_issue_sends_nothing_and_goes_on_where_it_was(self):
        make_subscriber(), make_subscriber()
        issue = make_issue()
        outbox.prepare_due_issues()
        one, two = claim("un", 5, 1).deliveries
        self.assertTrue(advance(None, one))
        issue.refresh_from_db()
        issue.stop()

        self.assertFalse(advance(Result(one, 1, OK), two))  # at the very next message
        outbox.release("un")
        self.work()
        self.assertEqual(self.server.recipients, [])
        self.assertEqual(issue.deliveries.counts()["attente"], 1)

        issue.resume()
        self.work()
        self.assertEqual(self.server.recipients, [two.subscriber.email])
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENT)

    def test_a_worker_asked_to_end_finishes_the_message_in_hand_and_no_more(self):
        make_subscriber(), make_subscriber()
        issue = make_issue()
        self.addCleanup(clock.stopping.clear)
        clock.stopping.set()

        sending.send_waiting()

        self.assertEqual(self.server.recipients, [])
        self.assertEqual(set(issue.deliveries.values_list("worker", flat=True)), {""})


class PaceTests(OutboxRowsTestCase):
    def test_the_pace_is_that_of_all_workers_together(self):
        self.start(subscribers=50)
        now = timezone.now() + timedelta(seconds=1)
        with self.settings(NEWSLETTER_PER_MINUTE=600), clock_at(now.isoformat()):
            Relay.objects.update_or_create(pk=1, defaults={"next_slot_at": now})
            one, two, three = (claim(name, 100, 1) for name in ("un", "deux", "trois"))
        self.assertEqual([len(part.deliveries) for part in (one, two, three)], [10, 10, 0])
        self.assertEqual(one.interval, timedelta(milliseconds=100))
        self.assertEqual(two.starts_at - one.starts_at, timedelta(seconds=1))

    def test_one_message_a_minute_is_one_message_a_minute(self):
        self.start(subscribers=3)
        now = timezone.now()
        with self.settings(NEWSLETTER_PER_MINUTE=1):
            with clock_at(now.isoformat()):
                self.assertEqual(len(claim("un", 100, 1).deliveries), 1)
                self.assertEqual(claim("un", 100, 1).deliveries, [])
            with clock_at((now + timedelta(minutes=1)).isoformat()):
                self.assertEqual(len(claim("un", 100, 1).deliveries), 1)

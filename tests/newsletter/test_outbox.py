"""The rows of the outbox: who holds them, who may end them, and what a crash leaves."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from mail.models import MailServer, OutgoingMail, post
from mail.replies import SendResult, SendStatus
from mail.worker import (
    LEASE,
    begin,
    claim,
    end,
    recover,
    release,
    send_waiting,
)
from newsletter.models import Issue, Subscriber
from newsletter.sending.distribution import finish_issues, prepare_due_issues
from publishing import clock
from tests.clock import clock_at

from .outbox_case import OutboxTestCase
from .readers import make_issue, make_subscriber

OK = SendResult(SendStatus.SENT, "250 2.0.0 Ok")
LATER = SendResult(SendStatus.RETRY, "451 4.7.1 Later")
UNKNOWN = SendResult(SendStatus.UNKNOWN, "cut")


class OutboxRowsTestCase(TestCase):
    def setUp(self):
        self.enterContext(self.settings(EMAIL_PER_MINUTE=0))

    def start(self, subscribers=2):
        """An issue whose rows are written."""
        for _ in range(subscribers):
            make_subscriber()
        issue = make_issue()
        prepare_due_issues()
        return issue

    def begun(self, worker="un"):
        """A row that a worker is sending, as it sees it."""
        (mail,) = claim(worker, 1).mails
        self.assertTrue(begin(mail, worker))
        return mail

    def lease_ends(self):
        OutgoingMail.objects.filter(claimed_until__isnull=False).update(
            claimed_until=timezone.now() - timedelta(seconds=1)
        )
        recover()

    def state(self, mail):
        return OutgoingMail.objects.get(pk=mail.pk).state


class BeginningTests(OutboxRowsTestCase):
    def test_rows_are_written_once_and_the_issue_is_being_sent(self):
        issue = self.start(subscribers=3)
        prepare_due_issues()
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENDING)
        self.assertEqual(issue.deliveries.counts()["attente"], 3)

    def test_an_issue_waits_for_its_hour(self):
        make_subscriber()
        now = timezone.now()
        issue = make_issue(send_at=now + timedelta(hours=1))
        self.assertEqual(prepare_due_issues(), 0)
        with clock_at((now + timedelta(hours=2)).isoformat()):
            self.assertEqual(prepare_due_issues(), 1)
        self.assertEqual(issue.deliveries.count(), 1)

    def test_a_draft_is_never_sent(self):
        make_subscriber()
        issue = make_issue()
        issue.withdraw_approval()
        self.assertEqual(prepare_due_issues(), 0)

    def test_an_issue_for_nobody_is_sent_at_once(self):
        issue = self.start(subscribers=0)
        finish_issues()
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENT)


class ClaimTests(OutboxRowsTestCase):
    def test_a_row_is_held_by_one_worker(self):
        self.start(subscribers=3)
        first = {row.pk for row in claim("un", 2).mails}
        second = {row.pk for row in claim("deux", 2).mails}
        self.assertEqual((len(first), len(second), first & second), (2, 1, set()))

    def test_what_is_released_can_be_claimed(self):
        self.start(subscribers=1)
        claim("un", 5)
        release("un")
        self.assertEqual(len(claim("deux", 5).mails), 1)

    def test_what_its_worker_does_not_begin_in_time_can_be_claimed(self):
        self.start(subscribers=1)
        claim("un", 5)
        with clock_at((timezone.now() + LEASE * 1.1).isoformat()):
            self.assertEqual(len(claim("deux", 5).mails), 1)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        self.start(subscribers=40)
        with self.assertNumQueries(8):
            claim("un", 2)
        with self.assertNumQueries(8):
            claim("deux", 30)

    def test_messages_to_one_person_go_before_mailings(self):
        self.start(subscribers=2)
        post("anne@exemple.fr", "Confirmez", "Texte.")
        self.assertEqual([one.mailing for one in claim("un", 5).mails], ["", *["newsletter"] * 2])


class CrashTests(OutboxRowsTestCase):
    def test_the_row_being_sent_is_doubtful_and_the_others_wait_again(self):
        issue = self.start(subscribers=3)
        first, *_ = claim("un", 3).mails
        begin(first, "un")

        recover()  # the lease still runs
        self.assertEqual(issue.deliveries.counts()["envoi"], 1)
        self.lease_ends()

        counts = issue.deliveries.counts()
        self.assertEqual((counts["douteux"], counts["attente"]), (1, 2))
        self.assertEqual(len(claim("deux", 5).mails), 2)

    def test_a_message_to_one_person_leaves_again(self):
        mail = post("anne@exemple.fr", "Confirmez", "Texte.")
        self.begun()
        self.lease_ends()
        self.assertEqual([one.pk for one in claim("deux", 5).mails], [mail.pk])

    def test_a_worker_thought_dead_lifts_the_doubt_when_it_ends(self):
        self.start()
        mail = self.begun()
        self.lease_ends()
        self.assertEqual(self.state(mail), "douteux")
        end(mail, OK)
        self.assertEqual(self.state(mail), "envoye")

    def test_its_temporary_refusal_puts_the_row_back(self):
        self.start()
        mail = self.begun()
        self.lease_ends()
        end(mail, LATER)
        self.assertEqual(self.state(mail), "attente")

    def test_its_success_takes_back_the_decision_to_send_again(self):
        self.start(subscribers=1)
        mail = self.begun()
        self.lease_ends()
        self.assertTrue(OutgoingMail.objects.get(pk=mail.pk).send_again())
        (again,) = claim("deux", 1).mails
        end(mail, OK)

        self.assertFalse(begin(again, "deux"))  # the second worker does not send it
        self.assertEqual(self.state(mail), "envoye")

    def test_a_late_answer_never_touches_a_newer_attempt(self):
        self.start(subscribers=1)
        mail = self.begun()
        self.lease_ends()
        OutgoingMail.objects.get(pk=mail.pk).send_again()
        again = self.begun("deux")
        for result in (LATER, UNKNOWN, OK):
            end(mail, result)
            self.assertEqual(self.state(mail), "envoi")
        end(again, OK)
        self.assertEqual(self.state(mail), "envoye")

    def test_a_worker_whose_lease_ended_does_not_begin_what_it_had_claimed(self):
        self.start(subscribers=1)
        (mail,) = claim("un", 1).mails
        self.lease_ends()
        (other,) = claim("deux", 1).mails
        self.assertFalse(begin(mail, "un"))
        self.assertTrue(begin(other, "deux"))


class DecisionTests(OutboxTestCase):
    def doubtful(self):
        self.subscriber = make_subscriber()
        issue = make_issue()
        prepare_due_issues()
        (mail,) = claim("un", 1).mails
        begin(mail, "un")
        end(mail, UNKNOWN)
        finish_issues()
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENT)
        return OutgoingMail.objects.get(pk=mail.pk)

    def test_it_is_held_as_sent(self):
        mail = self.doubtful()
        self.assertTrue(mail.hold_as_sent())
        mail.refresh_from_db()
        self.assertEqual(mail.state, "envoye")
        self.assertFalse(mail.send_again())

    def test_it_is_sent_again_though_its_issue_is_sent(self):
        mail = self.doubtful()
        self.assertTrue(mail.send_again())
        self.work()
        mail.refresh_from_db()
        self.assertEqual((mail.state, mail.attempts), ("envoye", 2))
        self.assertEqual(self.server.recipients, [self.subscriber.email])

    def test_somebody_who_left_meanwhile_is_not_written_to(self):
        mail = self.doubtful()
        Subscriber.objects.all().delete()
        mail.send_again()
        self.work()
        mail.refresh_from_db()
        self.assertEqual((mail.state, self.server.recipients), ("annule", []))


class ChangeOfMindTests(OutboxTestCase):
    """What happens between the writing of the rows and the sending."""

    def start(self):
        issue = make_issue()
        prepare_due_issues()
        return issue

    def test_who_left_is_not_written_to_and_the_row_stays(self):
        leaver, other = make_subscriber(), make_subscriber()
        issue = self.start()
        leaver.delete()

        self.work()

        self.assertEqual(self.server.recipients, [other.email])
        self.assertEqual(issue.deliveries.counts()["annule"], 1)

    def test_a_new_address_gets_it_and_the_former_does_not(self):
        mover = make_subscriber("avant@example.org")
        self.start()
        Subscriber.objects.filter(pk=mover.pk).update(email="apres@example.org")

        self.work()

        self.assertEqual(self.server.recipients, ["apres@example.org"])

    def test_who_no_longer_follows_anything_of_it_is_not_written_to(self):
        subscriber = make_subscriber()
        issue = self.start()
        subscriber.follows_everything = False
        subscriber.save()

        self.work()

        self.assertEqual(self.server.recipients, [])
        self.assertEqual(issue.deliveries.counts()["annule"], 1)

    def test_a_stopped_issue_sends_nothing_and_goes_on_where_it_was(self):
        make_subscriber(), make_subscriber()
        issue = self.start()
        one, two = claim("un", 5).mails
        self.assertTrue(begin(one, "un"))
        issue.refresh_from_db()
        issue.stop()

        end(one, LATER)
        self.assertFalse(begin(two, "un"))  # at the very next message
        release("un")
        self.time_passes(minutes=5)
        self.work()
        self.assertEqual(self.server.recipients, [])
        self.assertEqual(issue.deliveries.counts()["attente"], 2)

        issue.resume()
        self.work()
        self.assertEqual(len(self.server.recipients), 2)
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENT)

    def test_who_waited_for_an_issue_closed_by_staff_does_not_get_it(self):
        make_subscriber()
        issue = self.start()
        issue.refresh_from_db()
        issue.stop()
        issue.finish()

        self.work()

        self.assertEqual(self.server.recipients, [])
        self.assertEqual(issue.deliveries.counts()["annule"], 1)

    def test_a_worker_asked_to_end_finishes_the_message_in_hand_and_no_more(self):
        make_subscriber(), make_subscriber()
        self.start()
        self.addCleanup(clock.stopping.clear)
        clock.stopping.set()

        send_waiting()

        self.assertEqual(self.server.recipients, [])
        self.assertEqual(set(OutgoingMail.objects.values_list("worker", flat=True)), {""})


class PaceTests(OutboxRowsTestCase):
    def test_the_pace_is_that_of_all_workers_together(self):
        self.start(subscribers=50)
        now = timezone.now() + timedelta(seconds=1)
        with self.settings(EMAIL_PER_MINUTE=600), clock_at(now.isoformat()):
            MailServer.objects.update_or_create(pk=1, defaults={"next_slot_at": now})
            one, two, three = (claim(name, 100) for name in ("un", "deux", "trois"))
        self.assertEqual([len(part.mails) for part in (one, two, three)], [10, 10, 0])
        self.assertEqual(one.interval, timedelta(milliseconds=100))
        self.assertEqual(two.starts_at - one.starts_at, timedelta(seconds=1))

    def test_one_message_a_minute_is_one_message_a_minute(self):
        self.start(subscribers=3)
        now = timezone.now()
        with self.settings(EMAIL_PER_MINUTE=1):
            with clock_at(now.isoformat()):
                self.assertEqual(len(claim("un", 100).mails), 1)
                self.assertEqual(claim("un", 100).mails, [])
            with clock_at((now + timedelta(minutes=1)).isoformat()):
                self.assertEqual(len(claim("un", 100).mails), 1)

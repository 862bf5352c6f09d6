"""The sending against a real server that refuses, cuts the line, or says nothing."""

import socket
from unittest.mock import patch

from mail import worker
from mail.models import MailServer as Server
from mail.worker import RETRIES
from newsletter.models import Issue, Subscriber
from tests.factories import make_action, make_theme

from .mail_server import (
    CLOSING,
    CUT_AFTER_TEXT,
    CUT_BEFORE_TEXT,
    CUT_DURING_TEXT,
    SILENT_AFTER_TEXT,
    SILENT_BEFORE_TEXT,
    Refused,
)
from .outbox_case import OutboxTestCase
from .readers import make_issue, make_subscriber

SENT, WAITING, REFUSED, DOUBTFUL = "envoye", "attente", "refuse", "douteux"


def closed_port():
    """A port of this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class GoodDayTests(OutboxTestCase):
    def test_each_confirmed_subscriber_of_the_rhythm_gets_one_message(self):
        first, second = make_subscriber(), make_subscriber()
        make_subscriber("non-confirme@example.org", confirmed_at=None)
        make_subscriber("trimestriel@example.org", rhythm="trimestriel")
        issue = make_issue()

        self.work()
        self.work()  # the next look finds nothing to do

        self.assertCountEqual(self.server.recipients, [first.email, second.email])
        issue.refresh_from_db()
        self.assertEqual(issue.state, Issue.State.SENT)
        self.assertIsNotNone(issue.sent_at)
        self.assertEqual(issue.deliveries.counts()[SENT], 2)

    def test_one_line_serves_everybody(self):
        for _ in range(5):
            make_subscriber()
        make_issue()

        self.work()

        self.assertEqual((len(self.server.received), self.server.sessions), (5, 1))

    def test_those_who_follow_nothing_of_it_are_not_written_to(self):
        told, other, theme = make_action(), make_action(), make_theme()
        told.theme = theme
        told.save()
        by_action = make_subscriber(actions=[told])
        by_theme = make_subscriber(themes=[theme])
        make_subscriber(actions=[other])
        make_issue(told)

        self.work()

        self.assertCountEqual(self.server.recipients, [by_action.email, by_theme.email])

    def test_the_message_names_its_delivery_and_arrives_whole(self):
        subscriber = make_subscriber()
        issue = make_issue()

        self.work()

        (mail,) = self.server.messages_to(subscriber.email)
        delivery = self.mail_to(subscriber)
        self.assertTrue(mail["Message-ID"].startswith(f"<envoi.{delivery.pk}."))
        self.assertTrue(mail["Message-ID"].endswith("@exemple.fr>"))
        self.assertEqual(mail["To"], subscriber.email)
        self.assertEqual(mail["Subject"], issue.title)
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertIn("Les travaux ont commencé.", mail.get_body(("plain",)).get_content())
        self.assertIn("</html>", mail.get_body(("html",)).get_content())

    def test_a_line_that_begins_with_a_dot_keeps_it(self):
        subscriber = make_subscriber()
        issue = make_issue()
        Issue.objects.filter(pk=issue.pk).update(
            facts=issue.facts | {"introduction": "Trois points.\n\n...et la suite."}
        )

        self.work()

        (mail,) = self.server.messages_to(subscriber.email)
        self.assertRegex(mail.get_body(("plain",)).get_content(), r"(?m)^(…|\.\.\.) ?et la suite")

    def test_the_server_s_answer_is_kept_without_the_address(self):
        subscriber = make_subscriber("jean.dupont@example.org")
        make_issue()

        self.work()

        self.assertEqual(self.mail_to(subscriber).answer, "250 2.0.0 Taken for <…>")

    def test_a_line_closed_while_idle_is_opened_again(self):
        _, second = make_subscriber(), make_subscriber()
        self.server.closes_after = 1
        make_issue()

        self.work()

        self.assertEqual(self.state_of(second), SENT)
        self.assertEqual(self.server.sessions, 2)
        self.assertEqual(self.mail_to(second).attempts, 1)


class LaterTests(OutboxTestCase):
    def test_a_temporary_refusal_is_tried_again_later(self):
        grey, other = make_subscriber(), make_subscriber()
        self.server.behave(grey.email, "451 4.7.1 Come back later")
        issue = make_issue()

        self.work()

        self.assertEqual((self.state_of(grey), self.state_of(other)), (WAITING, SENT))
        self.assertTrue(0.7 < self.minutes_before_next_try(grey) < 1.3)
        self.assertEqual(issue.deliveries.counts()[WAITING], 1)

        self.time_passes(minutes=2)
        self.work()

        self.assertEqual(self.state_of(grey), SENT)
        self.assertEqual(self.server.recipients.count(grey.email), 1)

    def test_rests_grow_and_somebody_is_given_up_after_three_days(self):
        grey = make_subscriber()
        self.server.behave(grey.email, *["450 4.2.0 Later"] * (len(RETRIES) + 1))
        make_issue()
        self.work()

        for rest in RETRIES:
            minutes = rest.total_seconds() / 60
            self.assertTrue(0.7 * minutes < self.minutes_before_next_try(grey) < 1.3 * minutes)
            self.retry_now()

        delivery = self.mail_to(grey)
        self.assertEqual((delivery.state, delivery.refusal), (REFUSED, "delai"))
        self.assertEqual(self.server.received, [])
        grey.refresh_from_db()
        self.assertIsNone(grey.refused_at)  # one issue is not enough to give an address up

    def test_what_is_cut_before_the_text_or_refused_for_now_was_surely_not_sent(self):
        for act in (CUT_BEFORE_TEXT, CLOSING, Refused(CLOSING)):
            with self.subTest(act=act):
                subscriber = make_subscriber()
                self.server.behave(subscriber.email, act)
                issue = make_issue()

                self.work()
                row = issue.deliveries.get(subscriber=subscriber).mail
                self.assertEqual(row.state, WAITING)
                self.retry_now()
                row.refresh_from_db()
                self.assertEqual(row.state, SENT)
                self.assertEqual(self.server.recipients.count(subscriber.email), 1)
                subscriber.delete()

    def test_a_server_that_says_nothing_before_the_text_is_left_for_later(self):
        subscriber, other = make_subscriber(), make_subscriber()
        self.server.behave(subscriber.email, SILENT_BEFORE_TEXT)
        make_issue()

        self.work()

        self.assertEqual((self.state_of(subscriber), self.state_of(other)), (WAITING, SENT))

    def test_a_server_that_is_down_costs_nobody_a_try(self):
        subscriber = make_subscriber()
        make_issue()

        with (
            self.settings(EMAIL_PORT=closed_port()),
            self.assertLogs("mail.worker", "WARNING"),
        ):
            self.work()

        self.assertEqual(self.mail_to(subscriber).attempts, 0)
        server = Server.current()
        self.assertTrue(server.is_resting)
        self.assertIn("Le serveur ne répond pas", server.reason)
        self.work()  # quiet while it rests
        self.assertEqual(Server.current().troubles, 1)

        self.new_worker()
        self.time_passes(minutes=2)
        self.work()

        self.assertEqual(self.state_of(subscriber), SENT)
        self.assertEqual(Server.current().troubles, 0)

    def test_a_line_cut_three_times_in_a_row_makes_everybody_rest(self):
        unlucky = [make_subscriber() for _ in range(3)]
        make_subscriber()
        for subscriber in unlucky:
            self.server.behave(subscriber.email, CUT_BEFORE_TEXT)
        make_issue()

        with self.assertLogs("mail.worker", "WARNING"):
            self.work()

        self.assertEqual(self.server.received, [])
        self.assertTrue(Server.current().is_resting)


class DoubtTests(OutboxTestCase):
    def test_what_is_cut_after_the_text_is_doubtful_and_never_sent_again_by_itself(self):
        # In the first case the server has nothing, but nobody on our side can know.
        for act in (CUT_DURING_TEXT, CUT_AFTER_TEXT, SILENT_AFTER_TEXT):
            with self.subTest(act=act):
                subscriber, other = make_subscriber(), make_subscriber()
                self.server.behave(subscriber.email, act)
                issue = make_issue()

                self.work()
                self.time_passes(days=4)
                self.work()

                delivery = issue.deliveries.get(subscriber=subscriber)
                self.assertEqual(delivery.mail.state, DOUBTFUL)
                self.assertEqual(issue.deliveries.get(subscriber=other).mail.state, SENT)
                self.assertLessEqual(self.server.recipients.count(subscriber.email), 1)
                issue.refresh_from_db()
                self.assertEqual(issue.state, Issue.State.SENT)
                subscriber.delete()
                other.delete()

    def test_three_doubts_in_a_row_stop_the_sending(self):
        unlucky = [make_subscriber() for _ in range(3)]
        waiting = make_subscriber()
        for subscriber in unlucky:
            self.server.behave(subscriber.email, CUT_AFTER_TEXT)
        make_issue()

        with self.assertLogs("mail.worker", "ERROR"):
            self.work()

        self.assertEqual(self.state_of(waiting), WAITING)
        self.assertIn("coupé la ligne avant de répondre, 3 fois", Server.current().reason)


class RefusalTests(OutboxTestCase):
    def test_an_unknown_address_is_refused_and_left_alone(self):
        gone, other = make_subscriber(), make_subscriber()
        self.server.behave(gone.email, "550 5.1.1 User unknown")
        make_issue()

        self.work()

        delivery = self.mail_to(gone)
        self.assertEqual((delivery.state, delivery.refusal), (REFUSED, "adresse"))
        self.assertEqual(self.state_of(other), SENT)
        gone.refresh_from_db()
        self.assertIsNotNone(gone.refused_at)

        self.server.received.clear()
        make_issue()
        self.work()
        self.assertEqual(self.server.recipients, [other.email])

    def test_a_full_mailbox_is_left_alone_after_three_issues(self):
        full, other = make_subscriber(), make_subscriber()
        for number in range(1, 4):
            full.refresh_from_db()
            self.assertIsNone(full.refused_at, f"before issue {number}")
            self.server.behave(full.email, Refused("552 5.2.2 Mailbox full"))
            make_issue()
            self.work()

        full.refresh_from_db()
        self.assertIsNotNone(full.refused_at)
        self.assertEqual(len(self.server.messages_to(other.email)), 3)

    def test_a_message_that_goes_through_forgives_the_full_mailbox(self):
        full, _ = make_subscriber(), make_subscriber()
        refused = Refused("552 5.2.2 Mailbox full")
        for act in (refused, refused, None, refused):
            self.server.behave(full.email, *([act] if act else []))
            make_issue()
            self.work()

        full.refresh_from_db()
        self.assertIsNone(full.refused_at)

    def test_a_refused_sender_stops_the_sending_and_marks_nobody(self):
        subscribers = [make_subscriber() for _ in range(3)]
        self.server.sender_answer = "550 5.7.1 Sender not allowed"
        issue = make_issue()

        with self.assertLogs("mail.worker", "ERROR"):
            self.work()

        self.assertEqual(issue.deliveries.counts()[WAITING], 3)
        server = Server.current()
        self.assertFalse(server.is_open)
        self.assertEqual(
            server.reason, "Le serveur refuse nos messages : 550 5.7.1 Sender not allowed"
        )
        self.time_passes(days=1)
        self.work()
        self.assertEqual(self.server.received, [])

        self.server.sender_answer = ""
        Server.resume()
        self.work()
        self.assertCountEqual(self.server.recipients, [one.email for one in subscribers])
        self.assertEqual(set(issue.deliveries.values_list("mail__attempts", flat=True)), {1})

    def test_a_policy_against_all_stops_the_sending_and_takes_its_refusals_back(self):
        for _ in range(8):
            make_subscriber()
        self.server.everybody_answer = "550 5.7.1 Blocked by policy"
        issue = make_issue()

        with self.assertLogs("mail.worker", "ERROR"):
            self.work()

        self.assertEqual(issue.deliveries.counts()[WAITING], 8)
        self.assertIn("a refusé le message 5 fois de suite", Server.current().reason)

        self.server.everybody_answer = ""
        Server.resume()
        self.work()
        self.assertEqual(len(self.server.received), 8)

    def test_a_server_that_knows_nobody_any_more_is_not_believed(self):
        for _ in range(25):
            make_subscriber()
        self.server.everybody_answer = "550 5.1.1 User unknown"
        issue = make_issue()

        with self.assertLogs("mail.worker", "ERROR"):
            self.work()

        self.assertEqual(issue.deliveries.counts()[WAITING], 25)
        self.assertIn("a refusé 20 adresses de suite", Server.current().reason)

    def test_a_content_refused_once_harms_neither_the_address_nor_the_others(self):
        strict, other = make_subscriber(), make_subscriber()
        self.server.behave(strict.email, Refused("554 5.7.1 Looks like spam"))
        make_issue()

        self.work()

        delivery = self.mail_to(strict)
        self.assertEqual((delivery.state, delivery.refusal), (REFUSED, "message"))
        self.assertEqual(self.state_of(other), SENT)
        strict.refresh_from_db()
        self.assertIsNone(strict.refused_at)


class LeavingMeanwhileTests(OutboxTestCase):
    def test_who_leaves_while_their_copy_is_claimed_is_not_written_to(self):
        first, leaving, last = (make_subscriber() for _ in range(3))
        make_issue()
        claim = worker.claim

        def claim_then_leave(*arguments):
            batch = claim(*arguments)
            Subscriber.objects.filter(pk=leaving.pk).update(confirmed_at=None)
            return batch

        with patch.object(worker, "claim", claim_then_leave):
            self.work()
        self.assertEqual(self.server.recipients, [first.email, last.email])
        self.assertEqual(
            [self.state_of(one) for one in (first, leaving, last)], [SENT, "annule", SENT]
        )
        self.assertEqual(self.server.sessions, 1)


class InternationalAddressTests(OutboxTestCase):
    ADDRESS = "élise@example.org"

    def test_an_international_address_is_written_to(self):
        subscriber = make_subscriber(self.ADDRESS)
        make_issue()
        self.work()
        self.assertEqual(self.server.recipients, [self.ADDRESS])
        self.assertEqual(self.state_of(subscriber), SENT)


class PlainServerTests(OutboxTestCase):
    server_options = {"has_smtputf8": False}

    def test_a_server_that_cannot_write_there_refuses_it_without_blame(self):
        subscriber, other = make_subscriber("élise@example.org"), make_subscriber()
        make_issue()
        self.work()
        delivery = self.mail_to(subscriber)
        self.assertEqual((delivery.state, delivery.refusal), (REFUSED, "message"))
        self.assertIn("adresse accentuée", delivery.answer)
        self.assertEqual(self.state_of(other), SENT)

"""Messages to one person, sent to a real server that takes, refuses, or is not there."""

import datetime
import email
from email import policy

from django.test import TestCase
from django.utils import timezone

from publishing.clock import run_daily_tasks
from publishing.models import OutgoingMail
from publishing.outgoing import post, send_waiting
from tests.clock import clock_at

from .mail_server import free_port, mail_server, speaking_to

NOON = "2026-11-23 12:00"


def write(recipient="jean@exemple.fr", **fields):
    return post(recipient, "Objet « ici »", "Le texte.\n", "<p>Le texte.</p>", **fields)


class SendingTests(TestCase):
    def test_it_is_sent_and_forgotten(self):
        write(reply_to="mairie@exemple.fr")
        with mail_server() as server:
            self.assertIs(send_waiting(), False)
        ((recipient, content),) = server.received
        message = email.message_from_bytes(content, policy=policy.default)
        self.assertEqual((recipient, message["To"]), ("jean@exemple.fr", "jean@exemple.fr"))
        self.assertEqual(message["Subject"], "Objet « ici »")
        self.assertEqual(message["Reply-To"], "mairie@exemple.fr")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message.get_body(("plain",)).get_content().strip(), "Le texte.")
        self.assertEqual(message.get_body(("html",)).get_content().strip(), "<p>Le texte.</p>")
        self.assertEqual(OutgoingMail.objects.count(), 0)

    def test_many_go_in_one_visit_in_the_order_they_were_written(self):
        for number in range(30):
            write(f"a{number}@exemple.fr")
        with mail_server() as server:
            while send_waiting():
                pass
        self.assertEqual([r for r, _ in server.received], [f"a{n}@exemple.fr" for n in range(30)])

    def test_nothing_to_send_speaks_to_nobody(self):
        with speaking_to(free_port()):
            self.assertIs(send_waiting(), False)

    def test_a_subject_cannot_carry_a_header(self):
        post("jean@exemple.fr", "Un\r\nBcc: tous@exemple.fr", "Texte.")
        with mail_server() as server:
            send_waiting()
        message = email.message_from_bytes(server.received[0][1], policy=policy.default)
        self.assertEqual((message["Subject"], message["Bcc"]), ("Un Bcc: tous@exemple.fr", None))


class OutageTests(TestCase):
    def test_a_server_that_is_down_loses_nothing(self):
        write()
        write("anne@exemple.fr")
        with (
            clock_at(NOON),
            speaking_to(free_port()),
            self.assertLogs("publishing.outgoing", "WARNING"),
        ):
            OutgoingMail.objects.update(try_at=timezone.now(), give_up_at=later(days=2))
            self.assertIs(send_waiting(), False)
            self.assertIs(send_waiting(), False)  # and is not asked at each look
        with clock_at("2026-11-23 12:02"), mail_server() as server:
            send_waiting()
        self.assertEqual(len(server.received), 2)

    def refused(self, answer, where="jean@exemple.fr"):
        """What becomes of a message that the server answers so to."""
        with clock_at(NOON):
            write()
            with mail_server() as server, self.assertLogs("publishing.outgoing") as logs:
                server.answers[where] = answer
                send_waiting()
        self.assertNotIn("jean@", "".join(logs.output))  # logs outlive people
        return OutgoingMail.objects.first()

    def test_what_may_pass_is_tried_again_later_and_later(self):
        for answer, where in [
            ("450 Patience", "jean@exemple.fr"),
            ("451 Greylisted", "data"),
            ("554 We do not like you", "data"),  # ours to mend, not the recipient's fault
        ]:
            with self.subTest(answer):
                mail = self.refused(answer, where)
                self.assertEqual((mail.attempts, mail.claimed_until), (1, None))
                self.assertEqual(mail.try_at, mail.written_at + datetime.timedelta(minutes=1))
                mail.delete()

    def test_delays_grow_to_an_hour(self):
        mail = write()
        waits = []
        with clock_at(NOON), self.assertLogs("publishing.outgoing"):
            for _ in range(7):
                mail.postpone(OSError())
                waits.append(round((mail.try_at - timezone.now()).total_seconds() / 60))
        self.assertEqual(waits, [1, 5, 15, 30, 60, 60, 60])

    def test_a_recipient_refused_for_good_is_dropped(self):
        self.assertIsNone(self.refused("550 5.1.1 No such user"))

    def test_what_nobody_takes_in_time_is_given_up_and_told(self):
        with clock_at(NOON):
            write(lasts=datetime.timedelta(hours=1))
        with clock_at("2026-11-23 13:01"), mail_server() as server:
            self.assertIs(send_waiting(), False)
            with self.assertLogs("publishing.outgoing", "ERROR"):
                run_daily_tasks()
        self.assertEqual((server.received, OutgoingMail.objects.count()), ([], 0))

    def test_an_address_that_cannot_be_written_stops_nobody(self):
        OutgoingMail.objects.filter(pk=write().pk).update(recipient="jean@exemple.fr\nBcc: x@y.fr")
        write("anne@exemple.fr")
        with mail_server() as server, self.assertLogs("publishing.outgoing"):
            send_waiting()
        self.assertEqual([recipient for recipient, _ in server.received], ["anne@exemple.fr"])
        self.assertEqual(OutgoingMail.objects.count(), 0)


class WorkersTests(TestCase):
    def test_a_message_is_claimed_once(self):
        write()
        self.assertIsNotNone(OutgoingMail.objects.claim())
        self.assertIsNone(OutgoingMail.objects.claim())

    def test_that_of_a_worker_that_died_is_sent_by_another_under_the_same_name(self):
        with clock_at(NOON):
            write()
            lost = OutgoingMail.objects.claim()
        with clock_at("2026-11-23 12:04"):
            self.assertIsNone(OutgoingMail.objects.claim())
        with clock_at("2026-11-23 12:06"):
            again = OutgoingMail.objects.claim()
        name = "Message-ID"
        self.assertEqual(again.message().extra_headers[name], lost.message().extra_headers[name])


def later(**delay):
    return timezone.now() + datetime.timedelta(**delay)

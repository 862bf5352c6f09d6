"""Messages to one person, sent to a real server that takes, refuses, or is not there."""

import datetime
import email
from email import policy

from django.test import TestCase
from django.utils import timezone

from mail.message import reference
from mail.models import OutgoingMail, post
from mail.worker import (
    begin,
    claim,
    recover,
    send_waiting,
)
from publishing.clock import run_daily_tasks
from tests.clock import clock_at

from .mail_server import free_port, mail_server, speaking_to

NOON = "2026-11-23 12:00"


def write(recipient="jean@exemple.fr", **fields):
    return post(recipient, "Objet « ici »", "Le texte.\n", "<p>Le texte.</p>", **fields)


def send_all():
    while send_waiting():
        pass


class SendingTests(TestCase):
    def test_it_is_sent_and_forgotten(self):
        write(reply_to="mairie@exemple.fr")
        with mail_server() as server:
            send_all()
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
            send_all()
        self.assertEqual([r for r, _ in server.received], [f"a{n}@exemple.fr" for n in range(30)])

    def test_nothing_to_send_speaks_to_nobody(self):
        with speaking_to(free_port()):
            self.assertIs(send_waiting(), False)

    def test_a_subject_cannot_carry_a_header(self):
        post("jean@exemple.fr", "Un\r\nBcc: tous@exemple.fr", "Texte.")
        with mail_server() as server:
            send_all()
        message = email.message_from_bytes(server.received[0][1], policy=policy.default)
        self.assertEqual((message["Subject"], message["Bcc"]), ("Un Bcc: tous@exemple.fr", None))


class OutageTests(TestCase):
    def test_a_server_that_is_down_loses_nothing(self):
        write()
        write("anne@exemple.fr")
        with (
            clock_at(NOON),
            speaking_to(free_port()),
            self.assertLogs("mail.worker", "WARNING"),
        ):
            OutgoingMail.objects.update(try_at=timezone.now(), expires_at=later(days=2))
            self.assertIs(send_waiting(), False)
            self.assertIs(send_waiting(), False)  # and is not asked at each look
        with clock_at("2026-11-23 12:02"), mail_server() as server:
            send_all()
        self.assertEqual(len(server.received), 2)

    def refused(self, answer, where="jean@exemple.fr"):
        """What becomes of a message that the server answers so to."""
        with clock_at(NOON):
            write()
            with mail_server() as server, self.assertLogs("mail.worker") as logs:
                server.answers[where] = answer
                send_all()
        self.assertNotIn("jean@", "".join(logs.output))  # logs outlive people
        return OutgoingMail.objects.first()

    def test_what_may_pass_is_tried_again_later_and_later(self):
        for answer, where in [
            ("450 Patience", "jean@exemple.fr"),
            ("451 Greylisted", "data"),
            ("554 We do not like you", "data"),  # ours to mend, not the recipient's fault
        ]:
            with self.subTest(answer):
                noon = datetime.datetime.fromisoformat(f"{NOON}+01:00")
                mail = self.refused(answer, where)
                self.assertEqual((mail.attempts, mail.claimed_until), (1, None))
                self.assertTrue(0.7 < (mail.try_at - noon).total_seconds() / 60 < 1.3)
                mail.delete()

    def test_a_recipient_refused_for_good_is_dropped(self):
        self.assertIsNone(self.refused("550 5.1.1 No such user"))

    def test_what_nobody_takes_in_time_is_given_up_and_told(self):
        with clock_at(NOON):
            write(lasts=datetime.timedelta(hours=1))
        with clock_at("2026-11-23 13:01"), mail_server() as server:
            self.assertIs(send_waiting(), False)
            with self.assertLogs("mail.models", "ERROR"):
                run_daily_tasks()
        self.assertEqual((server.received, OutgoingMail.objects.count()), ([], 0))

    def test_an_address_that_cannot_be_written_stops_nobody(self):
        OutgoingMail.objects.filter(pk=write().pk).update(recipient="jean@exemple.fr\nBcc: x@y.fr")
        write("anne@exemple.fr")
        with mail_server() as server, self.assertLogs("mail.worker"):
            send_all()
        self.assertEqual([recipient for recipient, _ in server.received], ["anne@exemple.fr"])
        self.assertEqual(OutgoingMail.objects.count(), 0)


class WorkersTests(TestCase):
    def test_that_of_a_worker_that_died_is_sent_by_another_under_the_same_name(self):
        with clock_at(NOON):
            write()
            (lost,) = claim("un").mails
            begin(lost, "un")
        with clock_at("2026-11-23 12:04"):
            recover()
            self.assertEqual(claim("deux").mails, [])
        with clock_at("2026-11-23 12:06"), mail_server() as server:
            send_all()
        ((_, content),) = server.received
        message = email.message_from_bytes(content)
        self.assertEqual(message["Message-ID"], f"<{reference(lost.pk)}@localhost>")


def later(**delay):
    return timezone.now() + datetime.timedelta(**delay)

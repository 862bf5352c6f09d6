"""Backends of Django that are not SMTP, and what an answer means."""

import tempfile
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend
from django.test import SimpleTestCase

from mail.connection import result_of
from mail.models import MailServer as Server
from mail.replies import (
    CONTENT,
    RECIPIENT,
    SENDER,
    SendStatus,
    judge,
    kind_of,
    without_address,
)

from .outbox_case import OutboxTestCase
from .readers import make_issue, make_subscriber


class FileBackendTests(OutboxTestCase):
    def test_messages_are_written_to_files_as_make_run_does(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        subscribers = [make_subscriber() for _ in range(3)]
        issue = make_issue()
        backend = "django.core.mail.backends.filebased.EmailBackend"
        with self.settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder):
            self.new_worker()
            self.work()

        self.assertEqual(issue.deliveries.counts()["envoye"], 3)
        written = "".join(path.read_text() for path in Path(folder).iterdir())
        for subscriber in subscribers:
            self.assertEqual(written.count(f"To: {subscriber.email}"), 1)


class ProviderError(Exception):
    """As django-anymail's: what was answered has an HTTP status."""

    def __init__(self, status):
        super().__init__(f"HTTP {status}")
        self.status_code = status


class FailingBackend(BaseEmailBackend):
    error: Exception = OSError("disque plein")

    def send_messages(self, messages):
        raise self.error


class ProviderTests(OutboxTestCase):
    def send(self, error):
        FailingBackend.error = error
        subscriber = make_subscriber()
        make_issue()
        with self.settings(EMAIL_BACKEND=f"{__name__}.FailingBackend"):
            self.new_worker()
            self.work()
        return self.mail_to(subscriber)

    def test_a_wrong_key_stops_the_sending(self):
        with self.assertLogs("mail.worker", "ERROR"):
            delivery = self.send(ProviderError(401))
        self.assertEqual((delivery.state, delivery.attempts), ("attente", 0))
        self.assertFalse(Server.current().is_open)

    def test_an_overload_is_for_later(self):
        self.assertEqual(self.send(ProviderError(429)).state, "attente")

    def test_a_refusal_is_one(self):
        delivery = self.send(ProviderError(422))
        self.assertEqual((delivery.state, delivery.refusal), ("refuse", "message"))

    def test_what_proves_nothing_is_a_doubt(self):
        self.assertEqual(self.send(ProviderError(500)).state, "douteux")

    def test_a_refused_line_proves_that_nothing_left(self):
        self.assertEqual(result_of(ConnectionRefusedError("non")).status, SendStatus.RETRY)


class JudgementTests(SimpleTestCase):
    def test_an_answer_is_judged_by_its_code_and_its_place(self):
        for code, stage, status in (
            (250, CONTENT, SendStatus.SENT),
            (451, RECIPIENT, SendStatus.RETRY),
            (421, SENDER, SendStatus.RETRY),
            (550, RECIPIENT, SendStatus.REFUSED),
            (554, CONTENT, SendStatus.REFUSED),
            (530, SENDER, SendStatus.BLOCKED),
            (-1, CONTENT, SendStatus.RETRY),
        ):
            with self.subTest(code=code, stage=stage):
                self.assertEqual(judge(code, "", stage).status, status)

    def test_a_refusal_says_something_of_the_address_or_of_us(self):
        for code, text, stage, kind in (
            (550, "5.1.1 User unknown", RECIPIENT, "adresse"),
            (550, "No such user here", RECIPIENT, "adresse"),
            (550, "5.1.8 Bad sender address", RECIPIENT, "message"),
            (552, "5.2.2 Over quota", RECIPIENT, "boite"),
            (552, "5.2.3 Message too long", CONTENT, "message"),
            (550, "5.4.4 Host not found", RECIPIENT, "boite"),
            (550, "Relaying denied", RECIPIENT, "message"),
            (550, "Blocked by our policy", RECIPIENT, "message"),
            (554, "5.7.1 Spam", CONTENT, "message"),
            (554, "No", CONTENT, "message"),
            (571, "", RECIPIENT, "message"),
        ):
            with self.subTest(text=text):
                self.assertEqual(kind_of(code, text, stage), kind)

    def test_no_address_stays_in_what_is_kept(self):
        for said, kept in (
            ("550 <jean.dupont@example.org>: unknown", "550 <…>: unknown"),
            ("550 jean.dupont@EXAMPLE.org unknown", "550 <…> unknown"),
            ("550 Jean.Dupont: no such user", "550 <…>: no such user"),
            ("250 Ok\r\nqueued as 4F3A2", "250 Ok queued as 4F3A2"),
        ):
            with self.subTest(said=said):
                self.assertEqual(without_address(said, "jean.dupont@example.org"), kept)
        self.assertEqual(len(without_address("x" * 1000)), 200)

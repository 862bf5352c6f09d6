import mailbox
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from mail.message import find_reference, reference
from mail.models import OutgoingMail
from newsletter.models import Delivery, Subscriber
from newsletter.sending.bounces import Report, read_report, record

from .readers import make_issue, make_subscriber
from .reports import complaint, failure, in_base64


def make_begun_issue():
    issue = make_issue()
    issue.begin()
    return issue


def make_delivery(subscriber=None, state="envoye", issue=None, **fields):
    return Delivery.objects.create(
        mail=OutgoingMail.objects.create(mailing=Delivery.MAILING, state=state, **fields),
        subscriber=subscriber or make_subscriber(),
        issue=issue or make_begun_issue(),
    )


def message_id(pk):
    return f"<{reference(pk)}@exemple.fr>"


class ReferenceTests(TestCase):
    def test_a_reference_is_found_again_and_a_made_up_one_is_not(self):
        self.assertEqual(find_reference(f"<{reference(12)}@exemple.fr>"), 12)
        made_up = reference(12).replace("envoi.12", "envoi.13")
        for text in (made_up, "envoi.12." + "0" * 20, "envoi.12", "", reference(12) + "0"):
            self.assertIsNone(find_reference(text), text)

    def test_a_true_one_is_found_after_a_false_one(self):
        false = "envoi.12." + "0" * 20
        self.assertEqual(find_reference(f"{false} {reference(7)}"), 7)


class ReportTests(TestCase):
    def report(self, data):
        report = read_report(data)
        return report and (report.delivery_pk, report.refusal, report.is_complaint)

    def test_a_failure_names_its_delivery_and_its_kind(self):
        for status, kind in (
            ("5.1.1", "adresse"),
            ("5.2.2", "boite"),
            ("5.7.1", "message"),
            ("4.4.7", "delai"),
        ):
            with self.subTest(status=status):
                data = failure(message_id(5), status=status)
                self.assertEqual(self.report(data), (5, kind, False))

    def test_the_whole_message_may_come_back_instead_of_its_headers(self):
        data = failure(message_id(5), returned="message/rfc822")
        self.assertEqual(self.report(data), (5, "adresse", False))

    def test_a_delay_or_a_success_is_no_news(self):
        for action in ("delayed", "delivered", "relayed", "expanded"):
            with self.subTest(action=action):
                self.assertIsNone(self.report(failure(message_id(5), action=action)))

    def test_what_servers_really_write_is_read(self):
        unknown = "smtp; 550 5.1.1 <…>: Recipient address rejected: User unknown"
        yahoo = "smtp; 554 delivery error: dd This user doesn't have a yahoo.fr account"
        for fields, kind in (
            # Exim says 5.0.0 of everything; Postfix too, when the other server gives no code.
            ({"Status": "5.0.0", "Diagnostic-Code": unknown}, "adresse"),
            ({"Status": "5.0.0", "Diagnostic-Code": "smtp; 550 No such user here"}, "adresse"),
            ({"Status": "5.0.0", "Diagnostic-Code": "smtp; 550 Unknown user"}, "adresse"),
            ({"Status": "5.0.0", "Diagnostic-Code": yahoo}, "adresse"),
            ({"Status": "5.0.0", "Diagnostic-Code": "smtp; 552 Mailbox full"}, "boite"),
            ({"Status": "5.0.0", "Diagnostic-Code": "smtp; 550 Blocked by policy"}, "message"),
            ({"Status": "5.0.0", "Diagnostic-Code": ""}, "message"),
            ({"Status": "5.1.10"}, "adresse"),  # Exchange Online
            ({"Status": "5.4.1"}, "boite"),
            ({"Status": "5.2.1"}, "boite"),
            ({"Status": "5.2.2"}, "boite"),
            ({"Status": "5.7.1", "Diagnostic-Code": "smtp; 554 5.7.1 spam"}, "message"),
            ({"Action": "failed (unknown user)"}, "adresse"),
            ({"Action": "failure"}, "adresse"),
            ({"Status": "", "Diagnostic-Code": unknown}, "adresse"),
        ):
            with self.subTest(**fields):
                self.assertEqual(
                    self.report(failure(message_id(5), fields=fields)), (5, kind, False)
                )

    def test_a_report_in_base64_is_read(self):
        data = in_base64(failure(message_id(5)))
        self.assertNotIn(b"Action: failed", data)
        self.assertEqual(self.report(data), (5, "adresse", False))

    def test_a_mailbox_whose_forward_fails_has_received_the_message(self):
        elsewhere = {"Original-Recipient": "rfc822; Jean@example.org",
                     "Final-Recipient": "rfc822; jean@ailleurs.example"}  # fmt: skip
        self.assertIsNone(self.report(failure(message_id(5), fields=elsewhere)))
        same = {"Original-Recipient": "rfc822;<JEAN@example.org>"}
        self.assertEqual(self.report(failure(message_id(5), fields=same)), (5, "adresse", False))

    def test_a_report_on_somebody_else_s_message_is_not_ours(self):
        self.assertIsNone(self.report(failure("<autre@exemple.fr>")))
        self.assertIsNone(self.report(failure(message_id(5).replace("envoi.5", "envoi.6"))))

    def test_a_complaint_is_one_and_its_contrary_is_not(self):
        self.assertEqual(self.report(complaint(message_id(5))), (5, "", True))
        self.assertIsNone(self.report(complaint(message_id(5), kind="not-spam")))

    def test_an_ordinary_message_is_none(self):
        self.assertIsNone(self.report(b"From: a@example.org\nSubject: Absent\n\nJe reviens lundi."))


class HostileReportTests(PropertyTestCase):
    @given(st.binary(max_size=2000))
    def test_no_bytes_make_it_fail(self, data):
        self.assertIsNone(read_report(data))

    @given(st.integers(0, 1200), st.binary(min_size=1, max_size=8))
    def test_no_damage_to_a_report_makes_it_fail(self, place, damage):
        data = failure(message_id(5))
        read_report(data[:place] + damage + data[place + len(damage) :])

    def test_thousands_of_nested_parts_are_not_followed(self):
        data = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3000
        self.assertIsNone(read_report(data))


class RecordTests(TestCase):
    def test_what_came_back_is_refused_and_the_address_left_alone(self):
        subscriber = make_subscriber("jean@example.org")
        delivery = make_delivery(subscriber)
        data = failure(message_id(delivery.pk))

        self.assertTrue(record(read_report(data)))
        self.assertFalse(record(read_report(data)))  # told twice, written once

        delivery.refresh_from_db()
        subscriber.refresh_from_db()
        self.assertEqual((delivery.mail.state, delivery.mail.refusal), ("refuse", "adresse"))
        self.assertEqual(delivery.mail.answer, "smtp; 550 5.1.1 <…>: User unknown")
        self.assertIsNotNone(subscriber.refused_at)

    def test_a_refused_message_does_not_harm_the_address(self):
        delivery = make_delivery()
        record(Report(delivery.pk, refusal="message", answer="550 5.7.1 spam"))
        self.assertTrue(Subscriber.objects.confirmed().exists())

    def test_a_doubt_is_lifted_by_a_report(self):
        delivery = make_delivery(state="douteux")
        self.assertTrue(record(Report(delivery.pk, refusal="boite")))
        delivery.refresh_from_db()
        self.assertEqual(delivery.mail.state, "refuse")

    def test_what_waits_or_does_not_exist_is_not_touched(self):
        waiting = make_delivery(state="attente")
        self.assertFalse(record(Report(waiting.pk, refusal="adresse")))
        self.assertFalse(record(Report(10**9, refusal="adresse")))

    def test_who_complains_leaves(self):
        delivery = make_delivery()
        self.assertTrue(record(Report(delivery.pk, is_complaint=True)))
        self.assertFalse(record(Report(delivery.pk, is_complaint=True)))
        self.assertFalse(Subscriber.objects.exists())
        delivery.refresh_from_db()
        self.assertEqual((delivery.mail.state, delivery.subscriber), ("envoye", None))

    def test_who_confirmed_again_since_is_written_to(self):
        subscriber = make_subscriber()
        former = make_delivery(subscriber, state="refuse", refusal="adresse")
        former.issue.finish()
        Subscriber.objects.filter(pk=subscriber.pk).update(confirmed_at=timezone.now())
        newer = make_delivery(subscriber)
        record(Report(newer.pk, refusal="boite"))
        subscriber.refresh_from_db()
        self.assertIsNone(subscriber.refused_at)


class ReadBouncesTests(TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.delivery = make_delivery()
        self.mails = [
            failure(message_id(self.delivery.pk)),
            failure("<autre@exemple.fr>"),
            b"From: a@example.org\n\nBonjour.",
            b"From: MAILER-DAEMON@relais.example\n\nHi. This is the qmail-send program.",
        ]

    def read(self, path):
        out = StringIO()
        call_command("read_bounces", str(path), stdout=out)
        return out.getvalue()

    def fill(self, box):
        for mail in self.mails:
            box.add(mail)
        box.close()

    def test_an_mbox_is_read_and_reading_it_again_changes_nothing(self):
        self.fill(mailbox.mbox(self.folder / "retours"))
        before = (self.folder / "retours").read_bytes()
        for said in ("1 retours notés, 0 déjà connus", "0 retours notés, 1 déjà connus"):
            self.assertEqual(
                self.read(self.folder / "retours"),
                f"4 messages lus : {said}, 1 échecs d’une forme ancienne que le site ne sait pas "
                "lire, 2 sans rapport.\n",
            )
        self.assertEqual((self.folder / "retours").read_bytes(), before)

    def test_a_maildir_is_read(self):
        self.fill(mailbox.Maildir(self.folder / "boite"))
        self.assertIn("1 retours notés", self.read(self.folder / "boite"))

    def test_what_is_no_mailbox_is_said(self):
        with self.assertRaisesMessage(CommandError, "n’existe pas"):
            self.read(self.folder / "absent")
        with self.assertRaisesMessage(CommandError, "n’est pas un dossier Maildir"):
            self.read(self.folder)

"""Staff answer, publish, make the event; the public reads it and the counts follow the clock."""

import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from actions.models import Event
from backoffice.desk import sections
from contact import retention
from contact.models import Message
from tests.clock import clock_at
from tests.factories import make_message, record
from tests.newsletter.mailbox import worked

from .test_writing import ContactTestCase


class AnsweringTestCase(ContactTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.boss = User.objects.create_superuser("chef", "chef@ales.fr")
        cls.message = make_message(
            page="/actions/9/",
            page_title="n° 9, Les Halles",
            action=cls.action,
            email="jeanne@exemple.fr",
            credit="Jeanne M.",
            text="Je suis Jeanne, 12 rue Taisson. La date est fausse.",
        )

    def setUp(self):
        super().setUp()
        self.client.force_login(User.objects.get(username="role"))
        self.url = reverse("admin:contact_message_change", args=[self.message.pk])

    def send(self, **fields):
        fields = {"outcome": "", "answer": "", "signature": ""} | fields
        return self.client.post(self.url, fields, follow=True)

    def answered(self, **fields):
        fields = {"outcome": "acceptee", "answer": "Vous avez raison.", "signature": "Léa"} | fields
        return self.send(**fields)


class AnswerTests(AnsweringTestCase):
    def test_a_draft_leaves_nothing_and_an_answer_leaves_once(self):
        self.send(answer="Je cherche.")
        self.message.refresh_from_db()
        self.assertEqual((self.message.answer, self.message.answered_on), ("Je cherche.", None))
        self.assertEqual(worked(), [])

        page = self.answered()
        self.assertContains(page, "La réponse part par courriel.")
        (mail,) = worked()
        self.assertEqual(mail.to, ["jeanne@exemple.fr"])
        for words in ("Vous avez raison.", "Léa", f"n° {self.message.pk}", "/contact/suivi/"):
            self.assertIn(words, mail.body)
        self.answered(answer="Autre chose.", outcome="refusee")
        self.message.refresh_from_db()
        self.assertEqual(self.message.answer, "Vous avez raison.")
        self.assertEqual(worked(), [])
        self.assertContains(self.client.get(self.message.follow_url), "Vous avez raison.")

    def test_a_refusal_gives_its_reason_and_an_answer_its_author(self):
        page = self.send(outcome="refusee")
        self.assertContains(page, "Un refus donne sa raison.")
        self.assertContains(page, "Dites qui répond")
        self.assertContains(self.send(outcome="repondue"), "Écrivez la réponse.")
        self.send(outcome="ecartee")
        self.assertEqual(worked(), [])
        self.assertContains(self.client.get("/contact/reponses/"), "Personne n’a encore écrit")

    def test_what_says_who_wrote_is_not_published(self):
        self.assertContains(
            self.send(is_published="on", public_question="Q", public_answer="R"),
            "Répondez d’abord",
        )
        shown = self.client.get(self.url)
        self.assertContains(shown, "Je suis Jeanne, 12 rue Taisson. La date est fausse.")
        page = self.answered(is_published="on", public_question=self.message.text)
        self.assertContains(page, "une adresse postale (« 12 rue Taisson »)")
        self.assertEqual(worked(), [])

        self.answered(is_published="on", public_question="La date est fausse.")
        self.client.logout()
        for address in ("/contact/reponses/", "/actions/9/"):
            page = self.client.get(address)
            self.assertContains(page, "La date est fausse.")
            self.assertContains(page, "Vous avez raison.")
            self.assertNotContains(page, "Jeanne")
        self.assertNotContains(self.client.get("/actions/"), "La date est fausse.")
        found = self.client.get("/recherche/?q=raison")
        self.assertContains(found, f"#message-{self.message.pk}")
        type(self.action).objects.filter(pk=self.action.pk).update(state="brouillon")
        self.assertNotContains(self.client.get("/contact/reponses/"), "La date est fausse.")

    def test_an_accepted_report_becomes_an_event_that_names_it(self):
        self.assertContains(self.client.get(self.url), "Préparer l’étape qui cite ce message")
        self.answered()
        self.client.force_login(self.boss)
        page = self.client.get(self.url)
        link = page.context["adminform"].model_admin.next_step(self.message)
        form = self.client.get(link.split('"')[1].replace("&amp;", "&"))
        self.assertContains(form, f"Signalé par un habitant (message n° {self.message.pk} du ")
        titles = [section.title for section in sections(self.boss)]
        self.assertIn("Messages du public", titles)

        event = record(self.action, "Signalé par un habitant : reprise.", occurred_on="2019")
        self.send(event=event.pk, is_published="on", public_question="La date est fausse.")
        page = self.client.get("/contact/reponses/")
        self.assertContains(page, f'href="/actions/9/#etape-{event.rank}"')
        self.assertNotIn("Messages du public", [s.title for s in sections(self.boss)])
        older = Event.objects.exclude(pk=event.pk).first()
        self.assertContains(self.send(event=older.pk), "Sélectionnez un choix valide")

    def test_a_document_is_credited_to_who_agreed(self):
        self.assertContains(self.client.get(self.url), "Signal%C3%A9+par+un+habitant")
        Message.objects.filter(pk=self.message.pk).update(subject="document")
        page = self.client.get(self.url)
        self.assertContains(page, "Document+apport%C3%A9+par+Jeanne+M.")
        Message.objects.filter(pk=self.message.pk).update(credit="")
        self.assertContains(self.client.get(self.url), "par+un+habitant")

    def test_nothing_personal_is_in_the_journal_or_the_export(self):
        self.answered(is_published="on", public_question="La date est fausse.")
        told = " ".join(f"{e.object_repr} {e.change_message}" for e in LogEntry.objects.all())
        sheet = self.client.get(reverse("admin:contact_message_export", args=[0, "csv"]))
        for words in ("Jeanne", "jeanne", "Taisson", "raison", "Léa"):
            self.assertNotIn(words, told + sheet.content.decode("utf-8-sig"))
        self.assertIn("n° 9, Les Halles", sheet.content.decode("utf-8-sig"))


class ReachTests(AnsweringTestCase):
    def test_a_service_answers_what_concerns_its_actions_alone(self):
        other = make_message()
        self.client.force_login(User.objects.get(username="halles"))
        page = self.client.get(reverse("admin:contact_message_changelist"))
        self.assertContains(page, f"n° {self.message.pk}")
        self.assertNotContains(page, f"n° {other.pk}<")
        form = self.client.get(self.url).context["adminform"].form
        self.assertEqual(list(form.fields["service"].queryset), [self.halles])
        self.answered(service=self.halles.pk)
        self.message.refresh_from_db()
        self.assertEqual(self.message.service, self.halles)

        self.client.force_login(User.objects.get(username="eau"))
        self.assertEqual(self.client.get(self.url).status_code, 403)
        self.assertEqual(
            self.client.get(f"/admin/contact/message/{other.pk}/piece/").status_code, 403
        )

    def test_the_file_is_for_those_who_answer(self):
        self.message.piece.save("a.pdf", ContentFile(b"%PDF-"))
        url = reverse("admin:contact_message_piece", args=[self.message.pk])
        sent = self.client.get(url)
        self.assertEqual(b"".join(sent.streaming_content), b"%PDF-")
        self.assertIn("attachment", sent.headers["Content-Disposition"])
        self.client.logout()
        self.assertRedirects(
            self.client.get(url), f"/admin/login/?next={url}", fetch_redirect_response=False
        )


class ClockTests(AnsweringTestCase):
    def test_late_is_counted_and_told_when_the_day_has_passed(self):
        received = timezone.make_aware(datetime.datetime(2031, 3, 3, 10))
        Message.objects.filter(pk=self.message.pk).update(
            received_at=received, due_on=datetime.date(2031, 3, 17)
        )
        for day, overdue, mails in [
            ("2031-03-17", 0, 0),
            ("2031-03-18", 1, 3),
            ("2031-03-19", 1, 0),
        ]:
            with self.subTest(day), clock_at(f"{day}T08:00"):
                retention.tell_late()
                self.assertEqual(len(worked()), mails)
                totals = self.client.get("/contact/reponses/").context["totals"]
                self.assertEqual((totals.asked, totals.overdue), (1, overdue))
                lines = [line for s in sections(self.boss) for line in s.lines]
                self.assertEqual(
                    [line.is_late for line in lines if "n° 9" in line.lead], [bool(overdue)]
                )
        with clock_at("2031-03-20T08:00"):
            self.client.force_login(self.boss)
            self.answered()
            totals = self.client.get("/contact/reponses/").context["totals"]
            self.assertEqual((totals.answered, totals.answered_late, totals.overdue), (1, 1, 0))

    def test_time_erases_the_person_then_the_words(self):
        self.message.piece.save("a.pdf", ContentFile(b"%PDF-"))
        path = self.private / self.message.piece.name
        self.answered(is_published="on", public_question="La date est fausse.")
        Message.objects.update(answered_on="2031-01-31", due_on="2031-02-10")
        waiting = make_message(email="paul@exemple.fr", text="Et moi ?")
        Message.objects.filter(pk=waiting.pk).update(due_on="2031-01-31")
        for day, person, words in [
            ("2031-03-31", True, True),
            ("2031-04-01", False, True),
            ("2032-01-31", False, True),
            ("2032-02-01", False, False),
        ]:
            with (
                self.subTest(day),
                clock_at(f"{day}T01:00"),
                self.captureOnCommitCallbacks(execute=True),
            ):
                for _ in range(2):
                    retention.forget_people()
                    retention.forget_messages()
            for message in Message.objects.all():
                self.assertEqual(bool(message.email), person)
                self.assertEqual(bool(message.text), words)
            self.assertEqual(path.exists(), person)
        self.message.refresh_from_db()
        self.assertEqual(
            (self.message.public_question, self.message.credit, self.message.signature),
            ("La date est fausse.", "", ""),
        )
        self.assertContains(self.client.get(self.message.follow_url), "votre message est effacé")

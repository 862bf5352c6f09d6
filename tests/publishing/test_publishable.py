import datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from publishing.signed import seal
from services.models import Service
from tests.clock import clock_at
from tests.factories import make_moment, make_process, make_service

HOUR = datetime.timedelta(hours=1)


class PublicationTests(TestCase):
    def names(self, at=None):
        return [service.name for service in Service.objects.published(at)]

    def test_only_what_is_published_is_public(self):
        for state in ("brouillon", "relu", "publie"):
            service = make_service(name=state, state=state)
            self.assertEqual(service.is_public, state == "publie")
            self.assertEqual(
                self.client.get(service.get_absolute_url()).status_code,
                200 if state == "publie" else 404,
            )
        self.assertEqual(self.names(), ["publie"])

    def test_a_scheduled_content_appears_at_its_hour(self):
        now = timezone.now()
        service = make_service(name="Demain", publish_at=now + HOUR)

        self.assertFalse(service.is_public)
        self.assertEqual(service.publication_label, "Programmé")
        self.assertEqual(self.names(), [])
        self.assertEqual(self.names(at=now + HOUR), ["Demain"])

    def test_an_ended_content_disappears_at_its_hour(self):
        now = timezone.now()
        service = make_service(name="Hier", publish_at=now - 2 * HOUR, unpublish_at=now - HOUR)

        self.assertFalse(service.is_public)
        self.assertEqual(service.publication_label, "Retiré")
        self.assertEqual(self.names(), [])
        self.assertEqual(self.names(at=now - 1.5 * HOUR), ["Hier"])
        self.assertEqual(self.names(at=now - HOUR), [])

    def test_a_withdrawal_and_an_edit_show_at_the_next_request(self):
        service = make_service(name="Voirie")
        self.assertContains(self.client.get("/services/"), "Voirie")

        Service.objects.filter(pk=service.pk).update(name="Chaussées")
        page = self.client.get("/services/")
        self.assertContains(page, "Chaussées")
        self.assertNotContains(page, "Voirie")

        Service.objects.filter(pk=service.pk).update(state="relu")
        self.assertNotContains(self.client.get("/services/"), "Chaussées")

    def test_the_label_is_the_state_while_dates_agree(self):
        for state, label in [("brouillon", "Brouillon"), ("relu", "Relu"), ("publie", "Publié")]:
            self.assertEqual(make_service(state=state).publication_label, label)

    def test_an_end_before_the_beginning_is_refused(self):
        now = timezone.now()
        service = make_service()
        service.publish_at, service.unpublish_at = now, now - HOUR

        with self.assertRaises(ValidationError) as refusal:
            service.full_clean()
        self.assertEqual(
            refusal.exception.messages, ["La date de retrait vient avant la date de publication."]
        )
        with self.assertRaises(IntegrityError), transaction.atomic():
            service.save()


class PreviewTests(TestCase):
    def setUp(self):
        self.draft = make_service(name="Bientôt", state="brouillon")

    def test_a_preview_link_opens_the_draft_and_says_so(self):
        page = self.client.get(self.draft.get_preview_url())

        self.assertContains(page, "Bientôt")
        self.assertContains(page, "Aperçu&nbsp;: cette page n’est pas encore publique.")
        self.assertContains(page, '<meta name="robots" content="noindex">')

    def test_nobody_keeps_a_copy_of_a_preview(self):
        page = self.client.get(self.draft.get_preview_url())

        self.assertEqual(page["Cache-Control"], "private, no-store")
        self.assertEqual(page["X-Robots-Tag"], "noindex")
        self.assertEqual(dict(page.cookies), {})

    def test_a_public_page_is_no_preview(self):
        page = self.client.get(make_service().get_absolute_url())

        self.assertNotIn("X-Robots-Tag", page)
        self.assertNotContains(page, "Aperçu")

    def test_a_forged_link_opens_nothing(self):
        url = self.draft.get_absolute_url()
        label = Service._meta.label_lower
        for token in (
            "",
            "x",
            self.draft.preview_token()[:-1] + "!",
            signing.dumps([label, self.draft.pk]),
            seal([label, self.draft.pk], "another use"),
            seal(self.draft.pk, Service.PREVIEW_USE),
            seal([label, self.draft.pk, 1], Service.PREVIEW_USE),
        ):
            with self.subTest(token):
                self.assertEqual(self.client.get(url, {"apercu": token}).status_code, 404)

    def test_a_link_opens_its_own_content_only(self):
        other = make_service(state="brouillon")
        process = make_process(pk=other.pk, state="brouillon")
        url = other.get_absolute_url()

        for token in (self.draft.preview_token(), process.preview_token()):
            self.assertEqual(self.client.get(url, {"apercu": token}).status_code, 404)

    def test_a_link_stops_working_after_seven_days(self):
        url = self.draft.get_preview_url()
        now = timezone.now()
        for days, status in [(6.9, 200), (7.1, 404)]:
            with (
                self.subTest(days),
                clock_at((now + datetime.timedelta(days=days)).isoformat()),
            ):
                self.assertEqual(self.client.get(url).status_code, status)

    def test_a_draft_of_the_day_is_previewed_in_its_place(self):
        make_moment(title="Bus", time="08:00")
        draft = make_moment(title="Marché", time="07:00", state="brouillon")
        url = draft.get_preview_url()

        self.assertEqual(url.partition("#")[2], draft.anchor)
        page = self.client.get(url)
        self.assertEqual(
            [moment.title for moment in page.context["object_list"]], ["Marché", "Bus"]
        )
        self.assertEqual(page["X-Robots-Tag"], "noindex")
        self.assertEqual(
            [moment.title for moment in self.client.get("/journee/").context["object_list"]],
            ["Bus"],
        )


class WithdrawnTests(TestCase):
    """What was public and is no longer answers 410; what never was answers 404."""

    def answer(self, **fields):
        service = make_service(**fields)
        return self.client.get(service.get_absolute_url())

    def test_a_page_past_its_end_says_that_it_was_withdrawn(self):
        page = self.answer(publish_at="2018-01-01T00:00Z", unpublish_at="2019-01-01T00:00Z")
        self.assertContains(page, "Cette page a été retirée", status_code=410)

    def test_drafts_and_pages_to_come_do_not_exist(self):
        self.assertEqual(self.answer(state="brouillon").status_code, 404)
        self.assertEqual(self.answer(publish_at="2999-01-01T00:00Z").status_code, 404)

import unicodedata

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.test import TestCase

from figures.models import Figure
from pages.models import Page
from participation.models import Process
from publishing.models import Composed
from services.models import Service
from spreadsheets.values import as_text
from tests.factories import make_figure

APART = unicodedata.normalize("NFD", "Médiathèque à l’été")
TOGETHER = unicodedata.normalize("NFC", APART)
# Addresses, words of machines, and notes of the back office that no page shows.
NOT_SHOWN = {
    "actions.ImportChange",
    "actions.ImportRun",
    "actions.ImportWord",
    "actions.Redaction",
    "mail.MailServer",
    "mail.OutgoingMail",
    "newsletter.Consent",
    "newsletter.Delivery",
    "newsletter.ForgottenAddress",
    "newsletter.ListImport",
    "newsletter.SignUp",
    "newsletter.Subscriber",
    "newsletter.Tally",
    "portraits.GoneAddress",
    "portraits.Removal",
    "actions.Remit",
    "search.MissedWord",
    "legal.Agreement",
    "staff.Helpdesk",
    "staff.OpenPage",
    "staff.Proposal",
    "staff.Remark",
    "staff.SavedForm",
    "publishing.Attempt",
}


def is_ours(model):
    return not model.__module__.startswith(("django.", "django_otp.", "simple_history."))


class ComposedTextTests(TestCase):
    def test_every_model_that_the_public_reads_keeps_composed_letters(self):
        left_out = {
            model._meta.label
            for model in apps.get_models()
            if is_ours(model)
            and not model.__name__.startswith("Historical")
            and not issubclass(model, Composed)
            and any(isinstance(f, models.CharField | models.TextField) for f in model._meta.fields)
        }
        self.assertLessEqual(left_out, NOT_SHOWN)

    def test_what_is_validated_is_composed(self):
        for record in (Page(title=APART), Service(name=APART), Process(title=APART)):
            with self.assertRaises(ValidationError):  # it lacks the rest
                record.full_clean()
            self.assertIn(TOGETHER, vars(record).values())
            self.assertNotIn(APART, vars(record).values())

    def test_a_form_of_the_back_office_keeps_them(self):
        figure = make_figure("pretes", 12)
        reading = figure.readings.get()
        self.client.force_login(User.objects.create_superuser("admin"))
        self.client.post(
            f"/admin/figures/figure/{figure.pk}/change/",
            {
                "label": APART,
                "unit": "",
                "body": "",
                "owner": "",
                "next_review_on": "",
                "readings-TOTAL_FORMS": 1,
                "readings-INITIAL_FORMS": 1,
                "readings-0-id": reading.pk,
                "readings-0-figure": figure.pk,
                "readings-0-value": "12",
                "readings-0-as_of": "2019",
                "readings-0-source": reading.source_id,
                "readings-0-is_shown": "on",
                "readings-0-note": APART,
            },
        )
        figure = Figure.objects.get(pk=figure.pk)
        self.assertEqual((figure.label, figure.readings.get().note), (TOGETHER, TOGETHER))

    def test_a_cell_of_a_spreadsheet_is_read_composed(self):
        self.assertEqual(as_text(f" {APART} "), TOGETHER)

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from tests.factories import make_action, record


class EventRulesTests(TestCase):
    """What the model itself refuses, whoever writes."""

    def setUp(self):
        self.action = make_action("en-cours")

    def refusal(self, **fields):
        with self.assertRaises(ValidationError) as refused:
            record(self.action, **fields)
        return refused.exception.message_dict

    def test_a_year_mistyped_is_refused(self):
        self.assertEqual(
            self.refusal(occurred_on="1850-01-01"),
            {"occurred_on": ["Avant 1990 : l’année est sans doute mal tapée."]},
        )

    def test_an_evidence_is_not_seen_in_the_future_and_has_more_than_a_title(self):
        faults = self.refusal(evidence_title="Un article", evidence_seen_on="2999-01-01")
        self.assertEqual(
            faults,
            {
                "evidence_seen_on": ["Une preuve ne peut pas avoir été vue dans l’avenir."],
                "evidence_url": ["Une preuve qui a un titre a aussi une adresse ou un fichier."],
            },
        )

    def test_texts_name_no_figure_and_are_not_endless(self):
        self.assertIn("écrivez le chiffre lui-même", self.refusal(text="[[agents]]")["text"][0])
        self.assertEqual(list(self.refusal(text="x" * 1501)), ["text"])

    def test_a_period_not_over_is_said_on_the_page(self):
        year = timezone.localdate().year
        record(self.action, occurred_on=str(year), status="suspendue")
        page = self.client.get(self.action.get_absolute_url())
        self.assertContains(page, "Cette étape comptera à la fin de sa période")

    def test_the_ledger_tells_the_newest_event_that_stands(self):
        wrong = record(self.action, "Texte faux", occurred_on="2019-05")
        record(self.action, "Texte vrai", occurred_on="2019-04", corrects=wrong)
        page = self.client.get("/actions/")
        self.assertNotContains(page, "Texte faux")
        self.assertContains(page, "Texte vrai")

    def test_an_action_without_event_is_neither_counted_nor_listed(self):
        make_action(title="Sans étape")
        page = self.client.get("/actions/")
        self.assertContains(page, "le plan compte 1 action ")
        self.assertNotContains(page, "Sans étape")

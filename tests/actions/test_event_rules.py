from django.core.exceptions import ValidationError
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import django as hypothesis_django

from actions.models import Action, Event, Status
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, record
from tests.reading import Reading


class EventRulesTests(Reading, TestCase):
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
        with clock_at("2031-03-01T12:00"):
            record(self.action, occurred_on="2031", status="suspendue")
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


class SameAsTheDatabaseTests(hypothesis_django.TestCase):
    """`clean()` refuses whatever the constraints refuse: imports trust it for thousands of rows."""

    @given(
        status=some.sampled_from(["", *Status.values]),
        kind=some.sampled_from(["", *Event.Evidence.values]),
        title=some.sampled_from(["", "Un article."]),
        url=some.sampled_from(["", "https://ales.fr"]),
        alt=some.sampled_from(["", "Un dessin."]),
        reservation=some.sampled_from(["", "À vérifier."]),
        merged=some.sampled_from([None, 2]),
    )
    def test_what_passes_clean_passes_every_constraint(
        self, status, kind, title, url, alt, reservation, merged
    ):
        event = Event(
            action=Action(pk=1, number=1),
            text="Le chantier commence.",
            occurred_on=PartialDate.from_iso("2018-03-01"),
            status=status,
            evidence_kind=kind,
            evidence_title=title,
            evidence_url=url,
            evidence_digest="abc",  # a missing file is for the constraint alone to refuse
            evidence_alt=alt,
            reservation=reservation,
            merged_into_id=merged,
        )
        try:
            event.clean()
        except ValidationError as refusal:
            # Faults are told under a field of the constraint that says the same, which Django then
            # leaves alone: nothing is told twice.
            named = set(refusal.error_dict)
        else:
            named = set()
        event.validate_constraints(exclude=named)

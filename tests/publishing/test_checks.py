from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Q
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import django as hypothesis_django

from actions.models import Action, Event, Status
from publishing.checks import broken, clean_alone, compiled
from publishing.text.dates import PartialDate
from tests.factories import make_action

DAY = PartialDate.from_iso("2018-03-01")


class CleanAloneTests(TestCase):
    def test_every_rule_of_the_model_is_told_without_a_query(self):
        action = make_action()
        event = Event(action=action, text="", occurred_on=DAY, status="fini", evidence_url="non")
        with self.assertNumQueries(0), self.assertRaises(ValidationError) as refusal:
            clean_alone(event)
        self.assertEqual(set(refusal.exception.error_dict), {"text", "status", "evidence_url"})

    def test_a_constraint_speaks_with_its_own_words(self):
        event = Event(action=make_action(), text="Livré.", occurred_on=DAY, status=Status.DONE)
        with self.assertRaises(ValidationError) as refusal:
            clean_alone(event)
        self.assertEqual(
            refusal.exception.message_dict[NON_FIELD_ERRORS],
            ["« Réalisée » demande une preuve, ou une réserve que le public verra."],
        )

    def test_only_the_fields_that_changed_are_asked(self):
        action = Action(number=9, title="x" * 300, place="y" * 300)
        with self.assertRaises(ValidationError) as refusal:
            clean_alone(action, only={"place"})
        self.assertEqual(list(refusal.exception.error_dict), ["place"])

    def test_dates_that_cross_are_refused_as_by_the_database(self):
        action = make_action()
        action.publish_at = action.updated_at
        action.unpublish_at = action.updated_at
        with self.assertRaises(ValidationError):
            clean_alone(action)


class SameAsTheDatabaseTests(hypothesis_django.TestCase):
    """A condition read in Python answers what the database answers, whatever the record."""

    @given(
        status=some.sampled_from(["", "fini", *Status.values]),
        kind=some.sampled_from(["", "lien", "document", "photo", "autre"]),
        url=some.sampled_from(["", "https://ales.fr"]),
        digest=some.sampled_from(["", "abc"]),
        alt=some.sampled_from(["", "Un dessin."]),
        reservation=some.sampled_from(["", "À vérifier."]),
        merged=some.sampled_from([None, 1]),
    )
    def test_the_constraints_of_an_event(self, status, kind, url, digest, alt, reservation, merged):
        event = Event(
            status=status,
            evidence_kind=kind,
            evidence_url=url,
            evidence_digest=digest,
            evidence_alt=alt,
            reservation=reservation,
            merged_into_id=merged,
        )
        by_database = []
        for constraint in Event._meta.constraints:
            try:
                constraint.validate(Event, event)
            except ValidationError:
                by_database.append(constraint.name)
        self.assertEqual([constraint.name for constraint in broken(event)], by_database)

    @given(
        condition=some.recursive(
            some.sampled_from(
                [
                    Q(number=3),
                    Q(number__gt=2),
                    Q(number__in=[1, 2]),
                    Q(budget_spent__gte=5),
                    Q(budget_spent__isnull=True),
                    ~Q(budget_spent__lt=5),
                ]
            ),
            lambda q: (
                some.builds(lambda a, b: a | b, q, q)
                | some.builds(lambda a, b: a & b, q, q)
                | some.builds(lambda a: ~a, q)
            ),
            max_leaves=5,
        ),
        number=some.integers(1, 4),
        spent=some.sampled_from([None, 4, 5, 6]),
    )
    def test_any_condition(self, condition, number, spent):
        action = Action(number=number, budget_spent=spent)
        constraint = CheckConstraint(condition=condition, name="any")
        try:
            constraint.validate(Action, action)
            by_database = True
        except ValidationError:
            by_database = False
        self.assertEqual(compiled(condition, Action)(action) is not False, by_database)

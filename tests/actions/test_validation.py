from django.core.exceptions import ValidationError
from django.test import TestCase

from actions.models import Action, Event
from actions.validation import clean_without_queries
from publishing.text.dates import PartialDate
from tests.factories import make_action

DAY = PartialDate.from_iso("2018-03-01")


class CleanWithoutQueriesTests(TestCase):
    def test_every_fault_is_named_without_a_query(self):
        action = make_action()
        event = Event(action=action, text="", occurred_on=DAY, status="fini", evidence_url="non")
        with self.assertNumQueries(0), self.assertRaises(ValidationError) as refusal:
            clean_without_queries(event)
        self.assertEqual(set(refusal.exception.error_dict), {"text", "status", "evidence_url"})

    def test_only_the_fields_that_changed_are_asked(self):
        action = Action(number=9, title="x" * 300, place="y" * 300)
        with self.assertRaises(ValidationError) as refusal:
            clean_without_queries(action, only={"place"})
        self.assertEqual(list(refusal.exception.error_dict), ["place"])

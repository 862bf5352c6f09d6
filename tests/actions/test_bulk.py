"""Many at once leave what one by one leave."""

from io import StringIO

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import TestCase

from actions.event_columns import cells_of
from actions.models import Action, Event
from actions.models.bulk import create_many, record_many
from publishing.text.dates import PartialDate
from tests.factories import make_action, make_source, record

DAY = PartialDate.from_iso("2018-05-02")


def event(action, status="en-cours", text="Lancée.", **fields):
    return Event(action=action, occurred_on=DAY, text=text, status=status, **fields)


class RecordManyTests(TestCase):
    def setUp(self):
        self.first, self.second = make_action(number=1, status="a-venir"), make_action(number=2)
        self.user = User.objects.create_user("editrice")

    def test_the_chain_holds_and_goes_on(self):
        record_many([event(self.first), event(self.second), event(self.first, "", "Une visite.")])
        record(self.first)
        out = StringIO()
        call_command("verify_history", stdout=out)
        self.assertIn("L’historique est intact : 5 étapes", out.getvalue())

    def test_the_same_events_one_by_one_have_the_same_public_cells(self):
        one = record(self.first, "Lancée.", "2018-05-02", status="en-cours")
        record_many([event(self.second)])
        other = Event.objects.get(action=self.second)
        differing = {"rang", "action", "empreinte", "empreinte_precedente", "enregistre_le", "sels"}
        told = [
            {name: cell for name, cell in cells_of(e).items() if name not in differing}
            for e in (one, other)
        ]
        self.assertEqual(*told)
        self.assertEqual(other.previous_digest, one.digest)
        self.assertEqual(other.rank, one.rank + 1)

    def test_statuses_move_and_leave_one_line_of_history_with_its_sources(self):
        source = make_source()
        self.first.sources.add(source)
        lines = self.first.history.count()
        self.first.place = "Ici"
        record_many(
            [event(self.first)], {self.first: {"place"}}, user=self.user, reason="import n° 1"
        )
        first = Action.objects.get(pk=self.first.pk)
        self.assertEqual((first.status, first.place), ("en-cours", "Ici"))
        self.assertEqual(first.history.count(), lines + 1)
        line = first.history.first()
        self.assertEqual(
            (line.status, line.place, line.history_user, line.history_change_reason),
            ("en-cours", "Ici", self.user, "import n° 1"),
        )
        self.assertEqual([row.source for row in line.sources.all()], [source])
        self.assertGreater(first.updated_at, self.first.history.last().history_date)

    def test_what_is_not_named_is_not_written(self):
        """Another's edit of another field stays, even from a stale copy."""
        Action.objects.filter(pk=self.first.pk).update(summary="D’une autre.")
        self.first.place = "Ici"
        record_many([], {self.first: {"place"}})
        first = Action.objects.get(pk=self.first.pk)
        self.assertEqual((first.place, first.summary), ("Ici", "D’une autre."))

    def test_one_faulty_event_stops_them_all(self):
        with self.assertRaises(ValidationError):
            record_many([event(self.first), event(self.second, "realisee")])
        self.assertEqual(Event.objects.count(), 1)
        self.assertEqual(Action.objects.get(number=1).status, "a-venir")

    def test_one_faulty_field_stops_them_all(self):
        self.first.place = "x" * 201
        with self.assertRaises(ValidationError):
            record_many([event(self.first)], {self.first: {"place"}})
        self.assertEqual(Event.objects.count(), 1)

    def test_an_event_is_not_corrected_twice(self):
        wrong = Event.objects.get()
        record_many([event(self.first, corrects=wrong)])
        with self.assertRaises(ValidationError) as refusal:
            record_many([event(self.first, corrects=wrong, text="Encore.")])
        self.assertEqual(
            refusal.exception.message_dict["corrects"],
            ["Cette étape est déjà rectifiée : désignez plutôt celle qui la remplace."],
        )

    def test_nothing_to_record_is_nothing_written(self):
        before = self.first.history.count()
        record_many([], {})
        self.assertEqual(self.first.history.count(), before)

    def test_nobody_else_writes_events_in_bulk(self):
        with self.assertRaises(TypeError):
            Event.objects.bulk_create([event(self.first)])


class CreateManyTests(TestCase):
    def test_new_actions_have_their_first_line_of_history(self):
        create_many([Action(number=5, title="Cinq")], reason="import n° 3")
        action = Action.objects.get(number=5)
        line = action.history.get()
        self.assertEqual(
            (line.history_type, line.history_change_reason, action.state),
            ("+", "import n° 3", "brouillon"),
        )

    def test_a_faulty_one_stops_them_all(self):
        with self.assertRaises(ValidationError):
            create_many([Action(number=5), Action(number=6, title="x" * 201)])
        self.assertFalse(Action.objects.exists())

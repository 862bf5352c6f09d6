from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from figures.models import Figure, Reading
from publishing.text.dates import PartialDate
from publishing.text.typography import NARROW, NBSP
from tests.factories import make_figure, make_source


def read(figure, value, as_of="2019", **fields):
    return Reading.objects.create(
        figure=figure,
        value=value,
        as_of=PartialDate.from_iso(as_of),
        source=make_source(),
        **fields,
    )


class ReadingTests(TestCase):
    def test_showing_a_reading_hides_the_former(self):
        figure = make_figure(value=73)
        newer = read(figure, 72, "2020", is_shown=True)

        self.assertEqual(Figure.objects.get().shown, newer)
        self.assertEqual([reading.value for reading in Figure.objects.get().others], [73])

    def test_the_database_shows_one_reading_only(self):
        figure = make_figure()
        read(figure, 72)

        with self.assertRaises(IntegrityError), transaction.atomic():
            figure.readings.update(is_shown=True)

    def test_another_reading_may_take_the_place_of_the_shown_one(self):
        figure = make_figure()
        reading = read(figure, 72)
        reading.is_shown = True

        reading.full_clean()  # raises nothing

    def test_the_value_is_kept_exactly_and_shown_in_french(self):
        figure = make_figure(value=Decimal("8.67"))
        self.assertEqual(Reading.objects.get().value, Decimal("8.67"))
        self.assertEqual(str(figure.shown), "8,67")
        self.assertEqual(
            read(figure, 3000, qualifier="plus de").display, f"plus de{NBSP}3{NARROW}000"
        )

    def test_a_source_in_use_cannot_be_deleted(self):
        figure = make_figure()

        with self.assertRaises(IntegrityError), transaction.atomic():
            figure.shown.source.delete()


class DisputeTests(TestCase):
    def test_two_values_of_one_year_are_a_dispute(self):
        figure = make_figure(value=2155)
        self.assertFalse(figure.is_disputed)

        read(figure, 2154, "2019-05-19")

        self.assertTrue(Figure.objects.get().is_disputed)

    def test_the_same_value_twice_or_another_year_is_none(self):
        figure = make_figure(value=73)
        read(figure, 73)
        read(figure, 50, "2013-10-03")

        self.assertFalse(Figure.objects.get().is_disputed)

    def test_a_figure_without_a_shown_reading_shows_nothing(self):
        figure = Figure.objects.create(key="vide", label="Vide")

        self.assertIsNone(figure.shown)
        self.assertFalse(figure.is_disputed)


class DoubtTests(TestCase):
    def doubts(self, value, unit):
        return make_figure(value=value, unit=unit).shown.doubts

    def test_impossible_values_are_flagged(self):
        for value, unit, doubt in [
            (553, "jours", "une année a 366 jours au plus"),
            (553, "jours par an", "une année a 366 jours au plus"),
            (101, "%", "un pourcentage dépasse 100"),
            (8, "jours sur 7", "une semaine a 7 jours"),
            (25, "heures sur 24", "une journée a 24 heures"),
        ]:
            with self.subTest(unit):
                self.assertEqual(self.doubts(value, unit), [f"valeur impossible : {doubt}"])

    def test_possible_values_are_not(self):
        for value, unit in [
            (366, "jours"),
            (100, "%"),
            (7, "jours sur 7"),
            (24, "heures sur 24"),
            (15000, "heures"),
            (553, "propositions"),
        ]:
            with self.subTest(unit):
                self.assertEqual(self.doubts(value, unit), [])


class KeyTests(TestCase):
    def test_a_key_is_plain(self):
        for key in ("Bus", "é", "a b", "a--b", "-a", "a_b"):
            with self.subTest(key), self.assertRaises(ValidationError) as refusal:
                Figure(key=key, label="x").full_clean()
            self.assertEqual(
                refusal.exception.message_dict["key"],
                [
                    "Une clé n’a que des minuscules sans accent, des chiffres et des tirets : "
                    "« lignes-de-bus »."
                ],
            )

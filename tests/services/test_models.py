import datetime

from django.test import TestCase

from services.models import Moment
from tests.factories import make_moment


class MomentTests(TestCase):
    def test_the_day_follows_the_hours_then_the_rank(self):
        for title, time, rank in [
            ("Cantine", "12:00", 0),
            ("Voirie", "09:00", 2),
            ("Propreté", "05:30", 9),
            ("Déchèterie", "09:00", 1),
        ]:
            make_moment(title=title, time=time, rank=rank)

        self.assertEqual(
            [moment.title for moment in Moment.objects.for_day()],
            ["Propreté", "Déchèterie", "Voirie", "Cantine"],
        )

    def test_the_moment_of_now_is_the_last_one_begun(self):
        for time in ("05:30", "08:00", "15:00"):
            make_moment(title=time, time=time)
        make_moment(title="brouillon", time="09:00", state="brouillon")

        for hour, minute, title in [
            (5, 30, "05:30"),
            (7, 59, "05:30"),
            (10, 0, "08:00"),
            (23, 0, "15:00"),
            (4, 0, "15:00"),  # before dawn: the last of the day before
        ]:
            with self.subTest(hour=hour, minute=minute):
                around = Moment.objects.around(datetime.time(hour, minute))
                self.assertEqual(around.title, title)

    def test_an_empty_day_has_no_moment_of_now(self):
        self.assertIsNone(Moment.objects.around())

    def test_hours_are_written_as_the_french_do(self):
        for hour, minute, label in [(5, 30, "5 h 30"), (8, 0, "8 h"), (15, 5, "15 h 05")]:
            self.assertEqual(Moment(time=datetime.time(hour, minute)).hour_label, label)

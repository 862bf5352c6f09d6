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

    def test_hours_are_written_as_the_french_do(self):
        for hour, minute, label in [(5, 30, "5 h 30"), (8, 0, "8 h"), (15, 5, "15 h 05")]:
            self.assertEqual(Moment(time=datetime.time(hour, minute)).hour_label, label)

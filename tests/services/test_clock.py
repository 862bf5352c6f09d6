"""« En ce moment » by the clock: nothing is said to go on that nobody says."""

import datetime

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from publishing.text.typography import NBSP
from services.clock import Now, next_moment
from services.models import Moment
from tests.clock import clock_at
from tests.factories import make_moment
from tests.publishing.page_files_case import PageFilesTestCase
from tests.seeded import seed

FRIDAY, SATURDAY, SUNDAY = "2026-11-27", "2026-11-28", "2026-11-29"


def at(day, time):
    return timezone.make_aware(datetime.datetime.fromisoformat(f"{day}T{time}"))


def now(day, time):
    return Now.of(Moment.objects.for_day(), at(day, time))


def titles(moments):
    return [moment.title for moment in moments]


class NowTests(TestCase):
    def setUp(self):
        make_moment(title="Propreté", time="05:30", days="lun-sam", ends_at="12:00")
        make_moment(title="Crèche", time="08:15")
        make_moment(title="Voirie", time="09:00", rank=2)
        make_moment(title="Santolines", time="09:00", rank=1)
        make_moment(title="Ronde", time="22:00", ends_at="04:00", days="tous")
        make_moment(title="Police", time="10:00", is_all_day=True, days="tous")
        make_moment(title="Brouillon", time="09:00", state="brouillon")

    def test_what_goes_on_is_what_is_known_to(self):
        for day, time, present in [
            (FRIDAY, "04:30", ["Police"]),
            (FRIDAY, "05:30", ["Propreté", "Police"]),
            (FRIDAY, "08:10", ["Propreté", "Police"]),
            (FRIDAY, "08:15", ["Crèche", "Propreté", "Police"]),
            (FRIDAY, "09:00", ["Santolines", "Voirie", "Propreté", "Police"]),
            (FRIDAY, "10:00", ["Propreté", "Police"]),
            (FRIDAY, "12:00", ["Police"]),
            (FRIDAY, "23:00", ["Ronde", "Police"]),
            (SATURDAY, "03:59", ["Ronde", "Police"]),
            (SATURDAY, "04:00", ["Police"]),
            (SATURDAY, "09:30", ["Propreté", "Police"]),  # no day is known of the two others
            (SUNDAY, "09:30", ["Police"]),
        ]:
            with self.subTest(day=day, time=time):
                self.assertEqual(titles(now(day, time).present), present)

    def test_what_comes_next_is_told_with_its_day_and_its_ties(self):
        for day, time, words, coming in [
            (FRIDAY, "08:30", "à 9 h", ["Santolines", "Voirie"]),
            (FRIDAY, "12:30", "à 22 h", ["Ronde"]),
            (FRIDAY, "23:00", "demain à 5 h 30", ["Propreté"]),
            (SATURDAY, "23:00", "demain à 22 h", ["Ronde"]),
        ]:
            with self.subTest(day=day, time=time):
                told = now(day, time)
                self.assertEqual((told.coming_in_words, titles(told.coming)), (words, coming))
        Moment.objects.filter(title="Ronde").delete()
        self.assertEqual(now(SATURDAY, "23:00").coming_in_words, "lundi à 5 h 30")

    def test_the_words_end_with_the_hour_or_before(self):
        for time, ends in [
            ("05:10", "05:30"),
            ("08:00", "08:15"),
            ("08:15", "09:00"),
            ("11:20", "12:00"),
            ("23:10", "00:00"),
        ]:
            with self.subTest(time):
                day = SATURDAY if ends == "00:00" else FRIDAY
                self.assertEqual(now(FRIDAY, time).until, at(day, ends))
                self.assertEqual(next_moment(at(FRIDAY, time)), at(day, ends))

    def test_without_moments_nothing_is_told(self):
        Moment.objects.all().delete()
        told = now(FRIDAY, "09:00")
        self.assertEqual((told.present, told.coming, told.hours), ((), (), ()))
        self.assertIsNone(next_moment(at(FRIDAY, "09:00")))

    def test_hours_that_change_in_spring_and_autumn(self):
        for day in ("2027-03-28", "2026-10-25"):
            for hour in range(24):
                told = now(day, f"{hour:02}:30")
                self.assertGreater(told.until, at(day, f"{hour:02}:30"))
                self.assertIn("Police", titles(told.present))

    def test_what_cannot_be_is_refused(self):
        moment = Moment.objects.get(title="Police")
        for change, message in [
            ({"ends_at": datetime.time(11)}, "« Sans interruption » n’a pas de fin"),
            ({"is_all_day": False, "ends_at": moment.time}, "La fin est l’heure du début"),
        ]:
            for name, value in change.items():
                setattr(moment, name, value)
            with self.assertRaises(ValidationError) as refused:
                moment.full_clean()
            self.assertIn(message, " ".join(refused.exception.messages))
            moment.refresh_from_db()


class DayPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed()

    def read(self, address, instant):
        with clock_at(instant):
            return self.client.get(address)

    def test_at_night_the_home_and_the_day_say_so(self):
        home = self.read("/", f"{FRIDAY}T23:10")
        self.assertContains(home, f'<p class="hero-hour">23{NBSP}h</p>')
        self.assertContains(home, "<h2>Sécurité</h2>")
        self.assertContains(home, f"Ensuite, demain à 5{NBSP}h{NBSP}30&nbsp;: Propreté.")
        day = self.read("/journee/", f"{FRIDAY}T23:10")
        self.assertContains(day, f"Il est 23{NBSP}h à Alès")
        self.assertContains(day, f"24{NBSP}heures sur 24, tous les jours")
        self.assertNotContains(day, "Infos en ligne</a>, à")

    def test_moments_that_begin_together_are_told_together(self):
        day = self.read("/journee/", f"{FRIDAY}T09:20")
        marked = day.content.decode().count('<p class="moment-now">En ce moment</p>')
        self.assertGreater(marked, 4)
        self.assertContains(day, "Déchèterie</a>, à 9")

    def test_each_hour_of_the_strip_leads_to_its_first_moment_or_says_nothing(self):
        day = self.read("/journee/", f"{FRIDAY}T09:20")
        hours = day.context["now"].hours
        self.assertEqual([hour.number for hour in hours], list(range(24)))
        told = {hour.number: len(hour.moments) for hour in hours}
        self.assertEqual((told[3], told[5], told[23]), (0, 1, 0))
        self.assertEqual(sum(told.values()), Moment.objects.filter(is_all_day=False).count())
        self.assertContains(day, f'href="#{hours[5].moments[0].anchor}"')
        self.assertContains(day, 'aria-label="5&nbsp;h&nbsp;: 1 moment"')

    def test_the_screen_of_a_hall_reloads_itself_and_asks_for_nothing(self):
        screen = self.read("/journee/ecran/", f"{FRIDAY}T09:20")
        self.assertContains(screen, '<meta http-equiv="refresh" content="300">')
        self.assertContains(screen, "noindex")
        self.assertContains(screen, "Déchèterie")
        for tag in ("<script", "<form", "<button"):
            self.assertNotContains(screen, tag)

    def test_an_empty_day_says_so_on_the_screen_too(self):
        Moment.objects.update(state="brouillon")
        self.assertContains(self.client.get("/journee/ecran/"), "Aucun moment n’est publié")


class PageFileTests(PageFilesTestCase):
    def test_the_page_written_at_one_hour_ends_with_it(self):
        make_moment(title="Propreté", time="05:30", days="tous")
        with clock_at(f"{FRIDAY}T05:10"):
            self.folder.follow()
            self.assertIn(f"Il est 5{NBSP}h", self.visit("/journee/").text)
            self.assertNotIn('moment-now">', self.visit("/journee/").text)
        with clock_at(f"{FRIDAY}T05:30:01"):
            self.folder.follow()
            self.assertIn('moment-now">En ce moment', self.visit("/journee/").text)
        with clock_at(f"{FRIDAY}T06:00:01"):
            self.folder.follow()
            self.assertIn(f"Il est 6{NBSP}h", self.visit("/journee/").text)

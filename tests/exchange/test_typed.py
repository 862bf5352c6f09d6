"""Dates and hours as people type them, on Saturday 28 November 2026."""

import datetime

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from exchange.typed import DayField, HourField, MomentField
from publishing.text.dates import PartialDateFormField
from tests.clock import clock_at


class TypedTests(SimpleTestCase):
    def setUp(self):
        self.enterContext(clock_at("2026-11-28T10:00"))

    def test_days(self):
        for text, expected in {
            "03/12/2026": "2026-12-03",
            "3/12/26": "2026-12-03",
            "3 décembre 2026": "2026-12-03",
            "1er mars 2027": "2027-03-01",
            "2026-12-03": "2026-12-03",
            "Demain": "2026-11-29",
            "après-demain": "2026-11-30",
            "hier": "2026-11-27",
            "aujourd’hui": "2026-11-28",
            "lundi": "2026-11-30",
            "samedi": "2026-12-05",
            "lundi prochain": "2026-11-30",
            "samedi dernier": "2026-11-21",
            "lundi dernier": "2026-11-23",
        }.items():
            with self.subTest(text):
                self.assertEqual(DayField().clean(text).isoformat(), expected)
                self.assertEqual(PartialDateFormField().clean(text).iso, expected)
        self.assertEqual(PartialDateFormField().clean("mai 2017").iso, "2017-05")

    def test_hours(self):
        for text, expected in {
            "9h00": "09:00",
            "8 h 05": "08:05",
            "8\u00a0h\u00a005": "08:05",
            "9h": "09:00",
            "9": "09:00",
            "14:30": "14:30",
            "14.30": "14:30",
            "14:30:00": "14:30",
            "à 9 heures": "09:00",
            "9 heures 30": "09:30",
            "midi": "12:00",
        }.items():
            with self.subTest(text):
                self.assertEqual(f"{HourField().clean(text):%H:%M}", expected)

    def refusal(self, field, value):
        with self.assertRaises(ValidationError) as raised:
            field.clean(value)
        return " ".join(raised.exception.messages)

    def test_each_refusal_gives_an_example(self):
        for text in ("bientôt", "3/12", "31/02/2026", "12/31/2026", "1" * 200):
            with self.subTest(text):
                self.assertRegex(self.refusal(DayField(), text), r"\d\d/\d\d/\d{4}")
        for text in ("25h", "9h75", "tôt", "9h00 9h00"):
            with self.subTest(text):
                self.assertIn("par exemple 8 h 05", self.refusal(HourField(), text))

    def test_years_that_are_slips_are_refused(self):
        for field in (DayField(), PartialDateFormField()):
            for text in ("03/12/0027", "2/1/0001", "12/11/2206"):
                with self.subTest(text, field=field):
                    self.assertIn("est-elle juste", self.refusal(field, text))
        self.assertIn("est-elle juste", self.refusal(PartialDateFormField(), "2206"))

    def test_a_day_alone_begins_at_midnight_and_an_hour_asks_its_day(self):
        moment = MomentField(required=False)
        self.assertEqual(f"{moment.clean(['demain', '8 h 05']):%d/%m %H:%M}", "29/11 08:05")
        self.assertEqual(moment.clean(["demain", ""]).time(), datetime.time(0))
        self.assertIsNone(moment.clean(["", ""]))
        self.assertIn("Donnez aussi la date", self.refusal(moment, ["", "9h"]))

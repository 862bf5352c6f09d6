"""Never more than is known: what was said of the whole, what can be shown, since when."""

import csv
import io
import re
from collections import Counter
from datetime import date

from django.core.exceptions import ValidationError
from django.test import TestCase

from actions.models import Action, Certainty, Status, Tally
from actions.wall_sheet import WallSheet
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, make_tally, make_theme, record
from tests.seeded import seed
from tests.test_seed import read

# Where the town, the press or dated facts moved something, and quiet days between.
DAYS = [
    *("2017-03-29", "2017-05-19", "2017-06-15", "2017-12-31", "2018-01-31", "2018-03-27"),
    *("2018-07-03", "2018-10-15", "2019-01-31", "2019-04-12", "2019-04-15", "2025-07-08"),
]


class CertaintyTests(TestCase):
    def refusal(self, **event):
        with self.assertRaises(ValidationError) as refused:
            record(make_action(), **event)
        return refused.exception.message_dict

    def test_the_action_keeps_the_certainty_of_its_deciding_event(self):
        action = make_action()
        self.assertEqual(action.certainty, Certainty.UNKNOWN)
        record(action, status="en-cours", occurred_on="2018-01-01")
        record(action, status="inconnu", occurred_on="2018-06-01")
        action.refresh_from_db()
        self.assertEqual((action.status, action.certainty), ("inconnu", "inconnue"))
        record(
            action,
            status="realisee",
            occurred_on="2019-01-01",
            certainty="deduite",
            reservation="Déduit d’une photographie.",
        )
        action.refresh_from_db()
        self.assertEqual((action.status, action.certainty), ("realisee", "deduite"))

    def test_an_unknown_status_is_uncertain_and_nothing_else_is(self):
        message = (
            "« Inconnue » va avec le statut « Statut inconnu », et avec lui seul : changez l’un "
            "ou l’autre."
        )
        wrong = [("inconnu", "prouvee"), ("en-cours", "inconnue"), ("", "inconnue")]
        for status, certainty in wrong:
            with self.subTest(status=status, certainty=certainty):
                faults = self.refusal(status=status, certainty=certainty)
                self.assertEqual(faults, {"certainty": [message]})

    def test_a_deduction_says_how(self):
        self.assertEqual(
            self.refusal(status="en-cours", certainty="deduite"),
            {
                "certainty": [
                    "« Déduite » demande une réserve : dites de quels faits datés, et comment."
                ]
            },
        )

    def test_what_is_done_is_proved_by_an_evidence(self):
        self.assertEqual(
            self.refusal(status="realisee", certainty="prouvee", reservation="On nous l’a dit."),
            {"certainty": ["« Réalisée » sans preuve n’est pas prouvée : choisissez « Déduite »."]},
        )

    def test_a_spreadsheet_that_says_nothing_of_it_means_the_usual(self):
        action = make_action()
        link = {"evidence_url": "https://www.ales.fr/page"}
        doubt = {"reservation": "Date déduite."}
        for details, expected in [
            ({}, "prouvee"),
            (link, "prouvee"),
            (link | doubt, "prouvee"),
            (doubt, "deduite"),
            ({"status": "inconnu"}, "inconnue"),
        ]:
            with self.subTest(**details):
                self.assertEqual(record(action, **details).certainty, expected)


class TallyTests(TestCase):
    def test_nothing_is_added_to_what_was_said(self):
        tally = make_tally()
        self.assertEqual(tally.statuses, {Status.DONE: 22, Status.ONGOING: 10})

    def test_counts_that_exceed_the_total_are_refused(self):
        tally = make_tally()
        tally.upcoming = 9
        with self.assertRaises(ValidationError) as refused:
            tally.full_clean()
        self.assertEqual(
            refused.exception.message_dict,
            {
                "total": [
                    "Réalisées, en cours et à venir font 41 actions : plus que le total, 38. "
                    "Corrigez l’un des nombres."
                ]
            },
        )

    def test_the_newest_totals_of_the_town_head_the_pages(self):
        make_tally("2018-01-01", done=4)
        newest = make_tally("2019-04-13")
        make_tally("2019-05-01", is_official=False, author="un journal", done=23)
        make_tally("2019-06-01", is_of_plan=False, done=3)
        make_tally("2019-07-01", done=None, ongoing=None, share=60)
        self.assertEqual(Tally.objects.official_totals().first(), newest)
        told = Tally.objects.until(date(2018, 6, 1)).official_totals().first()
        self.assertEqual(told.done, 4)


class HeadlineTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        link = {"evidence_url": "https://www.ales.fr/page"}
        cls.proved = make_action(title="Prouvée")
        record(cls.proved, occurred_on="2018-01-01", status="realisee", **link)
        deduced = make_action(title="Déduite")
        record(deduced, occurred_on="2018-02-01", status="realisee", reservation="Déduit.")
        cls.unknown = make_action(title="Inconnue")
        record(cls.unknown, occurred_on="2018-03-05", status="inconnu")

    def says(self, address, *sentences):
        text = read(self.client.get(address).content.decode())
        for sentence in sentences:
            self.assertIn(sentence, text)

    def test_the_word_of_the_town_stands_beside_what_is_found(self):
        make_tally("2019-04-13")
        page = self.client.get("/actions/")
        self.says("/actions/", "Selon la Ville d’Alès, le 13 avril 2019", "dont 1 prouvée")
        said = re.search(r'class="plan-said".*?</ul>', page.content.decode(), re.DOTALL)[0]
        self.assertEqual(re.findall(r"<strong>(\d+)</strong>", said), ["22", "10"])
        known = re.search(r'class="plan-known".*?</ul>', page.content.decode(), re.DOTALL)[0]
        self.assertEqual(re.findall(r"<strong>(\d+)</strong>", known), ["2", "0", "0", "1"])
        self.says("/actions/", "Retrouvées une à une, état connu au 5 mars 2018")

    def test_once_all_is_known_totals_are_counted(self):
        make_tally("2019-04-13")
        record(self.unknown, occurred_on="2019-05-01", status="en-cours")
        page = self.client.get("/actions/")
        self.assertNotContains(page, 'class="plan-said"')
        self.says("/actions/", "Action par action, état connu au 1er mai 2019")

    def test_silence_is_told_after_twelve_months(self):
        make_tally("2017-05-19", done=None, ongoing=None, due_on=PartialDate.from_iso("2020"))
        closed = make_tally("2025-07-08", done=None, ongoing=None, closes_plan=True)
        with clock_at("2019-03-06T12:00"):
            self.assertNotContains(self.client.get("/actions/"), "Aucune étape n’est enregistrée")
        with clock_at("2026-11-28T12:00"):
            for address in ("/", "/actions/"):
                self.says(
                    address,
                    "Aucune étape n’est enregistrée depuis le 5 mars 2018, soit 8 ans et 8 mois.",
                    "Le plan devait être mené d’ici 2020 ; il est dit achevé par la Ville d’Alès "
                    "depuis le 8 juillet 2025 (source).",
                )
                page = self.client.get(address)
                self.assertContains(page, f'href="/actions/bilans/#bilan-{closed.pk}"')

    def test_the_counter_the_sheet_and_the_home_say_the_same(self):
        make_tally("2019-04-13")
        self.says(
            "/actions/compteur/carte/",
            "État connu au 5 mars 2018",
            "le 13 avril 2019 : 22 réalisées",
        )
        self.says(
            "/",
            "Le 13 avril 2019, la Ville d’Alès annonçait 22 réalisées",
            "Retrouvées une à une : 2, dont 1 prouvée, état connu au 5 mars 2018.",
            "Depuis 30 jours : rien de nouveau, à notre connaissance.",
        )
        sheet = WallSheet().data()
        self.assertEqual(sheet["totals"][0]["proof"], "dont 1\u00a0prouvée")
        self.assertIn("Selon la Ville d’Alès", sheet["sentences"][0])

    def test_a_theme_has_its_own_totals_and_no_tally(self):
        make_tally("2019-04-13")
        theme = make_action("en-cours", title="Autre", theme=make_theme()).theme
        page = self.client.get(theme.get_absolute_url())
        self.assertNotContains(page, 'class="plan-said"')
        known = re.search(r'class="plan-known".*?</ul>', page.content.decode(), re.DOTALL)[0]
        self.assertEqual(re.findall(r"<strong>(\d+)</strong>", known), ["0", "1", "0"])

    def test_actions_without_a_title_make_one_row(self):
        for number in (8, 5):
            record(make_action(number=number, title=""), occurred_on="2018-01-01", status="inconnu")
        page = self.client.get("/actions/")
        self.assertEqual([action.title for action in page.context["object_list"]].count(""), 0)
        self.says("/actions/", "2 actions dont le titre n’a pas été retrouvé", "n° 5, n° 8")
        for number in (5, 8):
            self.assertContains(page, f'<a href="/actions/{number}/">')
        self.says("/actions/statut/inconnu/", "3 des 5 actions.")


class SeededStateTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed()

    def test_for_twelve_days_the_page_the_json_and_a_fold_of_the_file_agree(self):
        text = b"".join(self.client.get("/donnees/etapes.csv")).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        for day in DAYS:
            with self.subTest(day):
                folded = fold(rows, day)
                said = self.client.get(f"/actions/au/{day}.json").json()
                told = {a["numero"]: (a["statut"], a["certitude"]) for a in said["actions"]}
                self.assertEqual(told, folded)
                counts = Counter(status for status, _ in folded.values())
                self.assertEqual({s: n for s, n in said["statuts"].items() if n}, dict(counts))
                sure = Counter(certainty for _, certainty in folded.values())
                self.assertEqual({s: n for s, n in said["certitudes"].items() if n}, dict(sure))
                page = self.client.get(f"/actions/au/{day}/").context["plan"]
                self.assertEqual({s.value: n for s, n in page.totals.items() if n}, dict(counts))

    def test_in_april_2019_nothing_is_allotted(self):
        said = self.client.get("/actions/au/2019-04-15.json").json()
        self.assertEqual(said["total"], 38)
        self.assertEqual(
            {status: count for status, count in said["statuts"].items() if count},
            {"realisee": 9, "en-cours": 6, "inconnu": 23},
        )
        self.assertEqual(said["certitudes"], {"prouvee": 7, "deduite": 8, "inconnue": 23})
        self.assertEqual(said["bilan"]["date"], "2019-04-13")
        self.assertEqual(said["bilan"]["auteur"], "la Ville d’Alès")
        self.assertEqual(said["bilan"]["statuts"], {"realisee": 22, "en-cours": 10})
        self.assertTrue(said["bilan"]["source"].startswith("https://lemag.ales.fr/"))
        for action in said["actions"]:
            unknown = action["statut"] == "inconnu", action["certitude"] == "inconnue"
            self.assertIn(unknown, [(True, True), (False, False)])

    def test_before_any_tally_nothing_is_said_for_the_town(self):
        self.assertIsNone(self.client.get("/actions/au/2018-06-01.json").json()["bilan"])

    def test_a_comparison_does_not_call_a_loss_of_track_a_move(self):
        page = self.client.get("/actions/entre/2017-04-01/2019-06-01/")
        comparison = page.context["comparison"]
        self.assertEqual(len(comparison.moved), 15)
        self.assertEqual(len(comparison.lost), 23)
        self.assertIn("23 actions dont on ne sait plus", read(page.content.decode()))

    def test_every_tally_is_told_with_its_source(self):
        page = self.client.get("/actions/bilans/")
        for tally in Tally.objects.all():
            self.assertContains(page, f'id="bilan-{tally.pk}"')
            self.assertContains(page, tally.source.url.replace("&", "&amp;"))
        shown = {row.tally.said_on.iso: row for row in page.context["rows"]}
        self.assertEqual((shown["2018-01"].done, shown["2018-01"].proved), (4, 4))
        self.assertEqual(shown["2018-01"].said_width, "34.2%")
        self.assertEqual((shown["2019-04-13"].done, shown["2019-04-13"].gap), (9, 13))

    def test_bilans_csv_holds_what_was_said_and_what_is_found(self):
        text = b"".join(self.client.get("/donnees/bilans.csv")).decode("utf-8-sig")
        rows = {row["date"]: row for row in csv.DictReader(io.StringIO(text))}
        self.assertEqual(len(rows), Tally.objects.count())
        april = rows["2019-04-13"]
        self.assertEqual(
            [april[name] for name in ("realisees", "en_cours", "a_venir", "montrees_realisees")],
            ["22", "10", "", "9"],
        )

    def test_no_page_says_more_than_is_known(self):
        """No status word on an unknown action, no « proof » where there is none."""
        for action in Action.objects.filter(certainty=Certainty.UNKNOWN):
            page = self.client.get(action.get_absolute_url()).content.decode()
            header = re.search(r'<header class="action-header">.*?</header>', page, re.DOTALL)[0]
            self.assertIn('data-status="inconnu"', header)
            for status in (Status.DONE, Status.ONGOING, Status.UPCOMING):
                self.assertNotIn(f'data-status="{status.value}"', header)
        for address in ("/", "/actions/", "/actions/compteur/carte/"):
            page = self.client.get(address).content.decode()
            for sentence in ("la preuve est derrière", "Rien n’a été inventé", "et sa preuve"):
                self.assertNotIn(sentence, page)


def fold(rows, day):
    """The public rule, applied to `etapes.csv` by somebody who does not know the site."""
    ends = {"jour": lambda d: d, "mois": end_of_month, "trimestre": end_of_quarter}
    ends["annee"] = lambda d: d.replace(month=12, day=31)
    corrected = {row["rectifie"] for row in rows if row["rectifie"]}
    numbers = {row["action"]: row["nouveau_numero"] for row in rows if row["nouveau_numero"]}
    state = {}
    counted = [r for r in rows if r["statut"] and r["rang"] not in corrected]
    settled = [(ends[r["precision"]](date.fromisoformat(r["date"])), r) for r in counted]
    for end, row in sorted(settled, key=lambda pair: (pair[0], int(pair[1]["rang"]))):
        if end.isoformat() <= day:
            number = int(numbers.get(row["action"], row["action"]))
            state[number] = (row["statut"], row["certitude"])
    return state


def end_of_month(day):
    later = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(later.toordinal() - 1)


def end_of_quarter(day):
    return end_of_month(day.replace(month=(day.month - 1) // 3 * 3 + 3))

"""The draft writes itself, and follows the history until somebody takes it up."""

import datetime

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from newsletter.issues.content import compute
from newsletter.issues.drafting import make_draft, recorded_since, refresh, write_drafts
from newsletter.models import Issue, Rhythm
from publishing.clock import daily_tasks
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import (
    make_action,
    make_figure,
    make_issue,
    make_person,
    make_subscriber,
    make_theme,
    record,
)


def told(issue):
    return [(fact["group"], fact["action"]) for fact in compute(issue)["facts"]]


class FirstIssueTests(TestCase):
    def test_it_tells_where_the_whole_plan_stands(self):
        make_action("realisee", number=1)
        make_action("en-cours", number=2)
        issue = make_draft("mensuel")
        self.assertEqual(told(issue), [("realisees", 1), ("commencees", 2)])
        self.assertEqual(issue.title, "Où en sont les actions du cœur de ville")
        self.assertIsNone(compute(issue)["after_day"])

    def test_an_empty_plan_says_so(self):
        issue = make_draft("mensuel")
        content = compute(issue)
        self.assertEqual(content["facts"], [])
        self.assertEqual(content["history"], {"rank": 0, "digest": ""})


class NextIssueTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.theme = make_theme(slug="commerces", name="Commerces")
        cls.action = make_action("en-cours", number=9, title="Les Halles", theme=cls.theme)
        cls.issue = make_issue()

    def test_it_begins_where_the_last_one_sent_ended(self):
        self.assertEqual(told(make_draft("mensuel")), [])
        record(self.action, "Finies.", "2018-07-01", status="realisee")
        Issue.objects.filter(number=None).delete()
        issue = make_draft("mensuel")
        self.assertEqual(told(issue), [("realisees", 9)])
        self.assertEqual(issue.title, "1\u00a0action réalisée")
        self.assertEqual(issue.history_digest, self.action.events.latest("rank").digest)

    def test_each_rhythm_has_its_own_past(self):
        self.assertEqual(told(make_draft("trimestriel")), [("commencees", 9)])

    def test_what_was_stopped_and_closed_counts_as_told(self):
        record(self.action, "Finies.", "2018-07-01", status="realisee")
        make_issue("arrete").finish()
        self.assertEqual(told(make_draft("mensuel")), [])

    def test_nothing_new_is_said_with_what_is_expected(self):
        today = timezone.localdate()
        self.action.next_review_on = today + datetime.timedelta(days=30)
        self.action.planned_on = PartialDate(datetime.date(today.year + 1, 1, 1), "annee")
        self.action.save()
        make_action("en-cours", number=10, next_review_on=today)  # told today, expected no more
        issue = make_draft("mensuel")
        self.assertEqual(issue.title, "1\u00a0action commencée")
        content = compute(issue)
        words = [line["words"] for line in content["expected"]]
        self.assertEqual(
            words,
            [
                f"mise à jour promise pour le {PartialDate(self.action.next_review_on)}",
                f"fin annoncée pour {today.year + 1}",
            ],
        )

    def test_of_each_change_nothing_is_drafted_without_a_change(self):
        make_issue(rhythm="changement")
        with self.assertRaisesMessage(ValidationError, "il n’y a rien à raconter"):
            make_draft("changement")
        record(self.action, "Une réunion.", "2018-07-01")
        self.assertEqual(told(make_draft("changement")), [("etapes", 9)])

    def test_one_issue_at_a_time_by_rhythm(self):
        make_draft("mensuel")
        with self.assertRaisesMessage(ValidationError, "déjà en préparation"):
            make_draft("mensuel")

    def test_a_title_names_the_first_groups(self):
        for number, status in ((1, "realisee"), (2, "realisee"), (3, "en-cours"), (4, "a-venir")):
            make_action(status, number=number)
        record(self.action, "Une réunion.", "2018-07-01")
        self.assertEqual(
            make_draft("mensuel").title,
            "2\u00a0actions réalisées, 1\u00a0commencée, 1\u00a0nouvelle",
        )


class RefreshTests(TestCase):
    def setUp(self):
        self.action = make_action("en-cours", number=9)
        self.issue = make_draft("mensuel")

    def test_new_facts_come_in_and_words_stay(self):
        self.issue.items.update(word="Enfin !", rank=70)
        other = make_action("a-venir", number=10)
        self.assertEqual(recorded_since(self.issue), 1)
        refresh(self.issue)
        self.assertEqual(recorded_since(self.issue), 0)
        self.assertEqual(
            list(self.issue.items.values_list("action__number", "word", "rank")),
            [(10, "", 20), (9, "Enfin !", 70)],
        )
        facts = compute(self.issue)["facts"]
        self.assertEqual(
            [(fact["action"], fact["word"]) for fact in facts], [(9, "Enfin !"), (10, "")]
        )
        self.assertEqual(other.events.get(), self.issue.items.get(action=other).event)

    def test_facts_that_no_longer_hold_go(self):
        record(self.action, "Finie.", "2018-07-01", status="realisee")
        refresh(self.issue)
        (item,) = self.issue.items.all()
        self.assertEqual(item.event.text, "Finie.")

    def test_a_title_that_somebody_wrote_stays(self):
        self.issue.title, self.issue.edited_by = "Le mois des Halles", make_person("autrice")
        record(self.action, "Finie.", "2018-07-01", status="realisee")
        refresh(self.issue)
        self.issue.refresh_from_db()
        self.assertEqual(self.issue.title, "Le mois des Halles")

    def test_the_writer_orders_within_a_group(self):
        for number in (1, 2):
            make_action("en-cours", number=number)
        refresh(self.issue)
        self.issue.items.filter(action=self.action).update(rank=1)
        self.assertEqual([fact[1] for fact in told(self.issue)], [9, 1, 2])

    def test_figures_and_references_are_written_out(self):
        figure = make_figure("lignes-de-bus", 80, unit="lignes", label="Lignes de bus")
        self.issue.introduction = "La ville compte [[lignes-de-bus]] lignes."
        self.issue.save()
        self.issue.figures.add(figure)
        content = compute(self.issue)
        self.assertEqual(content["introduction"], "La ville compte 80\u00a0lignes.")
        self.assertEqual(
            [(one["value"], one["unit"], one["label"]) for one in content["figures"]],
            [("80", "lignes", "Lignes de bus")],
        )


class DailyTests(TestCase):
    """The worker, each day."""

    def setUp(self):
        with clock_at("2026-10-10T12:00"):
            make_subscriber()
            self.action = make_action("en-cours", number=9)

    def drafts(self, instant):
        with clock_at(instant):
            write_drafts()
        return list(Issue.objects.values_list("rhythm", flat=True))

    def test_it_is_the_workers(self):
        self.assertIn(write_drafts, daily_tasks)

    def test_the_monthly_draft_comes_on_the_first_working_day(self):
        self.assertEqual(self.drafts("2026-10-30T00:05"), [])
        self.assertEqual(self.drafts("2026-11-01T00:05"), [])  # a Sunday, and a day off
        self.assertEqual(self.drafts("2026-11-02T00:05"), ["mensuel"])
        self.assertEqual(self.drafts("2026-11-02T00:06"), ["mensuel"])

    def test_nobody_waits_for_the_other_rhythms(self):
        self.assertEqual(self.drafts("2027-02-02T00:05"), ["mensuel"])

    def test_a_change_is_drafted_the_next_day(self):
        make_subscriber(rhythm=Rhythm.CHANGE)
        make_issue(rhythm="changement")
        self.assertEqual(self.drafts("2026-10-12T00:05"), ["changement"])
        record(self.action, "Finie.", "2018-07-01", status="realisee")
        self.assertEqual(self.drafts("2026-10-13T00:05"), ["changement", "changement"])

    def test_a_draft_follows_until_somebody_takes_it_up(self):
        self.drafts("2026-11-02T00:05")
        record(self.action, "Finie.", "2018-07-01", status="realisee")
        self.drafts("2026-11-03T00:05")
        issue = Issue.objects.get()
        self.assertEqual(told(issue), [("realisees", 9)])
        self.assertEqual(issue.up_to_day, datetime.date(2026, 11, 3))
        Issue.objects.update(edited_by=make_person("autrice"))
        record(self.action, "Rouverte.", "2018-08-01", status="en-cours")
        self.drafts("2026-11-04T00:05")
        issue.refresh_from_db()
        self.assertEqual(told(issue), [("realisees", 9)])

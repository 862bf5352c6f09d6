"""The chain of digests, computed again from the columns alone, as a stranger would."""

import hashlib
import re

from django.db import connection
from django.test import TestCase

from actions.models import Event
from tests.factories import make_action, record

QUERY = """
    SELECT event.rank, action.number, event.occurred_on, event.status, event.text,
           event.evidence_kind, event.evidence_url, event.reservation, corrected.rank
    FROM actions_event event
    JOIN actions_action action ON action.id = event.action_id
    LEFT JOIN actions_event corrected ON corrected.id = event.corrects_id
    ORDER BY event.rank
"""
PERIODS = [
    (r"(\d{4})", r"\1-01-01", "annee"),
    (r"(\d{4})-Q1", r"\1-01-01", "trimestre"),
    (r"(\d{4})-Q2", r"\1-04-01", "trimestre"),
    (r"(\d{4})-Q3", r"\1-07-01", "trimestre"),
    (r"(\d{4})-Q4", r"\1-10-01", "trimestre"),
    (r"(\d{4}-\d\d)", r"\1-01", "mois"),
    (r"(\d{4}-\d\d-\d\d)", r"\1", "jour"),
]


def day_and_precision(text):
    for pattern, day, precision in PERIODS:
        if found := re.fullmatch(pattern, text):
            return [found.expand(day), precision]
    raise AssertionError(f"not a date: {text}")


def quoted(text):
    """A JSON string, by hand: what the tests write has only quotes and line ends to escape."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def stored_rows():
    """The cells of each event in the documented order, but the previous digest."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        rows = cursor.fetchall()
    instants = Event.objects.order_by("rank").values_list("recorded_at", flat=True)
    return [
        [
            str(rank),
            str(number),
            *day_and_precision(date),
            *texts,
            str(corrected or ""),
            f"{instant:%Y-%m-%dT%H:%M:%SZ}",
        ]
        for (rank, number, date, *texts, corrected), instant in zip(rows, instants, strict=True)
    ]


def chain(rows):
    """Each row's digest covers its cells and the digest before it."""
    digests, previous = [], "0" * 64
    for cells in rows:
        line = "[" + ",".join(quoted(cell) for cell in [*cells, previous]) + "]"
        digests.append(previous := hashlib.sha256(line.encode()).hexdigest())
    return digests


class ChainTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        halles, library = make_action(number=9), make_action(number=1)
        record(halles, text="Étude « lancée »\nen 2017.", occurred_on="2017", status="en-cours")
        record(library, text='Un "devis".', occurred_on="2018-Q3", evidence_url="https://ales.fr/a")
        wrong = record(halles, occurred_on="2018-05", status="realisee")
        record(halles, occurred_on="2018-05-02", status="suspendue", corrects=wrong)
        record(library, occurred_on="2018-10-13", reservation="Date de presse.")

    def stored(self):
        return list(Event.objects.order_by("rank").values_list("digest", flat=True))

    def test_digests_are_those_that_a_stranger_computes(self):
        self.assertEqual(chain(stored_rows()), self.stored())

    def test_each_event_names_the_digest_before_it(self):
        named = Event.objects.order_by("rank").values_list("previous_digest", flat=True)
        self.assertEqual(list(named), ["0" * 64, *self.stored()[:-1]])

    def test_ranks_have_no_gap(self):
        ranks = Event.objects.order_by("rank").values_list("rank", flat=True)
        self.assertEqual(list(ranks), [1, 2, 3, 4, 5])

    def test_a_change_of_any_cell_shows_from_that_row_on(self):
        stored = self.stored()
        for position in range(len(stored_rows()[1])):
            with self.subTest(position):
                rows = stored_rows()
                rows[1][position] += "x"
                computed = chain(rows)
                self.assertEqual(computed[0], stored[0])
                for ours, theirs in zip(computed[1:], stored[1:], strict=True):
                    self.assertNotEqual(ours, theirs)

    def test_a_removed_row_shows(self):
        rows = stored_rows()
        del rows[2]
        self.assertNotEqual(chain(rows)[-1], self.stored()[-1])

    def test_no_personal_data_is_covered(self):
        covered = Event.objects.get(rank=1).canonical_form()
        self.assertNotIn("recorded_by", covered)
        self.assertEqual(covered.count('","'), len(stored_rows()[0]))

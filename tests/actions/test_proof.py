import datetime
import hashlib
import json
from io import StringIO

from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import TestCase
from django.utils import timezone

from actions import append_only
from actions.event_columns import EVENT_COLUMNS
from actions.models import Event
from actions.open_data.event_rows import event_cells
from actions.proof import faults
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, record

NAMES = [column.name for column in EVENT_COLUMNS]
FREE = ["texte", "preuve_url", "reserve", "preuve_titre", "preuve_description"]
FREE += ["preuve_empreinte", "service"]

REFUSED = "Une étape enregistrée ne se modifie pas et ne se supprime pas"


def drop_triggers():
    """What somebody who owns the database can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    append_only.remove(connection)


def run(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


class ProofTests(TestCase):
    def setUp(self):
        self.halles = make_action(number=9)
        self.other = make_action(number=12)
        for year in ("2017", "2018"):
            record(self.halles, occurred_on=year, status="en-cours")
        record(self.other, status="a-venir")
        self.third = record(
            self.halles,
            occurred_on="2019-04",
            status="en-cours",
            evidence_url="https://ales.fr/halles",
            evidence_title="Les Halles",
            evidence_seen_on="2026-11-22",
            published_service="Communication",
        )
        record(self.other, status="abandonnee", merged_into=self.halles)

    def first_fault(self):
        return next(faults(), None)

    def test_an_untouched_history_is_whole(self):
        out = StringIO()
        call_command("verify_history", stdout=out)
        self.assertEqual(
            out.getvalue(),
            "L’historique est intact : 5 étapes, dernière empreinte "
            f"{Event.objects.latest('rank').digest}.\n",
        )

    def test_missing_triggers_are_told(self):
        def warning():
            err = StringIO()
            call_command("verify_history", stdout=StringIO(), stderr=err)
            return err.getvalue()

        self.assertEqual(warning(), "")
        drop_triggers()
        self.assertIn("ses déclencheurs manquent", warning())

    def test_anyone_computes_the_digests_again_from_the_rows(self):
        previous = "0" * 64
        for row in event_cells():
            self.assertEqual(list(row), NAMES)
            salts = dict(zip(FREE, row["sels"].split(" "), strict=True))
            for column, salt in salts.items():
                self.assertEqual(len(salt), 32 if row[column] else 1)
                if row[column]:
                    salted = f"{salt}\n{row[column]}".encode()
                    salts[column] = hashlib.sha256(salted).hexdigest()
            cells = [
                salts.get(column, row[column])
                for column in NAMES
                if column not in ("empreinte", "sels")
            ]
            line = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
            self.assertEqual(row["empreinte"], hashlib.sha256(line.encode()).hexdigest())
            self.assertEqual(row["empreinte_precedente"], previous)
            previous = row["empreinte"]

    def test_the_contract_columns_come_first(self):
        self.assertEqual(
            ",".join(NAMES[:13]),
            "rang,action,date,precision,statut,texte,preuve_type,preuve_url,reserve,rectifie,"
            "enregistre_le,empreinte_precedente,empreinte",
        )

    def test_the_database_refuses_to_rewrite(self):
        for sql in ("UPDATE actions_event SET text = 'x'", "DELETE FROM actions_event"):
            with self.assertRaisesMessage(DatabaseError, REFUSED), transaction.atomic():
                run(sql)

    def test_with_triggers_dropped_every_public_field_rewritten_is_named(self):
        drop_triggers()
        changes = {
            "action_id": self.other.pk,
            "text": "Il s’est passé quelque chose !",
            "occurred_on": "2019-03",
            "settled_on": "2019-04-29",
            "status": "suspendue",
            "evidence_kind": "",
            "evidence_title": "Les halles",
            "evidence_url": "https://ales.fr/halle",
            "evidence_seen_on": "2026-11-21",
            "evidence_alt": "x",
            "evidence_digest": "0",
            "reservation": " ",
            "corrects_id": Event.objects.get(rank=1).pk,
            "merged_into_id": None,
            "published_body": "ccas",
            "published_service": "",
            "recorded_at": "2019-01-01 00:00:00+00:00",
            "digest": "f" * 64,
            "previous_digest": "e" * 64,
            "rank": 400,
        }
        for column, value in changes.items():
            rank = 5 if column == "merged_into_id" else 4
            with self.subTest(column), transaction.atomic():
                run(f"UPDATE actions_event SET {column} = %s WHERE rank = %s", value, rank)
                self.assertEqual(self.first_fault()[0], rank)
                with self.assertRaisesMessage(CommandError, f"L’étape de rang {rank} "):
                    call_command("verify_history")
                transaction.set_rollback(True)

    def test_time_never_goes_back_nor_ahead(self):
        with clock_at("2020-01-01T12:00"), self.assertRaises(ValidationError) as refused:
            record(self.halles, "Trop tôt.", "2019-05")
        self.assertIn("L’horloge du serveur est en retard", refused.exception.messages[0])
        self.assertEqual(Event.objects.count(), 5)
        soon = timezone.now() + datetime.timedelta(days=400)
        with clock_at(soon.isoformat()):
            ahead = record(self.halles, "Horloge en avance.", "2019-05")
        told = "est enregistrée à une date à venir : l’horloge était en avance."
        self.assertEqual(list(faults()), [(6, told)])
        with self.assertRaisesMessage(ValidationError, str(ahead.recorded_on.year)):
            record(self.halles, "Ensuite.", "2019-05")

    def test_clocks_of_two_machines_may_differ_by_some_seconds(self):
        last = Event.objects.latest("rank").recorded_at
        with clock_at((last - datetime.timedelta(seconds=20)).isoformat()):
            self.assertEqual(record(self.halles, "Aussitôt.", "2019-05").recorded_at, last)

    def test_an_unreadable_row_is_named_too(self):
        drop_triggers()
        run("UPDATE actions_event SET occurred_on = '2019-9' WHERE rank = 4")
        self.assertEqual(
            list(faults()), [(4, "est illisible : une de ses valeurs n’a plus de sens.")]
        )

    def test_a_row_taken_away_is_named(self):
        drop_triggers()
        run("DELETE FROM actions_event WHERE rank = 2")
        self.assertEqual(self.first_fault(), (2, "manque : une étape a été retirée de la chaîne."))

    def test_the_end_taken_away_shows_against_a_digest_kept_elsewhere(self):
        kept = Event.objects.latest("rank").digest
        drop_triggers()
        run("DELETE FROM actions_event WHERE rank = 5")
        self.assertIsNone(self.first_fault())
        with self.assertRaisesMessage(CommandError, "n’est plus dans la chaîne"):
            call_command("verify_history", digest=kept)

    def test_two_rows_exchanged_are_named(self):
        drop_triggers()
        for old, new in ((2, 100), (3, 2), (100, 3)):
            run("UPDATE actions_event SET rank = %s WHERE rank = %s", new, old)
        self.assertEqual(self.first_fault()[0], 2)

    def test_an_action_given_another_number_is_named(self):
        run("UPDATE actions_action SET number = 10 WHERE number = 9")
        self.assertEqual(self.first_fault()[0], 1)

    def test_a_copied_status_that_its_events_deny_is_told(self):
        run("UPDATE actions_action SET status = 'a-venir' WHERE number = 9")
        with self.assertRaisesMessage(CommandError, "L’action n° 9 est affichée « À venir »"):
            call_command("verify_history")

    def test_a_status_that_no_event_ever_gave_is_told(self):
        news_only = make_action(number=20)
        record(news_only, text="Une réunion a lieu.")
        make_action(number=21)
        call_command("verify_history", stdout=StringIO())
        for number in (20, 21):
            with self.subTest(number), transaction.atomic():
                run("UPDATE actions_action SET status = 'realisee' WHERE number = %s", number)
                told = f"L’action n° {number} est affichée « Réalisée »"
                with self.assertRaisesMessage(CommandError, told):
                    call_command("verify_history")
                transaction.set_rollback(True)

    def test_two_events_never_follow_the_same_one(self):
        event = Event(action=self.halles, text="x", occurred_on=PartialDate.from_iso("2018"))
        event.rank, event.digest = 6, "a" * 64
        event.settled_on = event.occurred_on.last_day
        event.recorded_at = self.third.recorded_at
        event.previous_digest = self.third.previous_digest
        with self.assertRaises(DatabaseError), transaction.atomic():
            super(Event, event).save()

    def test_events_are_written_one_by_one(self):
        with self.assertRaises(TypeError):
            Event.objects.bulk_create([Event(action=self.halles)])

    def test_the_model_refuses_done_without_evidence_however_it_is_saved(self):
        event = Event(
            action=self.halles,
            text="Livré.",
            occurred_on=PartialDate.from_iso("2019"),
            status="realisee",
        )
        with self.assertRaisesMessage(ValidationError, "« Réalisée » demande une preuve"):
            event.save()

    def test_a_draft_keeps_its_place_in_the_chain_and_its_secret(self):
        draft = make_action(state="brouillon")
        record(draft, text="Encore secret.", status="a-venir")
        row = list(event_cells())[-1]
        self.assertEqual(
            {column for column, cell in row.items() if cell},
            {"rang", "empreinte_precedente", "empreinte"},
        )

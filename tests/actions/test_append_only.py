import hashlib

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.test import SimpleTestCase, TestCase

from actions.models import Event
from publishing.text.dates import PartialDate
from tests.databases import empty_database, run_apart
from tests.factories import make_action, record

REFUSAL = (
    "Une étape enregistrée ne se modifie pas et ne se supprime pas : rectifiez-la par une autre."
)


def sql(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


class AppendOnlyInCodeTests(TestCase):
    def setUp(self):
        self.event = record(make_action(), text="Les travaux commencent.", status="en-cours")

    def assert_untouched(self):
        self.assertEqual(
            list(Event.objects.values_list("text", "status")),
            [("Les travaux commencent.", "en-cours")],
        )

    def test_an_event_is_neither_saved_again_nor_deleted(self):
        self.event.text = "Rien ne commence."
        for change in (self.event.save, lambda: self.event.save(force_insert=True)):
            with self.assertRaisesMessage(TypeError, "append-only"):
                change()
        with self.assertRaisesMessage(TypeError, "append-only"):
            self.event.delete()
        self.assert_untouched()

    def test_querysets_refuse_too(self):
        self.event.text = "Rien ne commence."
        for change in (
            lambda: Event.objects.update(status=""),
            lambda: Event.objects.all().delete(),
            lambda: self.event.action.events.update(text="Rien."),
            lambda: self.event.action.events.all().delete(),
            lambda: Event.objects.bulk_update([self.event], ["text"]),
            lambda: Event.objects.update_or_create({"text": "Rien."}, pk=self.event.pk),
        ):
            with self.assertRaisesMessage(TypeError, "append-only"), transaction.atomic():
                change()
        self.assert_untouched()

    def test_an_action_with_a_history_cannot_go(self):
        with self.assertRaises(ProtectedError):
            self.event.action.delete()
        self.assert_untouched()


class AppendOnlyInTheDatabaseTests(TestCase):
    def setUp(self):
        self.event = record(make_action(), status="en-cours")
        connection.check_constraints()  # PostgreSQL truncates no table that has checks to come
        self.before = list(Event.objects.values())

    def assert_refused(self, *statements):
        for statement in statements:
            with self.subTest(statement):
                with self.assertRaisesMessage(IntegrityError, REFUSAL), transaction.atomic():
                    sql(statement)
                self.assertEqual(list(Event.objects.values()), self.before)

    def test_raw_updates_and_deletions_are_refused(self):
        self.assert_refused(
            "UPDATE actions_event SET status = 'realisee', reservation = 'x'",
            "UPDATE actions_event SET rank = rank",
            "DELETE FROM actions_event",
        )

    def test_the_ways_around_of_each_database_are_refused(self):
        columns = ", ".join(f.column for f in Event._meta.fields if f.column not in ("id", "text"))
        by_vendor = {
            "sqlite": [
                f"REPLACE INTO actions_event (id, text, {columns}) "
                f"SELECT id, 'réécrite', {columns} FROM actions_event",
                f"INSERT OR REPLACE INTO actions_event (text, {columns}) "
                f"SELECT 'réécrite', {columns} FROM actions_event",
                "UPDATE OR REPLACE actions_event SET rank = 2",
            ],
            "postgresql": [
                "TRUNCATE actions_event CASCADE",
                "TRUNCATE actions_action CASCADE",
                f"INSERT INTO actions_event (id, text, {columns}) OVERRIDING SYSTEM VALUE "
                f"SELECT id, 'réécrite', {columns} FROM actions_event "
                "ON CONFLICT (id) DO UPDATE SET text = EXCLUDED.text",
            ],
        }
        self.assert_refused(*by_vendor[connection.vendor])

    def test_the_queryset_that_knows_no_rule_is_stopped_below(self):
        plain = models.QuerySet(Event)
        for change in (lambda: plain.update(status=""), lambda: plain.delete()):
            with self.assertRaisesMessage(IntegrityError, REFUSAL), transaction.atomic():
                change()


class DoneNeedsEvidenceTests(TestCase):
    """« Réalisée » needs a proof, or a caveat for the public. Forms: test_back_office.py; files:
    test_import.py."""

    MESSAGE = "« Réalisée » demande une preuve, ou une réserve que le public verra."
    TRACE = ("rank", "digest", "previous_digest", "recorded_at", "settled_on")

    def done(self, **proof):
        date = PartialDate.from_iso("2018-03-01")
        action = make_action()
        return Event(action=action, text="Fini.", occurred_on=date, status="realisee", **proof)

    def test_validation_refuses(self):
        with self.assertRaises(ValidationError) as refused:
            self.done().full_clean(exclude=self.TRACE)
        self.assertEqual(refused.exception.message_dict, {"evidence_kind": [self.MESSAGE]})

    def test_recording_refuses_and_writes_nothing(self):
        action = make_action("en-cours")
        with self.assertRaisesMessage(ValidationError, self.MESSAGE):
            action.record("Fini.", PartialDate.from_iso("2018-03-01"), "realisee")
        action.refresh_from_db()
        self.assertEqual((action.status, action.events.count()), ("en-cours", 1))

    def test_a_link_or_a_caveat_is_enough(self):
        self.done(evidence_url="https://ales.fr/halles").full_clean(exclude=self.TRACE)
        self.done(reservation="Date à préciser.").full_clean(exclude=self.TRACE)

    def test_an_address_alone_is_a_link(self):
        event = self.done(evidence_url="https://ales.fr/halles")
        event.full_clean(exclude=self.TRACE)
        self.assertEqual(event.evidence_kind, "lien")

    def test_a_link_without_address_is_refused(self):
        with self.assertRaises(ValidationError) as refused:
            self.done(evidence_kind="lien").full_clean(exclude=self.TRACE)
        self.assertEqual(
            refused.exception.message_dict,
            {"evidence_url": ["Une preuve par lien demande son adresse."]},
        )

    def test_the_database_refuses_a_raw_insert(self):
        event = record(make_action(), status="realisee", reservation="Date à préciser.")
        for column, constraint in [
            ("certainty = 'prouvee'", "actions_event_proved_done_has_evidence"),
            ("certainty = 'inconnue'", "actions_event_unknown_is_uncertain"),
            ("certainty = 'vague'", "actions_event_certainty_known"),
            ("status = 'finie'", "actions_event_status_known"),
            ("evidence_kind = 'lien'", "actions_event_link_has_address"),
        ]:
            with self.subTest(column):
                with self.assertRaisesMessage(IntegrityError, constraint), transaction.atomic():
                    self.copy(event, column)
                self.assertEqual(Event.objects.count(), 1)
        self.copy(event, "text = 'Une copie permise.'")  # the copy itself is not what is refused
        self.assertEqual(Event.objects.count(), 2)

    def test_the_database_refuses_a_deduction_that_says_nothing(self):
        event = record(make_action(), status="en-cours", reservation="Déduit d’une photographie.")
        refused = self.assertRaisesMessage(IntegrityError, "actions_event_deduction_is_explained")
        with refused, transaction.atomic():
            self.copy(event, "reservation = ''")

    def copy(self, event, change):
        """Insert a copy of a row with one change, below every rule of the code."""
        changed, _, value = change.partition(" = ")
        fresh = {
            "rank": "rank + 1",
            "previous_digest": "digest",
            "digest": f"'{hashlib.sha256(b'copy').hexdigest()}'",
            changed: value,
        }
        columns = [field.column for field in Event._meta.fields if field.column != "id"]
        sql(
            f"INSERT INTO actions_event ({', '.join(columns)}) "
            f"SELECT {', '.join(fresh.get(column, column) for column in columns)} "
            "FROM actions_event WHERE id = %s",
            [event.pk],
        )


class LaterMigrationTests(SimpleTestCase):
    databases = {"default"}

    def test_a_later_migration_cannot_drop_the_triggers_in_silence(self):
        with empty_database() as address:
            done = run_apart("tests.actions.rewritten_after_migrate", address)

        self.assertEqual(done.returncode, 0, done.stderr)
        lost, missing, *attempts = done.stdout.splitlines()
        if connection.vendor == "sqlite":  # else the alteration proves nothing
            self.assertIn("actions_event_no_update", lost)
        self.assertEqual(missing, "manquants :")
        self.assertEqual(attempts, [f"refusé : {REFUSAL}"] * 2)

"""The database itself refuses to change or remove an event.

On SQLite, Django rebuilds a table to alter it, which drops its triggers: a later migration that
alters `actions_event` runs `CREATE_SQLITE` again as its last operation.
"""

from django.db import migrations

MESSAGE = (
    "Une étape enregistrée ne se modifie pas et ne se supprime pas : rectifiez-la par une autre."
)

CREATE_SQLITE = [
    f"""
    CREATE TRIGGER actions_event_no_{verb.lower()} BEFORE {verb} ON actions_event
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """
    for verb in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE removes the rows in its way without any DELETE that a trigger would see.
    f"""
    CREATE TRIGGER actions_event_no_replace BEFORE INSERT ON actions_event
    WHEN EXISTS (
        SELECT 1 FROM actions_event
        WHERE id = NEW.id OR rank = NEW.rank OR corrects_id = NEW.corrects_id
            OR digest = NEW.digest OR previous_digest = NEW.previous_digest
    )
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """
]
DROP_SQLITE = [
    f"DROP TRIGGER IF EXISTS actions_event_no_{verb}" for verb in ("update", "delete", "replace")
]
CREATE_POSTGRESQL = [
    f"""
    CREATE FUNCTION actions_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER actions_event_append_only BEFORE UPDATE OR DELETE ON actions_event
    FOR EACH ROW EXECUTE FUNCTION actions_event_refuse()
    """,
    """
    CREATE TRIGGER actions_event_no_truncate BEFORE TRUNCATE ON actions_event
    FOR EACH STATEMENT EXECUTE FUNCTION actions_event_refuse()
    """,
]
DROP_POSTGRESQL = [
    "DROP TRIGGER IF EXISTS actions_event_append_only ON actions_event",
    "DROP TRIGGER IF EXISTS actions_event_no_truncate ON actions_event",
    "DROP FUNCTION IF EXISTS actions_event_refuse()",
]


def create(apps, schema_editor):
    run(schema_editor, {"sqlite": CREATE_SQLITE, "postgresql": CREATE_POSTGRESQL})


def drop(apps, schema_editor):
    run(schema_editor, {"sqlite": DROP_SQLITE, "postgresql": DROP_POSTGRESQL})


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("actions", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]

"""The database itself refuses to change or remove an event, whoever asks: site, script, `psql`.

`install()` runs after each `migrate` and creates what is missing, because SQLite rebuilds a table
to alter it and forgets its triggers: no migration has to remember them.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "actions_event"
MESSAGE = (
    "Une étape enregistrée ne se modifie pas et ne se supprime pas : rectifiez-la par une autre."
)
FUNCTION_POSTGRESQL = f"""
    CREATE OR REPLACE FUNCTION actions_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$
"""
# Each trigger by its name, on each of the two databases.
TRIGGERS: dict[str, dict[str, str]] = {
    "sqlite": {
        "actions_event_no_update": f"BEFORE UPDATE ON {TABLE}",
        "actions_event_no_delete": f"BEFORE DELETE ON {TABLE}",
        # INSERT OR REPLACE removes the rows in its way without firing a DELETE trigger.
        "actions_event_no_replace": f"""
            BEFORE INSERT ON {TABLE} WHEN EXISTS (
                SELECT 1 FROM {TABLE}
                WHERE id = NEW.id OR rank = NEW.rank OR corrects_id = NEW.corrects_id
                    OR digest = NEW.digest OR previous_digest = NEW.previous_digest
            )""",
    },
    "postgresql": {
        "actions_event_append_only": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
        "actions_event_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
    },
}
ACTION = {
    "sqlite": f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    "postgresql": "EXECUTE FUNCTION actions_event_refuse()",
}
IN_FORCE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' "
        "AND tgrelid = %s::regclass"
    ),
}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the triggers that are not in force on the table of events."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE[connection.vendor], [TABLE])
        return TRIGGERS[connection.vendor].keys() - {name for (name,) in cursor.fetchall()}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing; those in force stay as they are."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for name in sorted(missing(connection)):
            if vendor == "postgresql":
                cursor.execute(FUNCTION_POSTGRESQL)
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")  # one turned off
            cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[vendor][name]} {ACTION[vendor]}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Let the table of events be rewritten; for a migration, and for tests of what finds it out."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in TRIGGERS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def install_after_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """`post_migrate`: nothing to do while the table is not there (`migrate actions zero`)."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)

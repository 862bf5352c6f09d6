"""The database itself refuses to change or remove an event, whoever asks: site, script, `psql`.

`install()` runs after each `migrate`, because SQLite rebuilds a table to alter it and forgets its
triggers, and because a new column is to be guarded too: no migration has to remember them.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .event_columns import FREE_COLUMNS

TABLE, REDACTIONS = "actions_event", "actions_redaction"
MESSAGE = (
    "Une étape enregistrée ne se modifie pas et ne se supprime pas : rectifiez-la par une autre."
)
# The only change let through: words taken out of an event (models.redactions), with their salt,
# when a second person confirmed it. A commitment takes the place of the salt, and every other
# column stays: the chain itself tells a commitment that is not the right one.
SEALS, MARK = "salts", "is_redacted"
SAME = {"sqlite": "IS", "postgresql": "IS NOT DISTINCT FROM"}
CONFIRMED = f"""
    EXISTS (SELECT 1 FROM {REDACTIONS}
            WHERE event_id = OLD.id AND confirmed_by_id <> asked_by_id AND confirmed_at IS NOT NULL
            AND CAST(cells AS text) LIKE '%"{{column}}"%')
"""


def only_words_taken_out(vendor: str, columns: Iterable[str]) -> str:
    """The condition under which a row may change, in SQL."""
    free = {field: column for column, field in FREE_COLUMNS.items()}
    same = [f"NEW.{name} {SAME[vendor]} OLD.{name}" for name in sorted(columns)
            if name not in {*free, SEALS, MARK}]  # fmt: skip
    taken = [
        f"(NEW.{field} = OLD.{field} AND {seal('NEW', column, vendor)} {SAME[vendor]} "
        f"{seal('OLD', column, vendor)} OR NEW.{field} = '' AND OLD.{field} <> '' AND "
        f"length({seal('NEW', column, vendor)}) = 64 AND {CONFIRMED.format(column=column)})"
        for field, column in free.items()
    ]
    return " AND ".join([f"NEW.{MARK}", *same, *taken])


def seal(row: str, column: str, vendor: str) -> str:
    return {
        "sqlite": f"json_extract({row}.{SEALS}, '$.{column}')",
        "postgresql": f"({row}.{SEALS} ->> '{column}')",
    }[vendor]


def function_postgresql(allowed: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION actions_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {allowed} THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';
        END $$
    """


# Each trigger by its name, on each of the two databases.
TRIGGERS: dict[str, dict[str, str]] = {
    "sqlite": {
        "actions_event_no_update": f"BEFORE UPDATE ON {TABLE} WHEN ({{allowed}}) IS NOT TRUE",
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


def install(connection: BaseDatabaseWrapper, *, lets_redact: bool = True) -> None:
    """Create the triggers again, for the columns that the table has now."""
    vendor = connection.vendor
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        table = connection.introspection.get_table_description(cursor, TABLE)
        columns = {column.name for column in table}
        allowed = only_words_taken_out(vendor, columns) if lets_redact else "FALSE"
        if vendor == "postgresql":
            cursor.execute(function_postgresql(allowed))
        for name, when in TRIGGERS[vendor].items():
            drop(cursor, vendor, name)
            cursor.execute(f"CREATE TRIGGER {name} {when.format(allowed=allowed)} {ACTION[vendor]}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Let the table of events be rewritten; for a migration, and for tests of what finds it out."""
    with connection.cursor() as cursor:
        for name in TRIGGERS[connection.vendor]:
            drop(cursor, connection.vendor, name)


def drop(cursor: Any, vendor: str, name: str) -> None:
    on_table = f" ON {TABLE}" if vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def refuse_all_before_migrate(
    sender: AppConfig, plan: list[Any], using: str = DEFAULT_DB_ALIAS, **_: Any
) -> None:
    """`pre_migrate`: SQLite renames no table that a trigger of another one speaks of. Were the
    migration to die, events stay guarded, and only redactions wait for the next one."""
    connection = connections[using]
    if plan and TABLE in connection.introspection.table_names():
        install(connection, lets_redact=False)


def install_after_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """`post_migrate`: nothing to do while the table is not there (`migrate actions zero`)."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)

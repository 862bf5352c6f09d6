"""The number of the content: it moves with each change of what the public may see.

The database moves it itself, by triggers on every public table, so that no writer can forget to:
forms, imports, bulk updates, relations, a shell, `psql`. A change that is rolled back moves
nothing. On PostgreSQL it moves as the last thing before the commit, once for each transaction, so
that nobody holds its row while still waiting for another.

A model of this site is public unless its app says otherwise and why, in `AppConfig.not_public`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, Model

from ..models import ContentVersion

VERBS = ("INSERT", "UPDATE", "DELETE")
# Whether this process last found every public table watched: without its triggers the number says
# nothing, and nothing may be kept under it.
is_trusted = True

# --- Reading and moving it --------------------------------------------------------------


def number() -> int:
    """The number of the content as it is now, committed."""
    with connection.cursor() as cursor:  # asked by every page: four times quicker than a queryset
        cursor.execute(f"SELECT number FROM {ContentVersion._meta.db_table}")
        found = cursor.fetchone()
    if found is None:  # a table emptied by hand
        ContentVersion.objects.bulk_create([ContentVersion(pk=1)], ignore_conflicts=True)
        return number()
    return int(found[0])


def move() -> None:
    """For what no row tells: another version of the site, a date that has come."""
    ContentVersion.objects.update(number=F("number") + 1)


def move_from(known: int) -> None:
    """Move once, however many notice at the same time that it must."""
    ContentVersion.objects.filter(number=known).update(number=F("number") + 1)


# --- What is public ---------------------------------------------------------------------


def is_ours(config: AppConfig) -> bool:
    return Path(config.path).parent == settings.BASE_DIR


def is_public(model: type[Model]) -> bool:
    """Whether pages are made from this model; copies kept for the history of changes are not."""
    if hasattr(model, "instance_type"):
        return False
    # A relation follows the model that declares it.
    holder: Any = model._meta.auto_created or model
    config = apps.get_app_config(model._meta.app_label)
    return is_ours(config) and holder._meta.model_name not in getattr(config, "not_public", {})


def public_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if is_public(model)]


# --- The triggers -----------------------------------------------------------------------

POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION publishing_move_content() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF coalesce(current_setting('publishing.moved', true), '') <> 'yes' THEN
            UPDATE publishing_contentversion SET number = number + 1;
            PERFORM set_config('publishing.moved', 'yes', true);
        END IF;
        RETURN NULL;
    END $$
"""


def install_triggers() -> None:
    """Watch every public table; what is watched already stays so."""
    watched = watched_tables()
    tables = set(connection.introspection.table_names())
    if ContentVersion._meta.db_table not in tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for model in public_models():
            table = model._meta.db_table
            if table in tables and table not in watched:
                for statement in watching(table):
                    cursor.execute(statement)
    number()


def watching(table: str) -> Iterator[str]:
    """What makes the database watch a table."""
    if connection.vendor == "postgresql":
        yield f"""
            CREATE CONSTRAINT TRIGGER publishing_moves
            AFTER INSERT OR UPDATE OR DELETE ON "{table}" DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION publishing_move_content()
        """
        yield f"""
            CREATE TRIGGER publishing_moves_truncate AFTER TRUNCATE ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION publishing_move_content()
        """
    else:
        for verb in VERBS:
            yield f"""
                CREATE TRIGGER IF NOT EXISTS "publishing_moves_{verb.lower()}_{table}"
                AFTER {verb} ON "{table}"
                BEGIN UPDATE publishing_contentversion SET number = number + 1; END
            """


def watched_tables() -> set[str]:
    """The tables that have all their triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("""
                SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE t.tgname IN ('publishing_moves', 'publishing_moves_truncate')
                AND c.relnamespace = current_schema()::regnamespace
                GROUP BY c.relname HAVING count(*) = 2
            """)
        else:
            cursor.execute(
                "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
                " AND name GLOB 'publishing_moves_*'"
                f" GROUP BY tbl_name HAVING count(*) = {len(VERBS)}"
            )
        return {row[0] for row in cursor.fetchall()}


def remove_triggers() -> None:
    """Before tables change: SQLite refuses to rename one that a trigger speaks of, and PostgreSQL
    one with changes that its triggers have still to follow."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS publishing_move_content() CASCADE")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND name GLOB 'publishing_moves_*'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')


def unwatched_tables() -> set[str]:
    """The public tables of which a change would not move the number: none, but for a `migrate`
    that is under way or did not end."""
    unwatched = {model._meta.db_table for model in public_models()} - watched_tables()
    # One still to be made has no row.
    return unwatched and unwatched & set(connection.introspection.table_names())


def check_watched() -> list[str]:
    """The tables that are not, in order; while there is one, nothing is kept."""
    global is_trusted
    tables = sorted(unwatched_tables())
    is_trusted = not tables
    return tables


# --- Around migrate -----------------------------------------------------------------------

# Not a migration: SQLite forgets the triggers of each table that a later migration alters.


def before_migrate(plan: list[Any], using: str, **_: object) -> None:
    """`pre_migrate`: the tables are about to change, unless there is nothing to do."""
    if plan and using == DEFAULT_DB_ALIAS:
        remove_triggers()


def after_migrate(using: str, plan: list[Any] | None = None, **_: object) -> None:
    """`post_migrate`: what was written while nobody watched makes a new version."""
    if using == DEFAULT_DB_ALIAS and (plan or unwatched_tables()):
        install_triggers()
        if watched_tables():
            move()

"""Django's own command, which also has the database watch the public tables.

Not a migration: SQLite forgets the triggers of each table that a later migration alters.
"""

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor

from ...page_files import versions


class Command(migrate.Command):
    def handle(self, *args, **options):
        reads_only = options["plan"] or options["check_unapplied"]
        if options["database"] != DEFAULT_DB_ALIAS or reads_only:
            super().handle(*args, **options)
            return
        may_change = bool(options["app_label"]) or self.has_work()
        if may_change:
            versions.remove_triggers()
        try:
            super().handle(*args, **options)
        finally:
            versions.install_triggers()
        if may_change and versions.watched_tables():
            versions.move()  # what a migration wrote, nobody watched

    @staticmethod
    def has_work():
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

"""The database itself refuses to change or remove an event (see actions.append_only).

The triggers are put back after every `migrate` too: SQLite forgets them with each altered table.
"""

from django.db import migrations

from actions import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, lets_redact=False)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("actions", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]

"""Run apart, on a database of its own (DATABASE_URL): a later migration alters the table of events,
which makes SQLite forget its triggers; then somebody tries to rewrite history."""

import os

import django


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import IntegrityError, connection, models

    from actions import append_only
    from actions.models import Action, Event
    from publishing.text.dates import PartialDate

    call_command("migrate", verbosity=0)
    action = Action.objects.create(number=1, state="publie")
    action.record("Les travaux commencent.", PartialDate.from_iso("2018-03-01"), status="en-cours")

    before = Event._meta.get_field("published_service")
    longer = models.CharField(max_length=before.max_length + 1, blank=True)
    longer.set_attributes_from_name("published_service")
    longer.model = Event
    with connection.schema_editor() as editor:
        editor.alter_field(Event, before, longer)
    lost = append_only.missing(connection)
    call_command("migrate", verbosity=0)

    print("perdus :", *sorted(lost))
    print("manquants :", *sorted(append_only.missing(connection)))
    for statement in ("UPDATE actions_event SET text = 'Rien.'", "DELETE FROM actions_event"):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
            print("réécrit :", statement)
        except IntegrityError as refusal:
            print("refusé :", str(refusal).splitlines()[0])


if __name__ == "__main__":
    main()

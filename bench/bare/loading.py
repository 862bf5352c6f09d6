"""Give the bare project the rows of ours, in the same database. Run with our settings."""

from ..processes import run


def load():
    """Make its tables, copy every public action, and return how many there are."""
    from django.db import connection

    from actions.models import Action, Theme

    settings = {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
    run("-m", "django", "migrate", "--run-syncdb", "--verbosity", "0", **settings)
    themes = {name: pk for pk, name in Theme.objects.values_list("pk", "name")}
    rows = [
        (
            row.number,
            row.name,
            themes.get(row.theme and row.theme.name),
            row.status,
            row.newest_date.first_day,
            row.newest_text,
        )
        for row in Action.objects.for_list()
    ]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO bare_theme (name, id) VALUES (%s, %s)", themes.items())
        cursor.executemany(
            "INSERT INTO bare_action (number, title, theme_id, status, moved_on, news) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            rows,
        )
    return len(rows)

"""A large plan, made fast: for measures only, on a database of its own.

Events are chained as `Event.save` would, so that `verify_history` finds nothing wrong; only the
door is another one, since ten thousand actions would take it an hour.
"""

import csv
import datetime
import io

from django.db import connection, transaction
from django.utils import timezone

EVENTS_EACH = 20
FIRST_DAY = datetime.date(2017, 3, 29)
STEPS = {0: "a-venir", 5: "en-cours", 15: "realisee"}  # which of the twenty move the status
THEMES = 6


def grow(size):
    """Bring the plan to that many actions, the new ones with twenty events each."""
    with transaction.atomic():
        add_events(add_actions(size))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what the server does by itself within a minute


def add_actions(size):
    from actions.models import Action, Theme

    themes = [
        Theme.objects.get_or_create(slug=f"theme-{rank}", name=f"Thème {rank}", rank=rank)[0]
        for rank in range(THEMES)
    ]
    count = Action.objects.count()
    return Action.objects.bulk_create(
        [
            Action(
                number=number,
                title=f"Action de mesure {number}, avec un intitulé de longueur moyenne",
                theme=themes[number % THEMES],
                state="publie",
                status="realisee" if number % 2 else "en-cours",
                summary="Un résumé en mots simples, d’une phrase ou deux, comme il s’en écrit.",
            )
            for number in range(count + 1, size + 1)
        ],
        batch_size=500,
    )


def add_events(actions):
    from actions.models import Event

    last = Event.objects.order_by("rank").last()
    rank, previous = (last.rank, last.digest) if last else (0, "0" * 64)
    instant = timezone.now()
    rows = []
    for step in range(EVENTS_EACH):
        for action in actions:
            rank += 1
            event = event_of(action, step, rank, previous, instant)
            event.digest = previous = event.compute_digest()
            rows.append(event)
    write(rows)


def event_of(action, step, rank, previous, instant):
    from actions.models import Event
    from publishing.text.dates import PartialDate

    status = STEPS.get(step, "")
    if status == "realisee" and action.status != status:
        status = ""
    day = FIRST_DAY + datetime.timedelta(days=100 * step + action.number % 97)
    return Event(
        rank=rank,
        action=action,
        text=f"Étape {step} de l’action {action.number} : les travaux avancent comme prévu.",
        occurred_on=PartialDate(day),
        settled_on=day,
        status=status,
        evidence_kind="lien" if status == "realisee" else "",
        evidence_title="Une page" if status == "realisee" else "",
        evidence_url="https://exemple.fr/preuve" if status == "realisee" else "",
        published_body="ville",
        recorded_at=instant,
        previous_digest=previous,
    )


def write(events):
    """All at once: by COPY on PostgreSQL, by INSERT on SQLite."""
    from actions.models import Event

    fields = [field for field in Event._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    lines = [
        [field.get_db_prep_save(getattr(event, field.attname), connection) for field in fields]
        for event in events
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            file = io.StringIO()
            csv.writer(file).writerows([cell_of(value) for value in line] for line in lines)
            file.seek(0)
            cursor.copy_expert(
                f"COPY actions_event ({columns}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", file
            )
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO actions_event ({columns}) VALUES ({places})", lines)


def cell_of(value):
    return "\\N" if value is None else value

"""A large plan, made fast: for measures only, on a database of its own."""

import datetime

from django.db import connection, transaction

EVENTS_EACH = 20
FIRST_DAY = datetime.date(2017, 3, 29)
STEPS = {0: "a-venir", 5: "en-cours", 15: "realisee"}  # which of the twenty move the status
THEMES = 6
BATCH = 500  # actions


def grow(size):
    """Bring the plan to that many actions, the new ones with twenty events each."""
    from actions.models import Action

    count = Action.objects.count()
    for first in range(count + 1, size + 1, BATCH):
        with transaction.atomic():
            add(range(first, min(first + BATCH, size + 1)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what the server does by itself within a minute


def add(numbers):
    from actions.chain import lock_history
    from actions.models import Action, Event, Theme

    themes = [
        Theme.objects.get_or_create(slug=f"theme-{rank}", name=f"Thème {rank}", rank=rank)[0]
        for rank in range(THEMES)
    ]
    actions = Action.objects.bulk_create(
        Action(
            number=number,
            title=f"Action de mesure {number}, avec un intitulé de longueur moyenne",
            theme=themes[number % THEMES],
            status="realisee" if number % 2 else "en-cours",
            **{"state": "publie", "certainty": "prouvee"},
            summary="Un résumé en mots simples, d’une phrase ou deux, comme il s’en écrit.",
        )
        for number in numbers
    )
    lock_history()
    events = [event_of(action, step) for step in range(EVENTS_EACH) for action in actions]
    Event.objects.append(events)


def event_of(action, step):
    from actions.models import Event
    from publishing.text.dates import PartialDate

    status = STEPS.get(step, "")
    if status == "realisee" and action.status != status:
        status = ""
    day = FIRST_DAY + datetime.timedelta(days=100 * step + action.number % 97)
    proof = {"evidence_kind": "lien", "evidence_title": "Une page"}
    proof["evidence_url"] = "https://exemple.fr/preuve"
    return Event(
        action=action,
        text=f"Étape {step} de l’action {action.number} : les travaux avancent comme prévu.",
        occurred_on=PartialDate(day),
        status=status,
        published_body="ville",
        **(proof if status == "realisee" else {}),
    )

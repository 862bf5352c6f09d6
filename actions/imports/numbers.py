"""Official numbers in a spreadsheet: those it brings, those that changed since it was made."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from actions.models import Action, ImportChange, ImportRun
from actions.numbers import official, provisional_again
from backoffice.reach import first_refused

from .columns import OFFICIAL_NUMBER
from .faults import NotAllowed
from .lines import Lines
from .reading import LineContent

SOURCE = {"evidence_url", "evidence_title"}  # the cells that say by what a number is known
NEEDS_SOURCE = "un numéro officiel demande la source qui le donne : écrivez son adresse ici."
NEW = "une action nouvelle a son numéro dans la colonne « N° » : laissez cette cellule vide."


def follow(lines: Lines, batch: Iterable[LineContent]) -> None:
    """A file brought a second time still gives the numbers of before: its lines mean the actions
    that had them."""
    for content in batch:
        number = content.number or 0
        moved = lines.preview.departures.get(number)
        if moved and moved.title and content.get(OFFICIAL_NUMBER.key) == moved.number:
            actions = Action.objects.select_related("theme", "service")
            lines.preview.followed[number] = actions.get(pk=moved.pk)
            if other := actions.filter(number=number).first():
                lines.preview.followed[moved.number] = other
    lines.site.actions |= lines.preview.followed


def refuse_former_number(lines: Lines, content: LineContent, action: Action) -> None:
    """A file made before a number changed must not write over the wrong action."""
    former = lines.preview.departures.get(content.number or 0)
    if former is None or content.number in lines.preview.followed:
        return
    title, update = content.get("title"), "reprenez le tableur à jour, ou corrigez le numéro."
    if former.title and (title == former.title or not (title or action.title)):
        content.fault(
            "number",
            f"le n° {content.number} n’est plus celui de « {former.title} », qui est le "
            f"n° {former.number} : {update}",
        )
    elif action.title and not title and "title" in lines.table.columns:
        content.fault(
            "number",
            f"le n° {content.number} est maintenant celui de « {action.title} », que cette ligne "
            f"ne nomme pas : {update}",
        )


def ask(lines: Lines, content: LineContent, action: Action) -> Any:
    """What the line asks of the number of its action, or None; faults are told on the line."""
    number = content.get(OFFICIAL_NUMBER.key)
    if number is None or (action.number == number and not action.is_number_provisional):
        return None
    if action.pk is None:
        content.fault(OFFICIAL_NUMBER.key, NEW)
        return None
    if not content.get("evidence_url"):
        content.fault("evidence_url", NEEDS_SOURCE)
    place, user = lines.place(content), lines.preview.run.made_by
    try:
        planned = official(Action.objects.get(pk=action.pk), number)
    except ValidationError as error:
        message = error.messages[0]
        content.fault(OFFICIAL_NUMBER.key, message[0].lower() + message[1:])
        return None
    if refusal := first_refused(user, (move[0] for move in planned.moves)):
        content.fault(OFFICIAL_NUMBER.key, refusal[0].lower() + refusal[1:])
    if first := lines.preview.first_line(lines.preview.taken, number, place):
        both = lines.both_lines(first, content)
        content.fault(OFFICIAL_NUMBER.key, f"le n° {number} est demandé {both} : gardez-en un.")
    elif planned.holder and (first := lines.preview.touched.get(number)):
        content.fault(OFFICIAL_NUMBER.key, also_changed(number, first))
    return planned


def touch(lines: Lines, content: LineContent, action: Action) -> None:
    """The line changes this action: not one whose number the file gives to another."""
    place, number = lines.place(content), action.number
    lines.preview.touched.setdefault(number, place)
    taker = lines.preview.taken.get(number)
    if taker and taker != place:
        content.fault("number", also_changed(number, taker))


def also_changed(number: int, place: tuple[str, int]) -> str:
    return (
        f"le n° {number} change d’action à la ligne {place[1]} de « {place[0]} », et ce fichier "
        "modifie aussi celle qui le porte : faites-le en deux imports."
    )


def source_of(content: LineContent) -> dict[str, Any]:
    return {key: content.get(key) or "" for key in sorted(SOURCE)}


# Confirmed, then undone


def changes_of(run: ImportRun) -> Any:
    return run.changes.filter(kind=ImportChange.Kind.NUMBER).order_by("pk")


def apply_numbers(run: ImportRun, user: Any) -> list[tuple[Any, str]]:
    """Exchange the numbers that a preview showed; returns what changed since, with the reason."""
    clashes = []
    for change in changes_of(run):
        number, source = change.after["number"], dict(change.after)
        del source["number"]
        try:
            planned = official(Action.objects.get(pk=change.action_id), number)
        except (ValidationError, Action.DoesNotExist) as error:
            clashes.append((change, getattr(error, "messages", ["action supprimée"])[0]))
            continue
        if refusal := first_refused(user, (move[0] for move in planned.moves)):
            raise NotAllowed(refusal)
        if planned.seen != change.before["seen"]:
            clashes.append((change, "un de ces numéros a changé"))
            continue
        planned.carry_out(user, run=run, **source)
    return clashes


def reasons_of_numbers(run: ImportRun) -> Iterable[str]:
    """Why the numbers that a run gave cannot be given back."""
    for change in changes_of(run):
        try:
            planned = provisional_again(Action.objects.get(pk=change.action_id))
        except (ValidationError, Action.DoesNotExist):
            planned = None
        if not (planned and planned.corrects and planned.corrects.import_run_id == run.pk):
            yield f"action n° {change.after['number']} : son numéro a changé depuis."


def take_back(run: ImportRun, done: ImportRun, user: Any, reason: str) -> None:
    """Give the numbers back, the last first; the run that undoes keeps the trace."""
    for change in changes_of(run).reverse():
        planned = provisional_again(Action.objects.get(pk=change.action_id))
        ImportChange.objects.create(
            run=done,
            kind=change.kind,
            action_id=change.action_id,
            number=planned.action.number,
            field=change.field,
            column=change.column,
            before={"number": planned.action.number},
            after={"number": planned.number},
        )
        planned.carry_out(user, run=done, reason=reason)

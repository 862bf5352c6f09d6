"""The site's own open data, brought back: `actions.csv` and `etapes.csv`, known by their titles,
whose words mean what the data say rather than what offices do (« adresse » is a page)."""

from collections.abc import Iterable, Iterator

from actions.models import Event
from spreadsheets import TableKind, TableLine

RECORDED, PRECISION = "recorded", "precision"
ACTIONS_FILE = TableKind(
    "Actions",
    {
        "numero": "number",
        "intitule": "title",
        "theme": "theme",
        "statut": "status",
        "organisme": "body",
        "service": "service",
        "lieu": "place",
        "budget_depense": "budget_spent",
        "prochaine_revue": "next_review_on",
        "critere": "criterion",
        "modifie_le": "modifie_le",
    },
    lambda keys, sheet: {"number", "status", "modifie_le"} <= keys,
)
EVENTS_FILE = TableKind(
    "Étapes",
    {
        "action": "number",
        "date": "occurred_on",
        "precision": PRECISION,
        "statut": "status",
        "texte": "text",
        "preuve_titre": "evidence_title",
        "preuve_url": "evidence_url",
        "preuve_vue_le": "evidence_seen_on",
        "reserve": "event_reservation",
        "certitude": "certainty",
        "empreinte": RECORDED,
    },
    lambda keys, sheet: {"number", "occurred_on", RECORDED} <= keys,
)


def without_recorded(lines: Iterable[TableLine]) -> Iterator[TableLine]:
    """The lines that the history does not hold yet, by their digest; dates as precise as they are
    said to be."""
    lines = list(lines)
    digests = {digest for line in lines if (digest := line.cells.get(RECORDED))}
    known = set(Event.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for line in lines:
        if line.cells.get(RECORDED) not in known:
            yield with_precision(line)


def with_precision(line: TableLine) -> TableLine:
    day, precision = str(line.cells.get("occurred_on") or ""), line.cells.get(PRECISION)
    written = {
        "mois": day[:7],
        "annee": day[:4],
        "trimestre": f"T{(int(day[5:7] or 1) + 2) // 3} {day[:4]}" if day[5:7].isdigit() else day,
    }.get(str(precision))
    if written is None:
        return line
    return TableLine(line.row, {**line.cells, "occurred_on": written}, line.links, line.doubts)

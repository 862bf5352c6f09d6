"""The site's own files brought back: the open data (`actions.csv`, `etapes.csv`) and the exported
lists of the back office, known by their titles, whose words mean what the site says rather than
what offices do (« adresse » is a page, « Réserve » that of the action)."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from actions.models import Event
from spreadsheets import TableKind, TableLine

RECORDED, PRECISION, RANK = "recorded", "precision", "rank"
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
# The exports of the lists; what is not named here is told and left aside.
ACTIONS_LIST = TableKind(
    "Actions",
    {
        "Numéro": "number",
        "Numéro provisoire": "is_number_provisional",
        "Intitulé": "title",
        "Thème": "theme",
        "Statut": "status",
        "Résumé en mots simples": "summary",
        "Organisme": "body",
        "Service": "service",
        "Lieu": "place",
        "Budget dépensé (€)": "budget_spent",
        "Fin prévue": "planned_on",
        "Prochaine mise à jour le": "next_review_on",
        "Critère": "criterion",
        "Réserve": "reservation",
        "État": "state",
    },
    lambda keys, sheet: {"number", "is_number_provisional", "state"} <= keys,
)
EVENTS_LIST = TableKind(
    "Étapes",
    {
        "Rang": RANK,
        "Action": "number",
        "Date": "occurred_on",
        "Statut atteint": "status",
        "Ce qui s’est passé": "text",
        "Titre de la preuve": "evidence_title",
        "Adresse de la preuve": "evidence_url",
        "Preuve vue le": "evidence_seen_on",
        "Réserve": "event_reservation",
        "Certitude": "certainty",
        "Réalisée en partie": "is_partial",
        "Fin annoncée": "planned_on",
        "Rectifie": "corrects",
    },
    lambda keys, sheet: {"number", RANK, "corrects"} <= keys,
)
OWN = (EVENTS_FILE, ACTIONS_FILE, EVENTS_LIST, ACTIONS_LIST)


def without_corrected(lines: Iterable[TableLine]) -> list[TableLine]:
    """An event that another corrects, or whose words were taken out, is not told again."""
    lines = list(lines)
    ranks = {rank for line in lines if (rank := str(line.cells.get(RANK) or "")).isdecimal()}
    gone = Event.objects.filter(rank__in=ranks).filter(Q(correction__isnull=False) | Q(text=""))
    known = {str(rank) for rank in gone.values_list("rank", flat=True)}
    return [line for line in lines if str(line.cells.get(RANK)) not in known]


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

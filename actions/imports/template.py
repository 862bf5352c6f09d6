"""The template workbook: the state of the actions today, ready to be changed and sent back.

Exported and sent back untouched, it changes nothing.
"""

import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from publishing.models import Body
from publishing.spreadsheets import write_ods, write_xlsx
from publishing.spreadsheets.layout import Choices, Entry, Heading, Notes, Value, Workbook
from services.models import Service

from ..models import Event, Status, Theme
from .template_sheets import (
    ACTION_LOOKS,
    ACTIONS,
    BODIES,
    EVENT_LOOKS,
    EVENTS,
    SERVICES,
    STATUSES,
    THEMES,
    Look,
    action_grid,
    event_grid,
)

WRITERS = {"xlsx": write_xlsx.write, "ods": write_ods.write}
MEDIA_TYPES = {"xlsx": write_xlsx.MEDIA_TYPE, "ods": write_ods.MEDIA_TYPE}
NOTES = "Lisez-moi"
TAKEN_AT, DIGEST = "Données du", "Empreinte de l’historique"
CLEARS = "–"

HOW_TO = (
    Entry(
        "",
        "Ce classeur montre les actions telles que le site les connaît. Changez ce qui a changé, "
        "enregistrez, puis déposez le fichier dans le back-office, « Importer ».",
    ),
    Entry(
        "",
        "Rien n’est publié avant que vous ayez lu l’aperçu et confirmé. Un import s’annule.",
    ),
)
RULES = (
    Entry("Cellule vide", "Rien ne change : une cellule vidée garde la valeur du site."),
    Entry(
        "Cellule « – »",
        "Un tiret seul efface la valeur. Le numéro, l’intitulé, le statut et l’organisme ne "
        "s’effacent pas.",
    ),
    Entry(
        "Faire avancer une action",
        f"Feuille « {ACTIONS} » : choisissez le nouveau statut et remplissez, sur la même ligne, "
        "la date et ce qui s’est passé. « Réalisée » demande aussi une preuve, ou une réserve que "
        "le public verra.",
    ),
    Entry(
        "Revenir en arrière",
        "De « Réalisée » à « En cours », par exemple : dites pourquoi dans « Ce qui s’est passé ».",
    ),
    Entry(
        "Donner une nouvelle",
        "Gardez le statut ; remplissez seulement la date et ce qui s’est passé.",
    ),
    Entry(
        "Raconter plusieurs étapes",
        f"Feuille « {EVENTS} » : ajoutez une ligne par étape sous la dernière, avec le numéro de "
        "l’action. Les étapes déjà enregistrées ne se modifient pas.",
    ),
    Entry(
        "Dates",
        "Aussi précises que vous les connaissez : 19/05/2025, 19 mai 2025, mai 2025, T2 2025 ou "
        "2025. Le jour vient avant le mois.",
    ),
    Entry("Montants", "En euros : 1200, 1 200,50 ou 12 000 €."),
    Entry(
        "Colonnes",
        "Leur ordre est libre. Vous pouvez en ajouter ou en ôter : celles que le site ne connaît "
        "pas sont laissées de côté, et l’aperçu les nomme.",
    ),
    Entry(
        "Protection",
        "Les numéros et les étapes enregistrées sont verrouillés, sans mot de passe. Pour trier "
        "ou changer les colonnes, ôtez la protection : menu « Révision » d’Excel, « Outils » de "
        "LibreOffice.",
    ),
)


# Interim, until columns.py is merged.
ACTION_LABELS = dict(
    zip(
        ACTION_LOOKS,
        [
            "N°",
            "Intitulé",
            "Thème",
            "Statut",
            "Date",
            "Ce qui s’est passé",
            "Titre de la preuve",
            "Preuve (adresse)",
            "Réserve de l’étape",
            "Résumé",
            "Organisme",
            "Service",
            "Lieu",
            "Budget prévu (€)",
            "Budget dépensé (€)",
            "Fin prévue",
            "Prochaine mise à jour",
            "Réserve de l’action",
        ],
        strict=True,
    )
)
EVENT_LABELS = dict(
    zip(
        EVENT_LOOKS,
        [
            "N°",
            "Date",
            "Ce qui s’est passé",
            "Statut atteint",
            "Titre de la preuve",
            "Preuve (adresse)",
            "Preuve vue le",
            "Réserve",
        ],
        strict=True,
    )
)


@dataclass(frozen=True)
class Stamp:
    """What a template workbook says of itself: when its data was taken, at which event."""

    taken_at: datetime.datetime
    digest: str


def choices() -> list[Choices]:
    """The words that cells take, as the site knows them today."""
    return [
        Choices(STATUSES, list(Status.labels)),
        Choices(THEMES, [*Theme.objects.values_list("name", flat=True), CLEARS]),
        Choices(BODIES, list(Body.labels)),
        Choices(SERVICES, [*Service.objects.values_list("name", flat=True), CLEARS]),
    ]


def column_entries(looks: dict[str, Look], labels: dict[str, str]) -> list[Entry]:
    return [Entry(labels[key], look.help) for key, look in looks.items()]


def notes(taken_at: datetime.datetime) -> Notes:
    last = Event.objects.order_by("rank").last()
    return Notes(
        NOTES,
        [
            Heading("Suivre les actions dans un tableur"),
            *HOW_TO,
            Entry(TAKEN_AT, taken_at),
            Entry(DIGEST, last.digest if last else "aucune étape"),
            Heading("Ce que vous pouvez faire"),
            *RULES,
            Heading(f"Colonnes de la feuille « {ACTIONS} »"),
            *column_entries(ACTION_LOOKS, ACTION_LABELS),
            Heading(f"Colonnes de la feuille « {EVENTS} »"),
            *column_entries(EVENT_LOOKS, EVENT_LABELS),
            Heading("Mots attendus"),
            *choices(),
        ],
    )


def workbook() -> Workbook:
    taken_at = timezone.localtime().replace(second=0, microsecond=0)
    return Workbook(
        title="Suivi des actions",
        notes=notes(taken_at),
        grids=[action_grid(ACTION_LABELS), event_grid(EVENT_LABELS)],
        creator="À votre service",
        made_at=taken_at,
    )


def template_workbook(format: str) -> bytes:
    """The workbook as « xlsx » or « ods »."""
    file = io.BytesIO()
    WRITERS[format](workbook(), file)
    return file.getvalue()


def template_name(format: str) -> str:
    return f"actions-{timezone.localdate():%Y-%m-%d}.{format}"


def stamp_of(rows: Iterable[tuple[Value, ...]]) -> Stamp | None:
    """The stamp, from the cells of the notes' rows; None when there is none to read."""
    found: dict[object, object] = {}
    for term, explanation, *_ in (row for row in rows if len(row) >= 2):
        found.setdefault(term, explanation)
    taken_at = found.get(TAKEN_AT)
    if not isinstance(taken_at, datetime.datetime):
        return None
    return Stamp(timezone.make_aware(taken_at), str(found.get(DIGEST, "")))

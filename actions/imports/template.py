"""The template workbook: the state of the actions today, ready to be changed and sent back.

Exported and sent back untouched, it changes nothing.
"""

import datetime
import io
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils import timezone

from publishing.models import Body
from publishing.tokens import colour
from services.models import Service
from spreadsheets.writing import write
from spreadsheets.writing.layout import Choices, Entry, Grid, Heading, Notes, Palette, Workbook

from ..models import Certainty, Event, Status, Theme
from .base import base_grid
from .columns import BODIES, CERTAINTIES, SERVICES, STATUSES, THEMES
from .template_sheets import ACTIONS, EVENTS, action_grid, event_grid

NOTES = "Lisez-moi"
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
    Entry(
        "Numéro officiel trouvé",
        "Pour une action au numéro provisoire, quand une source donne le vrai : écrivez-le dans "
        "cette colonne et l’adresse de la source dans « Preuve (adresse) ».",
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


def choices() -> list[Choices]:
    """The words that cells take, as the site knows them today."""
    return [
        Choices(STATUSES, list(Status.labels)),
        Choices(CERTAINTIES, list(Certainty.labels)),
        Choices(THEMES, [*Theme.objects.values_list("name", flat=True), CLEARS]),
        Choices(BODIES, list(Body.labels)),
        Choices(SERVICES, [*Service.objects.values_list("name", flat=True), CLEARS]),
    ]


def explained(grid: Grid) -> list[Heading | Entry]:
    return [
        Heading(f"Colonnes de la feuille « {grid.name} »"),
        *(Entry(column.label, column.help) for column in grid.columns),
    ]


def notes(taken_at: datetime.datetime, grids: Iterable[Grid]) -> Notes:
    last = Event.objects.order_by("rank").last()
    return Notes(
        NOTES,
        [
            Heading("Suivre les actions dans un tableur"),
            *HOW_TO,
            Entry("Données du", taken_at),
            Entry("Empreinte de l’historique", last.digest if last else "aucune étape"),
            Heading("Ce que vous pouvez faire"),
            *RULES,
            *chain.from_iterable(map(explained, grids)),
            Heading("Mots attendus"),
            *choices(),
        ],
    )


def palette() -> Palette:
    """The colours of the site."""

    def digits(name: str) -> str:
        return colour(name).removeprefix("#")

    return Palette(
        header=digits("green"),
        on_header=digits("on-colour"),
        marked=digits("saffron-soft"),
        on_marked=digits("on-saffron"),
        locked=digits("paper-sunk"),
        rule=digits("rule"),
    )


def workbook(user: Any = None) -> Workbook:
    taken_at = timezone.localtime().replace(second=0, microsecond=0)
    grids = [action_grid(user), event_grid(user)]
    return Workbook(
        title="Suivi des actions",
        notes=notes(taken_at, grids),
        grids=[*grids, base_grid(user)],
        creator="À votre service",
        made_at=taken_at,
        palette=palette(),
    )


def template_workbook(format: str, user: Any = None) -> bytes:
    """The workbook as « xlsx » or « ods », with what this account follows."""
    file = io.BytesIO()
    write(workbook(user), file, format)
    return file.getvalue()


def template_name(format: str) -> str:
    return f"actions-{timezone.localdate():%Y-%m-%d}.{format}"

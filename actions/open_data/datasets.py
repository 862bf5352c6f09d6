"""The files of `/donnees/`: what each holds, in words, and when it last changed.

Columns are a contract with whoever builds on the files: none is renamed, moved or removed;
further ones only come at the end.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from figures.models import Figure, Reading, Source
from figures.open_data import FIGURE_COLUMNS, reading_rows
from participation.models import Process
from participation.open_data import PROCESS_COLUMNS, process_rows
from publishing.freshness import Mark, edits, movements
from publishing.models import Body
from publishing.text.dates import Precision
from services.models import Service
from spreadsheets.tables.model import Column, Table

from ..models import Action, Event, Status, Theme
from .action_rows import action_rows
from .event_rows import event_rows

PRECISIONS = tuple(precision.value for precision in Precision)

ACTION_COLUMNS = (
    Column("numero", "Numéro", "Le numéro permanent de l’action.", "integer", is_required=True),
    Column("intitule", "Intitulé", "Vide quand l’intitulé n’a pas été retrouvé."),
    Column("theme", "Thème", "Le nom du thème dans les adresses du site."),
    Column(
        "statut", "Statut", "Où en est l’action.", is_required=True, values=tuple(Status.values)
    ),
    Column(
        "depuis_le",
        "Depuis le",
        "La date de l’étape qui a donné ce statut : le premier jour de sa période.",
        "date",
    ),
    Column(
        "depuis_le_precision",
        "Depuis le, précision",
        "La période que cette date ouvre.",
        values=PRECISIONS,
    ),
    Column(
        "organisme", "Organisme", "Qui mène l’action.", is_required=True, values=tuple(Body.values)
    ),
    Column("service", "Service", "Le service qui la mène, s’il a sa page."),
    Column("lieu", "Lieu", "Où elle se passe."),
    Column("budget_prevu", "Budget prévu", "En euros. Vide : non publié.", "number"),
    Column("budget_depense", "Budget dépensé", "En euros. Vide : non publié.", "number"),
    Column("prochaine_revue", "Prochaine mise à jour", "Le jour promis au public.", "date"),
    Column("reserve", "Réserve", "Ce qui est douteux ou à compléter."),
    Column("adresse", "Adresse", "La page de l’action sur ce site.", is_required=True),
    Column(
        "modifie_le",
        "Modifiée le",
        "Dernière modification de l’action ou de ses étapes.",
        "datetime",
        is_required=True,
    ),
)

EVENT_FIELDS = (
    Column("rang", "Rang", "La place de l’étape dans la chaîne.", "integer", is_required=True),
    Column(
        "action",
        "Action",
        "Le numéro de l’action. Vide : étape réservée, son action n’est pas publiée.",
        "integer",
    ),
    Column("date", "Date", "Le premier jour de la période où cela s’est passé.", "date"),
    Column("precision", "Précision", "La période que la date ouvre.", values=PRECISIONS),
    Column(
        "statut",
        "Statut",
        "Le statut atteint. Vide : une nouvelle, qui ne change pas le statut.",
        values=tuple(Status.values),
    ),
    Column("texte", "Texte", "Ce qui s’est passé."),
    Column("preuve_type", "Genre de preuve", "Ce qui prouve.", values=tuple(Event.Evidence.values)),
    Column("preuve_url", "Adresse de la preuve", "Où la voir."),
    Column("reserve", "Réserve", "Ce qui est douteux : date déduite, statut provisoire…"),
    Column("rectifie", "Rectifie", "Le rang de l’étape que celle-ci corrige.", "integer"),
    Column("enregistre_le", "Enregistrée le", "L’instant où elle a été écrite.", "datetime"),
    Column(
        "empreinte_precedente",
        "Empreinte précédente",
        "L’empreinte de l’étape d’avant ; 64 zéros pour la première.",
        is_required=True,
    ),
    Column(
        "empreinte",
        "Empreinte",
        "Le SHA-256 des autres cellules de la ligne, dans l’ordre des colonnes, écrites comme un "
        "tableau JSON sans espace (verifier.py le calcule).",
        is_required=True,
    ),
    Column("preuve_titre", "Titre de la preuve", "Le nom du document ou de la page."),
    Column("preuve_vue_le", "Preuve vue le", "Le jour où elle a été consultée.", "date"),
    Column("preuve_description", "Description", "Ce que montre la photographie."),
    Column("preuve_empreinte", "Empreinte de la preuve", "Le SHA-256 du fichier déposé."),
    Column(
        "regroupee_avec", "Regroupée avec", "Le numéro de l’action qui reprend celle-ci.", "integer"
    ),
    Column("organisme", "Organisme", "Qui publie l’étape.", values=tuple(Body.values)),
    Column("service", "Service", "Le service qui la publie."),
)


def chain_rows():
    """The events as rows: every cell is the text that the digest covers, but whole numbers."""
    for cells in event_rows():
        yield tuple(
            int(cells[field.name])
            if field.type == "integer" and cells[field.name]
            else cells[field.name]
            for field in EVENT_FIELDS
        )


@dataclass(frozen=True)
class Dataset:
    """A table, the formats it is offered in, and the traces of its last change."""

    table: Table
    marks: Callable[[], Iterator[Mark]]
    extensions: tuple[str, ...] = ("csv", "json")
    keywords: tuple[str, ...] = ()

    @property
    def name(self):
        return self.table.name


def history_marks():
    """The end of the chain, and the last day from which an event counts."""
    last = Event.objects.order_by("rank").last()
    if not last:
        return
    yield Mark(last.digest, last.recorded_at)
    day = Event.objects.filter(settled_on__lte=timezone.localdate()).aggregate(Max("settled_on"))
    if settled := day["settled_on__max"]:
        yield Mark(
            settled, timezone.make_aware(datetime.datetime.combine(settled, datetime.time()))
        )


def action_marks():
    yield from history_marks()
    yield from edits(Action, Theme, Service)
    yield from movements(Action, Service)


def event_marks():
    yield from history_marks()
    yield from edits(Action)
    yield from movements(Action)


def figure_marks():
    yield from edits(Figure, Reading, Source)


def process_marks():
    """A text may name any figure, counts of actions included."""
    yield from edits(Process)
    yield from movements(Process)
    yield from figure_marks()
    yield from action_marks()


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            Table(
                name="actions",
                title="Les actions et où elles en sont",
                description=(
                    "Les engagements du programme « cœur de ville » d’Alès : statut du jour, date "
                    "de ce statut, organisme, budget, réserves."
                ),
                row_description="actions",
                columns=ACTION_COLUMNS,
                rows=action_rows,
                key=("numero",),
            ),
            marks=action_marks,
            extensions=("csv", "json", "xlsx", "ods"),
            keywords=("engagements", "transparence", "centre-ville", "avancement"),
        ),
        Dataset(
            Table(
                name="etapes",
                title="Les étapes, une par une",
                description=(
                    "Tout ce qui est arrivé à chaque action, daté, sourcé et enchaîné par "
                    "empreintes ; statuts et totaux s’en déduisent."
                ),
                row_description="étapes",
                columns=EVENT_FIELDS,
                rows=chain_rows,
                key=("rang",),
                links=(("action", "actions", "numero"), ("rectifie", "", "rang")),
            ),
            marks=event_marks,
            keywords=("engagements", "transparence", "historique", "preuve"),
        ),
        Dataset(
            Table(
                name="chiffres",
                title="Les chiffres et leurs sources",
                description=(
                    "Chaque valeur relevée, avec son unité, sa date et sa source ; les sources "
                    "qui se contredisent sont toutes là."
                ),
                row_description="valeurs",
                columns=FIGURE_COLUMNS,
                rows=reading_rows,
                key=(),
            ),
            marks=figure_marks,
            keywords=("chiffres clés", "services publics", "sources"),
        ),
        Dataset(
            Table(
                name="demarches",
                title="Les démarches de participation",
                description=(
                    "Qui a consulté les habitants ou les agents, sur quoi, quand et comment."
                ),
                row_description="démarches",
                columns=PROCESS_COLUMNS,
                rows=process_rows,
                key=("identifiant",),
            ),
            marks=process_marks,
            keywords=("participation", "concertation", "démocratie locale"),
        ),
    )
}

"""The files of `/donnees/`: what each holds, in words, and what it is made of.

Columns are a contract with whoever builds on the files: none is renamed, moved or removed;
further ones only come at the end.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max, Model

from figures.models import Figure, Reading, Source
from figures.open_data import FIGURE_COLUMNS, date_columns, reading_rows
from participation.models import Process
from participation.open_data import PROCESS_COLUMNS, process_rows
from publishing.models import Body
from services.models import Service, Trade
from services.open_data import TRADE_COLUMNS, trade_rows
from spreadsheets.tables.model import Column, Table

from ..event_columns import EVENT_COLUMNS
from ..models import Action, Certainty, Event, Status, Tally, Theme
from .action_rows import action_rows
from .event_rows import event_rows
from .tally_rows import TALLY_COLUMNS, tally_rows

ACTION_COLUMNS = (
    Column("numero", "Numéro", "Le numéro de l’action.", "integer", is_required=True),
    Column("intitule", "Intitulé", "Vide quand l’intitulé n’a pas été retrouvé."),
    Column("theme", "Thème", "Le nom du thème dans les adresses du site."),
    Column(
        "statut", "Statut", "Où en est l’action.", is_required=True, values=tuple(Status.values)
    ),
    *date_columns(
        "depuis_le",
        "Depuis le",
        "La date de l’étape qui a donné ce statut : le premier jour de sa période.",
    ),
    Column(
        "organisme", "Organisme", "Qui mène l’action.", is_required=True, values=tuple(Body.values)
    ),
    Column("service", "Service", "Le service qui la mène, s’il a sa page."),
    Column("lieu", "Lieu", "Où elle se passe."),
    Column(
        "budget_prevu", "Budget prévu", "En euros : le plus récent annoncé, au moins.", "number"
    ),
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
    Column(
        "certitude",
        "Certitude",
        "Du statut : une source le dit, nous le déduisons, ou personne ne le sait.",
        is_required=True,
        values=tuple(Certainty.values),
    ),
    Column(
        "premier_numero",
        "Premier numéro",
        "Celui de son entrée ici, permanent : la colonne `action` d’etapes.csv.",
        "integer",
        is_required=True,
    ),
    *date_columns(
        "fin_prevue",
        "Fin prévue",
        "La plus récente annoncée : le premier jour de sa période. Les précédentes sont dans "
        "etapes.csv.",
    ),
    Column("budget_prevu_max", "Budget prévu, au plus", "En euros.", "integer"),
    Column(
        "critere",
        "Critère",
        "Ce qui dira que c’est fait, écrit à l’annonce. Vide : non précisé à l’annonce.",
    ),
    Column(
        "en_partie",
        "Réalisée en partie",
        "« oui » : réalisée, mais en partie ; la réserve dit ce qui manque.",
        values=("oui",),
    ),
    Column(
        "regroupee_avec",
        "Regroupée avec",
        "Le numéro de l’action qui reprend celle-ci. Son statut reste « abandonnee ».",
        "integer",
    ),
)


@dataclass(frozen=True)
class Dataset:
    """A table, the formats it is offered in, how many rows it has, and the models it is made of."""

    table: Table
    count: Callable[[], int]
    sources: tuple[type[Model], ...]
    extensions: tuple[str, ...] = ("csv", "json", "xlsx", "ods")
    keywords: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.table.name

    def modified_at(self) -> datetime.datetime | None:
        """The newest change that somebody made of what it is made of, to be shown; whether a file
        changed is asked of the content version alone."""
        return max(filter(None, map(last_change, self.sources)), default=None)


def last_change(model: type[Model]) -> datetime.datetime | None:
    if model is Event:  # written once: it keeps no history of changes
        return Event.objects.order_by("-rank").values_list("recorded_at", flat=True).first()
    history = model.history  # type: ignore[attr-defined]  # of django-simple-history
    newest: datetime.datetime | None = history.aggregate(date=Max("history_date"))["date"]
    return newest


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            Table(
                name="actions",
                title="Les actions et où elles en sont",
                description=(
                    "Les actions des États généraux du cœur de ville d’Alès : statut connu, date "
                    "et certitude de ce statut, organisme, budget, réserves."
                ),
                row_description="actions",
                columns=ACTION_COLUMNS,
                rows=action_rows,
                key=("numero",),
            ),
            count=lambda: Action.objects.published().entered().count(),
            sources=(Event, Action, Theme, Service),
            keywords=("engagements", "transparence", "centre-ville", "avancement"),
        ),
        Dataset(
            Table(
                name="etapes",
                title="Les étapes, une par une",
                description=(
                    "Tout ce qui est arrivé à chaque action, daté, sourcé et protégé par "
                    "une empreinte ; statuts et totaux s’en déduisent."
                ),
                row_description="étapes",
                columns=EVENT_COLUMNS,
                rows=event_rows,
                key=("rang",),
                # `action` is no foreign key: an event may be of an action without a status yet,
                # which `actions.csv` does not count. So each file is valid alone.
                links=(("rectifie", "", "rang"),),
            ),
            count=Event.objects.count,
            sources=(Event, Action),
            keywords=("engagements", "transparence", "historique", "preuve"),
        ),
        Dataset(
            Table(
                name="bilans",
                title="Les bilans publiés sur le plan",
                description=(
                    "Ce que la Ville ou la presse ont dit de l’ensemble, tel que publié, et ce que "
                    "les étapes de ce site montraient ce jour-là."
                ),
                row_description="bilans",
                columns=TALLY_COLUMNS,
                rows=tally_rows,
                key=("date", "auteur"),
            ),
            count=Tally.objects.count,
            sources=(Tally, Event, Action, Source),
            keywords=("engagements", "transparence", "bilan"),
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
            count=Reading.objects.count,
            sources=(Figure, Reading, Source),
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
            count=lambda: Process.objects.published().count(),
            # A text may name any figure, counts of actions included.
            sources=(Process, Figure, Reading, Source, Event, Action),
            keywords=("participation", "concertation", "démocratie locale"),
        ),
        Dataset(
            Table(
                name="metiers",
                title="Les métiers nommés ou racontés",
                description=(
                    "Le registre des métiers du service public à Alès : ceux qu’une source nomme "
                    "ou qu’un portrait raconte, pas la liste entière, qui n’est pas publiée."
                ),
                row_description="métiers",
                columns=TRADE_COLUMNS,
                rows=trade_rows,
                key=("metier",),
            ),
            count=lambda: Trade.objects.named().count(),
            sources=(Trade, Service, Source),
            keywords=("métiers", "agents", "services publics"),
        ),
    )
}

"""The public columns of an event, each with its words and its cell, in the order of the digest.

A contract: none is renamed, moved or removed, since the digest covers the cells in this order;
further ones only come at the end. `open_data/verifier.py`, which stands alone, lists them again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from figures.open_data import PRECISIONS
from publishing.models import Body
from spreadsheets.tables.model import Column

from .certainty import Certainty
from .chain import NO_WORDS
from .evidence import EvidenceKind
from .statuses import Status


@dataclass(frozen=True, kw_only=True)
class EventColumn(Column):
    """A column of `/donnees/etapes.csv`; its cell is the text that the digest covers."""

    # The field of the event that it shows; of `words` that somebody typed, the digest covers a
    # salted commitment, so that they can be taken out.
    words: str = ""
    field: str = ""
    cell: Callable[[Any], str] | None = None  # what it shows, where that is no text of one field

    def of(self, event: Any) -> str:
        text: str = self.cell(event) if self.cell else getattr(event, self.words or self.field)
        return text


EVENT_COLUMNS = (
    EventColumn(
        "rang",
        "Rang",
        "La place de l’étape dans la chaîne.",
        "integer",
        is_required=True,
        cell=lambda event: str(event.rank),
    ),
    EventColumn(
        "action",
        "Action",
        "Le premier numéro de l’action, celui de son entrée ici ; il ne change jamais. Son numéro "
        "d’aujourd’hui est le dernier `nouveau_numero` de ses étapes, s’il y en a un. Vide : étape "
        "réservée, son action n’est pas publiée.",
        "integer",
        cell=lambda event: str(event.action.lasting_number),
    ),
    EventColumn(
        "date",
        "Date",
        "Le premier jour de la période où cela s’est passé.",
        "date",
        cell=lambda event: event.occurred_on.first_day.isoformat(),
    ),
    EventColumn(
        "precision",
        "Précision",
        "La période que la date ouvre.",
        values=PRECISIONS,
        cell=lambda event: event.occurred_on.precision.value,
    ),
    EventColumn(
        "statut",
        "Statut",
        "Le statut atteint. Vide : une nouvelle, qui ne change pas le statut.",
        values=tuple(Status.values),
        field="status",
    ),
    EventColumn("texte", "Texte", "Ce qui s’est passé.", words="text"),
    EventColumn(
        "preuve_type",
        "Genre de preuve",
        "Ce qui prouve.",
        values=tuple(EvidenceKind.values),
        field="evidence_kind",
    ),
    EventColumn("preuve_url", "Adresse de la preuve", "Où la voir.", words="evidence_url"),
    EventColumn(
        "reserve",
        "Réserve",
        "Ce qui est douteux : date déduite, statut provisoire…",
        words="reservation",
    ),
    EventColumn(
        "rectifie",
        "Rectifie",
        "Le rang de l’étape que celle-ci corrige.",
        "integer",
        cell=lambda event: str(event.corrects.rank) if event.corrects_id else "",
    ),
    EventColumn(
        "enregistre_le",
        "Enregistrée le",
        "Date et heure où elle a été écrite.",
        "datetime",
        cell=lambda event: event.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    ),
    EventColumn(
        "empreinte_precedente",
        "Empreinte précédente",
        "L’empreinte de l’étape d’avant ; 64 zéros pour la première.",
        is_required=True,
        field="previous_digest",
    ),
    EventColumn(
        "empreinte",
        "Empreinte",
        "Le SHA-256 des autres cellules de la ligne, dans l’ordre des colonnes, écrites comme un "
        "tableau JSON sans espace ; un texte libre y entre par le SHA-256 de son sel et de ses "
        "mots, les sels n’y entrent pas (verifier.py le calcule).",
        is_required=True,
        field="digest",
    ),
    EventColumn(
        "preuve_titre",
        "Titre de la preuve",
        "Le nom du document ou de la page.",
        words="evidence_title",
    ),
    EventColumn(
        "preuve_vue_le",
        "Preuve vue le",
        "Le jour où elle a été consultée.",
        "date",
        cell=lambda event: event.evidence_seen_on.isoformat() if event.evidence_seen_on else "",
    ),
    EventColumn(
        "preuve_description", "Description", "Ce que montre la photographie.", words="evidence_alt"
    ),
    EventColumn(
        "preuve_empreinte",
        "Empreinte de la preuve",
        "Le SHA-256 du fichier déposé.",
        words="evidence_digest",
    ),
    EventColumn(
        "regroupee_avec",
        "Regroupée avec",
        "Le premier numéro de l’action qui reprend celle-ci.",
        "integer",
        cell=lambda event: str(event.merged_into.lasting_number) if event.merged_into_id else "",
    ),
    EventColumn(
        "organisme",
        "Organisme",
        "Qui publie l’étape.",
        values=tuple(Body.values),
        field="published_body",
    ),
    EventColumn("service", "Service", "Le service qui la publie.", words="published_service"),
    EventColumn(
        "certitude",
        "Certitude",
        "Prouvée : une source le dit. Déduite : la réserve dit comment. Inconnue : aucune source.",
        values=tuple(Certainty.values),
        field="certainty",
    ),
    EventColumn(
        "sels",
        "Sels",
        "Un sel pour chacune des cellules de texte libre, dans l’ordre des colonnes ; 0 : cellule "
        "vide ; 64 signes : mots retirés pour protéger une personne, leur engagement reste.",
        cell=lambda event: " ".join(event.salts.get(column, NO_WORDS) for column in FREE_COLUMNS),
    ),
    EventColumn(
        "nouveau_numero",
        "Nouveau numéro",
        "Le numéro que l’action porte à partir de cette étape. Vide : il ne change pas.",
        "integer",
        cell=lambda event: str(event.new_number or ""),
    ),
    EventColumn(
        "fin_annoncee",
        "Fin annoncée",
        "Le premier jour de la période pour laquelle l’étape annonce la fin de l’action.",
        "date",
        cell=lambda event: event.planned_on.first_day.isoformat() if event.planned_on else "",
    ),
    EventColumn(
        "fin_precision",
        "Fin annoncée, précision",
        "La période que cette date ouvre : la promesse court jusqu’à son dernier jour.",
        values=PRECISIONS,
        cell=lambda event: event.planned_on.precision.value if event.planned_on else "",
    ),
    EventColumn(
        "cout_min",
        "Coût annoncé, au moins",
        "En euros.",
        "integer",
        cell=lambda event: "" if event.cost_low is None else str(event.cost_low),
    ),
    EventColumn(
        "cout_max",
        "Coût annoncé, au plus",
        "En euros ; le même montant quand l’étape n’annonce pas une fourchette.",
        "integer",
        cell=lambda event: "" if event.cost_high is None else str(event.cost_high),
    ),
    EventColumn(
        "en_partie",
        "Réalisée en partie",
        "« oui » : réalisée, mais en partie ; la réserve dit ce qui manque.",
        values=("oui",),
        cell=lambda event: "oui" if event.is_partial else "",
    ),
)
# The columns of free words, each with the field of the event that holds them.
FREE_COLUMNS: dict[str, str] = {
    column.name: column.words for column in EVENT_COLUMNS if column.words
}


def cells_of(event: Any) -> dict[str, str]:
    """The event as a row of `/donnees/etapes.csv`, by column; strings only."""
    return {column.name: column.of(event) for column in EVENT_COLUMNS}

"""The rows of `bilans.csv`: what was said of the plan, beside what can be shown."""

from collections.abc import Iterator

from figures.open_data import PRECISIONS, date_cells
from spreadsheets.tables.model import Column, Row

from ..past.tallies import comparisons

TALLY_COLUMNS = (
    Column(
        "date", "Date", "Le premier jour de la période où il est paru.", "date", is_required=True
    ),
    Column("precision", "Précision", "La période que la date ouvre.", values=PRECISIONS),
    Column("auteur", "Auteur", "Qui le publie.", is_required=True),
    Column("officiel", "Officiel", "Parole de la collectivité, ou non.", "boolean"),
    Column("texte", "Texte", "Ce qui est dit.", is_required=True),
    Column("porte_sur_le_plan", "Porte sur le plan", "Sinon, une autre liste.", "boolean"),
    Column("total", "Total", "Le nombre d’actions publié.", "integer"),
    Column("realisees", "Réalisées", "Le nombre publié.", "integer"),
    Column("en_cours", "En cours", "Le nombre publié.", "integer"),
    Column("a_venir", "À venir", "Le nombre publié.", "integer"),
    Column("part_realisee", "Part réalisée", "Le pourcentage publié.", "number"),
    Column("plan_acheve", "Plan achevé", "Dit que le plan est fini.", "boolean"),
    Column("source", "Source", "Où le lire."),
    Column("reserve", "Réserve", "Ce qui est douteux."),
    Column(
        "montrees_realisees",
        "Montrées réalisées",
        "Combien les étapes de ce site montrent réalisées à cette date.",
        "integer",
    ),
    Column("montrees_prouvees", "Dont prouvées", "Par une source.", "integer"),
    Column("statut_inconnu", "Statut inconnu", "Combien sont inconnues à cette date.", "integer"),
)


def tally_rows() -> Iterator[Row]:
    for row in comparisons():
        tally = row.tally
        yield (
            *date_cells(tally.said_on),
            tally.author,
            tally.is_official,
            tally.text,
            tally.is_of_plan,
            tally.total,
            tally.done,
            tally.ongoing,
            tally.upcoming,
            tally.share,
            tally.closes_plan,
            tally.source.url,
            tally.reservation,
            row.done,
            row.proved,
            row.unknown,
        )

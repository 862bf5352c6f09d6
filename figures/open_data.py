"""The rows of the open data that come from the register of figures."""

from django.conf import settings
from django.urls import reverse

from publishing.text.dates import Precision
from spreadsheets.tables.model import Column

from .models import Figure, Reading

DISPUTED = "Les sources se contredisent."
PRECISIONS = tuple(precision.value for precision in Precision)


def date_columns(name, title, description):
    """A date known to a period takes two columns: its first day and how long it is."""
    precision, said = f"{title}, précision", "La période que la date ouvre."
    return (
        Column(name, title, description, "date"),
        Column(f"{name}_precision", precision, said, values=PRECISIONS),
    )


def date_cells(date):
    return (date.first_day, date.precision.value) if date else (None, None)


FIGURE_COLUMNS = (
    Column("cle", "Clé", "La clé permanente du chiffre.", is_required=True),
    Column("libelle", "Libellé", "Ce que le chiffre compte, en mots.", is_required=True),
    Column("valeur", "Valeur", "La valeur relevée.", "number", is_required=True),
    Column(
        "approximation",
        "Approximation",
        "Le mot que la source met devant la valeur, s’il y en a un.",
        values=tuple(Reading.Qualifier.values),
    ),
    Column("unite", "Unité", "L’unité de la valeur."),
    Column("date", "Date", "Le premier jour de la période observée.", "date", is_required=True),
    Column(
        "precision",
        "Précision de la date",
        "La période que la date ouvre.",
        is_required=True,
        values=PRECISIONS,
    ),
    Column("organisme", "Organisme", "La collectivité que le chiffre décrit."),
    Column("affichee", "Affichée", "Vrai pour la valeur que les pages montrent.", "boolean"),
    Column("source", "Source", "Le titre du document où la valeur est lue.", is_required=True),
    Column("source_editeur", "Éditeur", "Qui publie ce document."),
    Column("source_adresse", "Adresse de la source", "Où le lire."),
    Column("source_vue_le", "Source vue le", "Le jour où il a été consulté.", "date"),
    Column("reserve", "Réserve", "Ce qui est douteux ou à préciser."),
    Column("adresse", "Adresse", "La page du chiffre sur ce site."),
)


def reading_rows():
    """Every value ever read of every figure: the one shown first, then the others."""
    register = f"{settings.SITE_URL}{reverse('figures:list')}"
    figures = Figure.objects.with_readings().order_by("key")
    readings = [(figure, reading) for figure in figures for reading in figure.readings.all()]
    for figure, reading in readings:
        source = reading.source
        dispute = DISPUTED if figure.is_disputed else ""
        yield (
            figure.key,
            figure.label,
            reading.value,
            reading.qualifier,
            figure.unit,
            *date_cells(reading.as_of),
            figure.body,
            reading.is_shown,
            source.title,
            source.publisher,
            source.url,
            source.seen_on,
            " ".join(filter(None, [dispute, reading.note, source.note])),
            f"{register}#{figure.key}",
        )

"""The rows of the open data that come from the participation processes."""

from django.conf import settings
from django.db.models import Prefetch

from figures.open_data import DISPUTED, date_cells, date_columns
from figures.references import Figures
from spreadsheets.tables.model import Column

from .models import Process, ProcessFigure

PROCESS_COLUMNS = (
    Column("identifiant", "Identifiant", "Le nom permanent de la démarche.", is_required=True),
    Column("titre", "Titre", "Le nom de la démarche.", is_required=True),
    Column(
        "avancement",
        "Avancement",
        "Où elle en est.",
        is_required=True,
        values=tuple(Process.Stage.values),
    ),
    Column("periode", "Période", "Ses années, en clair."),
    *date_columns("ouverte_le", "Ouverte le", "Son ouverture : le premier jour de la période."),
    *date_columns("close_le", "Close le", "Sa clôture : le premier jour de la période."),
    Column("organisateur", "Organisateur", "Qui l’a menée."),
    Column("objet", "Objet", "Sur quoi elle portait."),
    Column("resume", "Résumé", "Ce qu’elle a été, en quelques phrases."),
    Column("participer_en_ligne", "Participer en ligne", "Comment y prendre part en ligne."),
    Column("participer_autrement", "Participer autrement", "Comment y prendre part autrement."),
    *date_columns(
        "resultats_le",
        "Résultats annoncés pour",
        "L’annonce de ses résultats : le premier jour de la période.",
    ),
    Column("adresse", "Adresse", "Sa page sur ce site.", is_required=True),
    Column("modifie_le", "Modifiée le", "Dernière modification.", "datetime", is_required=True),
    Column("reserve", "Réserve", "Ce qui est douteux dans ses chiffres."),
)


def process_rows():
    """The public processes; the figures that their texts name are written out."""
    expand = Figures().expand
    links = ProcessFigure.objects.prefetch_related("figure__readings__source")
    processes = Process.objects.published().prefetch_related(Prefetch("key_figures", links))
    for process in processes:
        yield (
            process.slug,
            process.title,
            process.stage,
            process.period_label,
            *date_cells(process.opened_on),
            *date_cells(process.closed_on),
            process.organiser,
            expand(process.subject),
            expand(process.summary),
            expand(process.how_online),
            expand(process.how_offline),
            *date_cells(process.results_expected_on),
            f"{settings.SITE_URL}{process.get_absolute_url()}",
            process.updated_at,
            " ".join(caveats(link.figure for link in process.key_figures.all())),
        )


def caveats(figures):
    """What the page of a process warns of, figure by figure."""
    for figure in figures:
        doubts = [DISPUTED] if figure.is_disputed else []
        if figure.shown and figure.shown.note:
            doubts.append(figure.shown.note)
        if doubts:
            yield f"{figure.label} : {' '.join(doubts)}"

"""The rows of the open data that come from the register of trades."""

from django.conf import settings

from publishing.models import Body
from spreadsheets.tables.model import Column

from .models import Trade

TRADE_COLUMNS = (
    Column("metier", "Métier", "Son nom, au féminin et au masculin.", is_required=True),
    Column(
        "organisme",
        "Organisme",
        "La collectivité où il s’exerce.",
        is_required=True,
        values=tuple(Body.values),
    ),
    Column("services", "Services", "Les noms des services qui l’emploient."),
    Column("raconte", "Raconté", "Vrai si un portrait le raconte.", "boolean", is_required=True),
    Column("raconte_depuis", "Raconté depuis", "Le jour du premier portrait.", "date"),
    Column(
        "exemple",
        "Exemple",
        "Vrai si seuls des dessins d’exemple le racontent, sans personne réelle.",
        "boolean",
        is_required=True,
    ),
    Column("source", "Source", "Le titre du document qui le nomme. Vide : un portrait seulement."),
    Column("source_adresse", "Adresse de la source", "Où le lire."),
    Column("reserve", "Réserve", "Ce qui est douteux ou à préciser."),
    Column("adresse", "Adresse", "Sa place dans le registre de ce site.", is_required=True),
)


def trade_rows():
    """The trades that a source or a public portrait names: never more than is known."""
    for trade in Trade.objects.named():
        yield (
            trade.name,
            trade.body,
            ", ".join(service.name for service in trade.public_services),
            trade.is_told,
            trade.told_on if trade.is_told else None,
            trade.is_told and not trade.is_met,
            trade.source.title if trade.source else "",
            trade.source.url if trade.source else "",
            trade.note,
            f"{settings.SITE_URL}{trade.get_absolute_url()}",
        )

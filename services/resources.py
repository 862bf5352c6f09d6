"""Services, what happened to them, and the moments of the day as sheets."""

from exchange.resources import sheet

from .models import Landmark, Moment, Need, Service, Trade

ServiceResource = sheet(
    Service,
    "slug",
    "slug name body summary text figures search_words hours phone address procedure_url "
    "practical_on practical_source answers_for_all state",
)
LandmarkResource = sheet(
    Landmark,
    "service occurred_on text",
    "service occurred_on text source",
    of="service",
    optional_keys="occurred_on",
)
MomentResource = sheet(
    Moment,
    "time title",
    "time rank title service text reservation days ends_at is_all_day state",
)
NeedResource = sheet(Need, "name", "name rank services")
TradeResource = sheet(Trade, "name", "name body services source note")

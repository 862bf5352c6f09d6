"""Services, what happened to them, and the moments of the day as sheets."""

from exchange.resources import SheetResource

from .models import Landmark, Moment, Need, Service, Trade


class ServiceResource(SheetResource):
    class Meta:
        model = Service
        import_id_fields = ("slug",)
        fields = (
            *(
                "slug",
                "name",
                "body",
                "summary",
                "text",
                "figures",
                "search_words",
                "hours",
                "phone",
            ),
            *("address", "procedure_url", "practical_on", "practical_source"),
            *("answers_for_all", "state"),
        )


class LandmarkResource(SheetResource):
    of = "service"
    optional_keys = ("occurred_on",)

    class Meta:
        model = Landmark
        import_id_fields = ("service", "occurred_on", "text")
        fields = ("service", "occurred_on", "text", "source")


class MomentResource(SheetResource):
    class Meta:
        model = Moment
        import_id_fields = ("time", "title")
        fields = (
            *("time", "rank", "title", "service", "text", "reservation"),
            *("days", "ends_at", "is_all_day", "state"),
        )


class NeedResource(SheetResource):
    class Meta:
        model = Need
        import_id_fields = ("name",)
        fields = ("name", "rank", "services")


class TradeResource(SheetResource):
    class Meta:
        model = Trade
        import_id_fields = ("name",)
        fields = ("name", "body", "services", "source", "note")

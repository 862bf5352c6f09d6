"""Portraits as a sheet: never a person's consent."""

from exchange.resources import SheetResource

from .models import Portrait


class PortraitResource(SheetResource):
    class Meta:
        model = Portrait
        import_id_fields = ("slug",)
        fields = (
            "slug",
            "trade",
            "listed_trade",
            "service",
            "quote",
            "text",
            "is_example",
            "state",
        )

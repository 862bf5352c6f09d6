"""The editorial pages as a sheet."""

from exchange.resources import SheetResource

from .models import Page


class PageResource(SheetResource):
    class Meta:
        model = Page
        import_id_fields = ("slug",)
        fields = ("slug", "title", "lead", "text", "state")

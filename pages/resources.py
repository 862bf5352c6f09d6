"""The editorial pages and the corrections as sheets."""

from exchange.resources import SheetResource

from .models import Correction, Page


class PageResource(SheetResource):
    class Meta:
        model = Page
        import_id_fields = ("slug",)
        fields = ("slug", "title", "lead", "text", "state")


class CorrectionResource(SheetResource):
    class Meta:
        model = Correction
        import_id_fields = ("corrected_on", "subject")
        fields = ("corrected_on", "kind", "subject", "given", "shown", "reason", "page")

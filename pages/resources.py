"""The editorial pages and the corrections as sheets."""

from exchange.resources import SheetResource

from .models import Campaign, CampaignFact, Correction, Page


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


class CampaignResource(SheetResource):
    class Meta:
        model = Campaign
        import_id_fields = ("slogan",)
        fields = (
            *("slogan", "organisers", "begins_on", "ends_on", "aim", "aim_source", "cost"),
            *("cost_source", "unknown"),
        )


class CampaignFactResource(SheetResource):
    of = "campaign"

    class Meta:
        model = CampaignFact
        import_id_fields = ("campaign", "kind", "title")
        fields = (
            *("campaign", "kind", "rank", "title", "begins_on", "ends_on", "text", "source"),
            "reservation",
        )

"""The editorial pages and the corrections as sheets."""

from exchange.resources import sheet

from .models import Campaign, CampaignFact, Correction, Page

PageResource = sheet(Page, "slug", "slug title lead text heading rank state")
CorrectionResource = sheet(
    Correction, "corrected_on subject", "corrected_on kind subject given shown reason page"
)
CampaignResource = sheet(
    Campaign,
    "slogan",
    "slogan organisers begins_on ends_on aim aim_source cost cost_source unknown",
)
CampaignFactResource = sheet(
    CampaignFact,
    "campaign kind title",
    "campaign kind rank title begins_on ends_on text source reservation",
    of="campaign",
)

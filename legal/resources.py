"""The bodies that publish, and the register of processing for the DPO (RGPD 30), as sheets."""

from import_export.fields import Field

from exchange.resources import SheetResource, sheet

from .models import Election, Processing, Publisher

PublisherResource = sheet(
    Publisher,
    "body",
    "body legal_form siret address telephone email director editor dpo dpo_contact prada "
    "prada_contact",
)

ElectionResource = sheet(
    Election, "name", "name ballot_on last_on concerns source_title source_url note"
)


class ProcessingResource(SheetResource):
    """Every processing, active or not."""

    rights = Field(column_name="Droits", readonly=True)

    class Meta:
        model = Processing
        import_id_fields = ("slug",)
        fields = (
            *("slug", "rank", "name", "is_active", "controllers", "purpose", "basis", "people"),
            *("fields", "recipients", "retention", "transfers", "rights", "security"),
            "reservation",
        )

    def dehydrate_rights(self, processing):
        return ", ".join(processing.rights)

    def dehydrate_controllers(self, processing):
        return ", ".join(map(str, processing.controllers.all()))

"""Portraits as a sheet: never a person's consent."""

from exchange.resources import sheet

from .models import Portrait

PortraitResource = sheet(
    Portrait, "slug", "slug trade listed_trade service quote text is_example state"
)

"""What staff teach the search as a sheet."""

from exchange.resources import sheet

from .models import Signpost

SignpostResource = sheet(Signpost, "title", "title words address text checked_on")

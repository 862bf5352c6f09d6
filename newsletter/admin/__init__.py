"""The back office of the newsletter."""

from . import deliveries, issues  # noqa: F401  importing them registers their models

"""What the worker does for the actions (see publishing.clock)."""

from .counts import refresh_statuses  # noqa: F401  importing them registers them
from .imports.purging import purge_imports  # noqa: F401  as above

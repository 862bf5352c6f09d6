"""What the worker does for the newsletter (see publishing.clock)."""

from . import drafting, retention, sending, subscription  # noqa: F401  importing registers

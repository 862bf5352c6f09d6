"""What the worker does for messages (see publishing.clock)."""

from . import retention  # noqa: F401  importing the module registers its tasks

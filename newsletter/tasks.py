"""What the worker does for the newsletter (see publishing.clock)."""

from .issues import drafting  # noqa: F401  importing a module registers its tasks
from .sending import distribution  # noqa: F401  the same
from .subscribers import retention, subscription  # noqa: F401  the same

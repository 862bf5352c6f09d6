"""What the worker does for the newsletter (see publishing.clock)."""

from .issues import drafting  # noqa: F401  importing a module registers its tasks
from .sending import distribution, watch  # noqa: F401  the same
from .subscribers import endings, retention, subscription  # noqa: F401  the same

"""What the worker does for the parts that every app uses (see publishing.clock)."""

from exchange.uploads import forget_uploads

from . import attempts, clock
from .page_files import folder  # noqa: F401  importing it registers its task

clock.daily(forget_uploads)
clock.daily(attempts.forget_attempts)

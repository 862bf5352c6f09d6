"""What the worker does for the parts that every app uses (see publishing.clock)."""

from exchange.uploads import forget_uploads
from pictures import places

from . import attempts, clock
from .models import Picture
from .page_files import folder  # noqa: F401  importing it registers its task

clock.daily(forget_uploads)
clock.daily(attempts.forget_attempts)


@clock.frequent
def follow_pictures() -> None:
    """Files are public while something public shows them."""
    places.follow(Picture.objects.all())


@clock.daily
def purge_pictures() -> None:
    places.purge(Picture.objects.all())

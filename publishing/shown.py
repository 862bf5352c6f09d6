"""Which pictures the public may see."""

from pictures.places import shown

from .models import Picture
from .page_files.shared import shared


@shared
def shown_pictures() -> frozenset[int]:
    """Primary keys of those that something public shows. A tenth of a second of conditions, which
    each file of each picture asked of the application alone would cost again."""
    return frozenset(shown(Picture.objects.all()).values_list("pk", flat=True))

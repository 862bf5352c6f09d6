"""The address or the file name that a title gives."""

import re

from django.utils.text import slugify


def address_of(title: str) -> str:
    """« Les marches d’Alès »: les-marches-d-ales, as `static/js/admin.js` proposes it."""
    return slugify(re.sub("['’ʼ]", " ", title))

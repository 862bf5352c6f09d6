"""The icons that browsers and telephones ask for by name, drawn from the tokens like the SVG."""

import io

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from publishing.tokens import colour
from publishing.views import CARD_CACHE

# The letter of templates/pages/favicon.svg, and the hole in it, in a square of 32.
LETTER = ((5, 26), (14, 7), (18, 7), (27, 26), (22, 26), (20, 21.4), (12, 21.4), (10, 26))
HOLE = ((13.6, 17.4), (18.4, 17.4), (16, 11.6))
ICO, APPLE = 48, 180  # pixels
SMOOTH = 4  # drawn so many times larger, then reduced


def drawn(size: int, form: str) -> bytes:
    from PIL import Image, ImageDraw  # loaded for images alone

    scale = size * SMOOTH / 32
    image = Image.new("RGB", (size * SMOOTH, size * SMOOTH), colour("green"))
    draw = ImageDraw.Draw(image)
    for points, paint in ((LETTER, "saffron"), (HOLE, "green")):
        draw.polygon([(x * scale, y * scale) for x, y in points], fill=colour(paint))
    file = io.BytesIO()
    options = {"sizes": [(16, 16), (32, 32), (ICO, ICO)]} if form == "ICO" else {"optimize": True}
    image.resize((size, size), Image.Resampling.LANCZOS).save(file, form, **options)
    return file.getvalue()


@require_safe
def favicon_ico(request: HttpRequest) -> HttpResponse:
    return icon(drawn(ICO, "ICO"), "image/vnd.microsoft.icon")


@require_safe
def apple_touch_icon(request: HttpRequest) -> HttpResponse:
    return icon(drawn(APPLE, "PNG"), "image/png")


def icon(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Cache-Control"] = CARD_CACHE
    return response

"""The poster of a portrait, and which of its files the person agreed to."""

from typing import TYPE_CHECKING

from figures.references import current_figures
from posters.posters import FORMATS, SHORT, Format, Poster, ground_of, is_short
from services.posters import number_in

if TYPE_CHECKING:  # a portrait looks whether its poster holds
    from .models import Portrait

KICKER = "Tous les jours à votre service"
# Of the picture in each shape, under a trade of two words (see `Poster.places`).
USUAL_PLACES = (("affiche A4", 57, 93), ("image carrée", 45, 57), ("image verticale", 100, 66))


def poster_of(portrait: "Portrait") -> Poster:
    """Its number is one of its own text, or that of a moment of the day of its service."""
    service = portrait.service if portrait.service and portrait.service.is_public else None
    moments = service.moments.published() if service else ()
    number = number_in(portrait.text, *(moment.text for moment in moments))
    words = f"« {portrait.quote} »" if portrait.quote else ""
    if service and not words and not number:
        summary = current_figures().expand(service.summary)
        words = summary if is_short(summary, *SHORT["words"]) else ""
    return Poster(
        portrait.trade,
        portrait.get_absolute_url(),
        kicker=f"Exemple. {KICKER}" if portrait.is_example else KICKER,
        lead=portrait.displayed_name or (service.name if service else ""),
        words=words,
        number=number,
        ground=ground_of(portrait.pk),
        picture=portrait.picture,
    )


def validate_poster(portrait: "Portrait") -> None:
    named = "consent" if portrait.displayed_name else "service"
    poster_of(portrait).validate({"huge": "trade", "lead": named, "words": "quote"})


def allowed_formats(portrait: "Portrait") -> list[Format]:
    """Sheets for walls, images for networks: each is a medium of the consent."""
    from .models import Medium

    media = {True: Medium.POSTER, False: Medium.NETWORKS}
    return [made for made in FORMATS.values() if portrait.allows(media[made.is_sheet])]

"""What the poster of a moment says, and which number stands on a poster."""

from typing import TYPE_CHECKING

from figures.models import Reading
from figures.references import REFERENCE, current_figures
from posters.posters import Number, Poster, ground_of

if TYPE_CHECKING:  # a moment looks whether its poster holds
    from .models import Moment

MOST_SIGNS = {"value": 22, "unit": 40, "label": 90, "source": 75}  # a poster has few words


def number_in(*texts: str) -> Number | None:
    """The first figure that texts name, with its date and source; a doubtful one, or one that needs
    many words, is not put on walls."""
    keys = [match[1] for text in texts for match in REFERENCE.finditer(text)]
    readings = Reading.objects.filter(figure__key__in=keys, is_shown=True, note="")
    found = {
        reading.figure.key: number_of(reading)
        for reading in readings.select_related("figure", "source")
    }
    numbers = (found[key] for key in keys if key in found)
    return next((number for number in numbers if is_short(number)), None)


def number_of(reading: Reading) -> Number:
    figure, source = reading.figure, reading.source
    label = "" if figure.label.lower() == figure.unit.lower() else figure.label
    said = f"{reading.as_of}, source : {source.publisher}"
    return Number(reading.display, figure.unit, label, said)


def is_short(number: Number) -> bool:
    return all(len(getattr(number, name)) <= most for name, most in MOST_SIGNS.items())


def poster_of(moment: "Moment") -> Poster:
    number, expand = number_in(moment.text), current_figures().expand
    return Poster(
        moment.hour_label,
        moment.get_absolute_url(),
        lead=moment.title,
        words="" if number else expand(moment.text),
        number=number,
        note=expand(moment.reservation),
        ground=ground_of(moment.pk),
    )


def validate_poster(moment: "Moment") -> None:
    fields = {"lead": "title", "words": "text", "note": "reservation"}
    if moment.time is not None:
        poster_of(moment).validate(fields)

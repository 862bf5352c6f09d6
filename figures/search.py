"""What the search finds of figures, and how it reads the texts that name them."""

from search.index import Document, Kind, indexed, texts_pass_through

from .models import Figure
from .references import Figures


@texts_pass_through
def figures_in_texts():
    figures = Figures()
    return lambda text: figures.expand(text) if "[[" in text else text


@indexed(Kind("chiffre", "Chiffre", "Chiffres", rank=9))
def documents():
    for figure in Figure.objects.with_readings():
        shown = figure.shown
        yield Document(
            figure.label,
            figure.get_absolute_url,
            [reading_text(figure, reading) for reading in figure.readings.all()],
            note=f"{shown.display} {figure.unit}" if shown else "",
        )


def reading_text(figure, reading):
    text = f"{reading.display} {figure.unit}, {reading.as_of}, {reading.source.title}"
    return f"{text}. {reading.note}" if reading.note else text

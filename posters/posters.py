"""A poster: an hour, a trade or a number set huge, one number, one flat colour, and a picture.

One layout (`poster.typ`) makes all its files: sheets for the wall with their bleed and crop marks,
and images for social networks, each with the text to paste beside it.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from publishing.models import Picture
from publishing.text.typography import typeset
from publishing.tokens import colour

from . import typesetting
from .typesetting import written

TEMPLATE = Path(__file__).with_name("poster.typ")
MILLIMETRE = 72 / 25.4  # in points
BLEED, SLUG = 3 * MILLIMETRE, 10 * MILLIMETRE  # the ground beyond the edge; the marks beyond it
# What holds anywhere, whatever its letters: how many signs, and in one word.
SHORT = {"huge": (32, 16), "lead": (36, 14), "words": (110, 20), "note": (0, 0)}
GROUNDS = ("green", "mulberry", "schist", "clay", "river")


@dataclass(frozen=True)
class Format:
    """A file that a poster is given as."""

    name: str  # in its address
    label: str
    width: float  # points of a sheet, pixels of an image
    height: float
    is_story: bool = False

    @property
    def is_sheet(self) -> bool:
        return self.name.endswith(".pdf")

    @property
    def content_type(self) -> str:
        return "application/pdf" if self.is_sheet else "image/png"

    @property
    def data(self) -> dict[str, Any]:
        bleed, slug = (BLEED, SLUG) if self.is_sheet else (0, 0)
        return {
            "width": self.width,
            "height": self.height,
            "bleed": bleed,
            "slug": slug,
            "is-story": self.is_story,
        }


A4 = Format("affiche.pdf", "affiche A4", 210 * MILLIMETRE, 297 * MILLIMETRE)
A3 = Format("affiche-a3.pdf", "affiche A3", 297 * MILLIMETRE, 420 * MILLIMETRE)
SQUARE = Format("affiche-carree.png", "image carrée", 1080, 1080)
STORY = Format("affiche-story.png", "image verticale", 1080, 1920, is_story=True)
FORMATS = {made.name: made for made in (A4, A3, SQUARE, STORY)}
SHAPES = (A4, SQUARE, STORY)  # A3 is A4, larger


def ground_of(pk: int | None) -> str:
    """The flat colour of a poster: neighbours have others, and one keeps its own."""
    return GROUNDS[(pk or 0) % len(GROUNDS)]


@dataclass(frozen=True)
class Number:
    """The one number of a poster, with what it counts, its date and its source."""

    value: str
    unit: str
    label: str = ""
    source: str = ""

    @property
    def sentence(self) -> str:
        details = ", ".join(filter(None, [self.label, self.source]))
        return f"{self.value} {self.unit}{f' ({details})' if details else ''}"


@dataclass(frozen=True)
class Poster:
    """What a poster says: few words."""

    huge: str
    path: str  # where the reader is sent
    name: str = ""  # of the document; « Affiche : » and what is huge, unless said
    kicker: str = "Tous les jours à votre service"
    lead: str = ""
    words: str = ""
    number: Number | None = None
    note: str = ""
    ground: str = "green"
    picture: Picture | None = None

    @property
    def title(self) -> str:
        return self.name or f"Affiche : {self.huge}"

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.path}"

    @property
    def sentences(self) -> list[str]:
        """All that it says, in the order of reading."""
        said = [self.lead, self.words, self.number.sentence if self.number else "", self.note]
        return [sentence for sentence in said if sentence]

    @property
    def post(self) -> str:
        """To paste beside the image, on a social network: plain text."""
        return typeset("\n".join([f"{self.kicker} : {self.huge}", *self.sentences, self.url]))

    @property
    def alternative(self) -> str:
        """To paste where a network asks for a description of the image."""
        shown = f"Image : {self.picture.alt}" if self.picture and self.picture.alt else ""
        said = [f"Affiche « {self.kicker} : {self.huge} »", *self.sentences, shown]
        return typeset(" ".join(end(sentence) for sentence in said if sentence))

    def file(self, made: Format) -> bytes:
        """The bytes of the sheet or of the image."""
        if not made.is_sheet:
            return typesetting.png(TEMPLATE, self.data(made), self.folder)
        return boxed(typesetting.pdf(TEMPLATE, self.data(made), self.folder))

    def faults(self, *shapes: Format) -> Iterator[tuple[str, str]]:
        """The texts too long for a format, each with what to do: `(field, sentence)`."""
        worst: dict[str, tuple[int, str]] = {}
        for made in shapes or SHAPES:
            for fault in typesetting.query(TEMPLATE, self.data(made), "overflow", self.folder):
                former = worst.get(fault["field"], (0, ""))
                worst[fault["field"]] = max(former, (fault["excess"], excess(made, **fault)))
        for field, (_, said) in worst.items():
            yield field, said

    def places(self) -> Iterator[tuple[str, float, float]]:
        """Where the picture stands in each shape: `(label, width, height)`, in hundredths of its
        width. The longer the words above, the less is left."""
        for made in SHAPES if self.folder else ():
            for place in typesetting.query(TEMPLATE, self.data(made), "place", self.folder):
                yield made.label, place["width"], place["height"]

    def validate(self, fields: dict[str, str]) -> None:
        """Refuse texts that a format cannot hold; `fields` names those of the form. Raises
        ValidationError. Short texts hold in any format (the tests draw the widest): they are spared
        the time that it takes to lay out a poster."""
        if all(is_short(getattr(self, name), *limits) for name, limits in SHORT.items()):
            return
        if faults := dict(self.faults()):
            raise ValidationError(
                {fields.get(name, NON_FIELD_ERRORS): said for name, said in faults.items()}
            )

    def data(self, made: Format) -> dict[str, Any]:
        """What the template reads, all of it typeset."""
        ink = "on-saffron" if self.ground == "saffron" else "on-colour"
        accent = ink if self.ground == "saffron" else "saffron"
        names = {"ground": self.ground, "ink": ink, "accent": accent, "paper": "on-colour"}
        texts = ("title", "kicker", "huge", "lead", "words", "note")
        credit = self.picture.credit if self.picture else ""
        number = self.number
        return {
            **{name: written(getattr(self, name)) for name in texts},
            "author": "Ville d’Alès, Alès Agglomération, CCAS d’Alès",
            "format": made.data,
            "colours": {name: colour(value) for name, value in names.items()},
            "number": number and {k: written(v) for k, v in vars(number).items()},
            "credit": written(f"Image : {credit}") if credit else "",
            "url": self.url,
            "address": self.url.split("://")[-1],
            "qr": typesetting.qr_code(self.url) if made.is_sheet else None,
            "picture": placed(self.picture),
        }

    @property
    def folder(self) -> Path | None:
        return folder_of(self.picture)


def folder_of(picture: Picture | None) -> Path | None:
    """Where its files are; a file that is gone leaves the words alone."""
    if picture is None:
        return None
    folder = picture.path_of(picture.folder)
    return folder if (folder / largest(picture)).exists() else None


def placed(picture: Picture | None) -> dict[str, Any] | None:
    """The picture as templates take it, in its folder."""
    if picture is None or folder_of(picture) is None:
        return None
    return {
        "file": f"/{largest(picture)}",
        "width": picture.width,
        "height": picture.height,
        "x": float(picture.focal_x),
        "y": float(picture.focal_y),
        "alt": written(picture.alt) or "Image décorative",
    }


def largest(picture: Picture) -> str:
    return f"{picture.widths[-1]}.jpg"


def is_short(text: str, signs: int, of_word: int) -> bool:
    return len(text) <= signs and all(len(word) <= of_word for word in text.split())


def excess(made: Format, field: str, excess: int, points: float) -> str:
    """What is too long, by how much, at which size, and what to do."""
    if not points:
        return f"L’{made.label} ne tient pas tous ces textes : raccourcissez celui-ci."
    signs = "un caractère" if excess == 1 else f"{excess} caractères"
    unit = "points" if made.is_sheet else "pixels"
    return (
        f"Trop long de {signs} pour l’{made.label}, même en lettres de {points:.0f} {unit} : "
        "raccourcissez ce texte."
    )


def end(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def boxed(content: bytes) -> bytes:
    """The PDF, saying to printers where the sheet is cut and how far its ground goes."""
    from pypdf import PdfWriter  # loaded for the sheets alone
    from pypdf.generic import RectangleObject

    writer = PdfWriter(clone_from=io.BytesIO(content))
    for page in writer.pages:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        for name, inset in (("trimbox", SLUG), ("bleedbox", SLUG - BLEED)):
            box = (left + inset, bottom + inset, right - inset, top - inset)
            setattr(page, name, RectangleObject(box))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()

"""How a card is drawn."""

import io
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, ImageOps

from .. import tokens
from ..text.printable import printable
from ..text.typography import NARROW, NBSP, typeset
from .cards import Card
from .shapes import mask

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 72
PICTURE_WIDTH = 504  # 4:5, as the posters of the wall
INK, SAFFRON = tokens.colour("on-colour"), tokens.colour("saffron")
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
TITLE_SIZES = range(132, 39, -4)
NOTE_SIZES = range(34, 25, -2)
SHAPE_SIZE = 34
STEPS_TOP = 290
LEADING = 1.12  # the distance between two lines, by the size of the letters


def draw(card: Card) -> bytes:
    """The PNG of a card."""
    image = Image.new("RGB", SIZE, tokens.colour(card.ground))
    pen = ImageDraw.Draw(image)
    right = WIDTH - MARGIN
    if card.picture and _paste_picture(image, card):
        right -= PICTURE_WIDTH
    left: float = MARGIN
    if card.numeral:
        left = _write_numeral(pen, card.numeral)
    top = _write_head(pen, card.kicker, left, right)
    bottom = STEPS_TOP - 50 if card.steps else HEIGHT - 190
    _write_title(pen, card.title, (left, top, right, bottom))
    if card.steps:
        _draw_steps(pen, card, (left, STEPS_TOP, right - 40, HEIGHT - 210))
    _write_foot(image, pen, card, left, right)
    file = io.BytesIO()
    image.quantize(256 if card.picture else 64).save(file, "PNG", optimize=True)
    return file.getvalue()


@lru_cache(maxsize=32)
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = FONTS / f"archivo-{weight}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _plain(text: str) -> str:
    """Typeset, in signs that the font has: all but the narrow space."""
    return typeset(printable(text)).replace(NARROW, NBSP)


def _paste_picture(image: Image.Image, card: Card) -> bool:
    """Put the picture at the right; a file that is gone leaves the words alone."""
    try:
        with Image.open(card.picture) as picture:
            box = (PICTURE_WIDTH, HEIGHT)
            cut = ImageOps.fit(picture.convert("RGB"), box, centering=card.focus)
    except OSError:
        return False
    image.paste(cut, (WIDTH - PICTURE_WIDTH, 0))
    return True


def _write_numeral(pen: ImageDraw.ImageDraw, numeral: str) -> float:
    """The number as large as a poster; returns where the words may begin."""
    font = _font(800, {1: 400, 2: 280, 3: 200}.get(len(numeral), 140))
    pen.text((MARGIN - 8, HEIGHT / 2), numeral, font=font, fill=SAFFRON, anchor="lm")
    return MARGIN + font.getlength(numeral) + 56


def _write_head(pen: ImageDraw.ImageDraw, kicker: str, left: float, right: int) -> int:
    if not kicker:
        return MARGIN
    font = _font(500, 32)
    line = _shorten(_plain(kicker), font, right - left)
    pen.text((left, MARGIN), line, font=font, fill=INK, anchor="lt")
    return MARGIN + 64


def _write_title(pen: ImageDraw.ImageDraw, title: str, box: tuple[float, int, int, int]) -> None:
    left, top, right, bottom = box
    size, lines = _fit(_plain(title), right - left, bottom - top)
    for rank, line in enumerate(lines):
        baseline = top + size * (0.8 + LEADING * rank)
        pen.text((left, baseline), line, font=_font(800, size), fill=INK, anchor="ls")


def _draw_steps(pen: ImageDraw.ImageDraw, card: Card, box: tuple[float, int, float, int]) -> None:
    """The line of the steps, with the words of its first and last, and a ring at its goal."""
    left, top, right, bottom = box

    def place(x: float, y: float) -> tuple[float, float]:
        return left + x * (right - left), top + y * (bottom - top)

    points = [place(x, s.level) for s in card.steps for x in (s.start, s.end)]
    pen.line(points, fill=INK, width=2)
    for step in card.steps:
        ends = place(step.start, step.level), place(step.end, step.level)
        pen.line(ends, fill=SAFFRON, width=8)
    font = _font(500, 28)
    for step, anchor in ((card.steps[0], "ls"), (card.steps[-1], "rs")):
        x, y = place(step.start if anchor == "ls" else step.end, step.level)
        pen.text((x, y - 16), _plain(step.label), font=font, fill=INK, anchor=anchor)
    for goal in card.goals:
        x, y = place(*goal)
        ground = tokens.colour(card.ground)
        pen.ellipse((x - 12, y - 12, x + 12, y + 12), fill=ground, outline=INK, width=5)


def _fit(text: str, width: float, height: int) -> tuple[int, list[str]]:
    """The largest size at which the text holds, and its lines; cut if none does."""
    for size in TITLE_SIZES:
        font = _font(800, size)
        lines = _wrap(text, font, width)
        if len(lines) * LEADING * size <= height and all(font.getlength(x) <= width for x in lines):
            return size, lines
    kept = lines[: int(height // (LEADING * size))]
    if len(kept) < len(lines):
        kept[-1] = f"{kept[-1]} …"
    return size, [_shorten(line, font, width) for line in kept]


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shorten(line: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    if font.getlength(line) <= width:
        return line
    line = line.rstrip("… ")
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _write_foot(
    image: Image.Image, pen: ImageDraw.ImageDraw, card: Card, left: float, right: int
) -> None:
    """The note with its shape, and the name of the site under a saffron rule."""
    if card.note:
        start = left
        if card.shape:
            image.paste(INK, (round(left), HEIGHT - 165), mask(card.shape, SHAPE_SIZE))
            start += SHAPE_SIZE + 16
        _write_line(pen, card.note, (start, HEIGHT - 148), right)
    pen.rectangle((left, HEIGHT - 104, left + 56, HEIGHT - 98), fill=SAFFRON)
    pen.text((left, HEIGHT - 52), "À votre service", font=_font(800, 32), fill=INK, anchor="lm")
    name = _font(800, 32).getlength("À votre service ")
    pen.text((left + name, HEIGHT - 52), "Alès", font=_font(500, 32), fill=INK, anchor="lm")


def _write_line(
    pen: ImageDraw.ImageDraw, text: str, place: tuple[float, float], right: int
) -> None:
    """One line, a little smaller if that lets it hold whole."""
    text, room = _plain(text), right - place[0]
    fonts = [_font(500, size) for size in NOTE_SIZES]
    font = next((font for font in fonts if font.getlength(text) <= room), fonts[-1])
    pen.text(place, _shorten(text, font, room), font=font, fill=INK, anchor="lm")

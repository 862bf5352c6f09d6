"""What is uploaded as a picture, decoded within limits and cleaned.

One at a time on the machine, and reduced strip by strip before anything else is done to it: a file
of a few kilobytes may hold as many points as a poster.
"""

import contextlib
import io
import struct
import warnings
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from .files import WIDTHS
from .locks import locked

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = {"JPEG": 40_000_000, "PNG": 40_000_000, "HEIF": 26_000_000}  # telephones make 24
MAX_PIXELS_OTHERWISE = 20_000_000  # their decoders hold a picture four times
MAX_RATIO = 5  # of the long side to the short one
STRIP = 1_000_000  # points, about, of what is converted at once
ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF")
# What the decoders raise on damaged files.
DAMAGED = (OSError, ValueError, SyntaxError, RuntimeError, EOFError, struct.error)

LISTED = "Formats acceptés : JPEG, PNG, WebP, AVIF, HEIC."
UNREADABLE = f"Ce fichier n’est pas une image lisible. {LISTED}"
HEIC = (
    "Cette photographie HEIC est abîmée, ou d’une sorte que le site ne lit pas. "
    "Sur le téléphone, choisissez Réglages, Appareil photo, Formats, « Le plus compatible » ; "
    "ou ouvrez-la sur un ordinateur et enregistrez-la en JPEG."
)
SVG = "Un dessin SVG n’est pas pris, car il peut contenir un programme : enregistrez-le en PNG."
DISK = "Le disque du serveur est plein ou protégé : dites-le à qui l’administre."
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis")
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112


def decode(upload: Any) -> Image.Image:
    """The upright sRGB picture inside an upload, little larger than the widest public size.

    Raises ValidationError, in French, for what is too heavy, too large, too long, not a picture or
    damaged.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError("L’image dépasse 15 Mo : réduisez-la avant de la déposer.")
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(locked(Path(settings.PRIVATE_MEDIA_ROOT) / ".decoding"))
        except OSError:
            raise ValidationError(DISK) from None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                return _decode(upload)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_large(max(MAX_PIXELS.values())) from None
        except DAMAGED:
            raise ValidationError(_what_else(upload)) from None


def _decode(upload: Any) -> Image.Image:
    with Image.open(upload, formats=_formats(upload)) as image:
        width, height = image.size
        limit = MAX_PIXELS.get(image.format or "", MAX_PIXELS_OTHERWISE)
        if width * height > limit:
            raise _too_large(limit)
        if max(width, height) > MAX_RATIO * min(width, height):
            raise ValidationError(
                f"L’image est trop longue ou trop étroite ({width} × {height} points) : "
                f"recadrez-la, un côté au plus {MAX_RATIO} fois plus long que l’autre."
            )
        image.draft(None, (WIDTHS[-1], WIDTHS[-1]))  # a JPEG is not even decoded larger
        image.load()
        small = _reduced(image)
        turn = TURNS.get(_orientation(image))
    return small if turn is None else small.transpose(turn)


def _is_heic(upload: Any) -> bool:
    """Whether it says that it is a telephone's, coded as films are."""
    upload.seek(0)
    start = upload.read(64)
    upload.seek(0)
    brands = start[8 : int.from_bytes(start[:4])]
    return start[4:8] == b"ftyp" and any(brand in brands for brand in HEIC_BRANDS)


def _formats(upload: Any) -> tuple[str, ...]:
    if not _is_heic(upload):
        return ACCEPTED
    from pillow_heif import register_heif_opener  # loaded for these alone

    # The picture alone, by one thread: each takes memory of its own.
    unread = dict.fromkeys(("thumbnails", "depth_images", "aux_images"), False)
    register_heif_opener(**unread, decode_threads=1)
    return ("HEIF",)


def _too_large(limit: int) -> ValidationError:
    return ValidationError(
        f"L’image dépasse {limit // 1_000_000} millions de points : "
        "réduisez-la avant de la déposer."
    )


def _what_else(upload: Any) -> str:
    """What to say of a file that could not be read: some formats have a way out."""
    if _is_heic(upload):
        return HEIC
    start = upload.read(1000)
    return SVG if b"<svg" in start.lower() else UNREADABLE


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (*DAMAGED, TypeError):
        return 1  # a broken EXIF block says nothing of a picture that is whole


def _reduced(image: Image.Image) -> Image.Image:
    """As any screen shows it, and just large enough for every public size: a new picture, for what
    came along (a JPEG comment, a place…) would be written again."""
    factor = max(1, min(image.size) // WIDTHS[-1])
    width, height = image.size
    rows = max(1, STRIP // (width * factor)) * factor
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(top + rows, height)))
        small.paste(_to_srgb(strip).reduce(factor), (0, top // factor))
    return small


def _to_srgb(image: Image.Image) -> Image.Image:
    """The colours any screen shows, on white paper."""
    if image.mode.startswith("I"):  # 16 bits of grey: convert() would cut them to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "L", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = (
                ImageCms.profileToProfile(
                    image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
                )
                or image
            )
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: the plain numbers are the best reading left
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    image = image.convert("RGB")
    return image

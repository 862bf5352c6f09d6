"""Pictures: what is uploaded is decoded within limits, cleaned and written anew.

Re-encoding drops EXIF (place, device), applies orientation and converts to sRGB. Each width is
written as AVIF and WebP with a JPEG fallback; the original is not kept.
"""

import io
import secrets
import shutil
import struct
import warnings
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (320, 640, 1200)
# name, Pillow format, options; the order is the browser's order of preference.
FORMATS = (
    ("avif", "AVIF", {"quality": 60, "speed": 7}),
    ("webp", "WEBP", {"quality": 78, "method": 4}),
    ("jpg", "JPEG", {"quality": 80, "optimize": True, "progressive": True}),
)
ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF")
# What the decoders raise on damaged files.
DAMAGED = (OSError, ValueError, SyntaxError, RuntimeError, EOFError, struct.error)


def decode(upload):
    """The upright sRGB picture inside an upload.

    Raises ValidationError, in French, for what is too heavy, too large, not a picture or damaged.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError("L’image dépasse 15 Mo : réduisez-la avant de la déposer.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=ACCEPTED)
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(
            "L’image dépasse 40 millions de points : réduisez-la avant de la déposer."
        ) from None
    except DAMAGED:
        raise ValidationError(
            "Ce fichier n’est pas une image lisible. Formats acceptés : JPEG, PNG, WebP, AVIF."
        ) from None
    return _to_srgb(_upright(image))


def _upright(image):
    try:
        return ImageOps.exif_transpose(image)
    except DAMAGED:
        return image  # a broken EXIF block says nothing of a picture that is whole


def _to_srgb(image):
    """The colours any screen shows, on white paper, without a word of what came along: what
    stays in `info` (a JPEG comment…) would be written again."""
    if image.mode.startswith("I"):  # 16 bits of grey: convert() would cut them to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "L", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: the plain numbers are the best reading left
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    image = image.convert("RGB")
    image.info.clear()
    return image


class PictureFilesMixin:
    """The files of a picture: `<MEDIA_ROOT>/images/<folder>/<width>.<format>`."""

    # The middle, for those that keep no focal point of their own.
    focal_x: Decimal = Decimal("0.5")
    focal_y: Decimal = Decimal("0.5")

    def set_image(self, image):
        """Write every size of a decoded picture in a new folder, and drop the former one."""
        former = self.folder
        self.folder = secrets.token_hex(8)
        self.width, self.height = image.size
        path = self.path_of(self.folder)
        path.mkdir(parents=True)
        for width in self.widths:
            height = round(image.height * width / image.width)
            resized = image.resize((width, height), Image.Resampling.LANCZOS)
            for extension, format_name, options in FORMATS:
                resized.save(path / f"{width}.{extension}", format_name, **options)
        return former

    def delete(self, *args, **kwargs):
        folder = self.folder
        result = super().delete(*args, **kwargs)
        self.remove_files(folder)
        return result

    @staticmethod
    def path_of(folder):
        return Path(settings.MEDIA_ROOT) / "images" / folder

    @classmethod
    def remove_files(cls, folder):
        if folder:
            shutil.rmtree(cls.path_of(folder), ignore_errors=True)

    @property
    def widths(self):
        """The public widths: never larger than what was given."""
        return [width for width in WIDTHS if width <= self.width] or [self.width]

    def address(self, width, extension):
        return f"{settings.MEDIA_URL}images/{self.folder}/{width}.{extension}"

    def srcset(self, extension):
        return ", ".join(f"{self.address(width, extension)} {width}w" for width in self.widths)

    @property
    def sources(self):
        """`(mime type, srcset)` of the modern formats, best first."""
        return [
            (f"image/{extension}", self.srcset(extension))
            for extension, _, _ in FORMATS
            if extension != "jpg"
        ]

    @property
    def fallback(self):
        """`(address, srcset)` for browsers that know only JPEG."""
        return self.address(self.widths[-1], "jpg"), self.srcset("jpg")

    @property
    def focus(self):
        """`(x, y)` of the focal point in percents, to the quarter: style sheets know these."""
        return round(self.focal_x * 4) * 25, round(self.focal_y * 4) * 25

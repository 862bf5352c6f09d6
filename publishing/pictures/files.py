"""Pictures: what is uploaded is decoded within limits, cleaned and written anew.

Re-encoding drops EXIF (place, device), applies orientation and converts to sRGB. Each width is
written as AVIF and WebP with a JPEG fallback; the original is not kept.
"""

import secrets
import shutil
from decimal import Decimal
from pathlib import Path

from django.conf import settings

WIDTHS = (320, 640, 1200)
# name, Pillow format, options; the order is the browser's order of preference.
FORMATS = (
    ("avif", "AVIF", {"quality": 60, "speed": 7}),
    ("webp", "WEBP", {"quality": 78, "method": 4}),
    ("jpg", "JPEG", {"quality": 80, "optimize": True, "progressive": True}),
)


class PictureFilesMixin:
    """The files of a picture: `<MEDIA_ROOT>/images/<folder>/<width>.<format>`."""

    # The middle, for those that keep no focal point of their own.
    focal_x: Decimal = Decimal("0.5")
    focal_y: Decimal = Decimal("0.5")

    def set_image(self, image):
        """Write every size of a decoded picture in a new folder, and drop the former one."""
        from PIL import Image  # loaded for an upload, not for the pages that show pictures

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

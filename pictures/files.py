"""Pictures: what is uploaded is decoded within limits, cleaned and written anew.

Re-encoding drops EXIF (place, device), applies orientation and converts to sRGB. Each width is
written as AVIF and WebP with a JPEG fallback; the original is not kept.
"""

import secrets
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

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

    folder: str
    width: int
    height: int
    # The middle, for those that keep no focal point of their own.
    focal_x: Decimal = Decimal("0.5")
    focal_y: Decimal = Decimal("0.5")

    def set_image(self, image: Any) -> str:
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

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        folder = self.folder
        result = super().delete(*args, **kwargs)  # type: ignore[misc]  # that of the model
        self.remove_files(folder)
        return result

    @staticmethod
    def path_of(folder: str) -> Path:
        return Path(settings.MEDIA_ROOT) / "images" / folder

    @classmethod
    def remove_files(cls, folder: str) -> None:
        if folder:
            shutil.rmtree(cls.path_of(folder), ignore_errors=True)

    @property
    def widths(self) -> list[int]:
        """The public widths: never larger than what was given."""
        return [width for width in WIDTHS if width <= self.width] or [self.width]

    def address(self, width: int, extension: str) -> str:
        return f"{settings.MEDIA_URL}images/{self.folder}/{width}.{extension}"

    def srcset(self, extension: str) -> str:
        return ", ".join(f"{self.address(width, extension)} {width}w" for width in self.widths)

    @property
    def sources(self) -> list[tuple[str, str]]:
        """`(mime type, srcset)` of the modern formats, best first."""
        return [
            (f"image/{extension}", self.srcset(extension))
            for extension, _, _ in FORMATS
            if extension != "jpg"
        ]

    @property
    def fallback(self) -> tuple[str, str]:
        """`(address, srcset)` for browsers that know only JPEG."""
        return self.address(self.widths[-1], "jpg"), self.srcset("jpg")

    @property
    def focus(self) -> tuple[int, int]:
        """`(x, y)` of the focal point in percents, to the quarter: style sheets know these."""
        return round(self.focal_x * 4) * 25, round(self.focal_y * 4) * 25

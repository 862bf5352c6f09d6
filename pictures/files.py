"""Pictures: what is uploaded is decoded within limits, cleaned and written anew.

Re-encoding drops EXIF (place, device), applies orientation and converts to sRGB. Each width is
written as AVIF and WebP with a JPEG fallback; the original is not kept.
"""

import datetime
import secrets
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from . import places

WIDTHS = (160, 320, 640, 1200)
# name, Pillow format, options; the order is the browser's order of preference.
FORMATS = (
    ("avif", "AVIF", {"quality": 60, "speed": 7}),
    ("webp", "WEBP", {"quality": 78, "method": 4}),
    ("jpg", "JPEG", {"quality": 80, "optimize": True, "progressive": True}),
)

# A wall shows many of these at once, on screens of two points a pixel: lighter, and worth the time.
SMALL, SMALL_AVIF = 320, {"quality": 45, "speed": 6}


class PictureFilesMixin:
    """The files of a picture that nothing withdraws: `<MEDIA_ROOT>/images/<folder>/`, one for each
    width and format."""

    AREA = "images"

    folder: str
    width: int
    height: int
    # The middle, for those that keep no focal point of their own.
    focal_x: Decimal = Decimal("0.5")
    focal_y: Decimal = Decimal("0.5")
    token = ""  # opens the files to whoever may see them before the public

    def set_image(self, image: Any) -> str:
        """Write every size of a decoded picture in a new folder, and name the former one. A crash
        leaves none that an address could reach. Raises OSError when the disk refuses."""
        from PIL import Image  # loaded for an upload, not for the pages that show pictures

        folder, former = secrets.token_hex(8), self.folder
        self.width, self.height = image.size
        path = self.written_to(folder)
        unfinished = path.with_name(f".{folder}")
        unfinished.mkdir(parents=True)
        try:
            for width in self.widths:
                height = max(1, round(image.height * width / image.width))
                resized = image.resize((width, height), Image.Resampling.LANCZOS)
                for extension, format_name, options in FORMATS:
                    if extension == "avif" and width <= SMALL:
                        options = SMALL_AVIF
                    resized.save(unfinished / f"{width}.{extension}", format_name, **options)
            unfinished.rename(path)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        self.folder = folder
        return former

    @classmethod
    def written_to(cls, folder: str) -> Path:
        return cls.path_of(folder)

    @classmethod
    def path_of(cls, folder: str) -> Path:
        return Path(settings.MEDIA_ROOT) / cls.AREA / folder

    @classmethod
    def remove_files(cls, folder: str) -> None:
        if folder:
            shutil.rmtree(cls.path_of(folder), ignore_errors=True)

    @property
    def widths(self) -> list[int]:
        """The public widths: never larger than what was given; a small one as it is."""
        if self.width < WIDTHS[1]:
            return [self.width]
        return [width for width in WIDTHS if width <= self.width]

    def address(self, width: int, extension: str) -> str:
        question = f"?apercu={self.token}" if self.token else ""
        return f"{settings.MEDIA_URL}{self.AREA}/{self.folder}/{width}.{extension}{question}"

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
        """`(x, y)` of the focal point in percents, to the tenth: focus.css knows these."""
        return round(self.focal_x * 10) * 10, round(self.focal_y * 10) * 10


class WithdrawablePictureMixin(PictureFilesMixin):
    """Of a picture that is public only while something public shows it (see `places`)."""

    AREA = places.AREA
    TOKEN_USE = "picture"
    TOKEN_LASTS = datetime.timedelta(days=7)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        folder = self.folder
        result = super().delete(*args, **kwargs)  # type: ignore[misc]  # that of the model
        transaction.on_commit(lambda: places.remove([folder]))
        return result

    @classmethod
    def written_to(cls, folder: str) -> Path:
        return places.private_place(folder)

    @classmethod
    def path_of(cls, folder: str) -> Path:
        return places.place_of(folder)

    @classmethod
    def remove_files(cls, folder: str) -> None:
        places.remove([folder])

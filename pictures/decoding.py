"""What is uploaded as a picture, decoded within limits and cleaned."""

import io
import struct
import warnings
from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF")
# What the decoders raise on damaged files.
DAMAGED = (OSError, ValueError, SyntaxError, RuntimeError, EOFError, struct.error)


def decode(upload: Any) -> Image.Image:
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


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except DAMAGED:
        return image  # a broken EXIF block says nothing of a picture that is whole


def _to_srgb(image: Image.Image) -> Image.Image:
    """The colours any screen shows, on white paper, without a word of what came along: what
    stays in `info` (a JPEG comment…) would be written again."""
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
    image.info.clear()
    return image

"""Documents and images that the site composes itself, by Typst: one self-contained package, without
system library, whose fonts come with it, so that they are the same on every machine; and it refuses
to write a PDF/UA that breaks a rule it can check. WeasyPrint would need Pango on the system.
"""

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from publishing.text.printable import printable
from publishing.text.typography import typeset

FONTS = settings.BASE_DIR / "static" / "fonts"  # beside those that come with Typst


def written(text: str) -> str:
    """Typeset, in signs that the fonts have: any other would leave everybody without a document."""
    return typeset(printable(text))


@lru_cache(maxsize=1)
def fonts() -> Any:
    """Ours and those that come with Typst, read once for each process."""
    import typst  # loaded for these documents alone

    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def options(data: dict[str, Any], root: Path | None) -> dict[str, Any]:
    """`data` is all that a template says, which computes none of it; it reads files of `root`."""
    return {
        "sys_inputs": {"data": json.dumps(data)},
        "root": root,
        "font_paths": fonts(),
    }


def pdf(template: Path, data: dict[str, Any], root: Path | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1)."""
    import typst

    content = typst.compile(
        template.read_bytes(), format="pdf", pdf_standards=["ua-1"], **options(data, root)
    )
    return cast(bytes, content)


def png(template: Path, data: dict[str, Any], root: Path | None = None) -> bytes:
    """An image: a point of the template is a pixel."""
    import typst

    content = typst.compile(template.read_bytes(), format="png", ppi=72, **options(data, root))
    return cast(bytes, content)


def query(template: Path, data: dict[str, Any], label: str, root: Path | None = None) -> list[Any]:
    """The values that the template leaves under a label, as the document is laid out."""
    import typst

    found = typst.query(template.read_bytes(), f"<{label}>", field="value", **options(data, root))
    return list(json.loads(found))


def qr_code(address: str) -> str:
    import segno

    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(file, kind="svg", border=0)
    return file.getvalue().decode()

"""The files of documents: which are taken, and what is refused of them."""

import re
import zipfile
from pathlib import PurePath
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

MAX_BYTES = 20 * 1024 * 1024
MAX_PARTS, MAX_UNPACKED = 5000, 200 * 1024 * 1024  # of what is a zip
MAX_OBJECTS = 100_000  # of a PDF


class Format(NamedTuple):
    label: str
    mime: str
    inside: bytes = b""  # what the type says of itself, in a zip


OPEN = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS = {
    "pdf": Format("PDF", "application/pdf"),
    "odt": Format("ODT", f"{OPEN}text", f"{OPEN}text".encode()),
    "ods": Format("ODS", f"{OPEN}spreadsheet", f"{OPEN}spreadsheet".encode()),
    "odp": Format("ODP", f"{OPEN}presentation", f"{OPEN}presentation".encode()),
    "docx": Format("Word", f"{OFFICE}wordprocessingml.document", b"wordprocessingml"),
    "xlsx": Format("Excel", f"{OFFICE}spreadsheetml.sheet", b"spreadsheetml"),
    "pptx": Format("PowerPoint", f"{OFFICE}presentationml.presentation", b"presentationml"),
}
ACCEPTED = "PDF, ODT, ODS, ODP, Word (docx), Excel (xlsx), PowerPoint (pptx)"
# Names that a PDF gives to what acts by itself, or carries another file.
ACTIVE = {"/JavaScript", "/JS", "/Launch", "/RichMedia", "/EmbeddedFiles", "/XFA", "/AA"}
MACROS = re.compile(r"vbaProject|/?Basic/|/?Scripts/|oleObject|embeddings/", re.IGNORECASE)
DAMAGED = "Ce fichier est abîmé, ou n’est pas ce que dit son nom."


def validate_document(file: Any) -> None:
    """Raises ValidationError, in French."""
    extension = PurePath(file.name).suffix.lower().removeprefix(".")
    if extension not in FORMATS:
        raise ValidationError(f"Ce format n’est pas pris. Formats acceptés : {ACCEPTED}.")
    if file.size > MAX_BYTES:
        raise ValidationError("Le document dépasse 20 Mo : réduisez-le, ou donnez-le en parties.")
    try:
        if extension == "pdf":
            is_tagged(file)
        else:
            check_zip(file, FORMATS[extension].inside)
    except ValidationError:
        raise
    except Exception:  # whatever a hostile file makes its reader raise
        raise ValidationError(DAMAGED) from None
    finally:
        file.seek(0)


def check_zip(file: Any, inside: bytes) -> None:
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise ValidationError("Ce document est démesuré une fois déplié : réduisez-le.")
        names = {part.filename for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise ValidationError("Ce document est protégé par un mot de passe : retirez-le.")
        if any(MACROS.search(name) for name in names):
            raise ValidationError(
                "Ce document contient une macro ou un autre fichier : enregistrez-le sans, ou "
                "exportez-le en PDF."
            )
        said = "mimetype" if "mimetype" in names else "[Content_Types].xml"
        with archive.open(said) as part:
            if inside not in part.read(1_000_000):
                raise ValidationError(DAMAGED)


def is_tagged(file: Any) -> bool:
    """Whether a PDF has the tags that a screen reader follows. Raises ValidationError for one that
    is locked or acts by itself, anything for one that is damaged."""
    from pypdf import PdfReader

    file.seek(0)
    if file.read(5) != b"%PDF-":
        raise ValidationError(DAMAGED)
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted:
        raise ValidationError("Ce PDF est protégé par un mot de passe : enregistrez-le sans.")
    if not len(reader.pages):
        raise ValidationError("Ce PDF n’a pas de page.")
    root: Any = reader.trailer["/Root"]
    waiting, seen = [root], set()
    while waiting:
        one = waiting.pop()
        if hasattr(one, "idnum"):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if len(seen) > MAX_OBJECTS:
            raise ValidationError("Ce PDF est démesuré : réduisez-le, ou donnez-le en parties.")
        if isinstance(one, dict):
            if ACTIVE & one.keys() or one.get("/S") in ACTIVE:
                raise ValidationError(
                    "Ce PDF contient un programme, un formulaire actif ou un autre fichier : "
                    "enregistrez-le de nouveau en PDF simple (PDF/A)."
                )
            waiting += [dict.__getitem__(one, key) for key in one]
        elif isinstance(one, list):
            waiting += list(list.__iter__(one))
    return "/StructTreeRoot" in root


def lacks_tags(file: Any) -> bool:
    """Whether it is a PDF that a screen reader cannot follow."""
    try:
        return str(file.name).lower().endswith(".pdf") and not is_tagged(file)
    except Exception:  # one that is not on the disk any more: nothing can be said of it
        return False
    finally:
        if hasattr(file, "storage"):  # of a record, opened here
            file.close()
        else:
            file.seek(0)

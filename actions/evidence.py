"""Documents and photographs kept as evidence: read by content, renamed, public once recorded.

A document stays in the private folder, and the view that sends it asks whether its action is
public: both are withdrawn together. A photograph is a public file, as every picture is.
"""

import hashlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import TextChoices
from django.urls import reverse

from pictures.files import PictureFilesMixin

if TYPE_CHECKING:  # the models import this module; Pillow is loaded by uploads alone
    from PIL.Image import Image

    from .models import Event

MAX_BYTES = 10 * 1024 * 1024
ACCEPTED = "PDF, Word, Excel, PowerPoint ou OpenDocument"
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": f"{OPEN_DOCUMENT}.text",
    "ods": f"{OPEN_DOCUMENT}.spreadsheet",
    "odp": f"{OPEN_DOCUMENT}.presentation",
}
FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
PHOTOGRAPH_NAME = re.compile(r"images/[0-9a-f]{16}/[0-9]+\.jpg")
MACROS = ("vbaproject.bin", "basic/", "scripts/")


class EvidenceKind(TextChoices):
    """What proves an event."""

    LINK = "lien", "Lien"
    DOCUMENT = "document", "Document"
    PHOTO = "photo", "Photographie"


def keep(event: "Event", upload: "UploadedFile[Any]") -> None:
    """Keep the uploaded file of an event about to be recorded, by the kind of evidence it names.

    Raises ValidationError, in French, for a file of another kind, too heavy or unreadable.
    """
    if event.evidence_kind == event.Evidence.PHOTO:
        from pictures.decoding import decode  # loads Pillow, which only uploads need

        keep_photograph(event, decode(upload))
    else:
        keep_document(event, upload)


def keep_document(event: "Event", upload: "UploadedFile[Any]") -> None:
    """Written before its event, which a page shows only then; `forget` removes it otherwise."""
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError("Le document dépasse 10 Mo : réduisez-le avant de le déposer.")
    extension = extension_of(upload)
    upload.seek(0)
    content = upload.read()
    event.evidence_digest = hashlib.sha256(content).hexdigest()
    name = f"{event.evidence_digest}.{extension}"
    event.evidence_url = settings.SITE_URL + reverse("actions:document", args=[name])
    path = document_path(name)
    if not gives(path, event.evidence_digest):  # else another event has it: it may be being sent
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    path.touch()  # an orphan of long ago is not purged before this event is recorded


def is_kept(event: "Event") -> bool:
    """The file that the event names is one of ours, and gives the digest that the event bears."""
    if event.evidence_kind == event.Evidence.DOCUMENT:
        return is_kept_document(event)
    return is_kept_photograph(event)


def is_kept_document(event: "Event") -> bool:
    name = file_name(event)
    digest, _, extension = name.partition(".")
    if extension not in TYPES or digest != event.evidence_digest:
        return False
    if event.evidence_url != settings.SITE_URL + reverse("actions:document", args=[name]):
        return False
    return gives(document_path(name), digest)


def is_kept_photograph(event: "Event") -> bool:
    public = settings.SITE_URL + settings.MEDIA_URL
    name = event.evidence_url.removeprefix(public)
    path = Path(settings.MEDIA_ROOT) / name
    if event.evidence_url != public + name or not PHOTOGRAPH_NAME.fullmatch(name):
        return False
    return gives(path, event.evidence_digest) and size_of(path) == (
        event.evidence_width,
        event.evidence_height,
    )


def gives(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def size_of(path: Path) -> tuple[int, int]:
    from PIL import Image as pillow  # loaded to check a photograph, not to show one

    with pillow.open(path) as image:
        return image.size


def file_name(event: "Event") -> str:
    return event.evidence_url.rsplit("/", 1)[-1]


def document_path(name: str) -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT) / "preuves" / name


def extension_of(upload: "UploadedFile[Any]") -> str:
    """What the content says the file is; its name is never believed."""
    upload.seek(0)
    if upload.read(5) == b"%PDF-":
        return "pdf"
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
            if any(macro in name.lower() for name in names for macro in MACROS):
                raise ValidationError(
                    "Ce document contient des macros : enregistrez-le sans elles."
                )
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind.startswith(OPEN_DOCUMENT):
                    return {known: ending for ending, known in TYPES.items()}[kind]
            if "[Content_Types].xml" in names:
                for extension, folder in FOLDERS.items():
                    if any(name.startswith(folder) for name in names):
                        return extension
    except (zipfile.BadZipFile, OSError, KeyError, RuntimeError, NotImplementedError):
        pass  # said below, as for any other file that is none of these
    raise ValidationError(
        f"Ce fichier n’est pas un document lisible. Formats acceptés : {ACCEPTED}."
    )


def keep_photograph(event: "Event", image: "Image") -> None:
    """Re-encoded to its public sizes, in a folder that nobody can guess until it is told."""
    photograph = Photograph()
    photograph.set_image(image)
    largest = photograph.path_of(photograph.folder) / f"{photograph.widths[-1]}.jpg"
    event.evidence_width, event.evidence_height = size_of(largest)
    event.evidence_url = settings.SITE_URL + photograph.fallback[0]
    event.evidence_digest = hashlib.sha256(largest.read_bytes()).hexdigest()


@dataclass
class Photograph(PictureFilesMixin):
    """A photograph that proves an event: what `{% picture %}` shows, without a table of its own."""

    folder: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    is_decorative = False

    @classmethod
    def of(cls, event: "Event") -> Self:
        folder = event.evidence_url.split("/")[-2]
        width, height = event.evidence_width or 0, event.evidence_height or 0
        return cls(folder, width, height, event.evidence_alt)


def kept_file(event: "Event") -> Path | None:
    """The file behind a document or a photograph, or None for other evidence, and for one that
    was taken out."""
    if not event.evidence_url:
        return None
    if event.evidence_kind == event.Evidence.DOCUMENT:
        return document_path(file_name(event))
    if event.evidence_kind == event.Evidence.PHOTO:
        folder, name = event.evidence_url.split("/")[-2:]
        return Photograph.path_of(folder) / name
    return None


def remove_kept(path: Path) -> None:
    """Remove a file that was evidence; of a photograph, every size."""
    if path.is_relative_to(document_path("")):
        path.unlink(missing_ok=True)
    else:
        Photograph.remove_files(path.parent.name)


def forget(event: "Event") -> None:
    """Remove what was kept for an event that was then refused, unless another has it too."""
    others = type(event).objects.filter(evidence_url=event.evidence_url)
    if (path := kept_file(event)) and not others.exists():
        remove_kept(path)

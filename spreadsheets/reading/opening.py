"""Which format a file has, by its content; a name or an extension is never believed."""

from pathlib import Path

from ..book import Book
from ..limits import LIMITS, Limits, Refused, megabytes
from .archive import PIECE, PROTECTED, Archive
from .csv_sheet import CsvBook
from .foreign import OTHER_ODF, OTHER_ODF_KIND, why_foreign, why_other_zip
from .ods import OdsBook
from .xlsx import XlsxBook

ODS = "application/vnd.oasis.opendocument.spreadsheet"
EMPTY = "Ce fichier est vide. Vérifiez qu’il a été enregistré et déposez-le à nouveau."
NO_FILE = "Ce n’est pas un fichier. Choisissez un fichier xlsx, ods ou csv."


def open_book(path: Path, limits: Limits = LIMITS) -> Book:
    """The workbook of a file, to be used in a `with`. Raises Refused."""
    path = Path(path)
    head = first_bytes(path, limits)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return open_zip(path, limits)
    sentence = why_foreign(head, path)
    if sentence:
        raise Refused(sentence)
    return CsvBook(path, limits)


def first_bytes(path: Path, limits: Limits) -> bytes:
    if not path.is_file():
        raise Refused(NO_FILE)
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise Refused(
            f"Ce fichier pèse {megabytes(size)}, et {megabytes(limits.file_bytes)} au plus sont "
            "acceptés. Retirez-en les images et les feuilles qui ne servent pas, ou coupez-le en "
            "deux."
        )
    with path.open("rb") as file:
        head = file.read(PIECE)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \r\n\t"):
        raise Refused(EMPTY)
    return head


def open_zip(path: Path, limits: Limits) -> Book:
    archive = Archive(path, limits)
    try:
        return recognise(archive, limits)
    except BaseException:
        archive.close()
        raise


def recognise(archive: Archive, limits: Limits) -> Book:
    if "EncryptedPackage" in archive or "encrypted-package" in archive:
        raise Refused(PROTECTED)
    if "mimetype" in archive:
        return open_document(archive, limits)
    if "[Content_Types].xml" in archive and not archive.names(r"^(word|ppt)/|^xl/workbook\.bin$"):
        return XlsxBook(archive, limits)
    raise Refused(why_other_zip(archive.parts))


def open_document(archive: Archive, limits: Limits) -> Book:
    kind = b"".join(archive.small("mimetype")).decode("ascii", "replace").strip()
    if kind.removesuffix("-template") != ODS:
        raise Refused(OTHER_ODF.get(kind.rpartition(".")[2], OTHER_ODF_KIND))
    return OdsBook(archive, limits)

"""Files that are no xlsx, ods nor csv, known by their first bytes, each with its own sentence."""

import re
from collections.abc import Container
from pathlib import Path

from .archive import PROTECTED

SAVE_AS = "Enregistrez-le au format « Classeur Excel (.xlsx) » et déposez cette copie."
OLE = bytes.fromhex("d0cf11e0a1b11ae1")

SIGNATURES = [
    (b"%PDF", "Ce fichier est un PDF, pas un tableur. Déposez le classeur dont il est tiré."),
    (
        b"{\\rtf",
        "Ce fichier est un texte RTF, pas un tableur. Copiez son tableau dans un classeur.",
    ),
    (b"\x1f\x8b", "Ce fichier est une archive compressée. Sortez-en le tableur et déposez-le."),
    (b"7z\xbc\xaf", "Ce fichier est une archive 7-Zip. Sortez-en le tableur et déposez-le."),
    (b"Rar!", "Ce fichier est une archive RAR. Sortez-en le tableur et déposez-le."),
    (b"MZ", "Ce fichier est un programme, pas un tableur. Déposez un fichier xlsx, ods ou csv."),
]
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
PICTURE = (
    "Ce fichier est une image, pas un tableur. Déposez le classeur d’où vient le tableau ; une "
    "photo de tableau ne se lit pas."
)
OLD_EXCEL = f"Ce classeur est à l’ancien format d’Excel (.xls, avant 2007). {SAVE_AS}"
OLD_WORD = (
    "Ce fichier est un document Word (.doc), pas un tableur. Copiez son tableau dans un classeur "
    "et déposez celui-ci."
)
OLD_OFFICE = f"Ce fichier est à un ancien format de Microsoft Office. {SAVE_AS}"
HTML = (
    "Ce fichier est une page web enregistrée avec un nom de tableur. Ouvrez-le dans Excel ou "
    "LibreOffice et enregistrez-le au format « Classeur Excel (.xlsx) »."
)
XML_2003 = f"Ce classeur est au format « XML 2003 » d’Excel. {SAVE_AS}"
FLAT = "Ce classeur est au format .fods. Enregistrez-le au format « Classeur ODF (.ods) »."
OTHER_XML = f"Ce fichier est du XML, pas un tableur. {SAVE_AS}"
START_OF_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?=[!?a-zA-Z])")
HTML_TAG = re.compile(rb"<(?:!doctype\s+html|html|table|head|meta|style)(?=[\s>])", re.IGNORECASE)

ZIPS = [
    ("word/document.xml", "Ce fichier est un document Word (.docx), pas un tableur. Copiez son "
     "tableau dans un classeur et déposez celui-ci."),
    ("ppt/presentation.xml", "Ce fichier est un diaporama (.pptx), pas un tableur. Copiez son "
     "tableau dans un classeur et déposez celui-ci."),
    ("xl/workbook.bin", "Ce classeur est au format binaire (.xlsb). " + SAVE_AS),
    ("Index/Document.iwa", "Ce fichier vient de Numbers. Dans Numbers : Fichier, Exporter vers, "
     "Excel ; puis déposez le fichier obtenu."),
]  # fmt: skip
ZIP = (
    "Ce fichier est une archive zip, pas un tableur. Sortez-en le classeur xlsx, ods ou csv et "
    "déposez-le."
)
OTHER_ODF = {
    "text": "Ce fichier est un document texte (.odt), pas un tableur. Copiez son tableau dans un "
    "classeur et déposez celui-ci.",
    "presentation": "Ce fichier est un diaporama (.odp), pas un tableur. Copiez son tableau dans "
    "un classeur et déposez celui-ci.",
}
OTHER_ODF_KIND = "Ce fichier OpenDocument n’est pas un classeur. Déposez un fichier ods."


def why_foreign(head: bytes, path: Path) -> str | None:
    """The sentence for a file that is neither a zip nor a text, or a text of another kind."""
    for signature, sentence in SIGNATURES:
        if head.startswith(signature):
            return sentence
    if head.startswith(PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return PICTURE
    if head.startswith(OLE):
        return why_old_office(path.read_bytes())
    return why_markup(head)


def why_old_office(content: bytes) -> str:
    """Files of Office before 2007; protected workbooks of today hide in the same container."""
    names = {
        "EncryptedPackage": PROTECTED,
        "Workbook": OLD_EXCEL,
        "Book": OLD_EXCEL,
        "WordDocument": OLD_WORD,
    }
    for name, sentence in names.items():
        if name.encode("utf-16-le") in content:
            return sentence
    return OLD_OFFICE


def why_markup(head: bytes) -> str | None:
    if not START_OF_MARKUP.match(head):
        return None
    if HTML_TAG.search(head):
        return HTML
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return XML_2003
    if b"urn:oasis:names:tc:opendocument" in head:
        return FLAT
    return OTHER_XML if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") else None


def why_other_zip(names: Container[str]) -> str:
    for part, sentence in ZIPS:
        if part.lower() in names:
            return sentence
    return ZIP

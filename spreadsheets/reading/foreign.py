"""Files that are no xlsx, ods nor csv, known by their first bytes, each with its own sentence."""

import re
from collections.abc import Container
from pathlib import Path

from .archive import PROTECTED

SAVE_AS = "Enregistrez-le au format « Classeur Excel (.xlsx) » et déposez cette copie."
OLE = bytes.fromhex("d0cf11e0a1b11ae1")

PDF = "Ce fichier est un PDF, pas un tableur. Déposez le classeur dont il est tiré."
SIGNATURES = [
    (b"%PDF", PDF),
    (
        b"{\\rtf",
        "Ce fichier est un texte RTF, pas un tableur. Copiez son tableau dans un classeur.",
    ),
    (b"\x1f\x8b", "Ce fichier est une archive compressée. Sortez-en le tableur et déposez-le."),
    (b"BZh", "Ce fichier est une archive compressée. Sortez-en le tableur et déposez-le."),
    (b"\xfd7zXZ", "Ce fichier est une archive compressée. Sortez-en le tableur et déposez-le."),
    (b"PAR1", "Ce fichier est au format Parquet, pas un tableur. Exportez-en la table en csv."),
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
XML_2003_ROOT = re.compile(
    rb"<(?:\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet"
)
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


OLD_XLS = tuple(bytes([9, age]) for age in (0, 2, 4, 8))  # BIFF 2 to 5, before containers
DBF = re.compile(rb"[\x02\x03\x30\x31\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f]", re.DOTALL)
LOCK = (
    "Ce fichier est le verrou que le tableur pose quand un classeur est ouvert (« ~$… » ou "
    "« .~lock… »), pas le classeur lui-même. Fermez le classeur et déposez le fichier xlsx ou ods."
)
APPLE_DOUBLE = (
    "Ce fichier (« ._… ») est une annexe que macOS ajoute à côté du vrai : elle ne contient pas le "
    "tableau. Déposez le fichier du même nom sans « ._ » : xlsx, ods ou csv."
)
SHORTCUT = (
    "Ce fichier est un raccourci : il contient le lien vers le tableau, pas le tableau. Ouvrez-le, "
    "téléchargez le classeur au format .xlsx et déposez-le."
)
GOOGLE = (
    "Ce fichier est un raccourci vers Google Sheets, pas le tableau. Dans Google Sheets : Fichier, "
    "Télécharger, « Microsoft Excel (.xlsx) » ; puis déposez le fichier obtenu."
)
JSON = f"Ce fichier est du JSON, pas un tableur. Ouvrez-le dans un tableur. {SAVE_AS}"
SYLK = f"Ce fichier est au vieux format SYLK (.slk). Ouvrez-le dans Excel. {SAVE_AS}"
DIF = f"Ce fichier est au vieux format DIF (.dif). Ouvrez-le dans un tableur. {SAVE_AS}"
DBASE = f"Ce fichier est une table dBase (.dbf). Ouvrez-la dans Excel ou LibreOffice. {SAVE_AS}"
LOTUS = f"Ce fichier est au format Lotus 1-2-3. Ouvrez-le dans LibreOffice. {SAVE_AS}"
ACCESS = (
    "Ce fichier est une base Access. Exportez-en la table vers Excel (.xlsx) et déposez celui-ci."
)
SQLITE = "Ce fichier est une base SQLite, pas un tableur. Exportez-en la table au format csv."
MAIL = "Ce fichier est un courriel, pas un tableur. Enregistrez sa pièce jointe et déposez-la."
CALENDAR = (
    "Ce fichier est un agenda (.ics) ou un carnet d’adresses, pas un tableur. Déposez le classeur."
)
SIGNATURES += [
    (b"\x00\x05\x16\x07", APPLE_DOUBLE),
    (b"\x00\x05\x16\x00", APPLE_DOUBLE),
    (b"\x00\x01\x00\x00Standard", ACCESS),
    (b"SQLite format 3\0", SQLITE),
    (b"L\0\0\0\x01\x14\x02\0", SHORTCUT),
    (b"\0\0\x02\0", LOTUS),
    (b"\0\0\x1a\0", LOTUS),
]
MAIL_HEADER = re.compile(
    r"(?:delivered-to|subject|from|received|return-path|message-id|x-[a-z-]+): [^;\t]*$",
    re.MULTILINE,
)
JSON_START = re.compile(r"[\s\[]*\{\s*[\"}]")
TEXT_STARTS = [  # of the text, in small letters, whatever its encoding
    ("[internetshortcut]", SHORTCUT),
    ("[desktop entry]", SHORTCUT),
    ("[{000214a0", SHORTCUT),
    ("bplist", SHORTCUT),
    ("mime-version:", HTML),
    ("content-type: multipart", HTML),
    ("from: <saved by", HTML),
    ("%pdf", PDF),
    ("<svg", PICTURE),
    ("id;p", SYLK),
    ("table\r\n0,1", DIF),
    ("table\n0,1", DIF),
    ("begin:v", CALENDAR),
    ("%!ps", "Ce fichier est un document PostScript, pas un tableur. Déposez le classeur."),
]


def why_foreign(head: bytes, path: Path) -> str | None:
    """The sentence for a file that is neither a zip nor a text, or a text of another kind."""
    if len(head) < 400 and is_lock(head):
        return LOCK
    if head.startswith(OLD_XLS) and b"\0" in head[:16]:
        return OLD_EXCEL
    if DBF.match(head) and b"\0" in head[:32]:
        return DBASE
    for signature, sentence in SIGNATURES:
        if head.startswith(signature):
            return sentence
    if (
        head.startswith(PICTURES)
        or head[4:8] == b"ftyp"
        or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
    ):
        return PICTURE
    if head.startswith(OLE):
        return why_old_office(path.read_bytes())
    return why_other_text(as_text(head))


def why_other_text(text: str) -> str | None:
    small = text[:500].lower()
    for start, sentence in TEXT_STARTS:
        if small.startswith(start):
            return sentence
    if MAIL_HEADER.match(small):
        return HTML if "multipart/related" in small else MAIL
    if JSON_START.match(small):
        return GOOGLE if "doc_id" in text or "docs.google.com" in text else JSON
    if "dtd plist" in small or re.fullmatch(r"https?://\S+\s*", text):
        return SHORTCUT
    return why_markup(text.encode())


def is_lock(head: bytes) -> bool:
    """« ~$suivi.xlsx » begins with the length of a name, then the name; LibreOffice's lists who
    has the file open, between commas."""
    if b"\0" in head:
        name, padding = head[1 : 1 + head[0]], head[1 + head[0] : 54]
        return 0 < head[0] < 54 and min(name) >= 32 and not padding.strip(b" \0")
    return bool(re.match(rb"[^,\n]*,[^,\n]*,[^,\n]*,\d\d\.\d\d\.\d{4} \d\d:\d\d,file:", head))


def as_text(head: bytes) -> str:
    """The beginning of a text, in whatever encoding, without its marks."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    elif head[1:2] == b"\0":
        text = head[: len(head) // 2 * 2].decode("utf-16-le", "replace")
    else:
        text = head.decode("utf-8", "replace")
    return text.lstrip("\ufeff \t\r\n")


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
    if XML_2003_ROOT.search(head):
        return XML_2003
    if HTML_TAG.search(head):
        return HTML
    if b"urn:oasis:names:tc:opendocument" in head:
        return FLAT
    return OTHER_XML if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") else None


def why_other_zip(names: Container[str]) -> str:
    for part, sentence in ZIPS:
        if part.lower() in names:
            return sentence
    return ZIP

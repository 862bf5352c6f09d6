"""Files made to hurt whoever reads them, by what they would do."""

import io
import struct
import zipfile

from tests.spreadsheets.crafted import (
    MAIN,
    ods,
    ods_content,
    ods_of,
    ods_row,
    ods_text,
    xlsx,
    xlsx_parts,
    zipped,
)

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def sheet(xml):
    return xlsx(parts={"xl/worksheets/sheet1.xml": xml})


def row(cells, number=1):
    return f'<row r="{number}">{cells}</row>'


def many_sheets_xlsx(count=65_536):
    sheets = "".join(
        f'<sheet name="F{n}" sheetId="{n}" xmlns:r="r" r:id="rId1"/>' for n in range(count)
    )
    return xlsx(
        parts={"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets>{sheets}</sheets></workbook>'}
    )


def many_sheets_ods(count=65_536):
    return ods_of(ods_content("".join(f'<table:table table:name="F{n}"/>' for n in range(count))))


def many_members(count=20_000):
    return zipped(xlsx_parts() | {f"xl/{n}": "" for n in range(count)})


def lying_size(declared=1000, real=50_000_000):
    """A part that unpacks to far more than the list of the zip declares."""
    content = bytearray(xlsx(parts={"xl/worksheets/sheet1.xml": "<a>" + " " * real}))
    size = struct.pack("<L", real + 3)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<L", declared)
    return bytes(content)


def member(name):
    parts = xlsx_parts()
    return zipped(parts | {name: "x"})


def twice(name="xl/worksheets/sheet1.xml"):
    file = io.BytesIO(xlsx())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name.upper(), "autre")
    return file.getvalue()


def encrypted_member():
    """A zip whose parts ask for a password."""
    content = bytearray(xlsx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def protected_xlsx():
    """As Excel saves a workbook with a password: a container of before 2007."""
    names = "".join(f"{name}\0" for name in ("EncryptionInfo", "EncryptedPackage"))
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + names.encode("utf-16-le") + bytes(512)


def distinct_attributes(count=100_000):
    return "".join(f'<c a{n:x}=""/>' for n in range(count))


def names(count=100_000):
    return "".join(f"<a{n:x}/>" for n in range(count))


def declarations(count=200_000):
    return "".join(f'<a xmlns:n{n:x}="n"/>' for n in range(count))


def worksheet(inside="", after=""):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData>{after}</worksheet>'


def overlapping_merges(count=90_000):
    rows = "".join(row('<c r="A1"><v>1</v></c>', n) for n in range(1, 1000))
    merges = "".join('<mergeCell ref="A1:A9999"/>' for _ in range(count))
    return sheet(worksheet(rows, f"<mergeCells>{merges}</mergeCells>"))


# What is refused whatever is done to bound it: the file, and a word of the sentence.
COSTLY = {
    "one far cell": (lambda: xlsx(row('<c r="XFD1048576"><v>1</v></c>', 1_048_576)), "XFD1048576"),
    "one far row": (lambda: xlsx(row("<c><v>1</v></c>", 1_048_576)), "1\u202f048\u202f576"),
    "65 536 sheets, xlsx": (many_sheets_xlsx, "50 feuilles"),
    "65 536 sheets, ods": (many_sheets_ods, "50 feuilles"),
    "a row of a million cells": (lambda: xlsx(row("<c><v>1</v></c>" * 1_000_000)), "BI1"),
    "a row of a million empty cells": (lambda: xlsx(row("<c/>" * 1_000_000)), "abîmé"),
    "empty cells without number": (
        lambda: xlsx("".join(row("<c/>" * 16_000, n) for n in range(1, 80))), "vides mises en forme"
    ),
    "a million values repeated": (
        lambda: ods(ods_row(ods_text("a", 'table:number-columns-repeated="16384"'))), "XFD1"
    ),
    "rows repeated to the bottom": (
        lambda: ods(ods_row(ods_text("a"), given='table:number-rows-repeated="1048576"')),
        "1\u202f048\u202f576",
    ),
    "a repetition without end": (
        lambda: ods(ods_row(ods_text("a"), given=f'table:number-rows-repeated="{"9" * 5000}"')),
        "abîmé",
    ),
    "rows out of order": (lambda: xlsx(row("<c/>") * 100_000), "abîmé"),
    "a bomb": (lambda: sheet(f"{worksheet()} " + " " * 59_000_000), "0 lignes"),
    "a larger bomb": (lambda: sheet("<a>" + " " * 100_000_000), "déplié"),
    "a size that lies": (lying_size, "abîmé"),
    "20 000 members": (many_members, "20\u202f007 morceaux"),
    "entities in a sheet": (lambda: sheet(f"{DOCTYPE}<a>&l9;</a>"), "définitions XML"),
    "entities in a list": (
        lambda: xlsx(parts={"xl/_rels/workbook.xml.rels": f"{DOCTYPE}<a>&e;</a>"}),
        "définitions XML",
    ),
    "entities in shared texts": (
        lambda: xlsx(parts={"xl/sharedStrings.xml": f"{DOCTYPE}<a>&l9;</a>"}), "définitions XML"
    ),
    "entities in an ods": (lambda: ods_of(f"{DOCTYPE}<a>&l9;</a>"), "définitions XML"),
    "nesting in a cell": (lambda: xlsx(row("<c>" + "<v>" * 200_000)), "abîmé"),
    "nesting elsewhere": (lambda: sheet(worksheet("<z>" * 200_000)), "abîmé"),
    "nesting in shared texts": (lambda: xlsx(texts="<si>" * 200_000), "abîmé"),
    "nesting in styles": (lambda: xlsx(styles="<a>" * 200_000), "abîmé"),
    "nesting in an ods": (lambda: ods(ods_row(ods_text("<text:p>" * 200_000))), "abîmé"),
    "nesting before an ods": (lambda: ods(styles="<text:p>" * 200_000), "abîmé"),
    "nesting in a comment": (
        lambda: ods(ods_row(ods_text("<office:annotation>" * 200_000))), "abîmé"
    ),
    "names of attributes without number": (lambda: xlsx(row(distinct_attributes())), "abîmé"),
    "names of elements without number": (lambda: sheet(worksheet(names())), "abîmé"),
    "namespaces without number": (lambda: sheet(worksheet(declarations())), "abîmé"),
    "elements without number": (lambda: sheet(worksheet("<a/><b/>" * 1_000_000)), "abîmé"),
    "a tag without end": (lambda: sheet(worksheet(f'<row a="{"xyz" * 5_000_000}"/>')), "abîmé"),
    "an immense cell": (lambda: xlsx(row(f"<c t='str'><v>{'ab ' * 5_000_000}</v></c>")), "A1"),
    "an immense shared text": (
        lambda: xlsx(texts=f"<si><t>{'ab😀' * 2_000_000}</t></si>"), "immense"
    ),
    "shared texts without number": (lambda: xlsx(texts="<si/>" * 2_000_000), "million"),
    "spaces repeated": (
        lambda: ods(ods_row(ods_text('<text:s text:c="30000"/>' * 100_000))), "A1"
    ),
    "an immense paragraph": (lambda: ods(ods_row(ods_text("ab " * 5_000_000))), "A1"),
    "merges without number": (
        lambda: sheet(worksheet("", '<mergeCell ref="A1:A2"/>' * 200_000)), "fusionnées"
    ),
    "merges over each other": (overlapping_merges, "abîmé"),
    "tags cut short": (lambda: sheet("<mergeCell " * 1_000_000), "abîmé"),
    "formats cut short": (
        lambda: xlsx(styles=f'<numFmt numFmtId="200" formatCode="{"[" * 400_000}"/>'), ""
    ),
    "a line of separators": (lambda: b";" * 4_999_999 + b"x", "JXLKR1"),
    "lines of nothing": (lambda: b"a" + b"\n" * 4_999_000 + b"b", "4\u202f999\u202f001"),
    "a line of quotes": (lambda: b'"' * 4_999_999, ""),
    "a cell without end": (lambda: b"a;b\n" + b"x" * 4_900_000, "immense"),
    "a quote without end": (lambda: b'a;b\n1;"' + b"x;y\n" * 1_200_000, "immense"),
}  # fmt: skip

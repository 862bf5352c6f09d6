"""Read workbooks back without the code that wrote them: xlsx by openpyxl, ods by its XML."""

import datetime
import io
import zipfile
from xml.etree import ElementTree

from openpyxl import load_workbook

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_workbook(content):
    """`{sheet name: rows}`; numbers, dates and texts, an empty cell as an empty text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" in archive.namelist():
            return read_ods(archive.read("content.xml"))
    book = load_workbook(io.BytesIO(content), data_only=True)
    return {
        sheet.title: [[of_xlsx(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def of_xlsx(value):
    return value.date() if isinstance(value, datetime.datetime) else "" if value is None else value


def read_ods(xml):
    return {
        table.get(f"{TABLE}name"): [
            [cell for element in row for cell in of_ods(element)]
            for row in table.iter(f"{TABLE}table-row")
        ]
        for table in ElementTree.fromstring(xml).iter(f"{TABLE}table")
    }


def of_ods(cell):
    repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
    match cell.get(f"{OFFICE}value-type"):
        case "float":
            number = float(cell.get(f"{OFFICE}value"))
            value = int(number) if number == int(number) else number
        case "date":
            value = datetime.date.fromisoformat(cell.get(f"{OFFICE}date-value")[:10])
        case _:
            value = "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))
    return [value] * repeated

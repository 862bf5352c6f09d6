"""The files that the back office gives and takes back, safe to open in a spreadsheet.

A text that begins with = + - or @ must stay a text, and come back as it was. The rules are those
of the open data: an apostrophe before it in a csv, a cell marked as text in a workbook.
"""

import io

import tablib
from import_export.formats import base_formats
from openpyxl import load_workbook

from publishing.tables.as_csv import neutralise, restore

from .resources import FrenchCSV


def safe(cell):
    return neutralise(cell) if isinstance(cell, str) else cell


def exact(cell):
    """The text before its export; what people typed themselves keeps its apostrophes."""
    text = restore(cell)
    return text if neutralise(text) == cell else cell


def each_cell(dataset, function):
    rows = [[function(cell) for cell in row] for row in dataset]
    return tablib.Dataset(*rows, headers=dataset.headers)


class SafeCSV(FrenchCSV):
    def export_data(self, dataset, **kwargs):
        return super().export_data(each_cell(dataset, safe), **kwargs)

    def create_dataset(self, in_stream, **kwargs):
        return each_cell(super().create_dataset(in_stream, **kwargs), exact)


class SafeXLSX(base_formats.XLSX):
    def export_data(self, dataset, **kwargs):
        book = load_workbook(io.BytesIO(super().export_data(dataset, **kwargs)))
        for row in book.active.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # openpyxl took « =1+1 » for a formula
                    cell.quotePrefix = True  # and a spreadsheet would at the next touch
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

"""One dataset in one format: its name, its bytes, its weight."""

import tempfile
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from spreadsheets.tables import as_csv, as_json
from spreadsheets.tables.model import Row, Table
from spreadsheets.writing import MEDIA_TYPES, write

from .datasets import Dataset

STREAMED = {"csv": as_csv, "json": as_json}
IN_MEMORY = 1_000_000  # bytes of a workbook kept in memory; a larger one goes to the disk
# How many rows are written to know what a file weighs; beyond, the others are taken for as heavy.
WEIGHED = 1_000
WEIGHED_IN_WORKBOOK = 200


@dataclass(frozen=True)
class Weight:
    """Of a file, in bytes."""

    size: int
    is_exact: bool


@dataclass(frozen=True)
class DataFile:
    dataset: Dataset
    extension: str

    @property
    def url(self) -> str:
        return reverse("data:file", args=[self.dataset.name, self.extension])

    @property
    def media_type(self) -> str:
        streamed = {extension: form.MEDIA_TYPE for extension, form in STREAMED.items()}
        return (streamed | MEDIA_TYPES)[self.extension]

    @property
    def content_type(self) -> str:
        header = "; header=present" if self.extension == "csv" else ""
        charset = "; charset=utf-8" if self.extension in STREAMED else ""
        return f"{self.media_type}{charset}{header}"

    @property
    def filename(self) -> str:
        """Named by its day: two downloads do not overwrite each other."""
        return f"{self.dataset.name}-{timezone.localdate():%Y-%m-%d}.{self.extension}"

    def weigh(self, rows: list[Row], row_count: int) -> Weight:
        """The weight of the whole, from that of its first rows: writing thousands of them would
        keep the page waiting."""
        if self.extension in MEDIA_TYPES:
            rows = rows[:WEIGHED_IN_WORKBOOK]
        size = size_of(replace(self.dataset.table, rows=lambda: rows), self.extension)
        is_exact = len(rows) >= row_count
        return Weight(size if is_exact else size * row_count // len(rows), is_exact)

    def response(self) -> HttpResponseBase:
        response: StreamingHttpResponse
        if self.extension in STREAMED:
            pieces = STREAMED[self.extension].stream(self.dataset.table)
            response = StreamingHttpResponse(pieces, content_type=self.content_type)
            response.headers["Content-Disposition"] = f'attachment; filename="{self.filename}"'
        else:
            response = FileResponse(
                written(self.dataset.table, self.extension),
                as_attachment=True,
                filename=self.filename,
                content_type=self.content_type,
            )
        response.headers["Access-Control-Allow-Origin"] = "*"  # pages of other sites may read it
        return response


def written(table: Table, extension: str) -> IO[bytes]:
    """A workbook, in a temporary file that goes when it is closed."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the response closes it
    write(table.as_workbook(), file, extension)
    file.seek(0)
    return file


def size_of(table: Table, extension: str) -> int:
    if extension in STREAMED:
        return sum(len(piece.encode()) for piece in STREAMED[extension].stream(table))
    with written(table, extension) as file:
        return file.seek(0, 2)


def files_of(dataset: Dataset) -> list[DataFile]:
    """Every format that the dataset is offered in."""
    return [DataFile(dataset, extension) for extension in dataset.extensions]


def weighed_files(dataset: Dataset, row_count: int) -> list[tuple[DataFile, Weight]]:
    """Every format and its weight; the rows are read once."""
    rows = list(islice(dataset.table.rows(), WEIGHED))
    return [(file, file.weigh(rows, row_count)) for file in files_of(dataset)]

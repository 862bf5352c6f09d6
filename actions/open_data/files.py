"""One dataset in one format: its name, its version, its bytes, its weight."""

import hashlib
import tempfile
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from publishing.freshness import Mark, newest_instant
from spreadsheets.tables import as_csv, as_json, as_ods, as_xlsx
from spreadsheets.tables.schema import VERSION

from .datasets import Dataset
from .validators import validated

STREAMED = {"csv": as_csv, "json": as_json}
WRITTEN = {"xlsx": as_xlsx, "ods": as_ods}
WRITERS = STREAMED | WRITTEN
IN_MEMORY = 1_000_000  # bytes of a workbook kept in memory; a larger one goes to the disk


@dataclass(frozen=True)
class DataFile:
    dataset: Dataset
    extension: str
    marks: tuple[Mark, ...]

    @property
    def url(self):
        return reverse("data:file", args=[self.dataset.name, self.extension])

    @property
    def media_type(self):
        return WRITERS[self.extension].MEDIA_TYPE

    @property
    def content_type(self):
        header = "; header=present" if self.extension == "csv" else ""
        charset = "; charset=utf-8" if self.extension in STREAMED else ""
        return f"{self.media_type}{charset}{header}"

    @property
    def filename(self):
        """Named by its day: two downloads do not overwrite each other."""
        return f"{self.dataset.name}-{timezone.localdate():%Y-%m-%d}.{self.extension}"

    @property
    def modified_at(self):
        return newest_instant(self.marks)

    @property
    def etag(self):
        """Weak for workbooks: their zip holds the time of writing."""
        version = repr(
            [
                [mark.identity for mark in self.marks],
                self.dataset.table.header,
                settings.SITE_URL,
                VERSION,
            ]
        )
        digest = hashlib.sha256(version.encode()).hexdigest()[:32]
        tag = f'"{self.dataset.name}-{self.extension}-{digest}"'
        return tag if self.extension in STREAMED else f"W/{tag}"

    @property
    def size(self):
        """In bytes; counted once for each version."""
        return cache.get_or_set(f"size-{self.etag}", self.weigh)

    @property
    def row_count(self):
        return cache.get_or_set(f"rows-{self.etag}", self.count_rows)

    def count_rows(self):
        return sum(1 for _row in self.dataset.table.rows())

    def weigh(self):
        if self.extension in STREAMED:
            pieces = STREAMED[self.extension].stream(self.dataset.table)
            return sum(len(piece.encode()) for piece in pieces)
        with self.write() as file:
            return file.seek(0, 2)

    def write(self):
        """A workbook, in a temporary file that goes when it is closed."""
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the response closes it
        WRITTEN[self.extension].write(self.dataset.table, file)
        file.seek(0)
        return file

    def response(self, request):
        """The file, or 304 for a reader who has this version already."""
        response = validated(request, self.marks, self.etag, self.full_response)
        response.headers["Access-Control-Allow-Origin"] = "*"  # pages of other sites may read it
        return response

    def full_response(self):
        if self.extension in STREAMED:
            pieces = STREAMED[self.extension].stream(self.dataset.table)
            response = StreamingHttpResponse(pieces, content_type=self.content_type)
            response.headers["Content-Disposition"] = f'attachment; filename="{self.filename}"'
            return response
        return FileResponse(
            self.write(),
            as_attachment=True,
            filename=self.filename,
            content_type=self.content_type,
        )


def file_of(dataset, extension):
    return DataFile(dataset, extension, tuple(dataset.marks()))


def files_of(dataset):
    """Every format, dated once."""
    marks = tuple(dataset.marks())
    return [DataFile(dataset, extension, marks) for extension in dataset.extensions]

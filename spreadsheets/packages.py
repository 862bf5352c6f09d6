"""Write a zip again with some of its parts changed; the others keep bytes, order and dates."""

import zipfile
from typing import IO

EARLIEST = (1980, 1, 1, 0, 0, 0)  # of zip: parts that we add have no date of their own


def rewrite(package: zipfile.ZipFile, changed: dict[str, bytes], to: IO[bytes]) -> None:
    left = dict(changed)
    with zipfile.ZipFile(to, "w") as made:
        for part in package.infolist():
            copy = zipfile.ZipInfo(part.filename, part.date_time)
            copy.compress_type, copy.external_attr = part.compress_type, part.external_attr
            data = left.pop(part.filename, None)
            made.writestr(copy, package.read(part) if data is None else data)
        for name, data in left.items():
            added = zipfile.ZipInfo(name, EARLIEST)
            added.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(added, data)

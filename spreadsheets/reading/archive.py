"""The zip that xlsx and ods files are, looked at before anything in it is unpacked."""

import re
import struct
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from ..limits import Limits, Refused, TooLarge, in_french, megabytes
from .markup import DAMAGED

PIECE = 65_536
SMALL = 1_000_000  # under this, any ratio is harmless
SMALL_PART = 4_000_000  # lists of sheets, of styles
END_RECORD = b"PK\x05\x06"
LONGEST_NAME = 500

STRANGE = (
    "Ce fichier contient des noms de fichiers anormaux (chemins absolus, doubles ou remontants) : "
    "il est refusé par prudence. Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom "
    "et déposez cette copie."
)
PROTECTED = (
    "Ce fichier est protégé par un mot de passe. Ouvrez-le dans votre tableur, retirez le mot de "
    "passe à l’enregistrement et déposez cette copie."
)


@contextmanager
def refusing_damage() -> Generator[None, None, None]:
    """What a damaged zip raises, as one sentence."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        NotImplementedError,
        UnicodeDecodeError,
        struct.error,
        OverflowError,
    ) as error:
        raise Refused(DAMAGED) from error


class Archive:
    """A zip whose list of parts has been found sound."""

    def __init__(self, path: Path, limits: Limits):
        refuse_long_lists(path, limits)
        with refusing_damage():
            self.zip = zipfile.ZipFile(path)
        try:
            self.parts = {
                spelled(part.filename): part for part in checked(self.zip.infolist(), limits)
            }
        except Refused:
            self.zip.close()
            raise

    def close(self) -> None:
        self.zip.close()

    def __contains__(self, name: str) -> bool:
        return spelled(name) in self.parts

    def names(self, pattern: str) -> list[str]:
        return [name for name in self.parts if re.search(pattern, name, re.IGNORECASE)]

    def pieces(self, name: str) -> Generator[bytes, None, None]:
        """A part, unpacked as it is read. `zipfile` stops at the size that the list declares,
        which `checked` has bounded, and compares the checksum: a false size is an error."""
        with refusing_damage(), self.zip.open(self.parts[spelled(name)]) as part:
            while piece := part.read(PIECE):
                yield piece

    def small(self, name: str, most: int = SMALL_PART) -> Generator[bytes, None, None]:
        """A part that has no reason to be large."""
        size = self.parts[spelled(name)].file_size
        if size > most:
            raise TooLarge(
                f"Ce classeur est anormalement gros : « {name} » pèse {megabytes(size)}. Copiez "
                "les lignes utiles dans un nouveau classeur et déposez celui-ci."
            )
        return self.pieces(name)


def refuse_long_lists(path: Path, limits: Limits) -> None:
    """`zipfile` makes an object of each entry: look at the size of the list before."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(END_RECORD)
    if at < 0 or len(tail) < at + 22:
        raise Refused(DAMAGED)
    entries, length = struct.unpack_from("<HL", tail, at + 10)
    is_zip64 = b"PK\x06\x07" in tail[max(0, at - 20) : at]
    if is_zip64 or length > start + at:
        raise Refused(DAMAGED)
    if entries > limits.archive_members or length > limits.archive_members * LONGEST_NAME:
        raise Refused(
            f"Ce fichier est fait de {in_french(entries)} morceaux, un tableur en écrit quelques "
            "dizaines. Copiez les lignes utiles dans un nouveau classeur et déposez celui-ci."
        )


def checked(parts: list[zipfile.ZipInfo], limits: Limits) -> list[zipfile.ZipInfo]:
    refuse_strange_names([part.filename for part in parts])
    for part in parts:
        if part.flag_bits & 0x1:
            raise Refused(PROTECTED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(DAMAGED)
        if part.file_size > SMALL and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise TooLarge(
                "Ce fichier est anormalement compressé : déplié, il serait immense. "
                "Copiez les lignes utiles dans un nouveau classeur et déposez celui-ci."
            )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        raise TooLarge(
            f"Ce fichier pèse {megabytes(unpacked)} une fois déplié, et {counted_limit(limits)} "
            "au plus sont lus. Supprimez les feuilles, images et lignes mises en forme qui ne "
            "servent pas, ou coupez-le en deux."
        )
    return parts


def counted_limit(limits: Limits) -> str:
    return megabytes(limits.unpacked_bytes)


def spelled(name: str) -> str:
    """Parts are known whatever their case, and the way some programs write folders."""
    return name.replace("\\", "/").lower()


def refuse_strange_names(names: list[str]) -> None:
    as_spelled = [spelled(name) for name in names]
    if len(set(as_spelled)) < len(as_spelled):
        raise Refused(STRANGE)
    for name in as_spelled:
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[a-z]:", name):
            raise Refused(STRANGE)

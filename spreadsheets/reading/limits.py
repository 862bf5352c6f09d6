"""How much is read of a file, and how what goes beyond is refused."""

from dataclasses import dataclass


class Refused(Exception):
    """The file cannot be read; `str()` is a French sentence that says why and what to do."""


class TooLarge(Refused):
    """A sheet goes beyond the limits; the others may be read."""


@dataclass(frozen=True)
class Limits:
    """Each is checked before, or while, anything of that size is made."""

    file_bytes: int = 5_000_000
    unpacked_bytes: int = 60_000_000  # 50 000 rows of an ods take most of it
    texts_bytes: int = 20_000_000  # shared texts of an xlsx: the one part held in memory
    ratio: int = 250  # of a large part to its compressed form
    rows: int = 50_000  # under the headers
    columns: int = 60
    sheets: int = 50
    empty_cells: int = 1_000_000  # of a sheet, written for their colours or their borders
    cell_characters: int = 32_767  # what Excel itself allows
    archive_members: int = 1_000

    @property
    def last_row(self) -> int:
        """The furthest row that may hold something: titles and headers stand above the data."""
        return self.rows + 1_000


LIMITS = Limits()


def in_french(number: int) -> str:
    """« 50 000 »."""
    return f"{number:,}".replace(",", "\u202f")


def megabytes(count: int) -> str:
    """« 5 Mo », « 6,2 Mo »."""
    return f"{count / 1_000_000:.1f}".removesuffix(".0").replace(".", ",") + " Mo"


def counted(number: int, singular: str, plural: str) -> str:
    return f"{in_french(number)} {plural if number > 1 else singular}"

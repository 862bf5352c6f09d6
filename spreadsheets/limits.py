"""How much is read of a file, and the sentences for what goes beyond."""

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


def column_letters(index: int) -> str:
    """« A » for 0, « AB » for 27."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0 for « A »."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def too_wide(sheet: str, column: int, row: int, limits: Limits) -> TooLarge:
    return TooLarge(
        f"Feuille « {sheet} » : la cellule {column_letters(column)}{row} contient une valeur, et "
        f"{limits.columns} colonnes au plus sont lues. Supprimez les colonnes à partir de "
        f"{column_letters(limits.columns)} ou copiez le tableau dans un nouveau classeur."
    )


def too_long(sheet: str, row: int, limits: Limits) -> TooLarge:
    return TooLarge(
        f"Feuille « {sheet} » : la ligne {in_french(row)} contient une valeur, et "
        f"{in_french(limits.rows)} lignes au plus sont lues. Supprimez les lignes du bas qui ne "
        "servent pas, ou coupez le fichier en deux."
    )


def too_wordy(sheet: str, column: int, row: int, limits: Limits) -> TooLarge:
    return TooLarge(
        f"Feuille « {sheet} » : la cellule {column_letters(column)}{row} contient plus de "
        f"{in_french(limits.cell_characters)} caractères. Raccourcissez-la."
    )


def too_many_empty_cells(sheet: str, limits: Limits) -> TooLarge:
    return TooLarge(
        f"Feuille « {sheet} » : elle compte plus de {in_french(limits.empty_cells)} cellules "
        "vides mises en forme. Copiez les lignes utiles dans un nouveau classeur et déposez "
        "celui-ci."
    )


def too_many_sheets(limits: Limits) -> Refused:
    return Refused(
        f"Ce classeur contient plus de {limits.sheets} feuilles. Copiez les feuilles utiles dans "
        "un nouveau classeur et déposez celui-ci."
    )

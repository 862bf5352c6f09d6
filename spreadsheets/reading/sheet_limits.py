"""Sentences for what lies beyond the limits of a workbook or a sheet."""

from .limits import Limits, Refused, TooLarge, in_french


def column_letters(index: int) -> str:
    """« A » for 0, « AB » for 27."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


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

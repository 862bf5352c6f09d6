"""What a cell holds: numbers as files write them, and the errors that spreadsheets show in place
of a value, with how people mend them."""

import math

from ..book import StruckCell, UnreadableCell
from ..signs import EMPTY, ERROR

# As files hold them, in English, and as French screens and csv files show them.
REASONS = {
    "#REF!": "renvoie à une cellule supprimée",
    "#DIV/0!": "divise par zéro",
    "#VALEUR!": "calcule avec une valeur du mauvais type",
    "#NOM?": "emploie un nom inconnu",
    "#N/A": "cherche une valeur qu’elle ne trouve pas",
    "#NOMBRE!": "donne un nombre impossible",
    "#NUL!": "croise des plages qui ne se touchent pas",
    "#PROPAGATION!": "n’a pas la place d’écrire ses résultats",
    "#CALC!": "ne se calcule pas",
}
IN_FRENCH = {
    "#VALUE!": "#VALEUR!",
    "#NAME?": "#NOM?",
    "#NUM!": "#NOMBRE!",
    "#NULL!": "#NUL!",
    "#SPILL!": "#PROPAGATION!",
}


FIRST_SIGNS = tuple("#ELCNnu[<")  # of errors and of what programs write for nothing


def error_value(text: str) -> UnreadableCell:
    if EMPTY.fullmatch(text):
        return UnreadableCell(
            f"« {text} » est ce qu’un programme écrit d’une cellule vide : videz-la, ou tapez la "
            "valeur.",
            text,
        )
    shown = IN_FRENCH.get(text, " ".join(text.split()))
    why = REASONS.get(shown.replace(" ", "").replace("#RÉF", "#REF"), "ne se calcule pas")
    return UnreadableCell(
        f"La cellule affiche {shown} : sa formule {why}. Corrigez-la ou tapez la valeur.", shown
    )


def is_error(text: str) -> bool:
    """Whether a text saved from a spreadsheet is one of its errors."""
    is_likely = len(text) <= 40 and text[:1] in FIRST_SIGNS
    return is_likely and bool(ERROR.fullmatch(text) or EMPTY.fullmatch(text))


def uncalculated(formula: str) -> UnreadableCell:
    shown = formula if formula.startswith("=") else f"={formula}" if formula else "formule"
    shown = shown if len(shown) <= 200 else f"{shown[:199]}…"
    return UnreadableCell(
        f"La formule « {shown} » n’a pas de résultat enregistré. Ouvrez le fichier dans votre "
        "tableur et enregistrez-le, ou tapez la valeur.",
        shown,
    )


def narrow_column(text: str) -> UnreadableCell:
    return UnreadableCell(
        "La colonne était trop étroite quand le fichier a été enregistré : la valeur est perdue. "
        "Élargissez la colonne dans le tableur et enregistrez à nouveau.",
        text,
    )


LARGEST_WHOLE = 2**53  # beyond, spreadsheets round


def number(text: str) -> int | float | UnreadableCell:
    """A whole number as int: spreadsheets make no difference between 9 and 9.0."""
    if len(text) < 16 and text.isdecimal():
        return int(text)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        return UnreadableCell(f"« {text[:50]} » n’est pas un nombre : retapez-le.", text[:50])
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value


def scaled_number(text: str) -> UnreadableCell:
    return UnreadableCell(
        f"La cellule affiche des milliers ou des millions (son format ajoute « k€ », par exemple), "
        f"et elle contient {text} : lequel est vrai ? Tapez la valeur entière, en euros.",
        text,
    )


def struck(text: str, whole: bool = True) -> UnreadableCell:
    what = "Ce texte est barré" if whole else "Une partie de ce texte est barrée"
    return StruckCell(
        f"{what} : effacez-le s’il ne compte plus, ou ôtez la barre s’il compte.", text
    )

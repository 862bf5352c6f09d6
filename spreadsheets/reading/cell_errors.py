"""The errors that spreadsheets show in place of a value, and how people mend them."""

from ..model import Unreadable

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


def error_value(text: str) -> Unreadable:
    shown = IN_FRENCH.get(text, text)
    why = REASONS.get(shown, "ne se calcule pas")
    return Unreadable(
        f"La cellule affiche {shown} : sa formule {why}. Corrigez-la ou tapez la valeur.", shown
    )


def is_error(text: str) -> bool:
    """Whether a text saved from a spreadsheet is one of its errors."""
    return text in REASONS or text in IN_FRENCH or text.startswith("Err:5")


def uncalculated(formula: str) -> Unreadable:
    shown = formula if formula.startswith("=") else f"={formula}" if formula else "formule"
    shown = shown if len(shown) <= 200 else f"{shown[:199]}…"
    return Unreadable(
        f"La formule « {shown} » n’a pas de résultat enregistré. Ouvrez le fichier dans votre "
        "tableur et enregistrez-le, ou tapez la valeur.",
        shown,
    )


def narrow_column(text: str) -> Unreadable:
    return Unreadable(
        "La colonne était trop étroite quand le fichier a été enregistré : la valeur est perdue. "
        "Élargissez la colonne dans le tableur et enregistrez à nouveau.",
        text,
    )

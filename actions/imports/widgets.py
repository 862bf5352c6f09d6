"""How each kind of cell is read, written in a sheet, and kept in a preview (as JSON).

They are widgets of django-import-export: `clean` reads a cell, `render` gives what a sheet holds.
`clean` gives None for an empty cell and raises ValueError in French for a wrong one.
"""

import datetime
import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from import_export.widgets import Widget

import exchange.widgets
from actions.costs import Cost
from actions.models.events import one_spelling
from publishing.text import date_cells
from publishing.text.dates import PartialDate
from publishing.text.typography import format_number
from spreadsheets.signs import visible, why_code
from spreadsheets.values import (
    WHOLE,
    as_amount,
    as_text,
    as_whole_number,
    plain,
    plain_decimal,
    readable,
    shown,
)

LARGEST_NUMBER = 9_999_999
IS_ADDRESS = URLValidator(schemes=["http", "https"])
# A second one in the cell; an archive's address may hold another after a slash.
SECOND_ADDRESS = re.compile(
    r"[\s;,|](?:https?://|www\.|(?:[\w-]+\.)+(?:fr|com|org|net|eu|info)\b)|(?<![/=:])https?:.*\Shttps?://(?<![/=]https://)(?<![/=]http://)",
    re.IGNORECASE,
)


NOTHING = {"neant", "sans objet", "s.o", "so", "n/a", "na", "n.a", "ras", "r.a.s", "nc", "n.c"}
NOTHING |= {"rien", "rien a signaler", "aucun", "aucune", "non communique", "non renseigne", "?"}
DITTO = {"idem", "id", "ibid", '"', "''", "〃", "″"}
CIVILITIES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "dr", "pr"}


def why_nothing(text: str) -> str | None:
    """Why a cell that says « néant » or « idem » is no text for the public."""
    if len(text) > 20:
        return None
    word = plain(text).rstrip(" .")
    if word in NOTHING or plain(text) == "?":
        return (
            f"« {text} » ne dit rien au public. Videz la cellule pour ne rien changer, ou écrivez "
            "« – » pour effacer ce que le site dit."
        )
    if word in DITTO:
        return f"« {text} » répète une autre cellule : recopiez ici ce qu’elle dit."
    return None


def is_address(text: str) -> bool:
    return bool(re.match(r"https?://|www\.", text.strip(), re.IGNORECASE))


class CellWidget(Widget):
    """A text, kept as it is typed but for its line ends and accents."""

    empty: str | bool | None = ""  # what the model keeps for « nothing »

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = one_spelling(as_text(value) or "")
        if why := why_code(text) or why_nothing(text):
            raise ValueError(why)
        return text or None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value or ""

    def to_json(self, value: Any) -> Any:
        return one_spelling(visible(value)) or None if value else None

    def from_json(self, stored: Any, vocabulary: Any = None) -> Any:
        return self.empty if stored is None else stored

    def shown(self, stored: Any, vocabulary: Any = None) -> str:
        """What a person reads of a stored value."""
        return "" if stored is None else str(stored)


class NumberWidget(CellWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            number = as_whole_number(value)
        except ValueError:
            number = 0
        if number is None:
            return None
        if not 0 < number <= LARGEST_NUMBER:
            raise ValueError(f"« {shown(value)} » n’est pas un numéro d’action ; {WHOLE}")
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value

    def to_json(self, value: Any) -> Any:
        return value


class LineWidget(CellWidget):
    """A text of one line."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return " ".join((super().clean(value) or "").split()) or None

    def to_json(self, value: Any) -> Any:
        return " ".join(one_spelling(visible(value)).split()) or None if value else None


class TitleWidget(LineWidget):
    """The name of an action, not the title of a person."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value)
        if text and plain(text).rstrip(".") in CIVILITIES:
            raise ValueError(
                f"« {shown(value)} » est le titre d’une personne, pas l’intitulé d’une action : "
                "nommez cette colonne autrement, « Civilité » par exemple."
            )
        return text


class PlaceWidget(LineWidget):
    """Somewhere in the town, not on the web."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value)
        if text and is_address(text):
            raise ValueError(
                f"« {shown(value)} » est l’adresse d’une page, pas un lieu ; attendu : une rue, un "
                "quartier, un bâtiment."
            )
        return text


class AddressWidget(LineWidget):
    """A link; « ales.fr/halles » typed alone is one too."""

    BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str | None:
        text = re.sub(r"\A<(.*)>\Z", r"\1", as_text(value) or "")
        if not text:
            return None
        if SECOND_ADDRESS.search(text):
            raise ValueError(
                f"« {shown(value)} » : une seule adresse par cellule. Gardez la meilleure preuve, "
                "ou racontez l’autre dans une étape à part."
            )
        address = f"https://{text}" if self.BARE.fullmatch(text) else text
        try:
            IS_ADDRESS(address)
        except ValidationError:
            raise ValueError(
                f"« {shown(value)} » n’est pas une adresse ; attendu : l’adresse entière d’une "
                "page, par exemple https://www.ales.fr/halles."
            ) from None
        return address


class WordWidget(exchange.widgets.ChoiceWidget, CellWidget):
    """One of a short list of words, by its synonyms too."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(value) if as_text(value) else None

    def shown(self, stored: Any, vocabulary: Any = None) -> str:
        return self.render(stored)


class RecordWidget(CellWidget):
    """A theme or a service, by its name; kept by its address, which is permanent."""

    empty = None

    def __init__(self, names: str) -> None:
        super().__init__()
        self.names = names  # which list of the vocabulary

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = as_text(value)
        return getattr(kwargs["vocabulary"], self.names).find(text) if text else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value.name if value else ""

    def to_json(self, value: Any) -> Any:
        return value.slug if value else None

    def from_json(self, stored: Any, vocabulary: Any = None) -> Any:
        return getattr(vocabulary, self.names).by_slug.get(stored)

    def shown(self, stored: Any, vocabulary: Any = None) -> str:
        record = self.from_json(stored, vocabulary)
        return record.name if record else stored or ""


class MoneyWidget(exchange.widgets.DecimalWidget, CellWidget):
    empty = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        return value if isinstance(value, Decimal) else as_amount(value)

    def to_json(self, value: Any) -> Any:
        return None if value is None else plain_decimal(Decimal(value))

    def from_json(self, stored: Any, vocabulary: Any = None) -> Any:
        return None if stored is None else Decimal(stored)

    def shown(self, stored: Any, vocabulary: Any = None) -> str:
        return "" if stored is None else f"{format_number(Decimal(stored))}\u202f€"


class AnswerWidget(CellWidget):
    """« oui »; « non » says nothing more than an empty cell."""

    empty = False

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        return exchange.widgets.as_answer(value) or None if as_text(value) else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "oui" if value else ""

    def to_json(self, value: Any) -> Any:
        return True if value else None

    def shown(self, stored: Any, vocabulary: Any = None) -> str:
        return self.render(stored)


class CostWidget(CellWidget):
    """An amount or a range, in euros."""

    empty = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Cost | None:
        return Cost.read(readable(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value) if value else ""

    def to_json(self, value: Any) -> Any:
        return list(value) if value else None

    def from_json(self, stored: Any, vocabulary: Any = None) -> Cost | None:
        return Cost(*stored) if stored else None

    def shown(self, stored: Any, vocabulary: Any = None) -> str:
        return self.render(self.from_json(stored))


class PartialDateWidget(date_cells.PartialDateWidget, CellWidget):
    empty = None

    def to_json(self, value: Any) -> Any:
        return value.iso if value else None

    def from_json(self, stored: Any, vocabulary: Any = None) -> Any:
        return PartialDate.from_iso(stored) if stored else None

    def shown(self, stored: Any, vocabulary: Any = None) -> str:
        return str(PartialDate.from_iso(stored)) if stored else ""


class DayWidget(PartialDateWidget):
    """A whole date."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        date = super().clean(value)
        if date and date.precision != "jour":
            raise ValueError(
                f"« {shown(value)} » ne dit pas le jour ; attendu : 19/05/2017 ou 19 mai 2017."
            )
        return date and date.first_day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value or ""

    def to_json(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def from_json(self, stored: Any, vocabulary: Any = None) -> Any:
        return datetime.date.fromisoformat(stored) if stored else None

"""How a cell is read and written: widgets of django-import-export.

`clean` takes what `spreadsheets` read and raises ValueError in French, with what was expected;
`render` gives a number, a day or a text, which each format writes as such.
"""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Model
from import_export.widgets import ManyToManyWidget, Widget

from spreadsheets.values import (
    as_date,
    as_decimal,
    as_text,
    as_whole_number,
    plain,
    plain_decimal,
    shown,
)

ANSWERS = {"oui": True, "vrai": True, "x": True, "1": True, "non": False, "faux": False, "0": False}
DASHES = frozenset("-–—−")
HOUR = re.compile(r"(\d{1,2}) ?[:h] ?(\d{2})?(?::00)?")


def listed(words: Iterable[str]) -> str:
    return ", ".join(f"« {word} »" for word in words)


def is_dash(value: Any) -> bool:
    """« – » alone in a cell, however it is typed, empties what the site holds."""
    return isinstance(value, str) and value.strip() in DASHES


def as_answer(value: Any) -> bool:
    text = plain(as_text(value) or "")
    if text not in ANSWERS:
        raise ValueError(f"« {shown(value)} » ne répond pas ; attendu : oui ou non.")
    return ANSWERS[text]


def as_time(value: Any) -> datetime.time:
    """An hour of the day: a cell of that kind, « 8 h », « 8 h 15 » or « 08:15 »."""
    if isinstance(value, datetime.time):
        return value
    if match := HOUR.fullmatch(plain(as_text(value) or "")):
        hour, minute = map(int, match.groups("0"))
        if hour < 24 and minute < 60:
            return datetime.time(hour, minute)
    raise ValueError(f"« {shown(value)} » n’est pas une heure ; attendu : 8 h 15 ou 08:15.")


class TextWidget(Widget):
    """A text; ends of lines are of one kind, whatever the form or the file they come from."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return self.render(as_text(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "\n".join((value or "").splitlines()).strip()


class ValueWidget(Widget):
    """A value that the formats write as it is, read by a function of `spreadsheets.values`."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.read = read

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.read(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class DecimalWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        return value if isinstance(value, Decimal) else as_decimal(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Decimal | None:
        """Without the zeros that the database keeps after the decimal mark."""
        return None if value is None else Decimal(plain_decimal(Decimal(value)))


class ChoiceWidget(Widget):
    """One of a short list, by its word or by the value that addresses and open data use."""

    def __init__(
        self,
        choices: Iterable[Any],
        synonyms: dict[str, str] | None = None,
        unknown: str = "est inconnu",
    ) -> None:
        """`synonyms`: other words, as `plain` writes them, each with its value."""
        super().__init__()
        self.unknown = unknown
        self.labels = {value: str(label) for value, label in choices if value}
        self.values = {plain(word): value for value, word in self.labels.items()}
        self.values |= {plain(str(value)): value for value in self.labels} | (synonyms or {})

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = plain(as_text(value) or "").replace("(e)", "").rstrip(" .")
        if text not in self.values:
            expected = listed(self.labels.values())
            raise ValueError(f"« {shown(value)} » {self.unknown} ; attendu : {expected}.")
        return self.values[text]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(value, "")


class RecordWidget(Widget):
    """Another record, by the first field that names it alone (key, address, number), or by its
    words where they are its own."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self.model = model
        fields = model._meta.fields
        self.key = next(field for field in fields if field.unique and not field.primary_key)

    @cached_property
    def records(self) -> dict[str, Any]:
        """Read once for a file."""
        records = list(self.model._default_manager.all())
        names = Counter(plain(str(record)) for record in records)
        named = {name: record for record in records if names[name := plain(str(record))] == 1}
        return named | {plain(str(self.render(record))): record for record in records}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = plain(as_text(value) or "")
        if text not in self.records:
            raise ValueError(
                f"« {shown(value)} » est inconnu ; attendu : {self.key.verbose_name} "
                f"(« {self.model._meta.verbose_name} »), déjà sur le site."
            )
        return self.records[text]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else getattr(value, self.key.name)


class RecordsWidget(ManyToManyWidget):
    """Several records, by their keys with commas or spaces between."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model)
        self.one = RecordWidget(model)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Any]:
        keys = re.split(r"[\s,;]+", as_text(value) or "")
        return [self.one.clean(key) for key in keys if key]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        keys = (str(self.one.render(record)) for record in value.all()) if value else ()
        return ", ".join(sorted(keys))


def widget_for(field: Any) -> Widget:
    """A field of ours may bring its own, by `sheet_widget()`."""
    if hasattr(field, "sheet_widget"):
        return field.sheet_widget()
    if field.remote_field:
        return (RecordsWidget if field.many_to_many else RecordWidget)(field.related_model)
    if field.flatchoices:
        return ChoiceWidget(field.flatchoices)
    match field:
        case models.BooleanField():
            return ValueWidget(as_answer)
        case models.DecimalField():
            return DecimalWidget()
        case models.IntegerField():
            return ValueWidget(as_whole_number)
        case models.DateField():
            return ValueWidget(as_date)
        case models.TimeField():
            return ValueWidget(as_time)
    return TextWidget()

"""The versions of a record and of the lines of its form, as django-simple-history keeps them.

What one gesture writes, the record and its lines, is one version: its rows follow each other
within `GESTURE` and have one author.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from .differences import in_a_line, marked

GESTURE = datetime.timedelta(seconds=1)
KEPT = {"state", "publish_at", "unpublish_at"}  # bringing a text back neither shows nor hides it

Row: TypeAlias = Any  # a row of a history table: each model has its own class
Key: TypeAlias = tuple[type[models.Model], Any]
State: TypeAlias = dict[Key, Row]


def has_history(model: type[models.Model]) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


class Change(NamedTuple):
    """One field, before and after; or a line that came or left."""

    label: str
    before: str
    after: str

    @property
    def html(self) -> SafeString:
        return marked(self.before, self.after)

    @property
    def sentence(self) -> str:
        return f"{self.label} : {in_a_line(self.before, self.after)}"


@dataclass
class Version:
    """What one gesture made of a record."""

    rows: list[Row]
    before: State
    after: State
    changes: list[Change] = field(default_factory=list)
    is_first: bool = False
    is_current: bool = False

    @property
    def at(self) -> datetime.datetime:
        when: datetime.datetime = self.rows[-1].history_date
        return when

    @property
    def code(self) -> str:
        """Its name in an address."""
        return f"{self.at.astimezone(datetime.UTC):%Y%m%dT%H%M%S%f}"

    @property
    def author(self) -> str:
        user = self.rows[-1].history_user
        return (user.get_full_name() or user.get_username()) if user else "le site"

    @property
    def reason(self) -> str:
        return next(
            (row.history_change_reason for row in self.rows if row.history_change_reason), ""
        )


class Timeline:
    """All that is known of one record: `lines` are `(model, name of its link to the record)`."""

    def __init__(
        self, model: type[models.Model], pk: Any, lines: Iterable[tuple[Any, str]] = ()
    ) -> None:
        self.model, self.pk = model, pk
        self.links = {model: "", **dict(lines)}
        self.names: dict[tuple[Any, Any], str] = {}
        self.chosen: dict[Any, dict[Any, dict[str, list[Any]]]] = {}
        self.versions = list(self._read())

    def _rows(self) -> list[Row]:
        found: list[Row] = []
        for model, link in self.links.items():
            history: Any = getattr(model, "history")  # noqa: B009  each model has its own
            key = f"{link}_id" if link else model._meta.pk.attname
            rows = list(history.filter(**{key: self.pk}).select_related("history_user"))
            self.chosen[model] = chosen_in(model, rows)
            found += rows
        return sorted(found, key=lambda row: (row.history_date, row.history_id))

    def _read(self) -> Iterator[Version]:
        state: State = {}
        groups: list[list[Row]] = []
        for row in self._rows():
            last = groups[-1][-1] if groups else None
            if (
                last is not None
                and row.history_date - last.history_date <= GESTURE
                and row.history_user_id == last.history_user_id
            ):
                groups[-1].append(row)
            else:
                groups.append([row])
        for rank, rows in enumerate(groups):
            before = dict(state)
            for row in rows:
                key = (
                    row.instance_type,
                    row.serializable_value(row.instance_type._meta.pk.attname),
                )
                if row.history_type == "-":
                    state.pop(key, None)
                else:
                    state[key] = row
            yield Version(
                rows, before, dict(state), is_first=rank == 0, is_current=rank == len(groups) - 1
            )

    def told(self) -> list[Version]:
        """Newest first: the first one, and those that changed something that a form shows."""
        for version in self.versions:
            version.changes = self.changes(version.before, version.after)
        told = [version for version in self.versions if version.is_first or version.changes]
        for version in told:
            version.is_current = version is told[-1]
        return told[::-1]

    def at(self, code: str) -> Version | None:
        """By its name, or by the key of a row, as addresses had."""
        for version in self.versions:
            keys = {str(row.history_id) for row in version.rows if row.instance_type is self.model}
            if code == version.code or code in keys:
                return version
        return None

    def changes(self, before: State, after: State) -> list[Change]:
        found: list[Change] = []
        for key in {**before, **after}:
            old, new = before.get(key), after.get(key)
            if old is new:
                continue
            line = "" if key[0] is self.model else self.line_label(new or old)
            if line and (old is None or new is None):
                told = " ; ".join(f"{name} {text}" for name, text in self.texts(new or old) if text)
                found.append(Change(line, told if old else "", told if new else ""))
                continue
            olds = dict(self.texts(old)) if old else {}
            for name, text in self.texts(new) if new else ():
                if olds.get(name, "") != text:
                    label = f"{line}, {name}" if line else capfirst(name)
                    found.append(Change(label, olds.get(name, ""), text))
        return found

    def lines_of(self, model: type[models.Model], state: State) -> dict[Any, Row]:
        return {key[1]: row for key, row in state.items() if key[0] is model}

    def line_label(self, row: Row) -> str:
        return f"{capfirst(row.instance_type._meta.verbose_name)} « {name_of(row)} »"

    def fields(self, model: type[models.Model]) -> list[Any]:
        """Those that a form shows; the state and its dates last."""
        shown = (
            one
            for one in model._meta.fields
            if one.editable and not one.primary_key and one.name != self.links[model]
        )
        return sorted(shown, key=lambda one: one.name in KEPT)

    def values(self, row: Row) -> dict[str, Any]:
        """Of the fields of a form, as it takes them for its first values."""
        values = {
            one.name: row.serializable_value(one.attname) for one in self.fields(row.instance_type)
        }
        return values | self.chosen[row.instance_type].get(row.history_id, {})

    def texts(self, row: Row) -> Iterator[tuple[str, str]]:
        """`(label, value)` of each field, in words."""
        values = self.values(row)
        for name, value in values.items():
            one = row.instance_type._meta.get_field(name)
            yield str(one.verbose_name), self.in_words(one, value)

    def in_words(self, one: Any, value: Any) -> str:
        if value is None or value == "" or value == []:
            return ""
        if one.many_to_many:
            return ", ".join(sorted(self.name(one.related_model, pk) for pk in value))
        if one.remote_field:
            return self.name(one.related_model, value)
        if one.choices:
            return str(dict(one.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, datetime.datetime):
            return f"{timezone.localtime(value):%d/%m/%Y à %H:%M}"
        if isinstance(one, models.DecimalField):
            return formats.localize(value.normalize()) if value % 1 else f"{value:.0f}"
        if isinstance(value, datetime.date | datetime.time | int):
            return str(formats.localize(value))
        return str(value)

    def name(self, model: type[models.Model], pk: Any) -> str:
        """Of another record; one that is no more is told by the name it had."""
        if (model, pk) not in self.names:
            record = model._default_manager.filter(pk=pk).first()
            if record is None and has_history(model):
                last = getattr(model, "history").filter(**{model._meta.pk.attname: pk}).first()  # noqa: B009  each model has its own
                name = f"{name_of(last)} (supprimé depuis)" if last else ""
            else:
                name = str(record or "")
            self.names[model, pk] = name or f"{model._meta.verbose_name} supprimé depuis"
        return self.names[model, pk]


def name_of(row: Row) -> str:
    try:
        return str(row.instance)
    except (ObjectDoesNotExist, AttributeError):
        return f"n° {row.serializable_value(row.instance_type._meta.pk.attname)}"


def chosen_in(model: Any, rows: list[Row]) -> dict[Any, dict[str, list[Any]]]:
    """`{row: {field: keys}}` of the fields with several values that the history keeps."""
    found: dict[Any, dict[str, list[Any]]] = {}
    for one in model._meta.many_to_many:
        related = getattr(model.history.model, one.name, None)
        if related is None or not rows:
            continue
        for row in rows:
            found.setdefault(row.history_id, {})[one.name] = []
        links = related.model.objects.filter(history__in=rows)
        key = f"{one.m2m_reverse_field_name()}_id"
        for history, pk in links.values_list("history", key):
            found[history][one.name].append(pk)
    return found

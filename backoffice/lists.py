"""Lists of the back office: what is typed is found, and names are in the order of dictionaries."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.admin.utils import get_fields_from_path, lookup_spawns_duplicates
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, Model, Q, QuerySet, SlugField, TextField
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

from .folding import Fold, fold_text

TYPED = re.compile(
    r'"(?P<phrase>[^"]+)"|«\s*(?P<quoted>[^»]+?)\s*»'
    r"|\b(?:n[°o]s?|numero)\s*(?P<signed>\d+)\b"
    r"|(?P<number>\d{1,3}(?: \d{3})+(?!\S)|\d+(?!\S))"
    r"|(?P<word>\S+)"
)
LARGEST = 9  # digits of a number that a column may hold


class Term(NamedTuple):
    """A word typed; or a number, which is found whole: « 9 » is not in « 2019 »."""

    text: str
    is_number: bool = False
    is_signed: bool = False  # « n° 9 »

    @property
    def pattern(self) -> str:
        """« 1950 » and « 1 950 » are one."""
        groups = f"{int(self.text):,}".split(",")
        sign = "(n°|no|numero) ?" if self.is_signed else "(^|[^0-9])"
        return f"{sign}{' ?'.join(groups)}([^0-9]|$)"


def terms(typed: str) -> Iterator[Term]:
    text = re.sub(r"\s+", " ", fold_text(typed.replace("\x00", " "))).strip()
    for match in TYPED.finditer(text):
        kind, found = str(match.lastgroup), match[str(match.lastgroup)]
        if kind in ("signed", "number"):
            yield Term(found.replace(" ", ""), True, kind == "signed")
        elif word := found.strip(" ,;.:!?()«»\"'"):
            yield Term(word)


def meets(model: type[Model], field: str, term: Term) -> Q:
    """One word in one of `search_fields`, as Django writes them."""
    name = field.lstrip("=^@")
    target: Any = get_fields_from_path(model, name)[-1]
    if not isinstance(target, CharField | TextField):
        exact = term.is_number and len(term.text) <= LARGEST
        return Q(**{name: int(term.text)}) if exact else Q()
    if term.is_number:
        return Q(**{f"{name}__fold__regex": term.pattern})
    return Q(**{f"{name}__fold__contains": term.text})


def in_french(model: type[Model], ordering: Iterable[Any]) -> list[Any]:
    """An ordering whose names are compared without case or accents."""
    found: list[Any] = []
    for one in ordering:
        name = one.lstrip("-") if isinstance(one, str) else ""
        if isinstance(one, OrderBy) and isinstance(one.expression, F):
            name = one.expression.name  # type: ignore[attr-defined]  # F has it; the stubs do not say so
        if not name or not is_name(model, name):
            found.append(one)
            continue
        down = one.startswith("-") if isinstance(one, str) else one.descending
        found.append(OrderBy(Fold(F(name)), descending=down))
        found.append(OrderBy(F(name), descending=down))
    return found


def is_name(model: type[Model], path: str) -> bool:
    try:
        field: Any = get_fields_from_path(model, path)[-1]
    except (FieldDoesNotExist, AttributeError):
        return False  # an annotation, « pk », « ? »
    is_text = isinstance(field, CharField | TextField) and not isinstance(field, SlugField)
    return is_text and not field.choices


class FrenchChangeList(ChangeList):
    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        return in_french(self.model, super().get_ordering(request, queryset))


class FrenchList:
    """Of an admin: its list, its autocompletes and the search over everything."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        own: Any = self
        fields = list(own.get_search_fields(request))
        wanted = list(terms(search_term))
        if not fields or not wanted:
            return queryset, False
        found = Q()
        for term in wanted:
            conditions = [meets(own.model, field, term) for field in fields]
            anywhere = Q(pk__in=[])
            for condition in filter(None, conditions):
                anywhere |= condition
            found &= anywhere
        paths = [field.lstrip("=^@") for field in fields]
        several = any(lookup_spawns_duplicates(own.opts, path) for path in paths)
        return queryset.filter(found), several

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        own: Any = self
        return in_french(own.model, own.ordering or own.opts.ordering)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FrenchChangeList

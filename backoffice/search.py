"""One search over everything that a person may see in the back office."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import quote
from django.db.models import CharField, TextField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator

from .folding import fold_text
from .lists import FrenchList, Term, terms

SHOWN = 6  # of each kind; the list has the others
AROUND = 60  # characters on each side of what was found


class Hit(NamedTuple):
    text: str
    url: str
    place: str  # « résumé : … la médiathèque ouvre … »


class Kind(NamedTuple):
    name: str
    total: int
    hits: list[Hit]
    url: str  # of the list, with the same words


def find(site: AdminSite, request: HttpRequest, typed: str) -> Iterator[Kind]:
    wanted = list(terms(typed))
    for model, model_admin in site._registry.items():
        if not wanted or not isinstance(model_admin, FrenchList):
            continue
        if not model_admin.search_fields or not model_admin.has_view_or_change_permission(request):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        records, several = model_admin.get_search_results(
            request, model_admin.get_queryset(request), typed
        )
        records = records.distinct() if several else records
        if count := records.count():
            hits = [
                Hit(
                    Truncator(str(record)).chars(110),
                    reverse(f"{name}_change", args=[quote(record.pk)]),
                    place_of(record, model_admin, wanted),
                )
                for record in records[:SHOWN]
            ]
            listed = reverse(f"{name}_changelist", query={"q": typed})
            yield Kind(str(model._meta.verbose_name_plural), count, hits, listed)


def place_of(record: Any, model_admin: Any, wanted: list[Term]) -> str:
    """Where the first word stands, when it is not in the name of the record."""
    word = wanted[0].text
    if word in fold_text(str(record)):
        return ""
    for path in model_admin.search_fields:
        if "__" in path or path[0] in "=^@":
            continue
        field = record._meta.get_field(path)
        text = getattr(record, path)
        if not isinstance(field, CharField | TextField) or not text:
            continue
        at = fold_text(text).find(word)
        if at >= 0:
            start = max(0, at - AROUND)
            end = at + len(word) + AROUND
            before, after = "…" if start else "", "…" if end < len(text) else ""
            return f"{field.verbose_name} : {before}{text[start:end].strip()}{after}"
    return ""

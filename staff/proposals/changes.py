"""What a proposal would change, field by field and line by line, in words."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from backoffice.versions import Change

from ..merging import NOTHING, Merger, label_of, shown
from ..snapshots import Snapshot, bare, compared, lines_posted, posted
from .models import Proposal
from .replay import stored


def changes(proposal: Proposal, user: Any) -> list[Change]:
    """Beside what is stored now."""
    form, formsets, now = stored(proposal, user)
    data = proposal.data
    found = list(of_fields(form, now, data, "", "", ""))
    files: Any = MultiValueDict()
    reader = Merger(form, formsets, {}, {}, data, files)
    for formset in reader.formsets:
        found += of_lines(reader, formset, now, data)
    return found


def of_fields(
    form: Any, now: Snapshot, data: QueryDict, row: str, name: str, title: str
) -> Iterator[Change]:
    for one, field in compared(form):
        mine = posted(field.widget, data, MultiValueDict(), name + one)
        before = now.get(row + one, {})
        if mine is None or mine == before or bare(field.widget).is_hidden:
            continue
        told = [
            "" if (text := shown(field, value)) == NOTHING else text for value in (before, mine)
        ]
        yield Change(f"{title}{label_of(form, one)}", *told)


def of_lines(reader: Merger, formset: Any, now: Snapshot, data: QueryDict) -> Iterator[Change]:
    title = reader.title(formset)
    for index, key in lines_posted(formset, data):
        name, row = f"{formset.prefix}-{index}-", f"{formset.prefix}:{key}"
        empty = reader.empty[formset.prefix]
        if key and f"{name}DELETE" in data:
            yield Change(title, reader.told(formset, key, now), "")
        elif key:
            yield from of_fields(empty, now, data, f"{row}:", name, f"{title}, ")
        elif any(posted(f.widget, data, {}, name + one) for one, f in compared(empty)):
            mine = {
                f"{formset.prefix}::{one}": posted(field.widget, data, {}, name + one) or {}
                for one, field in compared(empty)
            }
            if told := reader.told(formset, "", mine):
                yield Change(title, "", told)

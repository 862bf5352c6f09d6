"""Two people wrote in one form: what each changed is put together, or shown to be chosen.

Three snapshots are compared, field by field: what the page was opened on, what is stored now, and
what is posted. What one alone changed is kept; what both changed differently is a `Conflict`.
"""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst

from .snapshots import Sent, Snapshot, bare, cleaned, compared, lines_posted, posted, snapshot
from .texts import changed_lines, together

Line = dict[str, list[str]]  # of a form inside the form: its boxes, and what they send

CHOICE = "choix:"  # of a conflict: one of the three below
THEIRS, MINE, WRITTEN = "leurs", "miens", "texte"
TEXT = "texte:"  # and what is written instead
NOTHING = "(vide)"
REMOVED = "(ligne supprimée)"


@dataclass
class Conflict:
    """A field that two people changed, or a line that one changed and the other removed."""

    key: str
    label: str
    opened: str
    theirs: str
    mine: str
    is_text: bool = False  # may be written by hand
    is_long: bool = False
    both: str = ""  # the two texts in one, to be reread
    is_file: bool = False  # a file cannot be posted twice: it is only told

    @property
    def their_lines(self) -> list[tuple[bool, str]]:
        return changed_lines(self.opened, self.theirs)

    @property
    def my_lines(self) -> list[tuple[bool, str]]:
        return changed_lines(self.opened, self.mine)


def shown(form_field: Any, value: Sent | None) -> str:
    """In words, as a person reads it."""
    texts = [text for part in (value or {}).values() for text in part]
    if isinstance(form_field, forms.BooleanField):
        return "oui" if texts else "non"
    if not texts:
        return NOTHING
    if isinstance(form_field, forms.ModelChoiceField):
        key = form_field.to_field_name or "pk"
        try:
            found = form_field.queryset.filter(  # type: ignore[union-attr]  # a field of a relation has its queryset
                **{f"{key}__in": texts}
            )
            return ", ".join(form_field.label_from_instance(one) for one in found) or NOTHING
        except (ValueError, TypeError):
            return ", ".join(texts)
    if isinstance(form_field, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in flat(form_field.choices)}
        return ", ".join(labels.get(text, text) for text in texts)
    return " ".join(texts)


def flat(choices: Any) -> Any:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def label_of(form: Any, name: str) -> str:
    return str(form.fields[name].label or name).strip()


class Merger:
    """Merges one POST. `form` and `formsets` are unbound, on what is stored now.

    `seen` is what the page of conflicts showed as theirs, when the POST comes from it.
    """

    def __init__(
        self,
        form: Any,
        formsets: list[Any],
        base: Snapshot,
        seen: Snapshot,
        data: QueryDict,
        files: Any,
    ) -> None:
        self.form = form
        self.formsets = [one for one in formsets if f"{one.prefix}-TOTAL_FORMS" in data]
        self.empty = {one.prefix: one.empty_form for one in self.formsets}
        self.base, self.theirs = dict(base), snapshot(form, formsets)
        self.data, self.files = data.copy(), files
        self.taken: list[str] = []  # labels of what the colleague alone changed
        self.conflicts: list[Conflict] = []
        for key, theirs in seen.items():
            self.settle(key, theirs, self.data.get(CHOICE + key), seen)

    def merge(self) -> None:
        for name, form_field in compared(self.form):
            self.merge_field(name, form_field, name, label_of(self.form, name))
        for formset in self.formsets:
            self.merge_lines(formset)

    def next_base(self) -> tuple[Snapshot, Snapshot]:
        """For the page of conflicts: what its form is opened on, and what it shows as theirs."""
        rows = tuple(one.key + ":" for one in self.conflicts)
        keys = {one.key for one in self.conflicts}
        asked = {key for key in {*self.base, *self.theirs, *keys} if key.startswith(rows)} | keys
        base = self.theirs | {key: self.base[key] for key in asked if key in self.base}
        return base, {key: self.theirs.get(key, {}) for key in asked}

    def settle(self, key: str, theirs: Sent, choice: str | None, seen: Snapshot) -> None:
        """Put a choice in, if it was made: else, or if theirs changed again, it is asked again."""
        name = self.name_of(key)
        if choice not in (THEIRS, MINE, WRITTEN) or name is None:
            return
        if key.count(":") == 1 and not theirs:  # a line that they removed
            removal = (f"{name}-DELETE", "on") if choice == THEIRS else (f"{name}-id", "")
            self.data[removal[0]] = removal[1]
            return
        if key.count(":") == 1:  # a line that I remove
            self.base |= (fields := {k: v for k, v in seen.items() if k.startswith(f"{key}:")})
            if choice == THEIRS:
                self.data.pop(f"{name}-DELETE", None)
                for one, value in fields.items():
                    self.put(f"{name}-{one.rpartition(':')[2]}", value)
            return
        if choice == THEIRS:
            self.put(name, theirs)
        elif choice == WRITTEN:
            self.data.setlist(name, self.data.getlist(TEXT + key))
        self.base[key] = theirs

    def name_of(self, key: str) -> str | None:
        """The name of the box of a key: lines are numbered by what was posted."""
        if ":" not in key:
            return key
        prefix, row, *rest = key.split(":")
        for formset in self.formsets:
            for index, found in lines_posted(formset, self.data):
                if (formset.prefix, found) == (prefix, row):
                    return "-".join([prefix, str(index), *rest])
        return None

    def merge_field(self, key: str, form_field: Any, name: str, label: str) -> None:
        """Decide one field; `name` is that of its box in what was posted."""
        base, theirs = self.base.get(key), self.theirs.get(key, {})
        mine = posted(form_field.widget, self.data, self.files, name)
        widget = bare(form_field.widget)
        is_file = isinstance(widget, forms.FileInput)
        if mine is None and base is None:  # not of the form that was opened, by its author's role
            self.put(name, theirs)
            return
        if theirs in (base, mine):
            return
        if mine is None or mine == base:
            if mine is not None and not is_file:
                self.put(name, theirs)
            if not widget.is_hidden:
                self.taken.append(label)
            return
        is_text = isinstance(widget, forms.Textarea | forms.TextInput) and not widget.is_hidden
        told = [shown(form_field, value) for value in (base, theirs, mine)]
        conflict = Conflict(key, label, told[0], told[1], told[2], is_text, is_file=is_file)
        conflict.both = together(
            *("".join((one or {}).get("", [])) for one in (base, theirs, mine))
        )
        conflict.is_long = isinstance(widget, forms.Textarea)
        self.conflicts.append(conflict)

    def put(self, name: str, value: Sent) -> None:
        for suffix, texts in value.items():
            self.data.setlist(name + suffix, texts)

    def merge_lines(self, formset: Any) -> None:
        """Lines are numbered anew: first those that are stored, in their order, then new ones."""
        prefix = formset.prefix
        places = {key: index for index, key in lines_posted(formset, self.data) if key}
        stored, before = self.rows(self.theirs, prefix), self.rows(self.base, prefix)
        kept: list[Line] = []
        added: list[Line] = []
        for key in stored:
            if key in places:
                self.merge_line(formset, key, places[key])
                kept.append(self.line_posted(prefix, places[key]))
            else:
                kept.append(self.line_stored(prefix, key))
            if key not in before and key not in places:
                added.append(self.comparable(formset, kept[-1]))
                told = self.told(formset, key, self.theirs)
                self.taken.append(f"{self.title(formset)} ajoutée : {told}")
        new = []
        for index, key in lines_posted(formset, self.data):
            if key not in stored and (not key or self.is_kept(formset, key, index)):
                line = self.line_posted(prefix, index)
                if self.comparable(formset, line) not in added:  # else the same, saved twice
                    new.append(line)
        if set(stored) != set(places):
            self.number(formset, kept, new)

    def merge_line(self, formset: Any, key: str, index: int) -> None:
        """A line that is still there: its fields, unless I remove it and they changed it."""
        row, name, empty = (
            f"{formset.prefix}:{key}",
            f"{formset.prefix}-{index}",
            formset.empty_form,
        )
        keys = [f"{row}:{one}" for one, _ in compared(empty)]
        if f"{name}-DELETE" not in self.data:
            for one, form_field in compared(empty):
                label = f"{self.title(formset)}, {label_of(empty, one)}"
                self.merge_field(f"{row}:{one}", form_field, f"{name}-{one}", label)
        elif any(self.theirs.get(one) != self.base.get(one) for one in keys):
            told = (self.told(formset, key, self.base), self.told(formset, key, self.theirs))
            self.conflicts.append(Conflict(row, self.title(formset), *told, REMOVED))

    def is_kept(self, formset: Any, key: str, index: int) -> bool:
        """Of a line that they removed: whether I changed it, and so have to say."""
        row, name, empty = (
            f"{formset.prefix}:{key}",
            f"{formset.prefix}-{index}",
            formset.empty_form,
        )
        mine = {
            f"{row}:{one}": posted(form_field.widget, self.data, self.files, f"{name}-{one}")
            for one, form_field in compared(empty)
        }
        if f"{name}-DELETE" in self.data:
            return False
        told = self.told(formset, key, self.base)
        if all(value in (None, self.base.get(one)) for one, value in mine.items()):
            self.taken.append(f"{self.title(formset)} supprimée : {told}")
            return False
        written = self.told(formset, key, {one: value or {} for one, value in mine.items()})
        self.conflicts.append(Conflict(row, self.title(formset), told, REMOVED, written))
        return True

    def number(self, formset: Any, kept: list[Line], new: list[Line]) -> None:
        prefix = formset.prefix
        for name in list(self.data):
            if re.match(rf"{re.escape(prefix)}-\d+-", name):
                del self.data[name]
        for index, line in enumerate([*kept, *new]):
            for name, values in line.items():
                self.data.setlist(f"{prefix}-{index}-{name}", values)
        self.data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(new))

    def line_posted(self, prefix: str, index: int) -> Line:
        start = f"{prefix}-{index}-"
        found = [name for name in self.data if name.startswith(start)]
        return {name.removeprefix(start): self.data.getlist(name) for name in found}

    def line_stored(self, prefix: str, key: str) -> Line:
        start = f"{prefix}:{key}:"
        found = [(name, value) for name, value in self.theirs.items() if name.startswith(start)]
        return {
            name.removeprefix(start) + suffix: texts
            for name, value in found
            for suffix, texts in value.items()
        }

    @staticmethod
    def comparable(formset: Any, line: Line) -> Line:
        """A line without its key: two of the same are one, saved twice."""
        texts = {name: cleaned(values) for name, values in line.items()}
        return {k: v for k, v in texts.items() if v and k != formset.model._meta.pk.name}

    @staticmethod
    def rows(source: Snapshot, prefix: str) -> list[str]:
        return [key.split(":")[1] for key in source if re.fullmatch(f"{prefix}:[^:]+", key)]

    @staticmethod
    def title(formset: Any) -> str:
        return capfirst(formset.model._meta.verbose_name)

    def told(self, formset: Any, key: str, source: Snapshot) -> str:
        """A line in a few words: what its visible boxes hold."""
        texts = [
            shown(form_field, source.get(f"{formset.prefix}:{key}:{name}"))
            for name, form_field in compared(self.empty[formset.prefix])
            if not bare(form_field.widget).is_hidden
        ]
        return " · ".join(text for text in texts if text != NOTHING)

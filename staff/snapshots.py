"""What a form holds, as a browser sends it: of what is stored, and of what somebody posts.

A snapshot maps a key to what is sent under the names of its field: `title`, or
`phases:12:label` for a line inside the form (`prefix:primary key:field`). `phases:12` alone says
that the line is there. Values are lists, since a name may be sent several times; under "" for a
field of one box, under "_0" and "_1" for a date and its hour.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.http import QueryDict

Sent = dict[str, list[str]]
Snapshot = dict[str, Sent]

PRESENT: Sent = {"": ["1"]}
SECRET = (forms.PasswordInput, ReadOnlyPasswordHashWidget)
MOST_LINES = 2_000  # of one kind in a form; more is no form of ours


def bare(widget: Any) -> Any:
    """Django wraps the lists of choices with its « + » button."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def cleaned(values: Any) -> list[str]:
    """Without what browsers and fields change by themselves: ends of lines, spaces around."""
    texts = (str(value).replace("\r\n", "\n").strip() for value in values if value is not None)
    return [text for text in texts if text]


def sent(widget: Any, value: Any) -> Sent:
    """What a browser would send of this widget, untouched."""
    widget = bare(widget)
    if isinstance(widget, forms.FileInput):  # never sent: its name tells when it has changed
        return {"": cleaned([getattr(value, "name", None)])}
    if isinstance(widget, forms.MultiWidget):
        boxes: Any = widget
        values = value if isinstance(value, list) else boxes.decompress(value)
        found = {}
        for suffix, part, one in zip(boxes.widgets_names, boxes.widgets, values, strict=True):
            found |= {suffix + inner: texts for inner, texts in sent(part, one).items()}
        return found
    if isinstance(widget, forms.CheckboxInput):
        return {"": ["on"] if widget.check_test(value) else []}
    shown = widget.format_value(value)
    return {"": cleaned(shown if isinstance(shown, list | tuple) else [shown])}


def posted(widget: Any, data: QueryDict, files: Any, name: str) -> Sent | None:
    """What was sent of this widget, or None when its page did not show it."""
    widget = bare(widget)
    if isinstance(widget, forms.FileInput):
        return {"": cleaned([files[name].name])} if files.get(name) else None
    if widget.value_omitted_from_data(data, files, name):
        return None
    names = getattr(widget, "widgets_names", [""])  # several boxes, or one
    return {suffix: cleaned(data.getlist(name + suffix)) for suffix in names}


def is_compared(field: Any) -> bool:
    return not field.disabled and not isinstance(bare(field.widget), SECRET)


def compared(form: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a form that a colleague may have changed."""
    for name, field in form.fields.items():
        if name not in ("DELETE", "ORDER") and is_compared(field):
            yield name, field


def fields_of(form: Any) -> Snapshot:
    return {name: sent(field.widget, form[name].value()) for name, field in compared(form)}


def snapshot(form: Any, formsets: list[Any]) -> Snapshot:
    """What is stored, as these forms, which nobody has filled, show it."""
    found = fields_of(form)
    for formset in formsets:
        for line in formset.initial_forms:
            row = f"{formset.prefix}:{line.instance.pk}"
            found[row] = PRESENT
            found |= {f"{row}:{name}": value for name, value in fields_of(line).items()}
    return found


def lines_posted(formset: Any, data: QueryDict) -> Iterator[tuple[int, str]]:
    """`(index, primary key or "")` of each line that was sent."""
    total = data.get(f"{formset.prefix}-TOTAL_FORMS", "")
    key = formset.model._meta.pk.name
    for index in range(min(int(total), MOST_LINES) if total.isdecimal() else 0):
        yield index, data.get(f"{formset.prefix}-{index}-{key}", "")

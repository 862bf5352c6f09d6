"""What a browser would send of a form, had somebody typed in it what is asked."""

from typing import Any

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import BoundField, CheckboxInput, MultiWidget
from django.forms.widgets import ChoiceWidget, FileInput
from django.http import QueryDict


def type_in(data: QueryDict, bound: BoundField) -> None:
    """The first value of a field, as its widget would send it."""
    send(data, bound.field.widget, bound.html_name, bound.value())


def send(data: QueryDict, widget: Any, name: str, value: Any) -> None:
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, FileInput):
        return  # a file that was there stays
    if isinstance(widget, MultiWidget):
        names: Any = widget  # the types of Django leave `widgets_names` out
        values = value if isinstance(value, list | tuple) else names.decompress(value)
        for part, suffix, one in zip(widget.widgets, names.widgets_names, values, strict=True):
            send(data, part, name + suffix, one)
    elif isinstance(widget, CheckboxInput):
        if widget.check_test(value):
            data[name] = "on"
    elif isinstance(widget, ChoiceWidget):
        data.setlist(name, [text for text in widget.format_value(value) if text])
    else:
        shown = widget.format_value(value)
        data[name] = "" if shown is None else str(shown)


def send_lines(data: QueryDict, formset: Any, wanted: dict[Any, dict[str, Any]] | None) -> None:
    """The lines of a form: `{key: {field: value}}` of those wanted; None for those there now."""
    left = dict(wanted or {})
    for form in formset.initial_forms:
        values = left.pop(form.instance.pk, None)
        if wanted is not None and values is None:
            data[f"{form.prefix}-DELETE"] = "on"
        form.initial |= values or {}
        for field in form:
            if field.name != "DELETE":
                type_in(data, field)
    total = len(formset.initial_forms)
    for values in left.values():
        form = formset.empty_form
        form.prefix = f"{formset.prefix}-{total}"
        form.initial = values
        total += 1
        for field in form:
            if field.name != "DELETE":
                type_in(data, field)
    data[f"{formset.prefix}-TOTAL_FORMS"] = str(total)
    data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(formset.initial_forms))

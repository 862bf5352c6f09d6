"""What a text places by its number: `![légende](image:12)`, `[titre](document:3)`."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Q

from publishing.models import Publishable

IMAGE, DOCUMENT = "image", "document"
MARK = re.compile(r"\]\((image|document):(\d{1,9})\)")
CAPTIONED = r"!\[(?:[^\]\\]|\\.)*\]\(image:%d\)"


def named(text: str, kind: str) -> set[int]:
    """The numbers of the images, or of the documents, that a text places."""
    return {int(match[2]) for match in MARK.finditer(text or "") if match[1] == kind}


def image_mark(pk: int, caption: str = "") -> str:
    return f"![{escaped(caption)}](image:{pk})"


def escaped(words: str) -> str:
    """Words between brackets."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(words.split()))


def prose_fields() -> Iterator[tuple[Any, Any]]:
    """`(model, field)` of the texts that may place something, their past versions included."""
    from .fields import ProseField

    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, ProseField) and field.places:
                yield model, field


def placing(kind: str, pks: Iterable[int] = ()) -> Iterator[tuple[Any, Any, Any]]:
    """`(model, field, records)` of the contents whose text places these, or any of that kind."""
    for model, field in prose_fields():
        if issubclass(model, Publishable):
            yield model, field, model.objects.filter(where(field.name, kind, pks))


def where(name: str, kind: str, pks: Iterable[int]) -> Q:
    condition = Q()
    for pk in pks:
        condition |= Q(**{f"{name}__contains": f"]({kind}:{pk})"})
    return condition or Q(**{f"{name}__contains": f"]({kind}:"})


def placed_in_public(kind: str) -> set[int]:
    """The numbers that the public texts place now."""
    found: set[int] = set()
    for model, field, _ in placing(kind):
        public = model.objects.published().filter(where(field.name, kind, ()))
        for text in public.values_list(field.name, flat=True):
            found |= named(text, kind)
    return found


def forget_captions(pks: Iterable[int]) -> None:
    """Of images that are gone: their captions leave the texts and their past versions. The mark
    stays, empty, and staff are told where (see `desk`)."""
    for model, field in prose_fields():
        for pk in pks:
            for record in model._default_manager.filter(where(field.name, IMAGE, [pk])):
                text = re.sub(CAPTIONED % pk, f"![](image:{pk})", getattr(record, field.name))
                model._default_manager.filter(pk=record.pk).update(**{field.name: text})

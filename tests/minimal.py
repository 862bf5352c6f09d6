"""A record of any model, for the tests that go through all of them."""

import datetime

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from publishing.text.dates import PartialDateField
from tests import factories


def minimal(model):
    """A record with what it cannot do without."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.null or field.has_default() or field.auto_created:
            continue
        if field.choices:
            values[field.name] = field.choices[0][0]
        elif isinstance(field, models.FileField):
            values[field.name] = ContentFile(b"%PDF-1.4", name="x.pdf")
        elif isinstance(field, models.ForeignKey):
            values[field.name] = one_of(field.related_model)
        elif isinstance(field, models.DateTimeField):
            values[field.name] = timezone.now()
        elif isinstance(field, models.DateField):
            values[field.name] = datetime.date(2026, 1, 1)
        elif isinstance(field, PartialDateField):
            values[field.name] = "2019"
        elif isinstance(field, models.IntegerField):
            values[field.name] = 1
        elif isinstance(field, models.CharField | models.TextField) and not field.blank:
            values[field.name] = f"x-{field.name}"[: field.max_length]
    return model._base_manager.create(**values)


def one_of(model):
    found = model._base_manager.first()
    if found is None:
        make = getattr(factories, f"make_{model._meta.model_name}", None)
        found = make() if make else minimal(model)
    return found

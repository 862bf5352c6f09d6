"""Validation of records by thousands, without a query for each."""

from collections.abc import Container

from django.db.models import Model


def clean_without_queries(instance: Model, only: Container[str] | None = None) -> None:
    """`full_clean()` of a record whose relations were just read. `only`: the fields that changed.

    What would ask the database is left to it: relations, uniqueness and constraints are enforced
    when the rows are written, all or nothing. Raises ValidationError with every fault, by field.
    """
    left_out = {
        field.name
        for field in instance._meta.fields
        if field.is_relation or not field.editable or (only is not None and field.name not in only)
    }
    instance.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)

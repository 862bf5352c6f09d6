"""What a sheet holds: the records of a model, or the list of the back office as it is shown."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import unescape
from typing import Any, NamedTuple

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from import_export.fields import Field
from import_export.resources import ModelResource, Resource, modelresource_factory

from .formats import in_words
from .widgets import is_dash, widget_for

CELLS = str | int | Decimal | bool | datetime.date | datetime.time | None
LONGEST_REASON = 100  # of the history


class ListResource(Resource):
    """The list of a model as its page shows it: its columns, for the records found."""

    def __init__(self, model_admin: Any, request: HttpRequest) -> None:
        super().__init__()
        self.admin = model_admin
        self.names = model_admin.get_list_display(request)

    def get_display_name(self) -> str:
        return str(capfirst(self.admin.opts.verbose_name_plural))

    def lines_of(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [
            str(capfirst(str(label_for_field(name, self.admin.model, self.admin))))
            for name in self.names
        ]

    def export_resource(
        self, instance: Any, selected_fields: Any = None, **kwargs: Any
    ) -> list[Any]:
        return [self.shown(name, instance) for name in self.names]

    def shown(self, name: str, record: Model) -> Any:
        try:
            field, _, value = lookup_field(name, record, self.admin)
        except ObjectDoesNotExist:
            return None
        if field is not None and getattr(field, "flatchoices", None):
            value = dict(field.flatchoices).get(value, value)
        if isinstance(value, SafeString):
            value = unescape(strip_tags(value))
        return value if isinstance(value, CELLS) else str(value)


class Column(Field):
    """A field of a model as a column: its French name as header, « – » to empty it."""

    def __init__(self, field: Any, readonly: bool = False) -> None:
        super().__init__(
            attribute=field.name,
            column_name=str(capfirst(field.verbose_name)),
            widget=widget_for(field),
            readonly=readonly,
        )
        self.empty = [] if field.many_to_many else None if field.null else ""

    def clean(self, row: Any, **kwargs: Any) -> Any:
        value = row[self.column_name]
        if is_dash(value):
            return self.empty
        return self.widget.clean(value, row=row, **kwargs)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """What differs only by its ends of lines or useless zeros is left as it is."""
        if not self.readonly and not is_m2m:
            cleaned = self.clean(row, **kwargs)
            if self.widget.render(cleaned) == self.export(instance):
                return
        super().save(instance, row, is_m2m, **kwargs)


class Fault(NamedTuple):
    """What stops an import, at a line of the file; the column is empty for the whole line."""

    line: int
    column: str
    message: str


class Changes:
    """What a line changes, as `(column, before, after)` in words: the library's « diff »."""

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.before = None if new else self.words(resource, instance)

    def compare_with(self, resource: Any, instance: Any) -> None:
        self.after = self.words(resource, instance)

    def as_html(self) -> list[tuple[str, str, str]]:
        before = self.before or dict.fromkeys(self.after, "")
        return [
            (header, before[header], after)
            for header, after in self.after.items()
            if before[header] != after
        ]

    @staticmethod
    def words(resource: Any, instance: Any) -> dict[str, str]:
        return {
            column.column_name: in_words(column.export(instance))
            for column in resource.get_import_fields()
        }


class SheetResource(ModelResource):
    """Records of a model by rows, its columns in the order of `Meta.fields`.

    An empty cell changes nothing and « – » empties. A record is known by `import_id_fields`, told
    once in a file. The state of a content is exported and never imported: people publish.
    """

    of = ""  # the field that names the listed record, where rows are its lines
    optional_keys: tuple[str, ...] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        store_instance = True  # for the journal

    def __init__(self, *, only_new: bool = False, **fixed: Any) -> None:
        """`only_new`: what exists is left as it is. `fixed`: values of the records created."""
        super().__init__()
        self.only_new, self.fixed = only_new, fixed
        self.lines: Sequence[int] = ()
        self.seen: dict[tuple[Any, ...], int] = {}
        self.line = 0

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Column:
        is_kept_out = readonly or not django_field.editable or field_name == "state"
        return Column(django_field, readonly=is_kept_out)

    @classmethod
    def get_diff_class(cls) -> type[Changes]:
        return Changes

    @classmethod
    def get_display_name(cls) -> str:
        return str(capfirst(cls._meta.model._meta.verbose_name_plural))

    @classmethod
    def keys_required(cls) -> list[str]:
        return [name for name in cls._meta.import_id_fields if name not in cls.optional_keys]

    def lines_of(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """The rows to export for the records of a list: these, or the lines that they hold."""
        model = self._meta.model
        if self.of and records.model is not model:
            records = model.objects.filter(**{f"{self.of}__in": records.values("pk")})
        fields = [
            model._meta.get_field(name) for name, column in self.fields.items() if column.attribute
        ]
        joined = [f.name for f in fields if f.remote_field and not f.many_to_many]
        together = [f.name for f in fields if f.many_to_many]
        return records.select_related(*joined).prefetch_related(*together)

    # Reading

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.lines = getattr(dataset, "lines", None) or range(1, len(dataset) + 1)

    def before_import_row(self, row: Any, row_number: int = 0, **kwargs: Any) -> None:
        self.line = self.lines[row_number - 1]
        for header, value in list(row.items()):
            if value is None or (isinstance(value, str) and not value.strip()):
                del row[header]

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        key = self.key_of(row)
        first = self.seen.setdefault(tuple(key.values()), self.line)
        if first != self.line:
            raise ValidationError(f"La ligne {first} parle déjà du même enregistrement.")
        found = self.get_queryset().select_for_update().filter(**key)[:2]
        if len(found) > 1:
            raise ValidationError("Plusieurs enregistrements du site répondent à cette ligne.")
        return (found[0], False) if found else (self.init_instance(row), True)

    def key_of(self, row: Any) -> dict[str, Any]:
        key, errors = {}, {}
        for name in self.get_import_id_fields():
            column = self.fields[name]
            try:
                key[name] = column.clean(row) if column.column_name in row else column.empty
            except ValueError as error:
                errors[name] = str(error)
        if errors:
            raise ValidationError(errors)
        return key

    def init_instance(self, row: Any = None) -> Any:
        return self._meta.model(**self.fixed)

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        if self.only_new and original.pk:
            return True
        return super().skip_row(instance, original, row, import_validation_errors)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if file_name := kwargs.get("file_name"):
            instance._change_reason = f"Import de {file_name}"[:LONGEST_REASON]

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """The library's result, with what the page says of it."""
        super().after_import(dataset, result, **kwargs)
        result.file_name = kwargs.get("file_name", "")
        result.summary = summary_of(result)
        result.changes = [row for row in result if row.is_new() or row.is_update()]
        for row in result.changes:
            row.place = self.place_of(row.instance)
        result.notes = getattr(dataset, "notes", [])
        result.faults = sorted([*self.faults_of(result), *self.faults_of_the_whole(result)])

    def place_of(self, instance: Any) -> str:
        """What names the record in the file, where its own words do not."""
        keys = [
            in_words(self.fields[name].export(instance)) for name in self.get_import_id_fields()
        ]
        return ", ".join(key for key in keys if key and key != str(instance))

    def faults_of(self, result: Any) -> Iterator[Fault]:
        for row in result.invalid_rows:
            for name, messages in row.error_dict.items():
                column = "" if name == NON_FIELD_ERRORS else self.header_of(name)
                yield from (Fault(self.lines[row.number - 1], column, text) for text in messages)
        for number, errors in result.row_errors():
            for error in errors:
                text = f"Cette ligne ne peut pas être enregistrée ({error.error})."
                yield Fault(self.lines[number - 1], "", text)

    def faults_of_the_whole(self, result: Any) -> Iterable[Fault]:
        """What no line shows by itself."""
        return []

    def header_of(self, name: str) -> str:
        if name in self.fields:
            return self.fields[name].column_name
        return str(capfirst(self._meta.model._meta.get_field(name).verbose_name))


def sheet(
    model: type[Model], keys: str, fields: str, *, of: str = "", optional_keys: str = ""
) -> type[SheetResource]:
    """A `SheetResource` that only says what it holds: names of fields, between spaces."""
    meta = {"import_id_fields": keys.split(), "fields": fields.split()}
    resource: type[SheetResource] = modelresource_factory(model, SheetResource, meta)
    resource.of, resource.optional_keys = of, tuple(optional_keys.split())
    return resource


def summary_of(result: Any) -> str:
    """« 3 ajouts, 1 modification, 35 lignes sans changement »."""
    counts = [
        (result.totals["new"], "ajout"),
        (result.totals["update"], "modification"),
        (result.totals["skip"], "ligne"),
    ]
    words = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count]
    if result.totals["skip"]:
        words[-1] += " sans changement"
    return ", ".join(words)


def digest_of(result: Any) -> str:
    """What an import does: the same as long as neither the file nor the site changed."""
    rows = [(row.import_type, row.is_update() and row.object_id, row.diff) for row in result]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

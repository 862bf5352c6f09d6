"""What a sheet holds: a table of records, or the list of the back office as it is shown."""

import datetime
from decimal import Decimal
from html import unescape

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from import_export.resources import Resource

CELLS = str | int | Decimal | bool | datetime.date | datetime.time | None


def capitalised(text):
    return str(text)[:1].upper() + str(text)[1:]


class ListResource(Resource):
    """The list of a model as its page shows it: its columns, for the rows found."""

    def __init__(self, model_admin, request):
        super().__init__()
        self.admin = model_admin
        self.names = model_admin.get_list_display(request)

    def lines_of(self, records):
        return records

    def get_export_headers(self, selected_fields=None):
        return [
            capitalised(label_for_field(name, self.admin.model, self.admin)) for name in self.names
        ]

    def export_resource(self, instance, selected_fields=None, **kwargs):
        return [self.shown(name, instance) for name in self.names]

    def shown(self, name, record):
        try:
            field, _, value = lookup_field(name, record, self.admin)
        except ObjectDoesNotExist:
            return None
        if field is not None and getattr(field, "flatchoices", None):
            value = dict(field.flatchoices).get(value, value)
        if isinstance(value, SafeString):
            value = unescape(strip_tags(value))
        return value if isinstance(value, CELLS) else str(value)

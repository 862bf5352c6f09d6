"""Spreadsheets of statuses: one row, one action, one clear message.

A row that tells something records an event: a status that differs from the site's, or news of an
action whose status stays. Empty rows change nothing, nor does the same file a second time, since
each of its events is then already there.
"""

import csv
import datetime
import hashlib
import unicodedata
from collections import Counter

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export import fields, resources, widgets
from import_export.formats import base_formats

from publishing.dates import EXPECTED, PartialDate

from .models import Action, Event, ImportRun, Status
from .models.events import one_spelling

NUMBER, STATUS, DATE, TEXT = "N°", "Statut", "Date", "Ce qui s’est passé"
PROOF_TITLE, PROOF, RESERVATION = "Titre de la preuve", "Preuve (adresse)", "Réserve"
TITLE = "Intitulé"
# Other names that offices give to these columns, in plain letters.
ALIASES = {
    "numero": NUMBER,
    "no": NUMBER,
    "n": NUMBER,
    "action": NUMBER,
    "etat": STATUS,
    "avancement": STATUS,
    "texte": TEXT,
    "commentaire": TEXT,
    "preuve": PROOF,
    "lien": PROOF,
}


def plain(text):
    """Lower case, without accents or repeated spaces: how people's words are compared."""
    decomposed = unicodedata.normalize("NFKD", str(text).replace("’", "'"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).lower().split())


class FrenchCSV(base_formats.CSV):
    """A csv as French offices save it: UTF-8 or Windows-1252, with ; or , or tabs."""

    def is_binary(self):
        return True  # the text is decoded here, not by a guess made before

    def get_read_mode(self):
        return "rb"

    def get_title(self):
        return "csv"

    def create_dataset(self, in_stream, **kwargs):
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = in_stream.decode("cp1252")
        header = text.partition("\n")[0]
        delimiter = max(";,\t", key=header.count)
        rows = [
            row
            for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
            if any(row)
        ]
        if not rows:
            raise ValueError("Le fichier est vide.")
        headers, *rows = rows
        rows = [(row + [""] * len(headers))[: len(headers)] for row in rows]
        return tablib.Dataset(*rows, headers=headers)

    def export_data(self, dataset, **kwargs):
        """What Excel in French opens with a double click: a mark of encoding, and semicolons."""
        return "\ufeff" + super().export_data(dataset, delimiter=";", **kwargs)


class NumberWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        text = str(value).strip()
        number = text.removesuffix(".0")  # as some programs write a whole number
        if not (number.isascii() and number.isdigit() and 0 < int(number) < 100_000):
            raise ValueError(f"« {value or ''} » n’est pas un numéro d’action ; attendu : 9.")
        return int(number)


class StatusWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        if value is None or not str(value).strip():
            return None
        for status in Status:
            if plain(value) in (plain(status.label), status.value):
                return status.value
        expected = ", ".join(f"« {status.label} »" for status in Status)
        raise ValueError(f"« {value} » n’est pas un statut ; attendu : {expected}.")

    def render(self, value, obj=None, **kwargs):
        return Status(value).label if value else ""


class PartialDateWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        if value is None or not str(value).strip():
            return None
        if isinstance(value, datetime.datetime):
            return PartialDate(value.date())
        if isinstance(value, datetime.date):
            return PartialDate(value)
        try:
            return PartialDate.from_french(str(value))
        except ValueError:
            raise ValueError(f"« {value} » n’est pas une date lisible ; {EXPECTED}") from None


class TextWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        return "" if value is None else str(value).strip()


class EventField(fields.Field):
    """A column that describes the event to record; it is not kept on the action."""

    def get_value(self, instance):
        return getattr(instance, self.attribute, None)


class StatusField(EventField):
    """The status the row asks for; an empty cell asks for nothing."""

    def get_value(self, instance):
        return getattr(instance, self.attribute, None) or instance.status


class ActionStatusResource(resources.ModelResource):
    number = fields.Field(attribute="number", column_name=NUMBER, widget=NumberWidget())
    title = fields.Field(attribute="title", column_name=TITLE, readonly=True)
    status = StatusField(attribute="asked_status", column_name=STATUS, widget=StatusWidget())
    occurred_on = EventField(attribute="asked_date", column_name=DATE, widget=PartialDateWidget())
    text = EventField(attribute="asked_text", column_name=TEXT, widget=TextWidget())
    evidence_title = EventField(
        attribute="asked_proof_title", column_name=PROOF_TITLE, widget=TextWidget()
    )
    evidence_url = EventField(attribute="asked_proof", column_name=PROOF, widget=TextWidget())
    reservation = EventField(
        attribute="asked_reservation", column_name=RESERVATION, widget=TextWidget()
    )

    class Meta:
        model = Action
        name = "Statuts des actions"
        import_id_fields = ["number"]
        fields = export_order = [
            "number",
            "title",
            "status",
            "occurred_on",
            "text",
            "evidence_title",
            "evidence_url",
            "reservation",
        ]
        use_transactions = True
        skip_unchanged = True
        store_instance = True  # the preview tells the change from the instances
        skip_html_diff = True
        report_skipped = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.user = kwargs.get("user")

    def before_import(self, dataset, **kwargs):
        self.import_run = None  # made with the first event, so that a file without news leaves none
        self.digest = hashlib.sha256(dataset.export("json").encode()).hexdigest()
        dataset.headers = [self.known_header(header) for header in dataset.headers or []]
        missing = [name for name in (NUMBER, STATUS) if name not in dataset.headers]
        if missing:
            read = ", ".join(f"« {header} »" for header in dataset.headers if header) or "aucune"
            raise ValidationError(
                f"Colonne absente : « {missing[0]} ». Colonnes lues : {read}. "
                "La première ligne du fichier doit porter les titres des colonnes."
            )
        numbers = Counter(map(self.number_or_none, dataset[NUMBER]))
        twice = [number for number, count in numbers.items() if number and count > 1]
        if twice:
            raise ValidationError(
                f"L’action n° {twice[0]} figure sur plusieurs lignes : gardez-en une seule."
            )

    def number_or_none(self, cell):
        try:
            return self.fields["number"].widget.clean(cell)
        except ValueError:
            return None  # told with its row

    def known_header(self, header):
        """Our spelling of a header, whatever its case, accents, apostrophe, or usual other name."""
        names = {plain(field.column_name): field.column_name for field in self.fields.values()}
        return (ALIASES | names).get(plain(header or ""), header)

    def init_instance(self, row=None):
        raise ValidationError(
            f"Aucune action ne porte le numéro « {row[NUMBER]} ». Vérifiez le numéro ; "
            "une action nouvelle se crée d’abord dans « Actions »."
        )

    def get_instance(self, instance_loader, row):
        try:
            return super().get_instance(instance_loader, row)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors:
            return False
        event = self.event_of(instance)
        if not event["status"] and not event["text"]:
            return True
        return (
            bool(event["occurred_on"])
            and Event.objects.filter(
                action=original, text=one_spelling(event["text"]), occurred_on=event["occurred_on"]
            ).exists()
        )

    def event_of(self, instance):
        proof = getattr(instance, "asked_proof", "")
        asked = getattr(instance, "asked_status", None)
        return {
            "text": getattr(instance, "asked_text", ""),
            "occurred_on": getattr(instance, "asked_date", None),
            "status": asked if asked and asked != instance.status else "",
            "evidence_kind": Event.Evidence.LINK if proof else "",
            "evidence_title": getattr(instance, "asked_proof_title", ""),
            "evidence_url": proof,
            "reservation": getattr(instance, "asked_reservation", ""),
        }

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The whole row's faults at once, each under the name of its column."""
        columns = {field.attribute: field.column_name for field in self.fields.values()}
        errors = [
            f"Colonne « {columns.get(name, name)} » : {' '.join(error.messages)}"
            for name, found in (import_validation_errors or {}).items()
            for error in found
        ]
        if not errors:
            errors = self.faults_of_event(instance)
        if errors:
            raise ValidationError(errors)

    def faults_of_event(self, instance):
        columns = {
            "text": TEXT,
            "occurred_on": DATE,
            "evidence_url": PROOF,
            "evidence_title": PROOF_TITLE,
            "status": STATUS,
            "reservation": RESERVATION,
        }
        details = self.event_of(instance)
        needed = {
            "occurred_on": f"ce qui s’est passé demande sa date ; {EXPECTED}",
            "text": "un changement de statut demande une phrase qui le raconte.",
        }
        errors = [
            f"Colonne « {columns[name]} » : {why}"
            for name, why in needed.items()
            if not details[name]
        ]
        if errors:
            return errors
        try:
            Event(action=instance, **details).full_clean(
                exclude=["rank", "digest", "previous_digest", "recorded_at", "settled_on"]
            )
        except ValidationError as error:
            return [
                f"Colonne « {columns[name]} » : {message}" if name in columns else message
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        return []

    def after_import_row(self, row, row_result, **kwargs):
        """Keep what the preview and the report tell: where the action ends up, really."""
        action, before = row_result.instance, row_result.original
        if action and before:
            asked = getattr(action, "asked_status", None)
            action.moves = action.status != before.status
            action.is_held_back = bool(asked) and asked not in (action.status, before.status)

    def after_import(self, dataset, result, **kwargs):
        super().after_import(dataset, result, **kwargs)
        updated = [row.instance for row in result.rows if row.import_type == row.IMPORT_TYPE_UPDATE]
        result.moves = sum(action.moves for action in updated)
        result.news = len(updated) - result.moves

    def do_instance_save(self, instance, is_create):
        if self.import_run is None:
            self.import_run = ImportRun.objects.create(
                file_digest=self.digest,
                made_by=self.user,
                state=ImportRun.State.APPLIED,
                applied_at=timezone.now(),
            )
        instance.record(
            **self.event_of(instance), recorded_by=self.user, import_run=self.import_run
        )

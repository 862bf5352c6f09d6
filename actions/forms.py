import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from exchange.kept import KeptFileField
from publishing.text.typography import typeset

from . import evidence
from .chain import lock_history
from .costs import Cost
from .event_columns import FREE_COLUMNS
from .models import Action, Certainty, Event, Status, Theme
from .models.events import told_alike
from .personal_data import STAYS, suspicions


class DayInput(forms.DateInput):
    """The browser's own calendar, where it has one; it speaks ISO 8601."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")

    def format_value(self, value):
        """A calendar shows days only: what could not be read is told beside, not put inside."""
        shown = super().format_value(value)
        try:
            return datetime.date.fromisoformat(shown or "").isoformat()
        except ValueError:
            return None


class JournalForm(forms.Form):
    """The filters of the journal; an address with a nonsense filter says so and shows the rest."""

    action = forms.ModelChoiceField(
        Action.objects.none(), required=False, to_field_name="number", empty_label="Toutes"
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label="Thème",
        required=False,
        to_field_name="slug",
        empty_label="Tous",
    )
    statut = forms.ChoiceField(
        choices=[("", "Tous"), *Status.choices], label="Statut atteint", required=False
    )
    du = forms.DateField(label="Depuis le", required=False, widget=DayInput)
    au = forms.DateField(label="Jusqu’au", required=False, widget=DayInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"].queryset = Action.objects.published()
        self.fields["action"].label_from_instance = lambda action: typeset(str(action))
        for name in ("action", "theme", "statut"):
            self.fields[name].error_messages["invalid_choice"] = (
                "Ce choix n’existe pas\u00a0: tout est montré."
            )

    def clean(self):
        start, end = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if start and end and start > end:
            self.cleaned_data.update(du=None, au=None)
            raise ValidationError("La période finit avant de commencer : inversez les deux dates.")

    def narrow(self, events):
        """The events that the readable filters keep."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        lookups = {
            "action": "action",
            "theme": "action__theme",
            "statut": "status",
            "du": "settled_on__gte",
            "au": "settled_on__lte",
        }
        return events.filter(
            **{lookup: chosen[name] for name, lookup in lookups.items() if chosen.get(name)}
        )


class UploadForm(forms.Form):
    """A spreadsheet to read; what it may create is asked beside."""

    file = forms.FileField(
        label="Tableur",
        help_text="Un fichier xlsx, ods ou csv de 5 Mo au plus.",
        error_messages={
            "required": "Choisissez le fichier à lire.",
            "empty": "Ce fichier est vide : vérifiez que c’est le bon.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )
    creates = forms.BooleanField(
        label="Créer les actions inconnues",
        required=False,
        help_text=(
            "Un numéro que le site ne connaît pas devient une action en brouillon. Non coché, "
            "il est une erreur."
        ),
    )


class ActionForm(forms.ModelForm):
    """An action; whether its announcement said what will tell that it is done is asked."""

    STATED, UNSTATED = "dit", "non"
    criterion_choice = forms.ChoiceField(
        label="L’annonce dit-elle à quoi l’on saura que c’est fait ?",
        choices=[(STATED, "Oui, je l’écris"), (UNSTATED, "Non précisé à l’annonce")],
        widget=forms.RadioSelect,
        help_text="Le public le lit sur la page de l’action, et le compte en est fait.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            choice = self.STATED if self.instance.criterion else self.UNSTATED
            self.initial["criterion_choice"] = choice

    def clean(self):
        cleaned = super().clean()
        choice, text = cleaned.get("criterion_choice"), cleaned.get("criterion")
        if choice == self.STATED and not text:
            self.add_error("criterion", "Écrivez le critère, ou choisissez « Non précisé ».")
        elif choice == self.UNSTATED and text:
            self.add_error("criterion_choice", "Un critère est écrit : videz-le, ou dites « Oui ».")
        return cleaned


class CostField(forms.CharField):
    """One text box for an amount or a range."""

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return Cost.read(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value):
        return str(value) if isinstance(value, Cost) else value


class EventForm(forms.ModelForm):
    """An event to add: the evidence may be a link, or a file that is then kept here."""

    file = KeptFileField(
        label="Fichier de la preuve",
        required=False,
        help_text=(
            f"Document ({evidence.ACCEPTED}, 10 Mo au plus) ou photographie (JPEG, PNG, WebP, "
            "AVIF, 15 Mo au plus). Public dès que l’étape est enregistrée."
        ),
    )

    nobody_is_shown = forms.BooleanField(
        label="Personne n’est reconnaissable sur la photographie",
        required=False,
        help_text=(
            "Une étape reste pour toujours : sa preuve ne pourrait pas partir au retrait d’une "
            "autorisation. Floutez les visages et les plaques, ou cadrez autrement."
        ),
    )

    cost = CostField(
        label="Coût annoncé",
        required=False,
        help_text="Un montant ou une fourchette : 14 M€, 7 à 8 M€, 1 200 000 €.",
    )
    names_are_public = forms.BooleanField(
        label="Ces mots peuvent rester publics", required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Event
        fields = [
            "action",
            "occurred_on",
            "text",
            "status",
            "certainty",
            "is_partial",
            "merged_into",
            "planned_on",
            "evidence_kind",
            "evidence_title",
            "evidence_url",
            "evidence_seen_on",
            "evidence_alt",
            "reservation",
            "corrects",
            "published_body",
            "published_service",
        ]
        widgets = {"certainty": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        certainty = self.fields["certainty"]
        certainty.required = True  # a doubt is asked
        certainty.help_text = ""  # each choice says what it means
        certainty.choices = [(sure.value, f"{sure.label} : {sure.help}") for sure in Certainty]

    def clean(self):
        """The model's own rules come next, when nobody else can add to the history any more."""
        lock_history()
        cleaned = super().clean()
        self.instance.cost = cleaned.get("cost")
        if late := Event.objects.late_clock():
            raise ValidationError(late)
        self.refuse_twin(cleaned)
        self.ask_about_persons(cleaned)
        upload, kind = cleaned.get("file"), cleaned.get("evidence_kind")
        if upload and not kind:  # the file says it
            is_photo = (upload.content_type or "").startswith("image/")
            kind = Event.Evidence.PHOTO if is_photo else Event.Evidence.DOCUMENT
            cleaned["evidence_kind"] = kind
        if upload and kind not in Event.KEPT:
            self.add_error("evidence_kind", "Un fichier est un document ou une photographie.")
        elif kind in Event.KEPT and not upload and "file" not in self.errors:
            self.add_error("file", "Choisissez le fichier du document ou de la photographie.")
        if upload and kind == Event.Evidence.PHOTO and not cleaned.get("nobody_is_shown"):
            self.add_error("nobody_is_shown", "Regardez la photographie, puis cochez cette case.")
        if upload and not self.errors:
            self.keep(upload, kind)
        return cleaned

    def refuse_twin(self, cleaned):
        """The same event is not told twice, by a second click either: the lock makes it wait."""
        action, day, text = (cleaned.get(name) for name in ("action", "occurred_on", "text"))
        if not (action and day and text):
            return
        told = action.events.filter(occurred_on=day, correction__isnull=True)
        for event in told.exclude(pk=getattr(cleaned.get("corrects"), "pk", None)):
            if told_alike(event.text) == told_alike(text):
                address = reverse("admin:actions_event_change", args=[event.pk])
                message = (
                    "Cette étape est déjà enregistrée : même action, même date, même texte. Voir "
                    '<a href="{}">l’étape n° {}</a> ; pour la changer, rectifiez-la.'
                )
                self.add_error("text", format_html(message, address, event.rank))
                return

    def ask_about_persons(self, cleaned):
        """An event stays: what may expose somebody is asked once, with a box to tick."""
        fields = [cleaned.get(name, "") for name in FREE_COLUMNS.values()]
        found = list(suspicions(*fields))
        if not found:
            return
        self.fields["names_are_public"].widget = forms.CheckboxInput()
        if not cleaned.get("names_are_public"):
            self.add_error(
                "names_are_public",
                f"Relisez : {', '.join(found)}. {STAYS} Récrivez sans ces mots, ou cochez la case "
                "s’il s’agit d’un élu, d’une entreprise ou d’un lieu public.",
            )

    def keep(self, upload, kind):
        self.instance.evidence_kind = kind
        try:
            evidence.keep(self.instance, upload)
        except ValidationError as error:
            self.add_error("file", error)
        else:
            self.cleaned_data["evidence_url"] = self.instance.evidence_url

    def is_valid(self):
        """A file kept for an event that the rules refuse goes away."""
        is_valid = super().is_valid()
        if not is_valid and self.instance.evidence_digest:
            evidence.forget(self.instance)
        return is_valid

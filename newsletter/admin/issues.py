"""Issues in the back office: the facts are read, the tone is written, two persons are needed."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from exchange.admin import ExportMixin
from newsletter.models import Addition, Issue, Item, Rhythm
from portraits.admin.new_uses import NewUseInline
from publishing.admin import LabelledSplitDateTime, NoAddition, NoDeletion

from ..issues.drafting import make_draft, recorded_since, refresh, refusal
from ..models.additions import MOST as MOST_ADDITIONS
from .previews import PreviewMixin

MOST_ITEMS = 400


class Step(NamedTuple):
    """One button of an issue."""

    verb: str  # in its address
    label: str
    rights: tuple[str, ...]  # any of them
    take: Callable[[Issue, Any], None]  # (issue, user); may raise ValidationError
    done: str


UNTITLED = "Son titre n’est pas connu."


def leave_untitled_out(issue, user):
    """The actions whose title nobody has found, in one gesture; each line may be told again."""
    told = issue.items.filter(action__title="", left_out_because="")
    if not told.update(left_out_because=UNTITLED):
        raise ValidationError("Ce numéro ne raconte aucune action sans titre.")
    Issue.objects.filter(pk=issue.pk).update(edited_by=user)


STEPS = {
    Issue.State.DRAFT: [
        Step(
            "sans-titre",
            "Retirer les actions sans titre",
            ("change",),
            leave_untitled_out,
            "Les actions sans titre ne sont plus racontées ; la page du numéro le dira. Pour en "
            "remettre une, videz sa case « retirée parce que ».",
        ),
        Step(
            "actualiser",
            "Actualiser les faits",
            ("change",),
            lambda issue, user: refresh(issue),
            "Le brouillon raconte tout ce qui est enregistré à cet instant.",
        ),
    ],
    Issue.State.APPROVED: [
        Step(
            "retirer",
            "Retirer l’approbation",
            ("change", "approve"),
            lambda issue, user: issue.withdraw_approval(),
            "L’approbation est retirée : le numéro est de nouveau un brouillon.",
        )
    ],
    Issue.State.SENDING: [
        Step(
            "arreter",
            "Arrêter l’envoi",
            ("change", "approve"),
            lambda issue, user: issue.stop(f"Arrêté par {user}."),
            "L’envoi s’arrête : les messages déjà partis ne reviennent pas.",
        )
    ],
    Issue.State.STOPPED: [
        Step(
            "reprendre",
            "Reprendre l’envoi",
            ("approve",),
            lambda issue, user: issue.resume(),
            "L’envoi reprend là où il s’était arrêté.",
        ),
        Step(
            "clore",
            "Clore sans écrire aux autres",
            ("approve",),
            lambda issue, user: issue.finish(),
            "Le numéro est clos : les abonnés qui l’attendaient ne le recevront pas.",
        ),
    ],
}


class DraftForm(forms.ModelForm):
    """The one thing to choose: which rhythm. The rest writes itself."""

    class Meta:
        model = Issue
        fields = ["rhythm"]

    def clean_rhythm(self):
        rhythm = self.cleaned_data["rhythm"]
        if reason := refusal(rhythm):
            raise ValidationError(reason)
        return rhythm


class ItemForm(forms.ModelForm):
    """The place and the word of a fact, or why it is left out; each box is named after it for
    screen readers."""

    class Meta:
        model = Item
        fields = ["rank", "word", "left_out_because"]
        widgets = {
            "word": forms.TextInput(attrs={"size": 32}),
            "left_out_because": forms.TextInput(attrs={"size": 24}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for field in self.fields.values():
                field.widget.attrs["aria-label"] = f"{field.label}, {self.instance.action}"


class ItemInline(NoAddition, NoDeletion, admin.TabularInline):
    """The facts of the issue: none is added; each may get a place and a word, or be left out with a
    reason that the public reads."""

    model = Item
    form = ItemForm
    fields = ["fact", "rank", "word", "left_out_because"]
    readonly_fields = ["fact"]
    extra = 0
    verbose_name_plural = "ce que le numéro raconte"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("action", "event__merged_into")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.change_issue") and bool(obj and obj.is_draft)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.view_issue")

    @admin.display(description="fait")
    def fact(self, item):
        if item.event is None:
            return f"{item.action} – en retard"
        status = f" – {item.event.outcome.lower()}" if item.event.status else ""
        return f"{item.action}{status} – {item.event.occurred_on} : {item.event.text}"


class AdditionInline(NewUseInline):
    """Other news, a picture, a portrait."""

    model = Addition
    fields = ["rank", "title", "text", "url", "picture", "portrait"]
    autocomplete_fields = ["picture", "portrait"]
    extra = 0
    max_num = MOST_ADDITIONS
    verbose_name_plural = "compléments : une autre nouvelle, une image, un portrait"

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.change_issue") and bool(obj and obj.is_draft)

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.view_issue")


@admin.register(Issue)
class IssueAdmin(PreviewMixin, ExportMixin, admin.ModelAdmin):
    list_display = ["name", "title", "state", "rhythm", "up_to_day", "send_at"]
    list_display_links = ["name", "title"]
    list_filter = ["state", "rhythm"]
    search_fields = ["=number", "title"]
    change_form_template = "admin/newsletter/issue/change_form.html"
    autocomplete_fields = ["figures"]
    view_on_site = False  # a draft has no page; the desk links to the others
    inlines = [AdditionInline, ItemInline]
    formfield_overrides = {models.DateTimeField: {"widget": LabelledSplitDateTime}}
    fieldsets = [
        (None, {"fields": ["title", "introduction", "figures"]}),
        ("Envoi", {"fields": ["send_at"]}),
    ]

    @admin.display(description="numéro", ordering="number")
    def name(self, issue):
        return issue.heading

    # Who may do what

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_deletable)

    def get_actions(self, request):
        """Deleting many at once would not ask whether each may go."""
        return {}

    # The draft

    def get_form(self, request, obj=None, **kwargs):
        if obj is None:
            return DraftForm
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else [(None, {"fields": ["rhythm"]})]

    def get_inlines(self, request, obj):
        """Beyond what a form can hold, facts keep their usual order and have no word."""
        if obj is None:
            return []
        return self.inlines if obj.items.count() <= MOST_ITEMS else [AdditionInline]

    def get_changeform_initial_data(self, request):
        return {"rhythm": Rhythm.MONTHLY} | super().get_changeform_initial_data(request)

    def save_form(self, request, form, change):
        issue = super().save_form(request, form, change)
        return issue if change else make_draft(issue.rhythm, request.user)

    def response_add(self, request, obj, post_url_continue=None):
        """Straight to what was made: it is to be read before anything else."""
        self.message_user(
            request, "Le brouillon est écrit à partir des étapes : relisez-le.", messages.SUCCESS
        )
        return self.back_to(obj)

    def save_related(self, request, form, formsets, change):
        """Whoever changes something, or saves it first as it is, answers for it."""
        super().save_related(request, form, formsets, change)
        issue = form.instance
        has_changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        if change and (has_changed or issue.edited_by_id is None):
            Issue.objects.filter(pk=issue.pk).update(edited_by=request.user)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        issue = self.get_object(request, object_id)
        context = (
            {
                "recorded_since": recorded_since(issue),
                "steps": self.steps(request, issue),
                "count": issue.count(),
            }
            if issue
            else {}
        )
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    # From draft to sent, one button at a time

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.act_view))
        return [
            path("<int:pk>/faire/<slug:verb>/", view, name="newsletter_issue_act"),
            *super().get_urls(),
        ]

    def steps(self, request, issue):
        """What this person may do now."""
        has_untitled = issue.items.filter(action__title="", left_out_because="").exists()
        return [
            step
            for step in STEPS.get(issue.state, [])
            if (has_untitled or step.take != leave_untitled_out)
            and any(request.user.has_perm(f"newsletter.{right}_issue") for right in step.rights)
        ]

    def act_view(self, request, pk, verb):
        issue = get_object_or_404(Issue, pk=pk)
        step = next((one for one in self.steps(request, issue) if one.verb == verb), None)
        if step is None:
            messages.error(
                request,
                "Ce n’est plus possible : le numéro a changé d’état, ou le droit vous manque.",
            )
            return self.back_to(issue)
        try:
            step.take(issue, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.log_change(request, issue, step.label)
            messages.success(request, step.done)
        return self.back_to(issue)

    def back_to(self, issue):
        return HttpResponseRedirect(reverse("admin:newsletter_issue_change", args=[issue.pk]))

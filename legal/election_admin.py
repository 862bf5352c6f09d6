"""Election periods in the back office, and the second person that they ask for."""

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import Truncator, capfirst
from django.views.decorators.http import require_POST

from backoffice.history import HistoryAdmin
from exchange.admin import ExportMixin
from publishing.admin import ReadOnly

from .models import Agreement, Election
from .models.elections import QUESTIONS


@admin.register(Election)
class ElectionAdmin(ExportMixin, HistoryAdmin):
    list_display = ["name", "ballot_on", "concerns", "period"]
    list_filter = ["concerns"]
    search_fields = ["name", "source_title", "note"]
    readonly_fields = ["period"]
    fieldsets = [
        (None, {"fields": ["name", "ballot_on", "last_on", "concerns", "period"]}),
        ("Source", {"fields": ["source_title", "source_url", "note"]}),
    ]

    @admin.display(description="période")
    def period(self, election):
        return election.period if election.ballot_on else "Calculée à l’enregistrement."


@admin.register(Agreement)
class AgreementAdmin(ReadOnly, ExportMixin, admin.ModelAdmin):
    """Requests to answer, and the log of what was answered."""

    list_display = ["label", "kind", "periods", "asked_by", "asked_at", "decided_by", "is_given"]
    list_filter = [("decided_at", admin.EmptyFieldListFilter), "is_given", "kind"]
    list_select_related = ["kind", "asked_by", "decided_by"]
    search_fields = ["label", "periods", "words"]

    def has_view_permission(self, request, obj=None):
        """Whoever may answer, and whoever asked while their role still writes that kind, whatever
        else it reads."""
        if super().has_view_permission(request, obj):
            return True
        if obj is None:
            return False
        model_admin, _, may_publish = self.subject(request, obj)
        is_asker = obj.asked_by_id == request.user.pk
        return may_publish or (is_asker and model_admin.has_change_permission(request))

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.decide_view))
        return [
            path("<int:pk>/repondre/", view, name="legal_agreement_decide"),
            *super().get_urls(),
        ]

    def subject(self, request, agreement):
        """`(the admin of its kind, the record, whether this person may publish it)`."""
        model = agreement.kind.model_class()
        model_admin = self.admin_site.get_model_admin(model)
        publishes = getattr(model_admin, "may_publish", lambda _: True)(request)
        if not agreement.object_id:
            return model_admin, None, publishes and model_admin.has_add_permission(request)
        try:
            record = model._base_manager.get(pk=agreement.object_id)
        except ObjectDoesNotExist:
            return model_admin, None, False
        may_change = model_admin.has_change_permission(request, record)
        return model_admin, record, publishes and may_change

    def change_view(self, request, object_id, form_url="", extra_context=None):
        agreement = self.get_object(request, object_id)
        if agreement is None:
            return super().change_view(request, object_id)
        if not self.has_view_permission(request, agreement):
            raise PermissionDenied
        model_admin, record, may_publish = self.subject(request, agreement)
        opts = model_admin.opts
        name = f"admin:{opts.app_label}_{opts.model_name}_"
        page = reverse(f"{name}change", args=[record.pk]) if record else reverse(f"{name}add")
        context = self.admin_site.each_context(request) | {
            "title": capfirst(str(agreement)),
            "opts": self.opts,
            "agreement": agreement,
            "questions": QUESTIONS,
            "is_asker": agreement.asked_by_id == request.user.pk,
            "may_publish": may_publish,
            "changes": self.changes(request, agreement, model_admin, record),
            "form_url": page,
            "carried": agreement.form,
        }
        return TemplateResponse(request, "admin/legal/agreement.html", context)

    @staticmethod
    def changes(request, agreement, model_admin, record):
        """`(label, before, after)` of each box that differs."""
        if not agreement.form:
            return []
        data = QueryDict(mutable=True)
        for key, value in agreement.form:
            data.appendlist(key, value)
        form = model_admin.get_form(request, record, change=bool(record))(data, instance=record)
        found = []
        for key in form.changed_data:
            before = form.get_initial_for_field(form.fields[key], key)
            texts = ["" if one is None else str(one) for one in (before, form[key].data)]
            found.append((form[key].label, *(Truncator(text).chars(2_000) for text in texts)))
        return found

    def decide_view(self, request, pk):
        agreement = get_object_or_404(Agreement, pk=pk)
        if not self.subject(request, agreement)[2]:
            raise PermissionDenied
        is_given = request.POST.get("accord") == "oui"
        ticked, words = request.POST.getlist("neutre"), request.POST.get("words", "")
        try:
            agreement.decide(request.user, is_given=is_given, ticked=ticked, words=words)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            said = "Accord donné : publiez maintenant." if is_given else "Accord refusé."
            messages.success(request, said)
        return HttpResponseRedirect(agreement.get_absolute_url())

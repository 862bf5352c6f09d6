"""Where the town fills what the law asks of it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from backoffice.history import HistoryAdmin
from backoffice.reach import account_lines
from exchange.admin import ExportMixin
from publishing.admin import NoDeletion, PermanentName, PublishableAdmin

from . import election_admin as election_admin
from .gaps import find_deadlines, find_gaps
from .models import (
    Audit,
    Host,
    Identity,
    Nonconformity,
    Processing,
    Publisher,
    Statement,
    Tribune,
    TribuneSpace,
    TribuneWriter,
)
from .models.tribunes import writer_of
from .resources import ProcessingResource, PublisherResource


class CompletableAdmin(ExportMixin, HistoryAdmin):
    """Says in the list what is still missing."""

    @admin.display(description="à compléter")
    def missing(self, record):
        return ", ".join(str(field.verbose_name) for field in record.missing) or None


class SingletonAdmin(NoDeletion, HistoryAdmin):
    """The one record of its kind: the list leads straight to its form."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not self.model.objects.exists()

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        record = self.model.objects.first()
        if record:
            return HttpResponseRedirect(reverse(f"{name}_change", args=[record.pk]))
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse(f"{name}_add"))
        return super().changelist_view(request, extra_context)


@admin.register(Publisher)
class PublisherAdmin(NoDeletion, CompletableAdmin):
    """The three bodies; also the page of everything that is still missing.

    None is removed: a publisher answers for the site as long as it is online.
    """

    resource_classes = [PublisherResource]
    search_fields = ["siret", "address", "email"]

    list_display = ["body", "director", "telephone", "missing"]
    fieldsets = [
        (None, {"fields": ["body", "legal_form", "siret"]}),
        ("Mentions légales", {"fields": ["address", "telephone", "email", "director", "editor"]}),
        ("Données personnelles", {"fields": ["dpo", "dpo_contact"]}),
        ("Accès aux documents", {"fields": ["prada", "prada_contact"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["body"] if obj else []

    def has_add_permission(self, request):
        return super().has_add_permission(request) and (
            Publisher.objects.count() < len(Publisher.body.field.choices)
        )

    def get_urls(self):
        view = self.admin_site.admin_view(self.gaps_view)
        return [path("a-completer/", view, name="legal_gaps"), *super().get_urls()]

    def gaps_view(self, request):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": "Mentions à compléter",
            "gaps": find_gaps(),
            "deadlines": find_deadlines(),
        }
        return TemplateResponse(request, "admin/legal/gaps.html", context)


@admin.register(Host)
class HostAdmin(SingletonAdmin):
    pass


@admin.register(Identity)
class IdentityAdmin(SingletonAdmin):
    fieldsets = [
        (None, {"fields": ["contact", "controller_agreement"]}),
        ("Réutilisation", {"fields": ["contents_licence", "source_code_url"]}),
        (
            "Écoconception",
            {"fields": ["digital_report_url", ("rgesn_on", "rgesn_score"), "rgesn_url"]},
        ),
    ]


@admin.register(Statement)
class StatementAdmin(SingletonAdmin):
    fieldsets = [
        (None, {"fields": ["established_on", "technologies"]}),
        ("Schéma et plan", {"fields": [("scheme_url", "scheme_ends_on"), "plan_url"]}),
    ]


@admin.register(Audit)
class AuditAdmin(ExportMixin, HistoryAdmin):
    search_fields = ["auditor", "pages"]
    list_display = ["performed_on", "auditor", "rgaa_version", "result", "published_on", "expires"]
    fieldsets = [
        (None, {"fields": ["auditor", "rgaa_version", ("performed_on", "published_on")]}),
        ("Résultat", {"fields": [("criteria_met", "criteria_applicable")]}),
        ("Comment", {"fields": ["pages", "environments", "tools"]}),
        ("Fin anticipée", {"fields": ["redesigned_on", "newer_rgaa_on"]}),
    ]

    @admin.display(description="mention obtenue")
    def result(self, audit):
        return f"{audit.conformity.label} ({audit.rate}\u00a0%)"

    @admin.display(description="cesse de valoir le")
    def expires(self, audit):
        return audit.expires_on


@admin.register(Nonconformity)
class NonconformityAdmin(ExportMixin, HistoryAdmin):
    list_display = ["content", "kind", "criterion", "solved_on"]
    list_filter = ["kind", "solved_on"]
    search_fields = ["content", "criterion", "reason"]


@admin.register(Processing)
class ProcessingAdmin(PermanentName, CompletableAdmin):
    """The register (RGPD 30), which is exported under the list."""

    resource_classes = [ProcessingResource]
    list_display = ["name", "basis", "retention", "missing", "is_active"]
    list_filter = ["is_active", "basis"]
    search_fields = ["name", "purpose", "fields"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["controllers"]


@admin.register(TribuneSpace)
class TribuneSpaceAdmin(SingletonAdmin):
    pass


class TribuneWriterLine(admin.StackedInline):
    model = TribuneWriter
    extra = 1
    max_num = 1
    classes = ["collapse"]


account_lines.append(TribuneWriterLine)


@admin.register(Tribune)
class TribuneAdmin(PublishableAdmin):
    """A group that has an account writes alone; others say why the law takes a text out."""

    WRITTEN = ("body", "group", "written_on", "title", "text", "state")
    list_display = ["written_on", "group", "title", "body", "visibility"]
    list_display_links = ["group"]
    list_filter = ["state", "body", "group"]
    search_fields = ["group", "title", "text"]
    fieldsets = [
        (None, {"fields": ["body", "group", "written_on", "title", "text"]}),
        PublishableAdmin.PUBLICATION,
        ("Ce que la loi impose", {"fields": ["withheld_because"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj)]
        if writer_of(request.user):
            return [*fields, "body", "group", "withheld_because"]
        written = {"body": obj.body, "group": obj.group} if obj else {}
        if obj and TribuneWriter.objects.filter(**written).exists():
            return [*fields, *self.WRITTEN, "publish_at", "unpublish_at"]
        return fields

    def save_model(self, request, tribune, form, change):
        if writer := writer_of(request.user):
            tribune.body, tribune.group = writer.body, writer.group
        super().save_model(request, tribune, form, change)

    def has_delete_permission(self, request, obj=None):
        """Taken out with a reason, rather than made to disappear."""
        is_draft = obj is None or not obj.is_public
        return is_draft and super().has_delete_permission(request, obj)

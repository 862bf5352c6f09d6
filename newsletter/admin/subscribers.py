"""Subscribers: counted for everybody, met one by one by those who answer requests of rights."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from exchange.admin import ExportMixin
from mail.addresses import read_address
from newsletter.models import Consent, Subscriber, Tally
from publishing.admin import NoAddition, NoChange

from ..resources import CountResource, counts
from ..subscribers.exports import list_as_csv
from ..subscribers.statistics import summary


class AddressSearch(forms.Form):
    """One exact address: the list is not to be leafed through."""

    address = forms.CharField(label="Adresse exacte", widget=forms.EmailInput, max_length=1000)

    def clean_address(self):
        return read_address(self.cleaned_data["address"])


class ConsentInline(NoAddition, NoChange, admin.TabularInline):
    model = Consent
    extra = 0
    can_delete = False
    readonly_fields = ["text_shown", "source", "asked_at", "confirmed_at"]
    fields = [*readonly_fields]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.see_addresses")


@admin.register(Subscriber)
class SubscriberAdmin(NoAddition, NoChange, ExportMixin, admin.ModelAdmin):
    """There is no list: its page holds the counts, a search by exact address, and exports: of the
    counts for all who see them, of addresses for those who have that right."""

    resource_classes = [CountResource]
    inlines = [ConsentInline]
    readonly_fields = [
        "address",
        "rhythm",
        "follows_everything",
        "followed_themes",
        "followed_actions",
        "asked_at",
        "confirmed_at",
        "seen_at",
        "asked_again_at",
        "refused_at",
    ]
    fields = [*readonly_fields]

    @admin.display(description="adresse électronique")
    def address(self, subscriber):
        return subscriber.address

    @admin.display(description="thèmes suivis")
    def followed_themes(self, subscriber):
        return ", ".join(theme.name for theme in subscriber.themes.all()) or None

    @admin.display(description="actions suivies")
    def followed_actions(self, subscriber):
        return ", ".join(str(action) for action in subscriber.actions.all()) or None

    # Rights: a subscriber's own page shows an address, the counts do not.

    def has_view_permission(self, request, obj=None):
        if obj is not None:
            return request.user.has_perm("newsletter.see_addresses")
        return super().has_view_permission(request)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and request.user.has_perm("newsletter.erase_addresses")

    def get_urls(self):
        def guarded(view):
            return self.admin_site.admin_view(require_POST(view))

        return [
            path("adresse/", guarded(self.find), name="newsletter_find_address"),
            path("export.csv", guarded(self.export), name="newsletter_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None, search=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        may = {
            verb: request.user.has_perm(f"newsletter.{verb}_addresses")
            for verb in ("see", "import", "export")
        }
        context = self.admin_site.each_context(request) | {
            "title": "Abonnés",
            "opts": self.opts,
            "search": search or AddressSearch(),
            "may": may,
            "exports": self.export_links(request),
            **summary(),
        }
        return TemplateResponse(request, "admin/newsletter/subscribers.html", context)

    def get_export_queryset(self, request):
        return counts()

    def find(self, request):
        """By POST: an address in an address bar stays in histories and in access logs."""
        if not request.user.has_perm("newsletter.see_addresses"):
            raise PermissionDenied
        search = AddressSearch(request.POST)
        if not search.is_valid():
            return self.changelist_view(request, search=search)
        found = Subscriber.objects.with_address(search.cleaned_data["address"]).first()
        if found is None:
            log(request, None, "Adresse cherchée, absente.")
            messages.info(request, "Cette adresse n’est pas abonnée.")
            return HttpResponseRedirect(reverse("admin:newsletter_subscriber_changelist"))
        return HttpResponseRedirect(reverse("admin:newsletter_subscriber_change", args=[found.pk]))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        response = super().change_view(request, object_id, form_url, extra_context)
        subscriber = self.get_object(request, object_id)
        if response.status_code == 200 and subscriber:
            log(request, subscriber, "Adresse consultée.")
        return response

    def delete_model(self, request, subscriber):
        """Erased as if the person had left, at their request."""
        subscriber.leave(Tally.Kind.ERASED)

    def export(self, request):
        if not request.user.has_perm("newsletter.export_addresses"):
            raise PermissionDenied
        count = Subscriber.objects.count()
        log(request, None, f"Liste exportée : {count} adresse{'s' if count > 1 else ''}.")
        name = f"abonnes-{timezone.localdate():%Y-%m-%d}.csv"
        return HttpResponse(
            list_as_csv(),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )


def log(request, subscriber, message, flag=CHANGE):
    """A line of the journal, without the address: it outlives the subscriber."""
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(Subscriber),
        object_id=subscriber and str(subscriber.pk),
        object_repr=str(subscriber) if subscriber else "abonnés",
        action_flag=flag,
        change_message=message,
    )

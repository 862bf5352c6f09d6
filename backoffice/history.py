"""History that staff can read, and bring back: the screens of the versions of a record."""

import copy
import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst

from .refill import send_lines, type_in
from .versions import KEPT, Change, Timeline, Version, has_history

PER_PAGE = 30
RECENT = datetime.timedelta(seconds=10)  # a version older than this is not of the gesture told
LONGEST_MESSAGE = 2_000  # characters, of the journal


class HistoryAdmin(admin.ModelAdmin):
    """Of a model with a history, every version is shown in full, and can be brought back through
    the form. Others have Django's page, which says who did what and when."""

    def get_urls(self) -> list[URLPattern]:
        if not has_history(self.model):
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_version"
        view = self.admin_site.admin_view(self.version_view)
        return [path("<path:object_id>/history/<str:code>/", view, name=name), *super().get_urls()]

    def timeline(self, request: HttpRequest, record: Any) -> Timeline:
        lines = [
            (inline.model, _get_foreign_key(self.model, inline.model, inline.fk_name).name)
            for inline in self.get_inline_instances(request, record)
            if has_history(inline.model)
        ]
        return Timeline(self.model, record.pk, lines)

    def readable(self, request: HttpRequest, object_id: str) -> Any:
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if not has_history(self.model):
            return super().history_view(request, object_id, extra_context)
        record = self.readable(request, object_id)
        if record is None:
            raise Http404(f"{capfirst(self.opts.verbose_name)} : introuvable, ou supprimé depuis.")
        told = self.timeline(request, record).told()
        page = Paginator(told, PER_PAGE).get_page(request.GET.get("p"))
        context = {"title": "Historique", "page_obj": page, "versions": page.object_list}
        return self.history_page(request, record, "history", context)

    def history_page(
        self, request: HttpRequest, record: Any, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        context |= {
            "object": record,
            "subtitle": str(record),
            "opts": self.opts,
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "may_restore": self.has_change_permission(request, record),
            "change_url": self.page_of(record, "change"),
            "history_url": self.page_of(record, "history"),
        }
        return TemplateResponse(
            request,
            f"admin/backoffice/{name}.html",
            self.admin_site.each_context(request) | context,
        )

    def page_of(self, record: Any, page: str) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[quote(record.pk)])

    def version_view(self, request: HttpRequest, object_id: str, code: str) -> HttpResponse:
        """A version in full, beside what is there now; a POST brings it back."""
        record = self.readable(request, object_id)
        if record is None:
            raise Http404(f"{capfirst(self.opts.verbose_name)} : introuvable, ou supprimé depuis.")
        timeline = self.timeline(request, record)
        version = timeline.at(code)
        if version is None:
            raise Http404("Cette version n’existe pas.")
        timeline.told()
        if request.method == "POST":
            return self.bring_back(request, record, timeline, version)
        now = timeline.versions[-1].after
        context = {
            "title": f"Version du {words(version)}",
            "version": version,
            "whole": whole(timeline, version),
            "since": timeline.changes(version.after, now),
            "keeps_state": KEPT & {one.name for one in self.opts.fields},
            "left_out": [
                capfirst(str(inline.opts.verbose_name_plural))
                for inline in self.get_inline_instances(request, record)
                if not has_history(inline.model)
            ],
        }
        return self.history_page(request, record, "version", context)

    def bring_back(
        self, request: HttpRequest, record: Any, timeline: Timeline, version: Version
    ) -> HttpResponse:
        """As if somebody typed it again: what the form refuses is refused, and shown there."""
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        request.POST = self.typed(request, record, timeline, version)  # type: ignore[assignment]  # a QueryDict of ours, as the form's
        change_url = self.page_of(record, "change")
        answer = self.changeform_view(request, str(record.pk), form_url=change_url)
        if getattr(request, "is_proposed", False):  # somebody else publishes: it says so
            return answer
        if isinstance(answer, HttpResponseRedirect):
            list(messages.get_messages(request))  # in place of « modifié avec succès »
            messages.success(request, f"La version du {words(version)} est remise.")
            return HttpResponseRedirect(change_url)
        messages.error(
            request,
            "Cette version ne peut pas être remise telle quelle : corrigez ce qui est signalé, "
            "puis enregistrez. Rien n’est encore changé.",
        )
        return answer

    def typed(
        self, request: HttpRequest, record: Any, timeline: Timeline, version: Version
    ) -> QueryDict:
        """What the form of the record would send, had somebody typed that version in it."""
        data = request.POST.copy()  # with the token of the page
        rows = timeline.lines_of(self.model, version.after)
        values = timeline.values(rows[record.pk]) if record.pk in rows else {}
        several = {one.name for one in self.opts.many_to_many}
        former = self.get_object(request, str(record.pk))
        for name in values.keys() - several - KEPT:
            one: Any = self.opts.get_field(name)
            setattr(former, one.attname, values[name])
        form = self.get_form(request, record, change=True)(instance=former)
        form.initial.update({name: values[name] for name in values.keys() & several})
        for field in form:
            type_in(data, field)
        if "reason" in form.fields:  # asked when a value looks wrong
            data["reason"] = f"Version du {words(version)} remise."
        own: Any = self  # the types of Django leave it out
        opened = copy.copy(request)
        opened.method = "GET"
        formsets, _ = own._create_formsets(opened, record, change=True)
        for formset in formsets:
            wanted = None
            if formset.model in timeline.links:
                found = timeline.lines_of(formset.model, version.after)
                wanted = {pk: timeline.values(row) for pk, row in found.items()}
            send_lines(data, formset, wanted)
        return data

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The journal says what was there before, and what is there now."""
        if isinstance(message, list) and has_history(self.model):
            timeline = self.timeline(request, obj)
            last = timeline.versions[-1] if timeline.versions else None
            if last and timezone.now() - last.at < RECENT:
                changes = timeline.changes(last.before, last.after)
                told = " ; ".join(change.sentence for change in changes)
                message = Truncator(told).chars(LONGEST_MESSAGE) or message
        return super().log_change(request, obj, message)


def words(version: Version) -> str:
    return date_format(timezone.localtime(version.at), r"j F Y \à H \h i")


def whole(timeline: Timeline, version: Version) -> list[tuple[str, list[Any]]]:
    """`[(title, [(label, value, what it is now)])]`: the record, then each line of its form."""
    now = timeline.versions[-1].after
    found = []
    for key, row in version.after.items():
        today = dict(timeline.texts(now[key])) if key in now else None
        lines = []
        for label, text in timeline.texts(row):
            differs = today is not None and today.get(label, "") != text
            change = Change(label, text, today.get(label, "")) if today and differs else None
            lines.append((capfirst(label), text, change))
        title = "" if row.instance_type is timeline.model else timeline.line_label(row)
        found.append((title, lines))
    return found

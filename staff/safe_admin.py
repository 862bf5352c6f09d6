"""What every form of the back office does so that nothing is lost between two people or two clicks.

`BackOffice.register` gives it to each: no class of an app above has to think of it.
"""

import copy
import datetime
import hashlib
import json
import re
import uuid
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import quote, unquote
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from . import french
from .merging import CHOICE, TEXT, Merger, label_of, shown
from .models import SavedForm
from .presence import hour, name_of, see
from .snapshots import Snapshot, compared, lines_posted, posted, snapshot

OPENED_ON = "_opened_on"  # what the form shows, so that a change made meanwhile is seen
TOKEN = "_form_token"  # of one form that was shown: it is saved once
HELD = "_reprise"  # shown again with what was typed, not saved
UNSAID = {"csrfmiddlewaretoken", HELD, TOKEN, "_save", "_continue", "_addanother", "_saveasnew"}


class Held:
    """Mixed into a form that shows what was typed again: it is never saved."""

    def is_valid(self) -> bool:
        super().is_valid()  # type: ignore[misc]  # for its errors
        return False


def digest_of(data: QueryDict) -> str:
    """Of what a form says; a password is not even hashed here."""
    said = sorted(
        (name, values)
        for name, values in data.lists()
        if name not in UNSAID and "password" not in name
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def hidden(data: QueryDict) -> list[tuple[str, str]]:
    """What a page that asks something carries along."""
    left_out = {"csrfmiddlewaretoken", OPENED_ON, HELD}
    return [
        (name, value)
        for name, values in data.lists()
        if name not in left_out and not name.startswith((CHOICE, TEXT))
        for value in values
    ]


def opened(text: str) -> tuple[datetime.datetime | None, Snapshot, Snapshot]:
    """`(when, base, seen)` that a form was opened on; empty when nobody can read it."""
    try:
        read = json.loads(text)
        parts = [
            {
                str(key): {str(name): [str(one) for one in texts] for name, texts in value.items()}
                for key, value in read[part].items()
            }
            for part in ("base", "seen")
        ]
        return datetime.datetime.fromisoformat(read["at"]), parts[0], parts[1]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None, {}, {}


def written(base: Snapshot, seen: Snapshot | None = None) -> str:
    value = {"at": timezone.now().isoformat(), "base": base, "seen": seen or {}}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def error_links(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    """`(id of the box, its label, what is wrong)` of each error, in the order of the page."""
    forms_shown = [("", context["adminform"].form)]
    for one in context["inline_admin_formsets"]:
        title = f"{capfirst(one.opts.verbose_name)}, " if one.formset.is_bound else ""
        forms_shown += [(title, form) for form in one.formset.forms if form.is_bound]
    return [
        (form[name].id_for_label, f"{title}{label_of(form, name)}", " ".join(errors))
        for title, form in forms_shown
        for name, errors in form.errors.items()
        if name in form.fields
    ]


class SafeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # of any model
    """Mixed in before each class that is registered."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form_class = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST" and HELD in request.POST:
            return type(form_class.__name__, (Held, form_class), {})
        return form_class

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """A save is compared with what is stored, under a lock, in the transaction that saves."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if re.fullmatch(r"[0-9a-f]{32}", request.POST.get(TOKEN, "")):
            request.form_token = request.POST[TOKEN]  # type: ignore[attr-defined]  # carried by this one request
        with transaction.atomic():
            asked = (
                self.before_change(request, object_id) if object_id else self.before_add(request)
            )
            if asked:
                return asked
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            note = getattr(request, "saved_form", None)
            if note and not note.object_id:  # refused: it may be sent again
                note.delete()
            return answer

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if add or self.has_change_permission(request, obj):
            context["form_token"] = getattr(request, "form_token", None) or uuid.uuid4().hex
        verb = (
            "Ajouter" if add else "Modifier" if self.has_change_permission(request, obj) else "Voir"
        )
        name = str(self.opts.verbose_name)
        context["title"] = f"{verb} {french.a(name) if add else french.the(name)}"
        context |= {"is_feminine": french.is_feminine(name), "error_links": error_links(context)}
        context["is_held"] = HELD in request.POST
        if change and self.has_change_permission(request, obj):
            context["opened_on"] = getattr(request, "opened_on", None) or self.opened_on(
                request, obj, context
            )
            if not context.get("is_popup"):
                context["others_here"] = see(request.user, request.path, is_new=True)
        named: Any = {"add": add, "change": change, "form_url": form_url, "obj": obj}
        return super().render_change_form(request, context, **named)

    def opened_on(self, request: HttpRequest, obj: Any, context: Any) -> str:
        """From the very forms that are shown."""
        formsets = [
            one.formset
            for one in context["inline_admin_formsets"]
            if one.opts.has_change_permission(request, obj)
        ]
        return written(snapshot(context["adminform"].form, formsets))

    def stored_forms(self, request: HttpRequest, obj: Any) -> tuple[Any, list[Any]]:
        """The form and its lines on what is stored, as Django shows them before anybody types."""
        asked = copy.copy(request)
        asked.method = "GET"
        form = self.get_form(asked, obj, change=True)(instance=obj)
        formsets, prefixes = [], {}
        for formset_class, inline in self.get_formsets_with_inlines(asked, obj):
            prefix = formset_class.get_default_prefix()
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
            if prefixes[prefix] > 1:
                prefix = f"{prefix}-{prefixes[prefix]}"
            if inline.has_change_permission(asked, obj):
                options = self.get_formset_kwargs(asked, obj, inline, prefix)
                formsets.append(formset_class(**options))
        return form, formsets

    # A colleague saved meanwhile

    def before_change(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """What has to be asked first, if anything; else the POST holds both changes."""
        obj = self.get_object(request, unquote(object_id))
        if obj is not None:
            locked = self.model._base_manager.select_for_update().filter(pk=obj.pk)
            obj = self.get_object(request, unquote(object_id)) if locked.exists() else None
        if OPENED_ON not in request.POST:
            return None
        if HELD in request.POST:
            request.opened_on = request.POST[OPENED_ON]  # type: ignore[attr-defined]  # carried by this one request
            return None
        if obj is None:
            return self.page_of_gone(request, unquote(object_id))
        if not self.has_change_permission(request, obj):
            return None
        at, base, seen = opened(request.POST[OPENED_ON])
        form, formsets = self.stored_forms(request, obj)
        merger = Merger(form, formsets, base, seen, request.POST, request.FILES)
        merger.merge()
        request.POST = merger.data  # type: ignore[assignment]  # the merged form, in place of the one sent
        request.opened_on = written(merger.theirs)  # type: ignore[attr-defined]  # carried by this one request
        if merger.conflicts:
            return self.page_of_conflicts(request, obj, merger, at)
        if merger.taken:
            who, _ = self.who_changed(request, obj, at)
            messages.info(
                request,
                f"{who} a enregistré pendant que vous écriviez. Gardé avec vos changements : "
                f"{', '.join(merger.taken)}.",
            )
        return None

    def who_changed(
        self, request: HttpRequest, obj: Any, since: datetime.datetime | None
    ) -> tuple[str, str]:
        """`(who, when)` of the last change told by the journal."""
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk)
        )
        last = entries.filter(action_time__gte=since).first() if since else entries.first()
        if last is None:
            return "Quelqu’un", ""
        is_me = last.user_id == request.user.pk
        return ("Une autre de vos pages" if is_me else name_of(last.user)), hour(last.action_time)

    def asking_context(self, request: HttpRequest, title: str, data: QueryDict) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "carried": hidden(data),
            "files": [getattr(file, "name", "") for file in request.FILES.values()],
            "is_popup": "_popup" in request.POST,
        }

    def page_of_conflicts(
        self, request: HttpRequest, obj: Any, merger: Merger, at: datetime.datetime | None
    ) -> TemplateResponse:
        who, when = self.who_changed(request, obj, at)
        context = self.asking_context(request, "Deux personnes ont écrit ici", merger.data) | {
            "original": obj,
            "who": who,
            "when": when,
            "conflicts": merger.conflicts,
            "taken": merger.taken,
            "opened_on": written(*merger.next_base()),
            "opened_at": hour(at) if at else "",
        }
        return TemplateResponse(request, "admin/staff/conflict.html", context, status=409)

    def page_of_gone(self, request: HttpRequest, object_id: str) -> TemplateResponse:
        """A colleague deleted it: what was typed is shown, and may be made anew."""
        removal = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=object_id,
            action_flag=DELETION,
        ).first()
        asked = copy.copy(request)
        asked.method = "GET"
        form = self.get_form(asked)()
        data = request.POST.copy()
        typed = [
            (label_of(form, name), shown(field, value))
            for name, field in compared(form)
            if (value := posted(field.widget, data, request.FILES, name))
        ]
        for formset_class, _ in self.get_formsets_with_inlines(asked):
            prefix = formset_class.get_default_prefix()
            formset = formset_class(prefix=prefix)
            for index, key in lines_posted(formset, data):
                if key:  # of a line that went with the rest: new ones are made
                    data[f"{prefix}-{index}-{formset.model._meta.pk.name}"] = ""
                    data[f"{prefix}-{index}-{formset.fk.name}"] = ""
            data[f"{prefix}-INITIAL_FORMS"] = "0"
        context = self.asking_context(request, "Cette fiche a été supprimée", data) | {
            "who": name_of(removal.user) if removal else "",
            "when": hour(removal.action_time) if removal else "",
            "typed": typed,
            "add_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
            if self.has_add_permission(request)
            else "",
        }
        return TemplateResponse(request, "admin/staff/gone.html", context, status=409)

    # The same form sent twice

    def before_add(self, request: HttpRequest) -> HttpResponse | None:
        token = getattr(request, "form_token", None)
        if token is None or HELD in request.POST:
            return None
        digest = digest_of(request.POST)
        # Another process that holds the same token makes this one wait for what becomes of it.
        made_by: Any = request.user  # somebody: the address is of the back office
        note, is_new = SavedForm.objects.get_or_create(
            token=token, defaults={"user": made_by, "digest": digest}
        )
        if is_new:
            request.saved_form = note  # type: ignore[attr-defined]  # carried by this one request
            return None
        request.form_token = uuid.uuid4().hex  # type: ignore[attr-defined]  # carried by this one request
        made = self.get_object(request, note.object_id) if note.user_id == request.user.pk else None
        if made and note.digest == digest:
            return self.say_already_saved(request, made)
        data = request.POST.copy()
        data[HELD] = "1"
        request.POST = data  # type: ignore[assignment]  # what was sent, marked as held
        messages.warning(
            request,
            format_html(
                "Cette page a déjà servi à enregistrer {}. Rien de plus n’est enregistré : si vous "
                "voulez en faire une autre fiche, enregistrez de nouveau.",
                self.link_to(made) if made else "une fiche",
            ),
        )
        return None

    def link_to(self, obj: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return format_html('<a href="{}">« {} »</a>', reverse(name, args=[obj.pk]), obj)

    def say_already_saved(self, request: HttpRequest, made: Any) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, made)
        said = format_html(
            "C’était déjà enregistré : {}. Rien n’est fait deux fois.", self.link_to(made)
        )
        messages.info(request, said)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[made.pk]))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        if note := getattr(request, "saved_form", None):
            note.object_id = str(obj.pk)
            note.save(update_fields=["object_id"])
        self.forget_typed(request)
        request.said = self.said(request, obj, "ajouté")  # type: ignore[attr-defined]  # carried by this one request
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        self.forget_typed(request)
        request.said = self.said(request, obj, "enregistré")  # type: ignore[attr-defined]  # carried by this one request
        return super().response_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> Any:
        request.said = french.told(  # type: ignore[attr-defined]  # carried by this one request
            obj_display, str(self.opts.verbose_name), "supprimé", "", request
        )
        return super().response_delete(request, obj_display, obj_id)

    def said(self, request: HttpRequest, obj: Any, participle: str) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        link = ""
        if self.has_view_or_change_permission(request, obj):
            link = reverse(name, args=[quote(obj.pk)])
        return french.told(obj, str(self.opts.verbose_name), participle, link, request)

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: Any = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """Django's own sentence of success has no article: ours is said in its place, once."""
        if "avec succès" in str(message) and getattr(request, "said", None):
            message, request.said = request.said, None  # type: ignore[attr-defined]  # carried by this one request
        super().message_user(request, message, level, extra_tags, fail_silently)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None, **more: Any) -> Any:
        name = str(self.opts.verbose_name)
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "add_label": f"Ajouter {french.a(name)}",
        }
        return super().changelist_view(request, context | (extra_context or {}), **more)

    def get_inline_formsets(self, request: HttpRequest, *arguments: Any, **options: Any) -> Any:
        found = super().get_inline_formsets(request, *arguments, **options)
        for one in found:
            name = str(one.opts.verbose_name)
            data = json.loads(one.inline_formset_data())
            data["options"] |= {"addText": f"Ajouter {french.a(name)}", "deleteText": "Enlever"}
            one.inline_formset_data = json.dumps(data)
        return found

    @staticmethod
    def forget_typed(request: HttpRequest) -> None:
        """The next page tells the browser that what it kept of this form is stored."""
        if token := request.POST.get(TOKEN):
            request.session["saved_forms"] = [*request.session.get("saved_forms", []), token][-20:]

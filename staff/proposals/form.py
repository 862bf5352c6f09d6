"""What the form of each content offers: to be previewed, to be proposed, or to be published."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.text import Truncator, capfirst

from backoffice.advice import advice
from publishing.models import Publishable

from ..safe_admin import HELD, OPENED_ON, TOKEN
from . import dead_links  # noqa: F401  importing it registers it
from .models import Proposal
from .replay import PROPOSAL, as_sent

PREVIEW, PROPOSE = "_apercu", "_proposer"  # the two buttons
OF_THE_GESTURE = {"csrfmiddlewaretoken", TOKEN, PREVIEW, PROPOSE, PROPOSAL, HELD}
OF_THE_GESTURE |= {"_save", "_continue", "_addanother", "_popup"}
NO_FILE = (
    "Un fichier ne se garde pas dans une version proposée : déposez-le d’abord dans « Images », "
    "puis choisissez-le ici. Rien n’est encore enregistré."
)


def carried(data: QueryDict) -> list[Any]:
    """What a proposal keeps of a form."""
    return [[name, values] for name, values in data.lists() if name not in OF_THE_GESTURE]


class ProposingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # of any content
    """Mixed in below `SafeAdmin`, which has merged what a colleague saved meanwhile."""

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm("staff.publish_proposal")

    def has_import_permission(self, request: HttpRequest) -> bool:
        """A spreadsheet changes what is public at once."""
        may_import: Any = getattr(super(), "has_import_permission", None)
        return bool(may_import and self.may_publish(request) and may_import(request))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """« Relu » is the word of whoever publishes."""
        form = super().get_form(request, obj, change=change, **kwargs)
        states: Any = form.base_fields.get("state")
        reviewed = Publishable.State.REVIEWED
        if states and not self.may_publish(request) and (obj is None or obj.state != reviewed):
            states.choices = [one for one in states.choices if one[0] != reviewed]
        return form

    def is_proposed(self, request: HttpRequest, record: Publishable) -> bool:
        """By a button; or because it touches what is public, and somebody else decides of that."""
        if {PREVIEW, PROPOSE} & request.POST.keys():
            return True
        public = Publishable.State.PUBLISHED
        touches = public in (record.state, request.POST.get("state"))
        return touches and not self.may_publish(request)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        is_sent = request.method == "POST" and object_id and HELD not in request.POST
        if is_sent and not getattr(request, "is_replayed", False):
            record: Any = self.get_object(request, unquote(str(object_id)))
            may_change = record and self.has_change_permission(request, record)
            if may_change and self.is_proposed(request, record):
                return self.propose(request, record, form_url, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def propose(
        self, request: HttpRequest, record: Any, form_url: str, extra_context: Any
    ) -> HttpResponse:
        """Kept, once the form is right: it is tried, and rolled back."""
        data = request.POST.copy()
        if request.FILES or any(name.endswith("-garde") and value for name, value in data.items()):
            data[HELD] = "1"
            request.POST = data  # type: ignore[assignment]  # what was sent, marked as held
            messages.error(request, NO_FILE)
            return super().changeform_view(request, str(record.pk), form_url, extra_context)
        with transaction.atomic():
            answer = super().changeform_view(request, str(record.pk), form_url, extra_context)
            transaction.set_rollback(True)
        if not isinstance(answer, HttpResponseRedirect):
            return answer
        list(messages.get_messages(request))  # nothing of it is done
        if OPENED_ON in data:
            data[OPENED_ON] = str(getattr(request, "opened_on", None) or data[OPENED_ON])
        proposal = self.proposal_of(request, record)
        proposal.form, proposal.label = carried(data), Truncator(str(record)).chars(200)
        said = "modifiée" if proposal.pk else "écrite"
        proposal.move(Proposal.State.WRITING, request.user)
        request.is_proposed = True  # type: ignore[attr-defined]  # carried by this one request
        if PREVIEW not in request.POST:
            messages.success(
                request,
                f"La version proposée est {said} : rien n’a changé pour le public. Dites plus bas "
                "ce qu’elle devient.",
            )
        return HttpResponseRedirect(proposal.get_absolute_url())

    def proposal_of(self, request: HttpRequest, record: Any) -> Proposal:
        """The one that this form continues, or that it has made before; else a new one."""
        author: Any = request.user
        token, pk = request.POST.get(TOKEN, "")[:32], request.POST.get(PROPOSAL, "")
        known = Proposal.objects.on(record).open().select_for_update()
        found = known.filter(pk=int(pk)).first() if pk.isdecimal() else None
        if found is None and token:
            found = known.filter(token=token, author=author).first()
        if found:
            return found
        made = Proposal(object_id=record.pk, token=token, author=author)
        made.kind = Proposal.kind_of(record)
        return made

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        context["advice"] = advice(context["adminform"].form)
        record, is_change = named.get("obj"), bool(named.get("change"))
        if is_change and record and self.has_change_permission(request, record):
            context["show_save_and_add_another"] = False  # the row has six buttons without it
            context["can_propose"] = not context.get("is_popup")
            context["continued"] = request.POST.get(PROPOSAL, "")
            context["proposals"] = Proposal.objects.on(record).open()
            if record.state == Publishable.State.PUBLISHED and not self.may_publish(request):
                context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *arguments, **named)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A first version that somebody else publishes is a draft, and is proposed as public
        (`response_add`); the history tells who proposed and who read."""
        asks = obj.state == Publishable.State.PUBLISHED and not self.may_publish(request)
        if asks and not change:
            obj.state = Publishable.State.DRAFT
            request.asks_to_publish = True  # type: ignore[attr-defined]  # carried by this one request
        if proposal := self.applied(request):
            obj._change_reason = Truncator(capfirst(proposal.credit)).chars(100)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        if not hasattr(request, "asks_to_publish") or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        proposal = self.proposal_of(request, obj)
        data = as_sent(proposal, request.user)
        data["state"] = Publishable.State.PUBLISHED
        proposal.form, proposal.label = carried(data), Truncator(str(obj)).chars(200)
        proposal.move(Proposal.State.WRITING, request.user)
        messages.success(
            request,
            "C’est enregistré en brouillon, et proposé : une personne qui publie doit le relire.",
        )
        return HttpResponseRedirect(proposal.get_absolute_url())

    def applied(self, request: HttpRequest) -> Proposal | None:
        """The one whose form is being saved."""
        pk = request.POST.get(PROPOSAL, "")
        record = (request.resolver_match.kwargs if request.resolver_match else {}).get("object_id")
        if not pk.isdecimal():
            return None
        found = Proposal.objects.open().filter(pk=int(pk)).select_related("author", "kind").first()
        is_ours = (
            found and str(found.object_id) == str(record) and found.kind.model_class() is self.model
        )
        return found if is_ours else None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        entry = super().log_change(request, obj, message)
        if proposal := self.applied(request):
            super().log_change(request, obj, f"Version {proposal.credit}.")
            proposal.move(Proposal.State.PUBLISHED, request.user)
        return entry

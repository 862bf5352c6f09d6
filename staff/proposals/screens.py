"""The list of the proposals, and the page of each: what it changes, how it will look, what it
becomes."""

import datetime
from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from backoffice.reach import within
from backoffice.second_person import Need, keeper_for
from exchange.admin import ExportMixin
from publishing.admin import ReadOnly
from publishing.models import Publishable

from ..safe_admin import hidden
from .answers import AnswerForm, AskForm, LinkForm, PlanForm
from .changes import changes
from .models import Proposal, Remark
from .replay import PROPOSAL, digest_sent, page_of, proposed_page, send

SAME_ORIGIN: list[Any] = [csp_replace({"frame-ancestors": ["'self'"]}), xframe_options_sameorigin]
State = Proposal.State


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "genre", "genre"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = ContentType.objects.filter(proposal__isnull=False).distinct()
        return [(str(kind.pk), str(kind.name).capitalize()) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if (self.value() or "").isdecimal() else queryset


class MineFilter(admin.SimpleListFilter):
    title, parameter_name = "rôle", "pour"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ecrites", "Écrites par moi"), ("relire", "À relire par moi")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "ecrites":
            return queryset.filter(author=request.user)
        if self.value() == "relire":
            return queryset.filter(reader=request.user, state=State.ASKED)
        return queryset


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, ExportMixin, admin.ModelAdmin):  # type: ignore[type-arg]  # of the one model
    list_display = ["label", "kind", "state", "author", "reader", "publish_at", "updated_at"]
    list_filter = ["state", KindFilter, MineFilter, "author"]
    list_select_related = ["kind", "author", "reader"]
    search_fields = ["label", "author__username", "author__last_name"]
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None:
            return bool(obj.may_be_seen(request.user))
        return any(one.may_be_seen(request.user) for one in self.kinds())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def kinds(self) -> list[Proposal]:
        """One of each kind of content, to ask about rights."""
        models = (m for m, one in self.admin_site._registry.items() if hasattr(one, "proposal_of"))
        kinds = ContentType.objects.get_for_models(*models).values()
        return [Proposal(kind=kind) for kind in kinds]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        found = super().get_queryset(request)
        seen = Q(pk__in=[])
        for kind in (one.kind for one in self.kinds() if one.may_be_seen(request.user)):
            model: Any = kind.model_class()
            records = model._base_manager.all()
            reached = within(request.user, records)
            keys = {} if reached is records else {"object_id__in": reached.values("pk")}
            seen |= Q(kind=kind, **keys)
        return found.filter(seen)

    def get_urls(self) -> list[Any]:
        own = [("page", self.page_view), ("publique", self.public_view)]
        return [
            path(
                f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"staff_proposal_{name}"
            )
            for name, view in own
        ] + super().get_urls()

    def read(self, request: HttpRequest, pk: Any) -> Proposal:
        found = Proposal.objects.select_related("kind", "author", "reader").filter(pk=pk).first()
        if found is None:
            raise Http404("Cette version proposée n’existe plus.")
        if not found.may_be_seen(request.user):
            raise PermissionDenied
        return found

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        self.read(request, object_id if object_id.isdecimal() else 0)
        return super().history_view(request, object_id, extra_context)

    # The two frames

    @method_decorator([require_safe, *SAME_ORIGIN])
    def page_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self.read(request, pk)
        response, why = (
            (None, "elle n’est plus en cours.")
            if not proposal.is_open or proposal.record is None
            else proposed_page(proposal)
        )
        return framed(
            request,
            response,
            f"Cette version ne peut pas être montrée : {why or 'sa page n’existe pas.'}",
        )

    @method_decorator([require_safe, *SAME_ORIGIN])
    def public_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.read(request, pk).record
        response = page_of(record) if record is not None and record.is_public else None
        return framed(request, response, "Cette page n’est pas encore publique.")

    # What becomes of it

    @method_decorator(csp_update({"frame-src": ["'self'"]}))
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        proposal = self.read(request, object_id if object_id.isdecimal() else 0)
        failed: dict[str, Any] = {}
        if request.method == "POST":
            answer = self.act(request, proposal)
            if isinstance(answer, HttpResponse):
                return answer
            failed = answer
            proposal = self.read(request, proposal.pk)
        return TemplateResponse(
            request, "admin/staff/proposal/page.html", self.context(request, proposal, failed)
        )

    def context(
        self, request: HttpRequest, proposal: Proposal, failed: dict[str, Any]
    ) -> dict[str, Any]:
        user, record = request.user, proposal.record
        is_open = proposal.is_open and record is not None
        may_publish = is_open and proposal.may_be_published(user)
        may_change = is_open and proposal.may_be_changed(user)
        reads = is_open and proposal.may_be_read(user)
        told = {
            "plan": PlanForm() if may_publish else None,
            "ask": AskForm(proposal, user) if may_change else None,
            "answer": AnswerForm() if reads else None,
            "link": LinkForm(initial={"until": timezone.localdate() + datetime.timedelta(days=7)})
            if may_change
            else None,
        }
        return self.admin_site.each_context(request) | {
            "title": f"Version proposée : {proposal}",
            "opts": self.opts,
            "proposal": proposal,
            "record": record,
            "is_open": is_open,
            "may_publish": may_publish,
            "may_change": may_change,
            "changes": changes(proposal, user) if is_open else [],
            "carried": hidden(proposal.data) if may_change else [],
            "opened_on": proposal.data.get("_opened_on", ""),
            "proposal_name": PROPOSAL,
            "anchor": record.get_absolute_url().partition("#")[2] if is_open else "",
            "is_narrow": request.GET.get("largeur") == "telephone",
            "is_author": user.pk == proposal.author_id,
            "remarks": proposal.remarks.select_related("author"),
            **told,
            **failed,
        }

    def act(self, request: HttpRequest, seen: Proposal) -> HttpResponse | dict[str, Any]:
        """One of the buttons; forms that are wrong come back."""
        doing: dict[str, Callable[..., Any]] = {
            "publier": self.publish,
            "programmer": self.plan,
            "demander": self.ask,
            "repondre": self.answer,
            "abandonner": self.abandon,
            "reprendre": self.resume,
            "lien": self.link,
        }
        do = doing.get(request.POST.get("geste", ""))
        if do is None:
            raise Http404("Ce geste n’existe pas.")
        with transaction.atomic():
            proposal = Proposal.objects.select_for_update().get(pk=seen.pk)
            is_back = do == self.resume
            if proposal.is_open == is_back or (proposal.record is None):
                messages.warning(
                    request, f"Cette version est déjà « {proposal.get_state_display()} »."
                )
                return HttpResponseRedirect(proposal.get_absolute_url())
            answer: HttpResponse | dict[str, Any] | None = do(request, proposal)
        return HttpResponseRedirect(proposal.get_absolute_url()) if answer is None else answer

    def publish(self, request: HttpRequest, proposal: Proposal) -> HttpResponse | dict[str, Any]:
        """Through the form; a colleague's change, or a refusal, is shown there."""
        require(proposal.may_be_published(request.user))
        with transaction.atomic():
            sent = send(proposal, request.user)
            transaction.set_rollback(sent.second_person is not None)
        if asked := sent.second_person:
            if not is_neutral(request, proposal, asked.need):
                return {"need": asked.need}
            digest = digest_sent(proposal)
            asked.keeper.note(request.user, proposal.record, proposal.author, digest)
            sent = send(proposal, request.user)
        if not sent.is_done:
            messages.error(
                request,
                "Cette version ne peut pas être publiée telle quelle. Rien n’est changé : "
                f"reprenez-la pour la corriger. {sent.refusal}",
            )
            transaction.set_rollback(True)
            return HttpResponseRedirect(proposal.get_absolute_url())
        proposal.refresh_from_db()
        if request.user != proposal.author:
            proposal.tell(
                proposal.author,
                "Votre version est publiée",
                "La version que vous aviez proposée est publiée.",
            )
        messages.success(request, f"C’est enregistré : {proposal}.")
        return HttpResponseRedirect(proposal.change_url)

    def plan(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
        require(proposal.may_be_published(request.user))
        form = PlanForm(request.POST)
        if not form.is_valid():
            return {"plan": form}
        publisher: Any = request.user
        at = form.cleaned_data["publish_at"]
        record, days = proposal.record, [timezone.localdate(at)]
        is_public = proposal.data.get("state") == Publishable.State.PUBLISHED
        if is_public and (found := keeper_for(record, days)):
            keeper, need = found
            if not is_neutral(request, proposal, need):
                return {"plan": form, "planned_need": need}
            keeper.note(publisher, record, proposal.author, digest_sent(proposal), days)
        proposal.publish_at, proposal.publisher = at, publisher
        proposal.move(State.PLANNED, request.user, f"Pour {proposal.planned_label}.")
        messages.success(request, f"Cette version sera publiée {proposal.planned_label}.")
        return None

    def ask(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
        require(proposal.may_be_changed(request.user))
        form = AskForm(proposal, request.user, request.POST)
        if not form.is_valid():
            return {"ask": form}
        proposal.reader = form.cleaned_data["reader"]
        proposal.move(State.ASKED, request.user, form.cleaned_data["words"])
        text = "Une version d’une page du site attend que vous la relisiez. Elle est ici :"
        for one in [proposal.reader] if proposal.reader else self.publishers(proposal):
            if one != request.user:
                proposal.tell(one, "Une page à relire", text)
        messages.success(request, "C’est demandé : la réponse sera sur votre bureau.")
        return None

    @staticmethod
    def publishers(proposal: Proposal) -> list[User]:
        staff = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
        return [one for one in staff if proposal.may_be_published(one)]

    def answer(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
        require(proposal.may_be_read(request.user))
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return {"answer": form}
        verdict = form.cleaned_data["verdict"]
        state = State.READ if verdict == Remark.Verdict.GOOD else State.TO_MEND
        proposal.move(state, request.user, form.cleaned_data["words"], verdict)
        proposal.tell(
            proposal.author,
            f"Votre page : {state.label.lower()}",
            "La version que vous avez proposée est relue. La réponse est ici :",
        )
        messages.success(request, f"C’est noté : {state.label.lower()}.")
        return None

    def abandon(self, request: HttpRequest, proposal: Proposal) -> None:
        is_own = request.user.pk == proposal.author_id
        require(is_own or proposal.may_be_published(request.user))
        proposal.link_code = ""
        proposal.move(State.ABANDONED, request.user)
        messages.success(request, "Cette version est abandonnée : rien n’a changé pour le public.")

    def resume(self, request: HttpRequest, proposal: Proposal) -> None:
        """What was abandoned by mistake, while its words are kept."""
        require(proposal.may_be_changed(request.user))
        if proposal.state == State.ABANDONED and proposal.form:
            proposal.move(State.WRITING, request.user)

    def link(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
        require(proposal.may_be_changed(request.user))
        if "retirer" in request.POST:
            proposal.link_code = ""
            proposal.save()
            messages.success(request, "Le lien est retiré : il n’ouvre plus rien.")
            return None
        form = LinkForm(request.POST)
        if not form.is_valid():
            return {"link": form}
        proposal.open_link(form.cleaned_data["until"])
        messages.success(request, "Le lien est prêt : copiez-le plus bas.")
        return None


def is_neutral(request: HttpRequest, proposal: Proposal, need: Need) -> bool:
    """Whether somebody else than the author has ticked the whole list."""
    ticked = set(request.POST.getlist("neutre"))
    return request.user != proposal.author and ticked >= set(need.questions)


def require(is_allowed: bool) -> None:
    if not is_allowed:
        raise PermissionDenied


def framed(request: HttpRequest, response: HttpResponse | None, otherwise: str) -> HttpResponse:
    """A page in a frame of the back office, kept by nobody; or a sentence."""
    if response is None:
        response = TemplateResponse(
            request, "admin/staff/proposal/none.html", {"text": otherwise}
        ).render()
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

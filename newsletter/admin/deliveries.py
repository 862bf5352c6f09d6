"""The sending in the back office: how far it is, what is doubtful, what was refused."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from exchange.admin import ExportMixin
from mail.message import reference
from mail.models import MailServer, OutgoingMail, Refusal
from newsletter.models import Delivery, Issue
from publishing.admin import ReadOnly

State = OutgoingMail.State

ISSUES_SHOWN = 6


class StateFilter(admin.SimpleListFilter):
    """What asks for a decision comes first; the rest is there to be looked at."""

    title = "état"
    parameter_name = "etat"

    def lookups(self, request, model_admin):
        others = [one for one in State if one != State.DOUBTFUL]
        return [(one.value, one.label) for one in others] + [("tous", "Tous")]

    def queryset(self, request, queryset):
        if self.value() == "tous":
            return queryset
        return queryset.filter(mail__state=self.value() or State.DOUBTFUL)

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        return [default | {"display": "Douteux"}, *others]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ExportMixin, admin.ModelAdmin):
    """No address is shown: what is decided here does not depend on whose it is."""

    list_display = [
        *("name", "state", "mail__answer", "refusal", "mail__try_at", "mail__attempts", "issue")
    ]
    list_display_links = None
    list_filter = [StateFilter, "mail__refusal", ("issue", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["issue", "mail"]
    search_fields = ["mail__answer", "issue__title"]
    search_help_text = "Un mot de la réponse du serveur, ou de l’objet du numéro."
    show_full_result_count = False
    ordering = ["-pk"]
    actions = ["hold_as_sent", "send_again"]
    change_list_template = "admin/newsletter/delivery/change_list.html"

    @admin.display(description="référence", ordering="pk")
    def name(self, delivery):
        """What the mail server's own journal calls it."""
        return reference(delivery.pk)

    @admin.display(description="état", ordering="mail__state")
    def state(self, delivery):
        return delivery.mail.get_state_display()

    @admin.display(description="motif du refus", ordering="mail__refusal")
    def refusal(self, delivery):
        return delivery.mail.get_refusal_display()

    def get_queryset(self, request):
        return super().get_queryset(request).defer("issue__facts")  # long, and not shown

    # Who may do what

    def has_decide_permission(self, request):
        return request.user.has_perm("newsletter.decide_delivery")

    # The doubtful

    @admin.action(description="Tenir pour envoyés : ne plus rien faire", permissions=["decide"])
    def hold_as_sent(self, request, deliveries):
        done = self.decide(request, deliveries, OutgoingMail.hold_as_sent, "Tenu pour envoyé")
        self.report(request, done, deliveries, "tenu pour envoyé", "tenus pour envoyés")

    @admin.action(
        description="Renvoyer : la personne pourrait le recevoir deux fois", permissions=["decide"]
    )
    def send_again(self, request, deliveries):
        done = self.decide(request, deliveries, OutgoingMail.send_again, "Renvoyé par décision")
        self.report(request, done, deliveries, "sera renvoyé", "seront renvoyés")

    def decide(self, request, deliveries, verb, trace):
        decided = [delivery for delivery in deliveries.doubtful() if verb(delivery.mail)]
        for delivery in decided:
            self.log_change(request, delivery, trace)
        return len(decided)

    def report(self, request, done, deliveries, one, many):
        if done:
            text = f"1 envoi {one}." if done == 1 else f"{done} envois {many}."
            self.message_user(request, text, messages.SUCCESS)
        else:
            self.message_user(
                request,
                "Rien n’a changé : aucun des envois choisis n’est douteux, ou leur sort vient "
                "d’être connu.",
                messages.WARNING,
            )

    # The whole

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.resume_view))
        return [
            path("reprendre/", view, name="newsletter_delivery_resume"),
            *super().get_urls(),
        ]

    def resume_view(self, request):
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if MailServer.resume():
            messages.success(request, "Les envois reprennent au prochain passage du travailleur.")
        else:
            messages.warning(request, "Les envois n’étaient pas arrêtés.")
        return HttpResponseRedirect(reverse("admin:newsletter_delivery_changelist"))

    def changelist_view(self, request, extra_context=None):
        issues = latest_issues()
        context = {
            "title": "Envois de la lettre d’information",
            "server": MailServer.current(),
            "may_resume": self.has_decide_permission(request),
            "states": State.labels,
            "progress": progress(issues),
            "refusals": refusals(issues),
        }
        return super().changelist_view(request, context | (extra_context or {}))


def latest_issues():
    begun = Issue.objects.filter(state__in=Issue.BEGUN).defer("facts")
    return list(begun.order_by("-began_at")[:ISSUES_SHOWN])


def progress(issues):
    """The counts of each issue, a link on each that is not zero."""
    return [
        {
            "issue": issue,
            "expected": issue.expected,
            "missing": issue.count().missing,
            "all": f"?etat=tous&issue__id__exact={issue.pk}",
            "counts": [
                (count, f"?etat={state.value}&issue__id__exact={issue.pk}" if count else "")
                for state, count in issue.deliveries.counts().items()
            ],
        }
        for issue in issues
    ]


def refusals(issues):
    """What these issues were refused for; empty when nothing was."""
    counts = Delivery.objects.filter(issue__in=issues).refusals()
    return [(Refusal(kind).label, count) for kind, count in counts.items() if count]

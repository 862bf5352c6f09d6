"""What the law asks, on the desk."""

import datetime

from django.urls import reverse
from django.utils import timezone

from backoffice.desk import News, Waiting, happened, waits

from .gaps import find_deadlines, find_gaps
from .models import Agreement, Election


@waits(60, "Ce que la loi demande", "legal.change_publisher")
def duties(user):
    for deadline in find_deadlines():
        yield Waiting("À prévoir", deadline.url, deadline.text, is_late=True)
    if gaps := find_gaps():
        yield Waiting(
            f"Mentions à compléter : {len(gaps)}",
            reverse("admin:legal_gaps"),
            "Le public les voit signalées comme manquantes.",
            count=len(gaps),
        )


SOON = datetime.timedelta(days=30)


@waits(4, "Période électorale")
def elections(user):
    """That a period runs or comes, and what another person is to answer."""
    today = timezone.localdate()
    for election in Election.objects.all() if user.has_perm("legal.view_election") else ():
        url = reverse("admin:legal_election_change", args=[election.pk])
        if election.starts_on <= today <= election.last_day:
            text = "les contenus qui font valoir la collectivité demandent une deuxième personne."
            yield Waiting(f"{election.name} : période {election.period}", url, text, count=0)
        elif today < election.starts_on <= today + SOON:
            yield Waiting(f"{election.name} : période {election.period}", url, "bientôt.", count=0)
    open_ones = Agreement.objects.filter(decided_at=None).exclude(asked_by=user)
    for agreement in open_ones if user.has_perm("staff.publish_proposal") else ():
        model = agreement.kind.model_class()
        if user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"):
            text = f"demandé par {agreement.asked_by} : relisez, puis répondez."
            yield Waiting(
                f"Accord de publication : {agreement}", agreement.get_absolute_url(), text
            )
    agreed = Agreement.objects.filter(is_given=True, asked_by=user).exclude(form=[])
    for agreement in agreed:
        text = f"accord donné par {agreement.decided_by} : publiez."
        yield Waiting(str(agreement).capitalize(), agreement.get_absolute_url(), text)


@happened("legal.view_agreement")
def agreements(user, most):
    decided = Agreement.objects.exclude(decided_at=None).select_related("decided_by", "kind")
    for one in decided.order_by("-decided_at")[:most]:
        told = f"{'donné' if one.is_given else 'refusé'} par {one.decided_by} : {one}"
        yield News(one.decided_at, "Accord de publication", told, one.get_absolute_url())

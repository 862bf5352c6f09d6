"""What every content has in common, on the desk: texts to read again, drafts left, news."""

import datetime

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from backoffice.desk import News, Waiting, happened, waits
from publishing.models import Publishable

from .presence import name_of
from .proposals.models import Proposal

FORGOTTEN = datetime.timedelta(days=30)


def contents(user, verb):
    """`(model, its list)` of the contents on which this person has that right."""
    for model in admin.site._registry:
        name = f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
        if issubclass(model, Publishable) and user.has_perm(name):
            page = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
            yield model, reverse(page)


def named(model, count):
    names = model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name
    return f"{count} {names}"


@waits(-10, "Les versions proposées")
def proposed(user):
    """What this person is asked to read, to mend or to publish; what a date did not publish."""
    states = Proposal.State
    found = Proposal.objects.open().exclude(state__in=[states.WRITING, states.PLANNED])
    for one in found.select_related("kind", "author", "publisher").order_by("updated_at"):
        is_own, publishes = user.pk == one.author_id, one.may_be_published(user)
        asked = one.reader_id in (None, user.pk) if publishes else one.reader_id == user.pk
        is_mine = {
            states.ASKED: asked and one.may_be_read(user),
            states.TO_MEND: is_own,
            states.READ: publishes,
            states.STOPPED: publishes or is_own,
        }[one.state]
        if is_mine:
            yield Waiting(
                f"{one.get_state_display()} : {one}",
                one.get_absolute_url(),
                "" if is_own else f"proposé par {name_of(one.author)}.",
                is_late=one.state == states.STOPPED,
            )


@waits(0, "Les textes", "staff.publish_proposal")
def to_read(user):
    """« Relu » is what waits for whoever publishes."""
    for model, url in contents(user, "change"):
        if count := model.objects.filter(state=Publishable.State.REVIEWED).count():
            yield Waiting(
                f"{named(model, count)} à publier",
                f"{url}?state__exact=relu",
                "déjà relu : publiez, ou remettez en brouillon."
                if count == 1
                else "déjà relus : publiez, ou remettez en brouillon.",
                count=count,
            )


@waits(50, "Les textes")
def forgotten(user):
    limit = timezone.now() - FORGOTTEN
    for model, url in contents(user, "change"):
        drafts = model.objects.filter(state=Publishable.State.DRAFT, updated_at__lt=limit)
        if count := drafts.count():
            yield Waiting(
                f"{named(model, count)} en brouillon",
                f"{url}?state__exact=brouillon",
                "sans changement depuis plus de 30 jours.",
                count=count,
            )


@happened("pages.view_page")
def published(user, most):
    """Texts that are public and changed lately; of actions, their events tell it."""
    for model in admin.site._registry:
        if issubclass(model, Publishable) and model._meta.label != "actions.Action":
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
            for record in model.objects.published().order_by("-updated_at")[:most]:
                kind = str(model._meta.verbose_name).capitalize()
                yield News(record.updated_at, kind, str(record), reverse(name, args=[record.pk]))

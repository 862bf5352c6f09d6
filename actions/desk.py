"""The plan on the desk."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from backoffice.desk import SHOWN, News, Waiting, gesture, happened, some, waits
from backoffice.reach import within

from .models import Action, Event, ImportRun, Redaction
from .statuses import Status

gesture(10, "Enregistrer une étape", "admin:actions_event_add", "actions.add_event")
gesture(20, "Importer un tableau", "admin:actions_importrun_add", "actions.import_action")


def change(record, anchor=""):
    name = f"admin:actions_{record._meta.model_name}_change"
    return reverse(name, args=[record.pk]) + anchor


@waits(10, "Protéger une personne", "actions.add_redaction")
def redactions(user):
    for redaction in within(user, Redaction.objects.filter(confirmed_at=None)).exclude(
        asked_by=user
    ):
        lead = str(redaction)
        yield Waiting(
            lead[:1].upper() + lead[1:],
            change(redaction),
            f"demandé par {redaction.asked_by}, à confirmer par une autre personne.",
            is_late=True,
        )


@waits(30, "Les actions", "actions.change_action")
def late(user):
    """Reviews and promises that passed, of actions still open."""
    today = timezone.localdate()
    listed = reverse("admin:actions_action_changelist")
    dated = (
        within(user, Action.objects.all())
        .filter(Q(next_review_on__lt=today) | Q(planned_on__isnull=False))
        .order_by("number")
    )
    lines = [
        Waiting(
            f"Action n° {action.number}",
            change(action, "#id_next_review_on" if action.review_lateness else "#events-heading"),
            f"{action.name} : "
            + " ; ".join(filter(None, [action.lateness, action.review_lateness]))
            + ".",
            is_late=True,
        )
        for action in dated
        if action.lateness or action.review_lateness
    ]
    yield from some(lines, "Et {} autres actions en retard", listed)


@waits(31, "Les actions", "actions.change_action")
def to_complete(user):
    listed = reverse("admin:actions_action_changelist")
    mine = within(user, Action.objects.all())
    if outdated := mine.with_outdated_summary():
        yield Waiting(
            f"Résumés d’actions à relire : {len(outdated)}",
            f"{listed}?resume=a-relire",
            "Une étape plus récente peut les contredire, et le public en est averti.",
            count=len(outdated),
        )
        for action in outdated[:SHOWN]:
            yield Waiting(
                f"Résumé de l’action n° {action.number}", change(action, "#id_summary"), count=0
            )
    if untitled := mine.filter(title="").count():
        yield Waiting(
            f"Actions sans intitulé : {untitled}",
            f"{listed}?title__isempty=1",
            "Le public lit que leur intitulé n’est pas retrouvé.",
            count=untitled,
        )
    if unknown := mine.filter(status=Status.UNKNOWN).exclude(title="").count():
        yield Waiting(
            f"Actions au statut inconnu : {unknown}",
            f"{listed}?status__exact={Status.UNKNOWN.value}&title__isempty=0",
            "Une étape avec sa source dira où elles en sont.",
            count=unknown,
        )


@waits(32, "Les actions", "actions.import_action")
def previews(user):
    """A spreadsheet that was read and that nobody confirmed."""
    runs = ImportRun.objects.filter(
        state=ImportRun.State.PREVIEWED, made_by=user, expires_at__gt=timezone.now()
    )
    for run in runs[:3]:
        yield Waiting(
            f"Import de « {run.original_name} »",
            change(run),
            "à confirmer ou à abandonner : rien n’est encore changé.",
        )


@happened("actions.view_event")
def events(user, most):
    for event in (
        within(user, Event.objects.all()).select_related("action").order_by("-rank")[:most]
    ):
        yield News(event.recorded_at, "Étape", f"{event.action} : {event.text}", change(event))


@happened("actions.view_importrun")
def imports(user, most):
    for run in within(user, ImportRun.objects.applied()).order_by("-applied_at")[:most]:
        if run.applied_at:
            name = run.original_name or "annulation"
            yield News(run.applied_at, "Import", name, change(run))

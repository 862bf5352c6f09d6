"""The draft writes itself, until somebody takes it up; then another person approves it.

What must stop an issue one day, such as the silence before an election, is one more reason in
`obstacles`; and `Issue.objects.due` is where the worker asks what leaves.
"""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import Event
from backoffice.charge import who_can
from mail.sender import sender
from publishing.clock import daily
from publishing.text.typography import NBSP

from ..models import Issue, Item, Rhythm, Subscriber
from .additions import refusals
from .content import bounds, compute, digest_of
from .facts import Difference
from .groups import GROUPS
from .promises import difference_now, now, promise, start_of

STEP = 10  # between the places of two facts: room to move one by hand


def refusal(rhythm):
    """Why no draft of this rhythm can be made now, in words for staff; empty when it can.

    An issue of each change needs one; the others then say that nothing is new, and what is
    expected.
    """
    if Issue.objects.open().filter(rhythm=rhythm).exists():
        return "Un numéro de ce rythme est déjà en préparation."
    if rhythm == Rhythm.CHANGE and not difference_now(rhythm).facts:
        return "Rien n’a changé depuis le dernier numéro : il n’y a rien à raconter."
    return ""


def make_draft(rhythm, user=None):
    """A draft of what changed since the last issue of this rhythm. Raises ValidationError."""
    if reason := refusal(rhythm):
        raise ValidationError(reason)
    start = start_of(rhythm)
    issue = Issue(rhythm=rhythm, after_rank=start.rank, after_day=start.day, made_by=user)
    try:
        with transaction.atomic():
            refresh(issue)
    except IntegrityError:  # another worker, or a colleague, was quicker
        raise ValidationError("Un numéro de ce rythme est déjà en préparation.") from None
    return issue


def refresh(issue):
    """Bring a draft up to now: new facts come in, those that no longer hold go, words stay."""
    end, digest = now()
    issue.up_to_rank, issue.up_to_day, issue.history_digest = end.rank, end.day, digest
    difference = Difference(*bounds(issue))
    if issue.edited_by_id is None:
        issue.title = proposed_title(difference.facts, issue)
    with transaction.atomic():
        issue.save()
        place_items(issue, difference.facts)


def place_items(issue, facts):
    known = {tuple(item.key): item.pk for item in issue.items.all()}
    Item.objects.bulk_create(
        Item(issue=issue, action=fact.action, event=fact.event, rank=STEP * place)
        for place, fact in enumerate(facts, 1)
        if known.pop(tuple(fact.key), None) is None
    )
    issue.items.filter(pk__in=known.values()).delete()


def proposed_title(facts, issue):
    """« 3 actions réalisées, 1 commencée »: the first groups, until a person finds better."""
    if not facts:
        return "Rien de nouveau pour les actions du cœur de ville"
    if issue.after_day is None:
        return "Où en sont les actions du cœur de ville"
    counts = {group: sum(fact.group == group for fact in facts) for group in GROUPS}
    first, *others = [(group, count) for group, count in counts.items() if count]
    return ", ".join([counted(*first, is_first=True), *(counted(*other) for other in others[:2])])


def counted(group, count, *, is_first=False):
    """« 3 actions réalisées », then « 1 commencée »."""
    noun = "action" if count == 1 else "actions"
    words = group.one if count == 1 else group.many
    if is_first and group.counts_actions:
        words = f"{noun} {words}"
    return f"{count}{NBSP}{words}"


def recorded_since(issue):
    """How many events were recorded since the draft was last brought up to date."""
    return Event.objects.public().filter(rank__gt=issue.up_to_rank).count()


def corrected_since(issue):
    """The events of this issue that another has corrected since: an approval is refused."""
    corrected = issue.items.filter(event__correction__rank__gt=issue.up_to_rank)
    return [item.event for item in corrected.select_related("event__action")]


class Obstacle(NamedTuple):
    """What stops an approval, who may mend it, and where."""

    text: str
    right: str = "newsletter.change_issue"
    url: str = ""  # the page where it is mended, when it is not that of the issue
    besides: tuple[int | None, ...] = ()  # the keys of those who may not

    @property
    def whom(self):
        return who_can(self.right, besides=self.besides)


def obstacles(issue, user):
    """Why this person may not approve this issue now; nothing when they may."""
    found = []
    try:
        issue.check_approval(user)
    except ValidationError as error:
        right = f"newsletter.{'approve' if issue.edited_by_id else 'change'}_issue"
        authors = (issue.made_by_id, issue.edited_by_id)
        found += [Obstacle(text, right, besides=authors) for text in error.messages]
    return found + faults(issue)


def faults(issue):
    """What stops it, whoever approves."""
    found = [Obstacle(text) for text in refusals(issue)]
    if not sender().address:
        found.append(
            Obstacle(
                "L’adresse postale de la ville manque, et chaque message doit la porter\u00a0: "
                "écrivez-la dans «\u00a0Organismes éditeurs\u00a0».",
                "legal.change_publisher",
                reverse("admin:legal_publisher_changelist"),
            )
        )
    for event in corrected_since(issue):
        found.append(
            Obstacle(
                f"Une étape de l’action n° {event.action.number} a été rectifiée depuis : "
                "actualisez le brouillon."
            )
        )
    return found


def approve(issue, user, digest):
    """Approve what was read, and nothing else: `digest` names the content that was previewed.

    Raises ValidationError with the reasons when it may not leave.
    """
    with transaction.atomic():
        issue.lock()
        content = compute(issue)
        reasons = [obstacle.text for obstacle in obstacles(issue, user)]
        if digest != digest_of(content):
            reasons.append("Le numéro a changé depuis que vous l’avez lu : relisez l’aperçu.")
        if reasons:
            raise ValidationError(reasons)
        issue.approve(user, content)


@daily
def write_drafts():
    """Make the drafts whose date has come, and bring up to date those that nobody took up."""
    followed = set(Subscriber.objects.confirmed().values_list("rhythm", flat=True))
    for rhythm in Rhythm:
        issue = Issue.objects.open().filter(rhythm=rhythm).first()
        if issue is None:
            if rhythm in followed:
                make_if_due(rhythm)
        elif issue.is_draft and issue.edited_by_id is None:
            refresh(issue)


def make_if_due(rhythm):
    if rhythm == Rhythm.CHANGE or promise(rhythm).is_time():
        try:
            make_draft(rhythm)
        except ValidationError:
            return  # nothing new, or somebody has just made it

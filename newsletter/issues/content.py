"""An issue as data: all that its message and its page say, ready to be frozen at its approval.

It is made of texts and numbers only: whatever is edited later, what was sent stays readable as it
was sent.
"""

import hashlib
import json

from actions.models import Action, Event, Status, Tally
from actions.past.plan_state import known_on
from figures.models import Figure
from figures.references import Figures
from mail.sender import sender
from publishing.text.dates import PartialDate

from .additions import frozen
from .additions import shown as additions_shown
from .facts import Bound, Difference
from .groups import GROUPS

VERSION = 1
EXPECTED = 5  # how many coming dates are given


def bounds(issue):
    return Bound(issue.after_rank, issue.after_day), Bound(issue.up_to_rank, issue.up_to_day)


def content_of(issue):
    """What the issue says: frozen once approved, computed until then."""
    return issue.facts or compute(issue)


def compute(issue):
    difference, figures = Difference(*bounds(issue)), Figures()
    items = {tuple(item.key): item for item in issue.items.all()} if issue.pk else {}
    told, left_out = [], []
    for fact in ranked(difference.facts, items):
        item = items.get(tuple(fact.key))
        line = in_words(fact, difference, item, figures)
        if item and item.left_out_because:
            kept = {name: line[name] for name in ("action", "lasting", "name", "path", "group")}
            left_out.append(kept | {"reason": item.left_out_because})
        else:
            told.append(line)
    additions = issue.additions.select_related("picture", "portrait") if issue.pk else []
    return {
        "version": VERSION,
        "number": issue.number,
        "rhythm": issue.rhythm,
        "title": issue.title,
        "introduction": figures.expand(issue.introduction),
        "after_day": issue.after_day and issue.after_day.isoformat(),
        "up_to_day": issue.up_to_day.isoformat(),
        "totals": totals(difference),
        "facts": told,
        "left_out": left_out,
        "additions": [frozen(addition, figures) for addition in additions],
        "expected": expected(difference),
        "figures": [shown(figure) for figure in chosen_figures(issue)],
        "history": {"rank": issue.up_to_rank, "digest": issue.history_digest},
        "sender": sender().as_json(),
    }


def ranked(facts, items):
    """By group, then as the writer ordered them."""

    def place(fact):
        item = items.get(tuple(fact.key))
        return GROUPS.index(fact.group), item.rank if item else 0

    return sorted(facts, key=place)


def in_words(fact, difference, item, figures):
    """A fact in words: what its block says, and the topics it belongs to."""
    action, event = fact.action, fact.event
    return {
        "group": fact.group.value,
        "action": action.number,
        "lasting": action.lasting_number,
        "name": action.name,
        "is_untitled": not action.title,
        "theme": action.theme.slug if action.theme else "",
        "theme_name": action.theme.name if action.theme else "",
        "path": event.get_absolute_url() if event else action.get_absolute_url(),
        "before": fact.before and fact.before.value,
        "after": fact.after and fact.after.value,
        "has_moved": fact.has_moved,
        "late": difference.lateness(action),
        "promised": action.planned_on.definite if action.planned_on else "",
        "word": figures.expand(item.word) if item else "",
        "event": event and happened(event),
    }


def happened(event):
    """The public cells of an event that a reader needs, with its evidence and its caveats."""
    return {
        "rank": event.rank,
        "status": event.status,
        "outcome": event.outcome,
        "occurred_on": event.occurred_on.iso,
        "date": str(event.occurred_on),
        "text": event.shown_text,
        "reservation": event.shown_reservation,
        "evidence": evidence(event),
        "corrects": event.corrects
        and {"rank": event.corrects.rank, "text": event.corrects.shown_text},
    }  # fmt: skip


def evidence(event):
    if not event.evidence_url:
        return None
    return {
        "kind": event.get_evidence_kind_display(),
        "title": event.evidence_title or event.evidence_alt or event.evidence_url,
        "url": event.evidence_url,
    }


def totals(difference):
    """How many actions are known in each status at the end, and at the beginning when there was
    one; while some are unknown, the word of the town is told first."""
    history = difference.history
    before, after = history.counts(difference.after), history.counts(difference.up_to)
    tally = Tally.objects.until(difference.up_to.day).official_totals().first()
    return {
        "said": tally.sentence if tally and after[Status.UNKNOWN] else "",
        "known_on": known_on(newest) if (newest := newest_fact(difference.up_to)) else "",
        "in_plan": after.in_plan,
        "statuses": [
            {
                "status": status.value,
                "label": (status.plural if after[status] > 1 else status.label).lower(),
                "count": after[status],
                "before": before[status] if difference.after.day else None,
            }
            for status in Status
            if after[status] or status.is_always_counted
        ],
    }


def newest_fact(bound):
    """The date of the newest fact that the totals rest on: they are not of the day of the issue."""
    seen = Event.objects.public().filter(rank__lte=bound.rank, settled_on__lte=bound.day)
    standing = seen.exclude(correction__rank__lte=bound.rank).facts().of_the_works()
    ordered = standing.order_by("-settled_on", "-rank")
    return ordered.values_list("occurred_on", flat=True).first()


def expected(difference):
    """The next dates promised to the public, soonest first."""
    day, found = difference.up_to.day, []
    for action in difference.history.actions.values():
        status = difference.status(action, difference.standing)
        if status is None or not status.is_open:
            continue
        if action.next_review_on and action.next_review_on > day:
            when = PartialDate(action.next_review_on)
            found.append((when, action, f"mise à jour promise pour {when.definite}"))
        if action.planned_on and action.planned_on.last_day >= day:
            when = action.planned_on
            found.append((when, action, f"fin annoncée pour {when.definite}"))
    found.sort(key=lambda one: (one[0].last_day, one[1].number))
    return [
        {
            "action": action.number,
            "lasting": action.lasting_number,
            "name": action.name,
            "theme": action.theme.slug if action.theme else "",
            "path": action.get_absolute_url(),
            "words": words,
        }
        for _, action, words in found[:EXPECTED]
    ]


def chosen_figures(issue):
    if not issue.pk:
        return []
    return [
        figure
        for figure in Figure.objects.filter(pk__in=issue.figures.all()).with_readings()
        if figure.shown
    ]


def shown(figure):
    reading = figure.shown
    return {
        "value": reading.display,
        "unit": figure.unit,
        "label": figure.label,
        "note": reading.note,
        "source": f"{reading.source.title}, {reading.source.publisher}",
        "date": str(reading.as_of),
        "path": figure.get_absolute_url(),
    }


def digest_of(content):
    """What an approval names: another word, another fact, and it is another content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


# What a page or a message keeps of a content


def public_numbers():
    """The lasting numbers of the actions that are public today."""
    return {
        action.lasting_number
        for action in Action.objects.published().only("number", "first_number")
    }


def lasting(line):
    """What names the action of a line, whose number may have changed since it was written."""
    return line.get("lasting", line["action"])


def without_withdrawn(content, public):
    """The content as it may be shown today: the text of an action withdrawn since is not.

    Its place remains, so that nobody believes that the issue never had it; so does that of a
    portrait or a picture of which the consent has ended. `public` is
    `public_numbers()`, asked once for several issues.
    """
    return content | {
        "facts": [
            fact if lasting(fact) in public else withdrawn(fact) for fact in content["facts"]
        ],
        "expected": [line for line in content["expected"] if lasting(line) in public],
        "left_out": [line for line in content.get("left_out", []) if lasting(line) in public],
        "additions": additions_shown(content),
    }


def withdrawn(fact):
    kept = {name: fact[name] for name in ("group", "action", "theme")}
    return kept | {"lasting": lasting(fact), "is_withdrawn": True}

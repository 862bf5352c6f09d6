"""Issues keep the words of the events that they told: these leave with those of the event."""

from django.dispatch import receiver

from actions.models.redactions import words_taken_out
from actions.redacted_copies import INSTEAD, SHORTEST

from ..models import Addition, Issue, Item
from .content import evidence

# What staff write themselves in an issue.
TYPED = {
    Issue: ("title", "introduction"),
    Item: ("word", "left_out_because"),
    Addition: ("title", "text"),
}


@receiver(words_taken_out)
def take_out_of_issues(event, words, **_):
    """In the archive and in what is still to be sent; messages that left cannot be reached."""
    for issue in Issue.objects.exclude(facts=None):
        facts = without(issue.facts, event, list(words.values()))
        if facts != issue.facts:
            Issue.objects.filter(pk=issue.pk).update(facts=facts)
    for model, names in TYPED.items():
        for row in model.objects.all():
            texts = {name: silenced(getattr(row, name), list(words.values())) for name in names}
            if any(getattr(row, name) != text for name, text in texts.items()):
                model.objects.filter(pk=row.pk).update(**texts)


def silenced(text, words):
    """A text that staff typed, without these words."""
    for word in words:
        if len(word) >= SHORTEST:
            text = text.replace(word, INSTEAD)
    return text


def without(content, event, words):
    """The content of an issue, with what the event still says."""
    return content | {
        "title": silenced(content["title"], words),
        "introduction": silenced(content["introduction"], words),
        "additions": [
            line | {name: silenced(line[name], words) for name in ("title", "text")}
            for line in content.get("additions", [])
        ],
        "left_out": [
            line | {"reason": silenced(line["reason"], words)}
            for line in content.get("left_out", [])
        ],
        "facts": [fact_without(fact, event, words) for fact in content["facts"]],
    }


def fact_without(fact, event, words):
    told = fact.get("event")
    if not told:
        return fact
    if told["rank"] == event.rank:
        keeps_evidence = "evidence_url" not in event.redacted_fields
        told = told | {
            "text": event.shown_text,
            "reservation": event.shown_reservation,
            "evidence": (told["evidence"] and keeps_evidence and evidence(event)) or None,
        }
    elif told["corrects"] and told["corrects"]["rank"] == event.rank:
        told = told | {"corrects": told["corrects"] | {"text": event.shown_text}}
    return fact | {"event": told, "word": silenced(fact["word"], words)}

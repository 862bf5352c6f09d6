"""What an editor reads before a change goes out to people's mailboxes."""

from collections.abc import Iterable

from django.db.models import Count

from publishing.text.typography import format_number

from ..models import Rhythm, Subscriber


def who_will_be_written(action_pks: Iterable[int]) -> str | None:
    """« 214 personnes suivent… », for a change of these actions; None when nobody does."""
    followers = Subscriber.objects.confirmed().following(list(action_pks)).order_by()
    by_rhythm = dict(followers.values_list("rhythm").annotate(Count("pk")))
    total = sum(by_rhythm.values())
    if not total:
        return None
    at_once = by_rhythm.get(Rhythm.CHANGE, 0)
    people = f"{format_number(total)} personne{'s' if total > 1 else ''}"
    verb = "suivent" if total > 1 else "suit"
    when = (
        f"dont {format_number(at_once)} à chaque changement"
        if at_once
        else "chaque mois ou trimestre"
    )
    return (
        f"{people} {verb} ces actions par courriel, {when} : le prochain numéro "
        f"{'leur' if total > 1 else 'lui'} en parlera, après relecture."
    )

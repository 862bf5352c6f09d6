"""The facts of an issue, put in words: its content is data, the same for the page and the mail."""

import datetime

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.text import Truncator

from actions.models import Status
from newsletter.models import Rhythm
from publishing.text.dates import PartialDate
from publishing.text.typography import NBSP, to_html, typeset

register = template.Library()
register.filter(
    "raised", to_html
)  # « 1er » with its ending raised: texts below are typeset already

RHYTHMS = {
    Rhythm.CHANGE: "à chaque changement",
    Rhythm.MONTHLY: "chaque mois",
    Rhythm.QUARTERLY: "chaque trimestre",
}
MAIL_WIDTH, COLUMN = 1200, 552  # pixels: of the file at most, and of the column
LENGTH = 320  # of a text in a message; the rest is on the page of the action


@register.filter
def shape(status):
    return format_html('<span aria-hidden="true">{}</span>', Status(status).row.mark)


@register.simple_tag
def statuses():
    return Status


@register.filter
def is_always_counted(status):
    return Status(status).is_always_counted


@register.filter
def status(value):
    return Status(value).label


@register.filter
def outcome(fact):
    """The status reached; of an action that another takes over, which."""
    event = fact["event"]
    decides = event and event["status"] == fact["after"]
    return typeset(event["outcome"] if decides else Status(fact["after"]).label)


@register.filter
def move(fact):
    """« En cours → Réalisée, en retard de 3 mois »."""
    before = f"{status(fact['before'])} → " if fact["before"] else ""
    after = outcome(fact) if fact["after"] else "sans statut"
    late = f", {typeset(fact['late'])}" if fact["late"] else ""
    return f"{before}{after}{late}"


@register.filter
def evidence_name(evidence):
    return "Source" if evidence["kind"] == "Lien" else evidence["kind"]


@register.filter
def change(total):
    """« +3 », « −1 », or nothing when the count is the same or had no past."""
    moved = total["count"] - total["before"] if total["before"] is not None else 0
    return f"{'+' if moved > 0 else '−'}{abs(moved)}" if moved else ""


@register.filter
def shortened(text):
    return Truncator(text).chars(LENGTH)


def day(iso):
    return PartialDate(datetime.date.fromisoformat(iso))


@register.filter
def short_day(iso):
    return f"{datetime.date.fromisoformat(iso):%d/%m/%Y}"


@register.filter
def period(issue):
    """What the issue covers; all the plan when it is the first of its rhythm."""
    until = f"{day(issue['up_to_day'])}"
    if not issue["after_day"]:
        return typeset(f"Le plan au {until}, depuis le début")
    if issue["after_day"] == issue["up_to_day"]:
        return typeset(f"Ce qui a changé depuis le numéro du même jour, le {until}")
    return typeset(f"Ce qui a changé entre le {day(issue['after_day'])} et le {until}")


@register.filter
def since(issue):
    return typeset(f"depuis le {day(issue['after_day'])}")


@register.filter
def rhythm(issue):
    return RHYTHMS[Rhythm(issue["rhythm"])]


@register.filter
def left_out_words(lines):
    """« 2 nouvelles n’y sont pas racontées. »"""
    count = len(lines)
    return (
        f"{count}{NBSP}nouvelle{'s' if count > 1 else ''} n’y {'sont' if count > 1 else 'est'} pas."
    )


@register.simple_tag
def mail_picture(picture):
    """One JPEG, at the same address for everybody, so that it counts nobody."""
    width = max([one for one in picture.widths if one <= MAIL_WIDTH] or picture.widths[:1])
    return format_html(
        '<p><img src="{}{}" width="{}" alt="{}" style="display: block; width: 100%; max-width: '
        '{}px; height: auto; border: 0;"></p>',
        *("" if settings.MEDIA_URL.startswith("http") else settings.SITE_URL,),
        *(picture.address(width, "jpg"), min(width, COLUMN)),
        *("" if picture.is_decorative else picture.alt, COLUMN),
    )


@register.filter
def ordinal(number):
    return "1re" if number == 1 else f"{number}e"

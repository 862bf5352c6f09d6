"""Who has a form of the back office open."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from .models import OpenPage

# Pages speak every 30 seconds, every minute when they are behind another.
SEEN_WITHIN = datetime.timedelta(seconds=150)


def name_of(user: Any) -> str:
    return user.get_full_name() or user.get_username()


def hour(instant: datetime.datetime) -> str:
    """« 10 h 12 », with the day before it when it is another."""
    local = timezone.localtime(instant)
    told = f"{local.hour}\u00a0h\u00a0{local:%M}"
    return told if local.date() == timezone.localdate() else f"{date_format(local, 'j F')}, {told}"


def see(user: Any, path: str, *, is_new: bool = False) -> list[str]:
    """Note that this person has this form open; return what is told of the others."""
    now = timezone.now()
    page, is_made = OpenPage.objects.get_or_create(
        user=user, path=path, defaults={"opened_at": now, "seen_at": now}
    )
    if not is_made:
        if is_new and page.seen_at < now - SEEN_WITHIN:
            page.opened_at = now
        page.seen_at = now
        page.save()
    others = OpenPage.objects.filter(path=path, seen_at__gte=now - SEEN_WITHIN)
    others = others.exclude(user=user).select_related("user").order_by("opened_at")
    return [
        f"{name_of(one.user)} a cette page ouverte depuis {hour(one.opened_at)}." for one in others
    ]

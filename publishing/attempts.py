"""How often one network, or one mailbox, may ask for something on the public forms.

What is kept is a keyed hash and an instant, and it is forgotten after a day.
"""

import datetime
import ipaddress
import math
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Attempt
from .proxies import is_trusted

RETENTION = datetime.timedelta(days=1)
# What a household or an office has: about one network for one subscriber of an operator.
IPV4_PREFIX, IPV6_PREFIX = 24, 56


class TooMany(Exception):
    """A limit is reached: which one, and for how many seconds."""

    def __init__(self, limit: "Limit", seconds: int) -> None:
        super().__init__(limit.name)
        self.limit, self.seconds = limit, seconds

    @property
    def wait(self) -> str:
        """How long, in words: « 12 minutes », « 3 heures »."""
        minutes = math.ceil(self.seconds / 60)
        count, unit = (minutes, "minute") if minutes < 60 else (math.ceil(minutes / 60), "heure")
        return f"{count} {unit}{'s' if count > 1 else ''}"


@dataclass(frozen=True)
class Limit:
    """At most so many in a period (a day or less), for each value counted under this name.

    Two requests at the same instant may both be the last one: that costs nobody anything.
    """

    name: str
    most: int
    period: datetime.timedelta
    explanation: str = ""

    def digest(self, value: str) -> str:
        return salted_hmac(
            f"publishing.attempts.{self.name}", value, algorithm="sha256"
        ).hexdigest()

    def seconds_to_wait(self, value: str) -> int:
        now = timezone.now()
        recent = Attempt.objects.filter(digest=self.digest(value), at__gt=now - self.period)
        instants = list(recent.order_by("-at").values_list("at", flat=True)[: self.most])
        if len(instants) < self.most:
            return 0
        return max(1, math.ceil((instants[-1] + self.period - now).total_seconds()))


def count(*pairs: tuple[Limit, str]) -> None:
    """Count one more for each `(limit, value)`, or raise TooMany and count none."""
    for limit, value in pairs:
        if seconds := limit.seconds_to_wait(value):
            raise TooMany(limit, seconds)
    forget_attempts()
    now = timezone.now()
    Attempt.objects.bulk_create(
        Attempt(digest=limit.digest(value), at=now) for limit, value in pairs
    )


def forget_attempts() -> None:
    Attempt.objects.filter(at__lte=timezone.now() - RETENTION).delete()


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from, as far as the proxies we trust tell it."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops = [hop.strip() for hop in [*hops, request.META.get("REMOTE_ADDR", "")] if hop.strip()]
    client = next((hop for hop in reversed(hops) if not is_trusted(hop)), "")
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return "inconnu"
    address = getattr(address, "ipv4_mapped", None) or address
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))

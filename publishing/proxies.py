"""Which proxies may speak for a client."""

import ipaddress

from django.conf import settings


def is_trusted(address: str) -> bool:
    """Whether that IP address is one of our own proxies'."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.TRUSTED_PROXIES)

"""Reading what the environment gives, and refusing nonsense by the name of its variable."""

from email.utils import parseaddr
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

env = environ.Env()


def refuse(name, reason):
    raise ImproperlyConfigured(f"{name} : {reason}")


def given(name, default=""):
    """The value of a variable; left empty, it is as if it were not there."""
    return env.str(name, default="").strip() or default


def boolean(name, default):
    value = given(name).lower()
    words = {"": default, "1": True, "true": True, "on": True, "0": False, "false": False} | {
        "off": False
    }
    if value not in words:
        refuse(name, f"« {value} » n’est ni 1 ni 0.")
    return words[value]


def address(name, value, expected):
    """The parts of an address with a host. The value may hold a password: it is never repeated."""
    try:
        parts = urlsplit(value)
        if parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # a port that is no number, an open bracket
        pass
    return refuse(name, f"adresse incomplète ou illisible ; attendu : {expected}")


def check_mailbox(name, *values):
    """Refuse what is no e-mail address, alone or as « Nom <adresse> »; nothing given is right."""
    for value in filter(None, values):
        try:
            validate_email(parseaddr(value)[1] if "<" in value else value)
        except ValidationError:
            refuse(name, f"« {value} » n’est pas une adresse électronique.")


def is_loopback(host):
    """Whether this name can only mean the machine itself."""
    return host in ("localhost", "127.0.0.1", "::1", "[::1]") or host.endswith(".localhost")

"""E-mail addresses as people type and paste them, and as servers want them.

Kept: the local part as typed, with its case and its « +tag »; the domain in ASCII (IDNA). Refused,
in words: what cannot be delivered, and local parts with accents, which most servers do not take.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError

LONGEST, LONGEST_LOCAL, LONGEST_LABEL = 254, 64, 63

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
DISPLAYED = re.compile(r"^[^<>]*<([^<>]*)>[\s;,.]*$")
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# Python's IDNA (2003) would write these as other letters, which is another domain.
DEVIATIONS = set("ßς\u200c\u200d")

EXAMPLE = "Une adresse ressemble à prenom.nom@exemple.fr."
# Where most people of the region have their mail: what a slip of the keyboard is compared with.
COMMON_DOMAINS = (
    *("gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr"),
    *("hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com", "live.fr", "neuf.fr"),
    *("yahoo.fr", "yahoo.com", "icloud.com", "aliceadsl.fr", "numericable.fr", "proton.me"),
)
NOT_SLIPS = {"gmx.com", "ymail.com", "mail.com", "email.com", "fre.fr", "me.com", "live.com"}


def read_address(text: str) -> str:
    """The address in a text, ready to be written to; ValidationError says what is wrong."""
    if any(unicodedata.category(sign) == "Cc" for sign in text.strip()):
        raise ValidationError("Une seule adresse, sans retour à la ligne.", code="control")
    text = UNSEEN.sub("", text).strip()
    if found := DISPLAYED.match(text):
        text = found[1]
    text = text.strip().removeprefix("mailto:").rstrip(" ;,.").lstrip()
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise ValidationError(f"Il manque une partie de l’adresse. {EXAMPLE}", code="incomplete")
    address = f"{read_local(local)}@{read_domain(domain)}"
    if len(address) > LONGEST:
        raise ValidationError(
            f"Cette adresse dépasse {LONGEST} signes, le plus que prenne un courriel.",
            code="long",
        )
    return address


def read_local(local: str) -> str:
    if "@" in local or "," in local or ";" in local:
        raise ValidationError(f"Une seule adresse à la fois. {EXAMPLE}", code="several")
    if re.search(r"\s", local):
        raise ValidationError(f"Une adresse n’a pas d’espace. {EXAMPLE}", code="space")
    if not local.isascii():
        raise ValidationError(
            "Les lettres accentuées avant le « @ » ne passent pas par la plupart des serveurs : "
            "donnez une adresse qui n’en a pas.",
            code="accents",
        )
    if not LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise ValidationError(f"Ce qui précède le « @ » n’est pas valable. {EXAMPLE}", code="local")
    return local


def read_domain(domain: str) -> str:
    domain = unicodedata.normalize("NFKC", domain).strip().lower()
    if set(domain) & DEVIATIONS:
        raise ValidationError(
            "Une lettre de ce domaine s’écrit de deux façons : donnez-le sous sa forme « xn-- ».",
            code="deviation",
        )
    try:
        written = domain.encode("idna").decode("ascii")
    except UnicodeError:
        written = ""
    labels = written.split(".")
    if (
        len(labels) < 2
        or not all(LABEL.fullmatch(label) and len(label) <= LONGEST_LABEL for label in labels)
        or not re.search("[a-z]", labels[-1])
    ):
        raise ValidationError(
            f"Ce qui suit le « @ » n’est pas un domaine. {EXAMPLE}", code="domain"
        )
    return written


def key_of(address: str) -> str:
    """The same for two spellings of one address: no server tells cases apart any more."""
    return address.lower()


def mailbox_of(address: str) -> str:
    """The same for all that falls into one mailbox: « jean+ales@… » is Jean's."""
    local, _, domain = key_of(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def shown(address: str) -> str:
    """The address as its owner writes it, the domain with its accents."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address


def likely_slip(address: str) -> str:
    """The address that its owner may have meant, when the domain is one key away from a common
    one; nothing otherwise. It is asked, never corrected."""
    local, _, domain = address.rpartition("@")
    if domain in COMMON_DOMAINS or domain in NOT_SLIPS:
        return ""
    near = next((common for common in COMMON_DOMAINS if is_one_key_away(domain, common)), "")
    return near and f"{local}@{near}"


def is_one_key_away(typed: str, meant: str) -> bool:
    """One letter more, less, other, or two neighbours exchanged."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    left, right = typed[start:], meant[start:]
    return (
        left[1:] == right
        or left == right[1:]
        or left[1:] == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )

"""The name of a delivery outside the house: in its Message-ID, so that what comes back finds it.

It is signed, so nobody makes one up to silence somebody else; it says nothing of the person; and
it stays the same if a doubtful message is sent again, so that a mail program shows it once.
"""

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from ..issues.message import domain

HEADER = "X-Envoi"
WRITTEN = re.compile(r"(?<![\w.-])envoi\.(\d{1,18})\.([0-9a-f]{20})(?![0-9a-f])")


def reference(delivery_pk):
    return f"envoi.{delivery_pk}.{signature(delivery_pk)}"


def signature(delivery_pk):
    return salted_hmac("newsletter.references", str(delivery_pk), algorithm="sha256").hexdigest()[
        :20
    ]


def message_id(delivery_pk):
    return f"<{reference(delivery_pk)}@{domain()}>"


def extra_headers(delivery_pk):
    return {"Message-ID": message_id(delivery_pk), HEADER: reference(delivery_pk)}


def find_delivery(text):
    """The key of the delivery that a text names with a true signature, or None."""
    for pk, signed in WRITTEN.findall(text):
        if constant_time_compare(signed, signature(int(pk))):
            return int(pk)
    return None

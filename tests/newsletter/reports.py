"""Delivery reports and complaints as servers write them."""

import base64

FAILURE = """\
Return-Path: <>
From: MAILER-DAEMON@relais.example
To: lettre@exemple.fr
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_r"

--=_r
Content-Type: text/plain; charset=utf-8

Votre message n’a pas pu être remis.

--=_r
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.example
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0100

{recipient}

--=_r
Content-Type: {returned}

Message-ID: {message_id}
To: {address}
Subject: Un mois

--=_r--
"""

COMPLAINT = """\
From: abuse@boite.example
To: lettre@exemple.fr
Subject: FW: Un mois
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_r"

--=_r
Content-Type: text/plain

This is an email abuse report.

--=_r
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Boite/1.0
Version: 1

--=_r
Content-Type: message/rfc822

Message-ID: {message_id}
To: quelqu-un@example.org
Subject: Un mois

Le texte.

--=_r--
"""


def failure(message_id, address="jean@example.org", status="5.1.1", **words):
    """A report; `fields` are those of its recipient, when they are not the usual ones."""
    action, said = words.pop("action", "failed"), words.pop("said", "User unknown")
    fields = {
        "Final-Recipient": f"rfc822; {address}",
        "Action": action,
        "Status": status,
        "Diagnostic-Code": f"smtp; 550 {status} <{address}>: {said}",
    } | words.pop("fields", {})
    recipient = "\n".join(f"{name}: {value}" for name, value in fields.items() if value)
    words = {"returned": "text/rfc822-headers"} | words
    return FAILURE.format(
        message_id=message_id, address=address, recipient=recipient, **words
    ).encode()


def in_base64(report):
    """The same report, its machine-readable part in base64."""
    head, kind, rest = report.partition(b"Content-Type: message/delivery-status\n\n")
    part, mark, tail = rest.partition(b"\n\n--=_r\n")
    encoded = base64.encodebytes(part).rstrip()
    kind = kind.rstrip() + b"\nContent-Transfer-Encoding: base64\n\n"
    return head + kind + encoded + mark + tail


def complaint(message_id, kind="abuse"):
    return COMPLAINT.format(message_id=message_id, kind=kind).encode()

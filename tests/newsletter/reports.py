"""Delivery reports and complaints as servers write them."""

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

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{address}>: {said}

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
    words = {
        "action": "failed",
        "said": "User unknown",
        "returned": "text/rfc822-headers",
    } | words
    return FAILURE.format(message_id=message_id, address=address, status=status, **words).encode()


def complaint(message_id, kind="abuse"):
    return COMPLAINT.format(message_id=message_id, kind=kind).encode()

"""What a mail provider tells of bounces and complaints, signed with a secret of ours.

POST /newsletter/retours/
X-Signature: t=1780000000,v1=<hex HMAC-SHA256 of « t.body » with NEWSLETTER_WEBHOOK_SECRET>

{"events": [{"kind": "bounce", "reference": "<Message-ID>", "status": "5.1.1", "answer": "…"},
            {"kind": "complaint", "reference": "<Message-ID>"}]}
"""

import hashlib
import hmac
import json
import re
import time

from django.conf import settings
from django.http import Http404, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .bounces import read_event, record

LARGEST = 256 * 1024
MOST_EVENTS = 1000
SECONDS = 300  # an old request is not played again
SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


@csrf_exempt  # no browser is involved: the signature stands for everything
@require_POST
def receive(request):
    if not settings.NEWSLETTER_WEBHOOK_SECRET:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return refused(413, "256 ko au plus.")
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return refused(413, "256 ko au plus.")
    if not is_signed(request.headers.get("X-Signature", ""), body):
        return refused(403, "Signature absente, fausse ou trop ancienne.")
    try:
        reports = [read_event(event) for event in events_in(body)]
    except ValueError as error:
        return refused(400, str(error))
    recorded = sum(record(report) for report in reports if report is not None)
    return JsonResponse({"recorded": recorded, "ignored": len(reports) - recorded})


def is_signed(header, body):
    found = SIGNATURE.fullmatch(header)
    if not found or abs(time.time() - int(found[1])) > SECONDS:
        return False
    return hmac.compare_digest(sign(found[1], body), found[2])


def sign(instant, body):
    secret = settings.NEWSLETTER_WEBHOOK_SECRET.encode()
    return hmac.new(secret, f"{instant}.".encode() + body, hashlib.sha256).hexdigest()


def events_in(body):
    """The events of a request; ValueError says what is wrong with it."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("Du JSON est attendu.") from None
    events = content.get("events") if isinstance(content, dict) else None
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        raise ValueError(f"« events » est une liste de {MOST_EVENTS} évènements au plus.")
    return events


def refused(status, reason):
    return JsonResponse({"error": reason}, status=status)

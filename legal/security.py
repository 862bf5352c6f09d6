"""The file by which researchers find us (RFC 9116)."""

import datetime

VALID_DAYS = 180  # the RFC asks for less than a year; a site left alone must become doubtful


def security_txt(*, contact, canonical, policy, day):
    """The lines of `/.well-known/security.txt` on that day."""
    expires = day + datetime.timedelta(days=VALID_DAYS)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {canonical}",
        f"Policy: {policy}",
    ]
    return "\n".join(lines) + "\n"

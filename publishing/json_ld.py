"""What pages say of themselves to machines: schema.org, as blocks of data in the page.

Browsers do not run these blocks, so the security policy has nothing to allow; they are escaped so
that no text can close them.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .models import Body
from .text.typography import typeset

ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def script(data: dict[str, Any]) -> SafeString:
    """The `<script>` of a description, whatever its texts hold."""
    document = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    document = document.translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{document}</script>')


def organisation(body: str) -> dict[str, Any]:
    """One of the three publishers, by what is known of it: its name."""
    body = Body(body)
    return {
        "@type": "GovernmentOrganization",
        "@id": absolute(f"/#{body.value}"),
        "name": body.label,
    }


def breadcrumb(crumbs: Sequence[tuple[Any, str]], path: str) -> dict[str, Any]:
    """The pages above and the page itself, as `(name, address)`; its own address is `path`."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": " ".join(typeset(str(name)).split()),  # no-break spaces become plain
                "item": absolute(address or path),
            }
            for position, (name, address) in enumerate(crumbs, 1)
        ],
    }

"""What the home page says of the site to machines: schema.org."""

from typing import Any

from publishing.json_ld import absolute, organisation
from publishing.models import Body


def site() -> dict[str, Any]:
    """The site and who publishes it, for the home page."""
    publishers = [organisation(body) for body in Body]
    website = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "name": "À votre service",
        "url": absolute("/"),
        "inLanguage": "fr",
        "publisher": [{"@id": publisher["@id"]} for publisher in publishers],
    }
    return {"@graph": [website, *publishers]}

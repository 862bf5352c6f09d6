"""A portrait for machines: a person only if a person is shown, and agrees to it today."""

from django.utils import timezone

from publishing.json_ld import absolute, organisation


def person(portrait):
    """The agent of a public portrait, or None: a drawn example is nobody."""
    if not (portrait.displayed_name and portrait.picture):
        return None
    if portrait.refusal(timezone.localdate()):
        return None
    described = {
        "@type": "Person",
        "name": portrait.displayed_name,
        "jobTitle": portrait.trade,
        "url": absolute(portrait.get_absolute_url()),
        "image": absolute(portrait.picture.fallback[0]),
    }
    if portrait.service:
        described["worksFor"] = organisation(portrait.service.body)
    return described

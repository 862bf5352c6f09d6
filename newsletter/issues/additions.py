"""The additions of an issue as they may be shown today.

The frozen content names a portrait and a picture, and copies nothing of them: what their consents
take away is nowhere else, in the archive as in what is still to be sent.
"""

import re
from typing import Any

from django.conf import settings

from portraits.models import Portrait
from publishing.models import Picture
from publishing.shown import shown_pictures
from publishing.text.prose import plain_text, render_prose
from publishing.text.typography import typeset

from ..models import Addition
from ..models.additions import refusal_of


def frozen(addition: Addition, figures: Any) -> dict[str, Any]:
    picture, portrait = addition.picture, addition.portrait
    return {
        "title": addition.title,
        "text": figures.expand(addition.text),
        "url": addition.url,
        "picture": picture and [picture.pk, picture.folder],
        "portrait": portrait and [portrait.pk, portrait.approved_digest],
    }


def refusals(issue: Any) -> list[str]:
    """Why this issue may not leave with its additions, in words."""
    found = []
    open_pictures = set(issue.additions.with_open_picture().values_list("pk", flat=True))
    for addition in issue.additions.select_related("portrait", "picture"):
        if addition.portrait and (reason := refusal_of(addition.portrait)):
            found.append(f"Le portrait « {addition.portrait.trade} » : {reason}")
        elif addition.picture and addition.pk not in open_pictures:
            found.append(
                f"L’image « {addition.picture} » montre une personne qui n’a pas permis, ou plus, "
                "la lettre d’information."
            )
    return found


def shown(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Each addition with its picture or its portrait; one taken away keeps its place."""
    lines = content.get("additions", [])
    pictures = pictures_of([line["picture"][0] for line in lines if line["picture"]])
    return [
        portrait_line(line)
        if line["portrait"]
        else line
        | {
            "html": render_prose(line["text"]),
            "paragraphs": paragraphs(line["text"]),
            "is_withdrawn": bool(line["picture"]) and line["picture"][0] not in pictures,
            "picture": line["picture"] and pictures.get(line["picture"][0]),
        }
        for line in lines
    ]


def pictures_of(keys: list[int]) -> dict[int, Picture]:
    rows = Addition.objects.with_open_picture().filter(picture__in=keys)
    pictures = Picture.objects.filter(pk__in=rows.values("picture"))
    return {picture.pk: opened(picture) for picture in pictures}


def opened(picture: Picture) -> Picture:
    """Before it is public, its addresses open for whoever previews the issue."""
    if picture.pk not in shown_pictures():
        picture.open_to_holder()
    return picture


def portrait_line(line: dict[str, Any]) -> dict[str, Any]:
    portrait = Portrait.objects.filter(pk=line["portrait"][0]).select_related("consent").first()
    if portrait is None or refusal_of(portrait):
        return {"is_portrait": True, "is_withdrawn": True}
    return {
        "is_portrait": True,
        "title": str(portrait),
        "text": portrait.quote,
        "url": settings.SITE_URL + portrait.get_absolute_url(),
        "picture": portrait.picture,
    }


def paragraphs(prose: str) -> list[str]:
    """The words of a Markdown text, a paragraph a line, for plain text."""
    return [typeset(plain_text(part)) for part in re.split(r"\n\s*\n", prose) if part.strip()]

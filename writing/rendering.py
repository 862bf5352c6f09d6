"""A text with what it places, as the public reads it."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from publishing.models import Picture
from publishing.text.prose import markdown, render_prose

from .marks import DOCUMENT, IMAGE, MARK, named
from .models import Attachment
from .people import allowed


def render(text: str, *, is_preview: bool = False) -> SafeString:
    """HTML of a text whose figures are already put in. A picture that may not be shown, or is
    gone, is left out with its caption; a document that is gone leaves its words. `is_preview`: the
    reader may see what is not public yet."""
    if not MARK.search(text):
        return render_prose(text)
    shown: Any = allowed(Picture.objects.filter(pk__in=named(text, IMAGE)))
    documents: Any = Attachment.objects.in_bulk(named(text, DOCUMENT))
    pictures = {picture.pk: picture for picture in shown}
    if is_preview:
        for one in (*pictures.values(), *documents.values()):
            one.open_to_holder()
    tokens = list(with_figures(markdown().parse(text), pictures))
    for token in tokens:
        if token.children:
            token.children = list(with_documents(token.children, documents))
    html = markdown().renderer.render(tokens, markdown().options, {})
    if documents:
        listed = [documents[pk] for pk in sorted(documents)]
        html += render_to_string("writing/documents.html", {"documents": listed})
    return mark_safe(html)


def number(address: Any, kind: str) -> int | None:
    match = MARK.fullmatch(f"]({address})")
    return int(match[2]) if match and match[1] == kind else None


def with_figures(tokens: list[Any], pictures: dict[int, Picture]) -> Iterable[Any]:
    """The images of a paragraph follow it, each as a figure; an empty paragraph goes."""
    waiting: list[Any] = []
    paragraph: list[Any] = []
    for token in tokens:
        if token.type == "paragraph_open":
            paragraph = [token]
        elif paragraph and token.type == "inline":
            paragraph.append(token)
            images = [one for one in token.children if number_of(one) is not None]
            waiting = [figure(one, pictures.get(number_of(one) or 0)) for one in images]
            token.children = [one for one in token.children if number_of(one) is None]
        elif paragraph and token.type == "paragraph_close":
            if not waiting or any(one.type != "softbreak" for one in paragraph[1].children):
                yield from (*paragraph, token)
            yield from filter(None, waiting)
            waiting, paragraph = [], []
        else:
            yield token


def number_of(token: Any) -> int | None:
    return number(token.attrs.get("src"), IMAGE) if token.type == "image" else None


def figure(token: Any, picture: Picture | None) -> Any:
    if picture is None:
        return None
    context = {"picture": picture, "caption": token.content}
    html = render_to_string("writing/figure.html", context)
    return Token("html_block", "", 0, content=html)


def with_documents(tokens: list[Any], documents: dict[int, Attachment]) -> Iterable[Any]:
    """Links to documents say what they lead to."""
    document: Attachment | None = None
    is_lost = False
    for token in tokens:
        if token.type == "link_open":
            pk = number(token.attrs.get("href"), DOCUMENT)
            document = documents.get(pk or 0)
            is_lost = pk is not None and document is None
            if document:
                token.attrs["href"] = document.address
                if document.language != "fr":
                    token.attrs["hreflang"] = document.language
        elif token.type == "link_close" and document:
            yield Token("text", "", 0, content=f" ({document.said})")
        if not (is_lost and token.type in ("link_open", "link_close")):
            yield token
        if token.type == "link_close":
            document, is_lost = None, False

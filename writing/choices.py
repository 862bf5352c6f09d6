"""What the toolbar offers to place in a text, by kind; rooms above register theirs."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Q

from backoffice.folding import fold_text
from publishing.models import Picture
from search.index import PAGE, entries

from .marks import escaped, image_mark
from .models import Attachment

SHOWN = 40


class Choice(NamedTuple):
    """`mark` is written in the text; between `before` and `after` stands what was selected."""

    label: str
    detail: str
    before: str
    after: str = ""
    words: str = ""  # in their middle, when nothing was selected
    thumbnail: str = ""


_choices: dict[str, tuple[str, Callable[[], Iterable[Choice]]]] = {}


def offers(kind: str, title: str) -> Callable[[Any], Any]:
    """Register what one may place: a function that yields all of that kind."""

    def register(function: Callable[[], Iterable[Choice]]) -> Any:
        _choices[kind] = (title, function)
        return function

    return register


def found(kind: str, sought: str) -> tuple[str, list[Choice]]:
    """The title of a kind, and what has all the words sought. Raises KeyError."""
    title, function = _choices[kind]
    words = fold_text(sought).split()
    choices = (
        one for one in function() if all(w in fold_text(f"{one.label} {one.detail}") for w in words)
    )
    return title, [one for one, _ in zip(choices, range(SHOWN), strict=False)]


@offers("page", "Placer un lien")
def pages() -> Iterable[Choice]:
    for entry in sorted(entries(), key=lambda one: one.kind != PAGE):
        yield Choice(
            entry.title, f"{entry.kind.name}, {entry.url}", "[", f"]({entry.url})", entry.title
        )


@offers("image", "Placer une image")
def images() -> Iterable[Choice]:
    for picture in Picture.objects.order_by("-pk"):
        told = "Décorative" if picture.is_decorative else picture.alt
        credit = f" Auteur : {picture.credit}." if picture.credit else ""
        person = " Montre une personne." if picture.shows_person else ""
        before, _, after = image_mark(picture.pk).partition("]")
        yield Choice(
            picture.title,
            f"{told}{credit}{person}",
            *(f"\n\n{before}", f"]{after}\n\n"),
            thumbnail=picture.open_to_holder().address(picture.widths[0], "jpg"),
        )


@offers("document", "Placer un document")
def documents() -> Iterable[Choice]:
    for one in Attachment.objects.filter(~Q(file="")):
        title = escaped(one.title)
        yield Choice(one.title, one.said, "[", f"](document:{one.pk})", title)

"""What the page of a portrait shows of a person, as one digest that the database works out.

It is compared at each reading with the digest that the person approved, so that no writer can
publish a word that they have not read: forms, imports, mass updates, `psql`. Examples have none.
"""

from typing import Any

from django.db.models import (
    Case,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import SHA256, Cast, Coalesce, Length, Round

from .consents import Medium

RANKS = range(1, 6)  # of the other pictures
WORDS = (
    *("trade", "role", "quote", "text", "testimony", "service__slug", "consent__displayed_name"),
    *("recording_kind", "recording_title", "recording_url", "recording_length", "transcript"),
)


class Joined(Func):
    """Texts end to end, none of them null. On one level: SQLite reads so many parentheses and no
    more, which those of `Concat` pass."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


class Digest(SHA256):
    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Its own function: that of Django asks for an extension."""
        template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return self.as_sql(compiler, connection, template=template, **context)


def word(name: str) -> Any:
    """A text after its length, so that no two rows of texts look the same."""
    text = Coalesce(F(name), Value(""), output_field=TextField())
    return Joined(Cast(Length(text), TextField()), Value(":"), text)


def flag(name: str) -> Any:
    return Case(When(**{name: True}, then=Value("1")), default=Value("0"))


def hundredths(name: str) -> Any:
    """As whole numbers: both databases write these alike."""
    number = Cast(Cast(Round(F(name) * 100), IntegerField()), TextField())
    return Joined(Coalesce(number, Value("")), Value(" "))


def picture_parts(path: str) -> Any:
    """Its file, its crop, its description."""
    names = (f"{path}__{name}" for name in ("folder", "alt", "credit"))
    crop = (hundredths(f"{path}__{name}") for name in ("focal_x", "focal_y"))
    return Joined(*map(word, names), flag(f"{path}__is_decorative"), *crop)


def digest(others: QuerySet[Any]) -> Any:
    """The expression, for a queryset of portraits; `others` are all their other pictures."""
    of_rank = others.filter(portrait=OuterRef("pk")).annotate(shown=picture_parts("picture"))
    rows = (Subquery(of_rank.filter(rank=rank).values("shown")[:1]) for rank in RANKS)
    return Digest(
        Joined(
            *map(word, WORDS),
            *(flag(f"consent__{medium.value}") for medium in Medium),
            picture_parts("picture"),
            *(Joined(Value("/"), Coalesce(row, Value(""))) for row in rows),
        )
    )

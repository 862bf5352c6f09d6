"""The words that a cell may use: statuses, bodies, themes and services, by all their names."""

from difflib import get_close_matches
from typing import Any

from actions.models import Certainty, Status, Theme
from exchange.widgets import listed
from publishing.models import Body
from services.models import Service
from spreadsheets.values import plain

BODIES = {
    Body.CITY: ["ville", "mairie", "commune", "ales", "ville d'ales"],
    Body.AGGLOMERATION: ["agglo", "agglomeration", "ales agglo", "communaute d'agglomeration"],
    Body.SOCIAL_CENTRE: ["ccas", "centre communal d'action sociale"],
}


STATUS_WORDS = {word: status.value for status in Status for word in status.row.synonyms}
CERTAINTY_WORDS = {
    **dict.fromkeys(("prouve", "sur", "sure", "certain", "certaine"), Certainty.PROVED.value),
    **dict.fromkeys(("deduit", "estime", "estimee"), Certainty.DEDUCED.value),
    **dict.fromkeys(("inconnu", "non connue"), Certainty.UNKNOWN.value),
}
BODY_WORDS = {word: body.value for body, words in BODIES.items() for word in words}


class Names:
    """The records of a table by name and address, read once for a whole file."""

    def __init__(self, model: Any, known_as: str) -> None:
        records = list(model.objects.all())
        self.known_as = known_as  # « un thème »
        self.by_slug = {record.slug: record for record in records}
        self.by_word = {plain(record.slug): record for record in records} | {
            plain(record.name): record for record in records
        }

    def find(self, text: str) -> Any:
        """Raises ValueError with the names that look like it, or all of a short list."""
        if record := self.by_word.get(plain(text)):
            return record
        near = get_close_matches(plain(text), self.by_word, n=6, cutoff=0.6)
        records = [self.by_word[word] for word in near] or list(self.by_slug.values())
        names = list(dict.fromkeys(record.name for record in records))[: 3 if near else 8]
        hint = f" ; attendu : {listed(names)}." if names else " ; aucun n’est encore enregistré."
        raise ValueError(f"« {text} » n’est pas {self.known_as}{hint}")


class Vocabulary:
    """Themes and services as they are when a file is read, or a preview shown."""

    def __init__(self) -> None:
        self.themes = Names(Theme, "un thème")
        self.services = Names(Service, "un service")

"""Why an import cannot be confirmed or undone: each is an answer, whose `str()` is a French
sentence that says why and what to do."""

from dataclasses import dataclass
from typing import Any

PERMISSION = "actions.import_action"


class Impossible(Exception):
    """An import cannot go on."""


class AlreadyApplied(Impossible):
    """A second click, a page from before: the same result is told again."""


class Closed(Impossible):
    """Undone, abandoned, or not read to its end."""


class Expired(Impossible):
    """Nobody confirmed the preview in time."""


class NotYours(Impossible):
    """Another person's preview."""


class NotAllowed(Impossible):
    """An account without the right to import."""


class LateClock(Impossible):
    """The server's clock is behind the history."""


class HasFaults(Impossible):
    """The file is to be corrected first."""


@dataclass(frozen=True)
class Clash:
    """One thing that changed between preview and confirmation: three values, in words."""

    number: int
    column: str
    base: str  # what the preview was made from
    file: str
    site: str  # what is there now

    def __str__(self) -> str:
        return (
            f"action n° {self.number}, « {self.column} » : à l’aperçu « {self.base} », dans le "
            f"fichier « {self.file} », sur le site maintenant « {self.site} »"
        )


class Conflict(Impossible):
    """The site moved on since the preview; `clashes` are the first hundred, `count` them all."""

    SHOWN = 100

    def __init__(self, clashes: list[Clash], count: int) -> None:
        self.clashes, self.count = clashes, count
        counted = "une information a changé" if count == 1 else f"{count} informations ont changé"
        super().__init__(
            f"Depuis l’aperçu, {counted} sur le site : rien n’a été importé. Choisissez de nouveau "
            "le fichier pour voir un aperçu à jour."
        )


class CannotUndo(Impossible):
    """Later changes stand on the import; `reasons` are the first hundred."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(
            "Cet import ne peut plus être annulé d’un coup, car d’autres changements s’appuient "
            "dessus : corrigez les actions une à une."
        )


def refuse_without_right(user: Any) -> None:
    """None is the command line, whose right is that of the machine."""
    if user is not None and not user.has_perm(PERMISSION):
        raise NotAllowed(
            "Votre compte n’a pas le droit d’importer : demandez-le à la personne qui gère les "
            "comptes du site."
        )

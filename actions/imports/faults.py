"""Why an import cannot be confirmed or undone: each is an answer, in a French sentence."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format


def instant_in_french(instant):
    return date_format(timezone.localtime(instant), "j F Y à H\\hi")


PERMISSION = "actions.import_action"


class Impossible(Exception):
    """An import cannot go on; `str()` says why and what to do."""


class AlreadyApplied(Impossible):
    """A second click, a page from before: the same result is counted again. `run` holds it."""

    def __init__(self, run):
        super().__init__(
            f"Cet import est déjà appliqué, depuis le {instant_in_french(run.applied_at)} : rien "
            "n’a été refait."
        )
        self.run = run


class Closed(Impossible):
    """Undone, abandoned, or not read to its end."""

    def __init__(self, run):
        words = {"annule": "a été annulé", "abandonne": "a été abandonné"}
        what = words.get(run.state, "n’a pas été lu jusqu’au bout")
        super().__init__(
            f"Cet import {what} : pour le reprendre, choisissez de nouveau le fichier."
        )
        self.run = run


class Expired(Impossible):
    def __init__(self, run):
        super().__init__(
            "Cet aperçu a plus de 24 heures et le site a pu changer depuis : choisissez de "
            "nouveau le fichier pour en voir un à jour."
        )
        self.run = run


class NotYours(Impossible):
    def __init__(self, run):
        super().__init__(
            "Cet aperçu a été préparé par une autre personne : elle seule peut le confirmer. "
            "Pour importer ce fichier vous-même, choisissez-le de nouveau."
        )
        self.run = run


class NotAllowed(Impossible):
    def __init__(self):
        super().__init__(
            "Votre compte n’a pas le droit d’importer : demandez-le à la personne qui gère les "
            "comptes du site."
        )


class HasFaults(Impossible):
    def __init__(self, run):
        count = run.counts.get("faults", 0)
        counted = "une erreur" if count == 1 else f"{count} erreurs"
        super().__init__(
            f"Ce fichier contient {counted} : corrigez-le, puis choisissez-le de nouveau. Rien n’a "
            "été changé."
        )
        self.run = run


def refuse_without_right(user):
    """None is the command line, whose right is that of the machine."""
    if user is not None and not user.has_perm(PERMISSION):
        raise NotAllowed


@dataclass(frozen=True)
class Clash:
    """One thing that changed between preview and confirmation: three values, in words."""

    number: int
    column: str
    base: str  # what the preview was made from
    file: str
    site: str  # what is there now

    def __str__(self):
        return (
            f"action n° {self.number}, « {self.column} » : à l’aperçu « {self.base} », dans le "
            f"fichier « {self.file} », sur le site maintenant « {self.site} »"
        )


class Conflict(Impossible):
    """The site moved on since the preview; `clashes` are the first hundred, `count` them all."""

    SHOWN = 100

    def __init__(self, clashes, count):
        self.clashes, self.count = clashes, count
        counted = "une information a changé" if count == 1 else f"{count} informations ont changé"
        super().__init__(
            f"Depuis l’aperçu, {counted} sur le site : rien n’a été importé. Choisissez de nouveau "
            "le fichier pour voir un aperçu à jour."
        )


class CannotUndo(Impossible):
    """Later changes stand on the import; `reasons` are the first hundred."""

    def __init__(self, reasons):
        self.reasons = reasons
        super().__init__(
            "Cet import ne peut plus être annulé d’un coup, car d’autres changements s’appuient "
            "dessus : corrigez les actions une à une."
        )

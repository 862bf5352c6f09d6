"""Where an action may stand: everything that a status has, in one row.

Pages, charts, the wall sheet, share images, mails, imports and exports read it here, so that
adding a status is adding a row and the migration that `makemigrations` writes.
"""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class Group:
    """Where a reader of the newsletter finds a fact, and how the title of an issue counts it."""

    value: str
    label: str
    one: str
    many: str
    rank: int  # in the order of reading
    counts_actions: bool = True  # « 3 actions réalisées », where « 3 rectifications » counts none


@dataclass(frozen=True)
class Pattern:
    """What fills a chart beside the colour: a tile, repeated; an SVG path drawn over paper."""

    path: str
    size: int = 8
    is_stroked: bool = True  # otherwise the inside of the path is filled


@dataclass(frozen=True)
class Row:
    """Everything that a status has."""

    value: str  # in addresses, exports and the history: permanent
    label: str
    plural: str  # as a heading or a filter says it
    help: str  # what it means, beginning with its shape
    colour: str  # a token of static/css/tokens.css
    # An SVG path in a square of 16. Two outlines make a hole.
    shape: str
    pattern: Pattern
    mark: str  # one letter of any font, for mails, which have no drawing
    stack: int  # its place in the chart of the plan, from the ground up
    group: Group  # of the newsletter, for an action that reaches it
    synonyms: tuple[str, ...]  # what people write in a spreadsheet; no accent, lower case
    figure: str  # the key of its count, that texts name: {{ actions-realisees }}
    step: int | None = None  # in the course of an action: a lower one afterwards is a step back
    is_open: bool = True  # something is still to be done, and may be late
    is_in_plan: bool = True  # otherwise the action left: it is told, in no total
    is_always_counted: bool = False  # its total is told even when it is zero
    is_solid: bool = False  # its tiles and bands are full of its colour, words in that of paper

    @property
    def svg(self):
        """Its shape as a picture, for style sheets, which make a mask of it."""
        return self.svg_in("currentColor")

    def svg_in(self, paint):
        return (
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
            f"<path fill='{paint}' fill-rule='evenodd' d='{self.shape}'/></svg>"
        )


class StatusRow(models.TextChoices):
    """Choices of rows: `Status.DONE` is « realisee », and knows its row."""

    row: Row

    def __new__(cls, row):
        member = str.__new__(cls, row.value)
        member._value_ = row.value
        member.row = row
        return member

    @property
    def label(self):
        return self.row.label

    @property
    def plural(self):
        return self.row.plural

    @property
    def is_open(self):
        return self.row.is_open

    @property
    def is_in_plan(self):
        return self.row.is_in_plan

    @property
    def is_always_counted(self):
        return self.row.is_always_counted


class Status(StatusRow):
    """Where an action stands, in the order in which people read totals."""

    DONE = Row(
        value="realisee",
        label="Réalisée",
        plural="Réalisées",
        help="Carré coché : l’action est faite, et une preuve ou une réserve le montre.",
        colour="status-realisee",
        shape="M 0 0 H 16 V 16 H 0 Z M 6.6 12.2 L 13.5 4.8 L 12 3.4 L 6.6 9.3 L 4 6.7 L 2.5 8.2 Z",
        pattern=Pattern("M0 0h8v8H0z", is_stroked=False),
        mark="■",
        stack=0,
        group=Group("realisees", "Réalisées", "réalisée", "réalisées", 10),
        synonyms=(
            *("realise", "termine", "terminee", "livre", "livree", "acheve", "achevee"),
            *("fini", "finie", "fait", "faite"),
        ),
        figure="actions-realisees",
        step=2,
        is_open=False,
        is_always_counted=True,
        is_solid=True,
    )
    ONGOING = Row(
        value="en-cours",
        label="En cours",
        plural="En cours",
        help="Cercle à moitié plein : l’action a commencé.",
        colour="status-en-cours",
        shape="M 8 0 A 8 8 0 1 0 8 16 A 8 8 0 0 0 8 0 Z M 8 2 A 6 6 0 0 1 8 14 Z",
        pattern=Pattern("M-2 2l4-4M0 8l8-8M6 10l4-4"),
        mark="◐",
        stack=1,
        group=Group("commencees", "Commencées ou reprises", "commencée", "commencées", 20),
        synonyms=(
            *("engage", "engagee", "demarre", "demarree", "lance", "lancee"),
            "travaux en cours",
        ),
        figure="actions-en-cours",
        step=1,
        is_always_counted=True,
    )
    UPCOMING = Row(
        value="a-venir",
        label="À venir",
        plural="À venir",
        help="Cercle vide : l’action est promise, et n’a pas commencé.",
        colour="status-a-venir",
        shape="M 8 0 A 8 8 0 1 0 8 16 A 8 8 0 0 0 8 0 Z "
        "M 8 2.2 A 5.8 5.8 0 1 1 8 13.8 A 5.8 5.8 0 0 1 8 2.2 Z",
        pattern=Pattern(
            "M4.5 3.3a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z", size=9, is_stroked=False
        ),
        mark="○",
        stack=4,
        group=Group("nouvelles", "Nouvelles actions", "nouvelle", "nouvelles", 80),
        synonyms=(
            *("prevu", "prevue", "programme", "programmee", "planifie", "planifiee"),
            *("pas commence", "pas commencee"),
        ),
        figure="actions-a-venir",
        step=0,
        is_always_counted=True,
    )
    SUSPENDED = Row(
        value="suspendue",
        label="Suspendue",
        plural="Suspendues",
        help="Deux barres : l’action est arrêtée pour un temps.",
        colour="status-suspendue",
        shape="M 2 1 H 6 V 15 H 2 Z M 10 1 H 14 V 15 H 10 Z",
        pattern=Pattern("M2 0v8M5 0v8"),
        mark="‖",
        stack=2,
        group=Group("suspendues", "Suspendues", "suspendue", "suspendues", 40),
        synonyms=("suspendu", "en pause", "a l'arret"),
        figure="actions-suspendues",
    )
    ABANDONED = Row(
        value="abandonnee",
        label="Abandonnée",
        plural="Abandonnées",
        help="Croix : l’action ne sera pas faite.",
        colour="status-abandonnee",
        shape="M 3 1 L 8 6 L 13 1 L 15 3 L 10 8 L 15 13 L 13 15 L 8 10 L 3 15 L 1 13 L 6 8 L 1 3 Z",
        pattern=Pattern("M0 0l8 8M8 0L0 8"),
        mark="×",
        stack=3,
        group=Group("abandonnees", "Sorties du plan", "sortie du plan", "sorties du plan", 50),
        synonyms=("abandonne", "annule", "annulee"),
        figure="actions-abandonnees",
        is_open=False,
        is_in_plan=False,
    )
    UNKNOWN = Row(
        value="inconnu",
        label="Statut inconnu",
        plural="Statut inconnu",
        help="Cercle en pointillé : aucune source ne dit où en est l’action.",
        colour="status-inconnu",
        shape="M 6.4 0 H 9.6 V 3.2 H 6.4 Z M 6.4 12.8 H 9.6 V 16 H 6.4 Z "
        "M 0 6.4 H 3.2 V 9.6 H 0 Z M 12.8 6.4 H 16 V 9.6 H 12.8 Z "
        "M 1.9 1.9 H 5.1 V 5.1 H 1.9 Z M 10.9 1.9 H 14.1 V 5.1 H 10.9 Z "
        "M 1.9 10.9 H 5.1 V 14.1 H 1.9 Z M 10.9 10.9 H 14.1 V 14.1 H 10.9 Z",
        pattern=Pattern("M3 3h2v2H3z", is_stroked=False),
        mark="?",
        stack=5,
        group=Group("inconnues", "Statut inconnu", "au statut inconnu", "au statut inconnu", 65),
        synonyms=("inconnue", "non connu", "non connue", "ne sait pas", "on ne sait pas"),
        figure="actions-statut-inconnu",
        is_open=False,  # it may be done: nobody can call it late
    )


def is_step_back(before, after):
    """« réalisée » to « en cours », « en cours » to « à venir »; a pause is not one."""
    if not before or not after:
        return False
    steps = Status(before).row.step, Status(after).row.step
    return None not in steps and steps[1] < steps[0]

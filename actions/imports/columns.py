"""The two sheets, column by column: what each is called, how it is read, where it goes, and how it
looks in the workbook to fill in.

A column is a field of django-import-export: its header in French and a widget, with the other names
that offices give to it. « Actions » has one row per action, « Étapes » one per dated event. To add
a column for a field, add it here: reading, preview, confirmation and the template follow.
"""

from collections.abc import Sequence, Set
from functools import partial
from typing import Any

from import_export.fields import Field

from actions.models import Certainty, Status
from publishing.models import Body
from spreadsheets import TableKind
from spreadsheets.values import plain
from spreadsheets.writing.layout import Format, GridColumn

from . import widgets
from .own_files import OWN
from .vocabulary import BODY_WORDS, CERTAINTY_WORDS, STATUS_WORDS, Vocabulary

STATUS_WIDGET = widgets.WordWidget(Status.choices, STATUS_WORDS, "n’est pas un statut")
# The lists of words of the template's notes.
STATUSES, THEMES, BODIES, SERVICES = "Statuts", "Thèmes", "Organismes", "Services"
CERTAINTIES = "Certitudes"


class ImportColumn(Field):
    """One column of a sheet.

    `aliases`: other headers, between semicolons. `attribute`: the field of the action or of the
    event, where `key` is not its name. `clears`: « – » empties it. `describes_event`: it says what
    happened rather than what the action is, and stands out in the template. `width` (in
    characters), `help`, `format`, `choices`: how it looks there.
    """

    def __init__(
        self,
        key: str,
        label: str,
        widget: widgets.CellWidget,
        width: int,
        help: str,
        aliases: str = "",
        *,
        attribute: str = "",
        clears: bool = False,
        describes_event: bool = False,
        format: Format = "text",
        choices: str = "",
    ) -> None:
        super().__init__(attribute=attribute or key, column_name=label, widget=widget)
        self.key, self.label = key, label
        self.names = [plain(label), *filter(None, aliases.split("; "))]
        self.clears, self.describes_event = clears, describes_event
        self.in_template = GridColumn(label, width, format, choices, help, describes_event)

    def __repr__(self) -> str:
        return f"<ImportColumn {self.key}>"

    def value_of(self, cell: Any, vocabulary: Vocabulary) -> Any:
        """What a cell says, None when it is empty. Raises ValueError in French."""
        return self.widget.clean(cell, vocabulary=vocabulary)

    def stored(self, value: Any) -> Any:
        return self.widget.to_json(value)

    def current(self, record: Any) -> Any:
        """What the site holds, as a preview keeps it."""
        return self.widget.to_json(self.get_value(record))

    def restored(self, stored: Any, vocabulary: Vocabulary) -> Any:
        return self.widget.from_json(stored, vocabulary)

    def is_gone(self, stored: Any, vocabulary: Vocabulary) -> bool:
        """Whether what a preview kept (a theme, a service) exists no more."""
        return stored is not None and self.restored(stored, vocabulary) is None

    def shown(self, stored: Any, vocabulary: Vocabulary) -> str:
        return self.widget.shown(stored, vocabulary)


of_action = partial(ImportColumn, clears=True)  # what an action is
of_event = partial(ImportColumn, describes_event=True)  # what happened to it

PARTIAL = "Aussi précise que connue : 19/05/2025, mai 2025, T2 2025 ou 2025."
DOUBT_HELP = "Ce qui reste douteux dans cette étape ; le public le lit."

CERTAINTY_WIDGET = widgets.WordWidget(Certainty.choices, CERTAINTY_WORDS, "n’est pas une certitude")

# Columns of both sheets.
NUMBER = ImportColumn(
    "number",
    "N°",
    widgets.NumberWidget(),
    6,
    "Permanent : il désigne l’action et ne se change pas.",
    "numero; no; n; num; action; n° action; n° de l'action; n° d'action; numero action; "
    "numero d'action; numero de l'action; action n°; no action; no d'action",
    format="integer",
)
OCCURRED_ON = of_event(
    "occurred_on",
    "Date",
    widgets.PartialDateWidget(),
    14,
    f"Quand cela s’est passé. {PARTIAL}",
    "date de l'etape; date etape; le; quand; date du changement; date de realisation; realise le; "
    "date de l'evenement",
)
TEXT = of_event(
    "text",
    "Ce qui s’est passé",
    widgets.CellWidget(),
    50,
    "Une ou deux phrases pour le public. Sans changement de statut, c’est une nouvelle.",
    "texte; commentaire; commentaires; motif; observation; observations; "
    "description de l'etape; ce qui a ete fait",
)
EVIDENCE_TITLE = of_event(
    "evidence_title",
    "Titre de la preuve",
    widgets.LineWidget(),
    30,
    "Le nom de la page ou du document qui le montre.",
    "titre preuve; nom de la preuve; intitule de la preuve",
)
EVIDENCE_URL = of_event(
    "evidence_url",
    "Preuve (adresse)",
    widgets.AddressWidget(),
    34,
    "https://… « Réalisée » demande une preuve, ou une réserve que le public verra.",
    "preuve; preuves; lien; liens; source; sources; adresse de la preuve; lien de la preuve; "
    "preuve (lien); lien (preuve); url; justificatif; justificatifs; lien (justificatif)",
)
CERTAINTY = of_event(
    "certainty",
    "Certitude",
    CERTAINTY_WIDGET,
    14,
    "Prouvée : une source le dit. Déduite : la réserve dit comment. Vide : prouvée, sauf si seule "
    "une réserve appuie l’étape.",
    "degre de certitude; surete",
    choices=CERTAINTIES,
)
PLANNED_ON = of_event(
    "planned_on",
    "Fin annoncée",
    widgets.PartialDateWidget(),
    14,
    f"La fin promise au public ce jour-là. {PARTIAL}",
    "fin prevue; fin prevue le; fin annoncee le; echeance; date de fin; date de fin prevue; "
    "livraison prevue",
)
COST = of_event(
    "cost",
    "Coût annoncé",
    widgets.CostWidget(),
    16,
    "Un montant ou une fourchette : 14 M€, 7 à 8 M€, 1 200 000 €.",
    "cout; cout annonce (€); budget prevu; budget prevu (€); budget; budget previsionnel; "
    "cout prevu; montant prevu",
)
# Cells that tell of the action as it stands, and of an event where they differ from it.
STANDING = ("status", PLANNED_ON.key, COST.key)

# Neither a field nor what happened: two actions exchange their numbers (actions.numbers).
OFFICIAL_NUMBER = ImportColumn(
    "official_number",
    "Numéro officiel trouvé",
    widgets.NumberWidget(),
    14,
    "Pour une action au numéro provisoire, quand une source donne le vrai : écrivez-le ici, et la "
    "source dans « Preuve (adresse) ».",
    "numero officiel; n° officiel; n° officiel trouve",
    format="integer",
)

ACTIONS = (
    NUMBER,
    of_action(
        "title",
        "Intitulé",
        widgets.TitleWidget(),
        32,
        "Le nom de l’action, tel que le public le lit.",
        "titre; nom de l'action; libelle; libelle de l'action",
        clears=False,
    ),
    of_action(
        "theme",
        "Thème",
        widgets.RecordWidget("themes"),
        17,
        "Un mot de la liste. « – » le retire.",
        "thematique",
        choices=THEMES,
    ),
    of_event(
        "status",
        "Statut",
        STATUS_WIDGET,
        13,
        "Changez-le quand l’action avance ; dites alors à droite la date et ce qui s’est passé.",
        "etat; avancement; situation; etat d'avancement",
        choices=STATUSES,
    ),
    OCCURRED_ON,
    TEXT,
    EVIDENCE_TITLE,
    EVIDENCE_URL,
    of_event(
        "event_reservation",
        "Réserve de l’étape",
        widgets.CellWidget(),
        28,
        DOUBT_HELP,
        "reserve",
        attribute="reservation",
    ),
    CERTAINTY,
    of_action(
        "summary",
        "Résumé",
        widgets.CellWidget(),
        50,
        "Ce qu’est l’action, en mots simples.",
        "resume en mots simples; description",
    ),
    of_action(
        "body",
        "Organisme",
        widgets.WordWidget(Body.choices, BODY_WORDS, "n’est pas un organisme"),
        17,
        "Qui mène l’action : un mot de la liste.",
        "collectivite; porteur",
        clears=False,
        choices=BODIES,
    ),
    of_action(
        "service",
        "Service",
        widgets.RecordWidget("services"),
        24,
        "Le service qui la mène. « – » le retire.",
        "service pilote; service responsable; direction",
        choices=SERVICES,
    ),
    of_action("place", "Lieu", widgets.PlaceWidget(), 26, "Où elle se passe.", "localisation; ou"),
    COST,
    of_action(
        "budget_spent",
        "Budget dépensé (€)",
        widgets.MoneyWidget(),
        15,
        "En euros, sans le signe €.",
        "budget depense; budget realise; depense; depenses; cout reel",
        format="money",
    ),
    PLANNED_ON,
    of_action(
        "next_review_on",
        "Prochaine mise à jour",
        widgets.DayWidget(),
        14,
        "Le jour promis au public : 15/09/2026.",
        "prochaine mise a jour le; prochaine revue",
        format="date",
    ),
    of_action(
        "criterion",
        "Critère",
        widgets.CellWidget(),
        40,
        "Ce qui dira que c’est fait, tel qu’écrit à l’annonce. « – » : non précisé à l’annonce.",
        "critere de realisation; critere de reussite",
    ),
    of_action(
        "reservation",
        "Réserve de l’action",
        widgets.CellWidget(),
        36,
        "Ce qui est douteux ou à compléter dans l’action ; le public le lit.",
        "reserve action",
    ),
    OFFICIAL_NUMBER,
)

EVENTS = (
    NUMBER,
    OCCURRED_ON,
    TEXT,
    of_event(
        "status",
        "Statut atteint",
        STATUS_WIDGET,
        15,
        "Le statut que l’action atteint alors. Vide : une nouvelle, qui ne le change pas.",
        "nouveau statut",
        choices=STATUSES,
    ),
    EVIDENCE_TITLE,
    EVIDENCE_URL,
    of_event(
        "evidence_seen_on",
        "Preuve vue le",
        widgets.DayWidget(),
        14,
        "Le jour où vous l’avez consultée : 15/09/2026.",
        "vue le; preuve consultee le; consultee le",
        format="date",
    ),
    of_event(
        "event_reservation",
        "Réserve",
        widgets.CellWidget(),
        36,
        DOUBT_HELP,
        "reserve de l'etape",
        attribute="reservation",
    ),
    CERTAINTY,
    PLANNED_ON,
    COST,
    of_event(
        "is_partial",
        "Réalisée en partie",
        widgets.AnswerWidget(),
        12,
        "« oui » : réalisée, mais en partie ; la réserve dit alors ce qui manque.",
        "en partie; partielle",
    ),
)

EVENT_COLUMNS = tuple(column for column in EVENTS if column.describes_event)
BY_KEY = {column.key: column for column in (*EVENTS, *ACTIONS)}  # « Actions » has the last word
EDITABLE = tuple(c for c in ACTIONS if not c.describes_event and c not in (NUMBER, OFFICIAL_NUMBER))
EDITABLE_BY_KEY = {column.key: column for column in EDITABLE}
IN_ACTIONS = {column.key: column for column in ACTIONS}
IN_EVENTS = {column.key: column for column in EVENTS}

# In a sheet of events the plain word « Statut » is the status reached too; the columns of an
# action say that the sheet is none, or are listed as ignored.
PLAIN_STATUS = "plain_status"


def labels_of(columns: Sequence[ImportColumn]) -> dict[str, str]:
    return {name: column.key for column in reversed(columns) for name in column.names}


def labels_of_events() -> dict[str, str]:
    own = labels_of(EVENTS)
    elsewhere = {name: key for name, key in labels_of(EDITABLE).items() if name not in own}
    status = dict.fromkeys(IN_ACTIONS["status"].names, PLAIN_STATUS)
    return elsewhere | status | own


FOREIGN = frozenset(EDITABLE_BY_KEY) - {"title"}


def is_events(keys: Set[str], sheet_name: str) -> bool:
    if not {"number", "occurred_on", "text"} <= keys:
        return False
    if "status" in keys or "etape" in plain(sheet_name):
        return True
    return PLAIN_STATUS not in keys and not FOREIGN & keys


def is_actions(keys: Set[str], sheet_name: str) -> bool:
    asked = {*STANDING, "text", "official_number", *EDITABLE_BY_KEY}
    return "number" in keys and bool(keys & asked)


EVENTS_KIND = TableKind(name="Étapes", labels=labels_of_events(), recognise=is_events)
ACTIONS_KIND = TableKind(name="Actions", labels=labels_of(ACTIONS), recognise=is_actions)
KINDS = (*OWN, EVENTS_KIND, ACTIONS_KIND)

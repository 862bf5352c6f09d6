"""The two sheets, column by column: what each is called, how it is read and where it goes.

A column is a field of django-import-export: its header in French, the other names that offices
give to it, and a widget. « Actions » has one row per action, « Étapes » one per dated event.
"""

from import_export.fields import Field

from spreadsheets import TableKind
from spreadsheets.values import plain

from . import widgets

DASHES = frozenset("-–—−")  # alone in a cell: to be emptied


class Column(Field):
    """One column of a sheet.

    `clears`: « – » empties it. `describes_event`: it tells what happened rather than the action.
    """

    def __init__(
        self, key, label, widget, *aliases, attribute=None, clears=False, describes_event=False
    ):
        super().__init__(attribute=attribute, column_name=label, widget=widget)
        self.key, self.label, self.aliases = key, label, aliases
        self.clears, self.describes_event = clears, describes_event

    def __repr__(self):
        return f"<Column {self.key}>"

    def read(self, value, vocabulary):
        """The value of a cell, None when it is empty. Raises ValueError in French."""
        return self.widget.clean(value, vocabulary=vocabulary)

    def stored(self, value):
        return self.widget.to_json(value)

    def current(self, record):
        """What the site holds, as a preview keeps it."""
        return self.widget.to_json(self.get_value(record))

    def restored(self, stored, vocabulary):
        return self.widget.from_json(stored, vocabulary)

    def is_gone(self, stored, vocabulary):
        """Whether what a preview kept (a theme, a service) exists no more."""
        return stored is not None and self.restored(stored, vocabulary) is None

    def shown(self, stored, vocabulary):
        return self.widget.shown(stored, vocabulary)

    @property
    def names(self):
        return [plain(self.label), *self.aliases]


NUMBER = Column(
    "number",
    "N°",
    widgets.NumberWidget(),
    *("numero", "no", "n", "num", "action", "n° action", "n° de l'action"),
    *("numero action", "numero d'action", "numero de l'action", "action n°"),
    attribute="number",
)


def editable(key, label, widget, *aliases, **options):
    return Column(key, label, widget, *aliases, attribute=key, **{"clears": True} | options)


def of_event(key, label, widget, *aliases, attribute=None):
    return Column(key, label, widget, *aliases, attribute=attribute, describes_event=True)


OCCURRED_ON_ALIASES = ("date de l'etape", "date etape", "le", "quand", "date du changement")
TEXT_ALIASES = (
    *("texte", "commentaire", "commentaires", "motif", "observation"),
    *("observations", "description de l'etape", "fait"),
)
EVIDENCE_TITLE_ALIASES = ("titre preuve", "nom de la preuve", "intitule de la preuve")
EVIDENCE_URL_ALIASES = (
    *("preuve", "preuves", "lien", "liens", "source", "sources", "adresse de la preuve"),
    *("lien de la preuve", "preuve (lien)", "url", "justificatif"),
)

ACTIONS = (
    NUMBER,
    editable("title", "Intitulé", widgets.LineWidget(), "titre", "nom", "libelle", clears=False),
    editable("theme", "Thème", widgets.RecordWidget("themes"), "thematique"),
    Column(
        "status",
        "Statut",
        widgets.StatusWidget(),
        *("etat", "avancement", "situation", "etat d'avancement"),
        attribute="status",
        describes_event=True,
    ),
    of_event("occurred_on", "Date", widgets.PartialDateWidget(), *OCCURRED_ON_ALIASES),
    of_event("text", "Ce qui s’est passé", widgets.CellWidget(), *TEXT_ALIASES),
    of_event("evidence_title", "Titre de la preuve", widgets.LineWidget(), *EVIDENCE_TITLE_ALIASES),
    of_event("evidence_url", "Preuve (adresse)", widgets.AddressWidget(), *EVIDENCE_URL_ALIASES),
    of_event("event_reservation", "Réserve de l’étape", widgets.CellWidget(), "reserve"),
    editable("summary", "Résumé", widgets.CellWidget(), "resume en mots simples", "description"),
    editable("body", "Organisme", widgets.BodyWidget(), "collectivite", "porteur", clears=False),
    editable(
        "service",
        "Service",
        widgets.RecordWidget("services"),
        *("service pilote", "service responsable", "direction"),
    ),
    editable("place", "Lieu", widgets.LineWidget(), "localisation", "adresse", "ou"),
    editable(
        "budget_planned",
        "Budget prévu (€)",
        widgets.MoneyWidget(),
        *("budget prevu", "budget", "budget previsionnel", "cout prevu", "montant prevu"),
    ),
    editable(
        "budget_spent",
        "Budget dépensé (€)",
        widgets.MoneyWidget(),
        *("budget depense", "budget realise", "depense", "depenses", "cout reel"),
    ),
    editable(
        "planned_on",
        "Fin prévue",
        widgets.PartialDateWidget(),
        *("fin prevue le", "echeance", "date de fin", "date de fin prevue", "livraison prevue"),
    ),
    editable(
        "next_review_on",
        "Prochaine mise à jour",
        widgets.DayWidget(),
        *("prochaine mise a jour le", "prochaine revue"),
    ),
    editable("reservation", "Réserve de l’action", widgets.CellWidget(), "reserve action"),
)

EVENTS = (
    NUMBER,
    of_event(
        "occurred_on",
        "Date",
        widgets.PartialDateWidget(),
        *OCCURRED_ON_ALIASES,
        attribute="occurred_on",
    ),
    of_event("text", "Ce qui s’est passé", widgets.CellWidget(), *TEXT_ALIASES, attribute="text"),
    of_event(
        "status",
        "Statut atteint",
        widgets.StatusWidget(),
        "nouveau statut",
        attribute="status",
    ),
    of_event(
        "evidence_title",
        "Titre de la preuve",
        widgets.LineWidget(),
        *EVIDENCE_TITLE_ALIASES,
        attribute="evidence_title",
    ),
    of_event(
        "evidence_url",
        "Preuve (adresse)",
        widgets.AddressWidget(),
        *EVIDENCE_URL_ALIASES,
        attribute="evidence_url",
    ),
    of_event(
        "evidence_seen_on",
        "Preuve vue le",
        widgets.DayWidget(),
        *("vue le", "preuve consultee le", "consultee le"),
        attribute="evidence_seen_on",
    ),
    of_event(
        "event_reservation",
        "Réserve",
        widgets.CellWidget(),
        *("reserve de l'etape",),
        attribute="reservation",
    ),
)

BY_KEY = {column.key: column for column in (*EVENTS, *ACTIONS)}  # « Actions » has the last word
EDITABLE = tuple(c for c in ACTIONS if not c.describes_event and c is not NUMBER)
IN_ACTIONS = {column.key: column for column in ACTIONS}
IN_EVENTS = {column.key: column for column in EVENTS}

# In a sheet of events the plain word « Statut » is the status reached too; the columns of an
# action say that the sheet is none, or are told as ignored.
PLAIN_STATUS = "plain_status"


def labels_of(columns):
    return {name: column.key for column in reversed(columns) for name in column.names}


def labels_of_events():
    own = labels_of(EVENTS)
    elsewhere = {name: key for name, key in labels_of(EDITABLE).items() if name not in own}
    status = dict.fromkeys(IN_ACTIONS["status"].names, PLAIN_STATUS)
    return elsewhere | status | own


FOREIGN = frozenset(column.key for column in EDITABLE) - {"title"}


def is_events(keys, sheet_name):
    if not {"number", "occurred_on", "text"} <= keys:
        return False
    if "status" in keys or "etape" in plain(sheet_name):
        return True
    return PLAIN_STATUS not in keys and not FOREIGN & keys


def is_actions(keys, sheet_name):
    return "number" in keys and bool(keys & {"status", "text", *(c.key for c in EDITABLE)})


EVENTS_KIND = TableKind(name="Étapes", labels=labels_of_events(), recognise=is_events)
ACTIONS_KIND = TableKind(name="Actions", labels=labels_of(ACTIONS), recognise=is_actions)
KINDS = (EVENTS_KIND, ACTIONS_KIND)


def is_clear_mark(value):
    """« – » alone, however it is typed."""
    return isinstance(value, str) and value.strip() in DASHES

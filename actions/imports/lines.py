"""What the lines of both sheets have in common: a number, an event, a place in the file."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from actions.models import Action, Event
from actions.models.remits import why_not
from actions.personal_data import STAYS, suspicions
from actions.statuses import is_step_back
from actions.validation import clean_without_queries
from publishing.text.dates import EXPECTED
from spreadsheets import FoundTable, TableLine
from spreadsheets.values import plain

from .columns import EVENT_COLUMNS, ImportColumn
from .preview import LISTED_LINES, Place, Preview
from .reading import LineContent, LineReader, as_typed
from .site import Site, key_of
from .vocabulary import Vocabulary

# The column that mends each field of an event; « réalisée » needs evidence.
COLUMN_OF = {column.attribute: column.key for column in EVENT_COLUMNS} | dict.fromkeys(
    ["evidence_kind", NON_FIELD_ERRORS], "evidence_url"
)
COLUMN_OF |= dict.fromkeys(["cost_low", "cost_high"], "cost")
NEEDS = {
    "occurred_on": f"ce qui s’est passé demande sa date ; {EXPECTED}",
    "text": "une étape demande une phrase qui la raconte.",
}


class Lines:
    """The lines of one table, read by batches against the site."""

    by_key = {}  # the columns of this kind of sheet

    def __init__(self, table: FoundTable, preview: Preview, vocabulary: Vocabulary) -> None:
        self.table, self.preview, self.vocabulary = table, preview, vocabulary
        self.reader = LineReader(self.by_key, vocabulary, preview.known)
        self.without_number = []

    def read(self, lines: Iterable[TableLine]) -> None:
        batch = []
        for line in lines:
            line = self.mended(line)
            content = self.reader.read(line)
            if content.filled and not self.is_remark(content, line):
                batch.append(content)
        self.site = Site({content.number for content in batch if content.number})
        self.read_batch(batch)

    def mended(self, line: TableLine) -> TableLine:
        """With the cells that somebody corrected on the page."""
        cells = self.preview.mended.get((self.table.sheet.name, line.row))
        if not cells:
            return line
        links = {key: link for key, link in line.links.items() if key not in cells}
        doubts = [doubt for doubt in line.doubts if doubt[0] not in cells]
        return TableLine(line.row, {**line.cells, **cells}, links, doubts)

    def read_batch(self, batch: list[LineContent]) -> None:
        raise NotImplementedError

    def is_remark(self, content: LineContent, line: TableLine) -> bool:
        """A heading, a total or a note between the lines: it asks nothing, and is told."""
        number = line.cells.get("number")
        is_total = isinstance(number, str) and plain(number).startswith(("total", "sous-total"))
        if content.asks_nothing or is_total:
            self.without_number.append(content.row)
            return True
        return False

    def finish(self) -> None:
        """What was left out of this table, told once."""
        table, preview = self.table, self.preview
        preview.known.ask_titles(table, self.vocabulary)
        is_alone = preview.run.format == "csv"
        name = "Fichier" if is_alone else f"Feuille « {table.sheet.name} »"
        unused = [*table.ignored, *(table.labels[key] for key in self.unused_keys())]
        if unused:
            listed = ", ".join(f"« {label} »" for label in unused)
            preview.note(f"{name} : colonnes sans usage ici, laissées de côté : {listed}.")
        for cell in table.untitled.values():
            preview.note(
                f"{name} : la colonne {cell.rstrip('0123456789')} est sans titre lisible (première "
                f"cellule : {cell}) : elle n’est pas lue. Donnez-lui un titre si elle compte."
            )
        if rows := self.without_number:
            listed = ", ".join(map(str, rows[:LISTED_LINES]))
            more = f" et {len(rows) - LISTED_LINES} autres" if len(rows) > LISTED_LINES else ""
            preview.note(
                f"{name} : lignes sans numéro d’action, laissées de côté : {listed}{more}."
            )

    def unused_keys(self) -> list[str]:
        return [key for key in self.table.columns if key not in self.reader.by_key]

    # Faults

    def fault(self, content: LineContent, key: str, message: str) -> None:
        cell = content.cells.get(key)
        self.preview.fault(
            self.table, content.row, key, message, content.number, cell=as_typed(cell)
        )

    def keep_faults(self, content: LineContent) -> bool:
        for fault in content.faults:
            if fault.choice:
                self.preview.fault(
                    self.table,
                    content.row,
                    fault.key,
                    fault.message,
                    content.number,
                    choice=fault.choice,
                )
            else:
                self.fault(content, fault.key, fault.message)
        return bool(content.faults)

    def check_number(self, content: LineContent) -> None:
        """Whether the line names an action, by a number that no line before it has."""
        if not content.has_number_cell:
            content.fault(
                "number",
                "cette ligne n’a pas de numéro d’action : ajoutez-le, ou videz la ligne.",
            )

    def place(self, content: LineContent) -> Place:
        return (self.table.sheet.name, content.row)

    def both_lines(self, first: Place, content: LineContent) -> str:
        if first[0] == self.table.sheet.name:
            return f"aux lignes {first[1]} et {content.row}"
        return f"à la ligne {first[1]} de « {first[0]} » et à la ligne {content.row} de celle-ci"

    def refuse_out_of_reach(self, content: LineContent, action: Action, was: str = "") -> None:
        """The line would change an action that this account does not follow, or give it away."""
        if refusal := was or why_not(self.preview.run.made_by, action):
            content.fault("number", refusal[0].lower() + refusal[1:])

    # Events

    def event_of(self, action: Action, content: LineContent, status: str | None) -> Event:
        values = {column.attribute: content.get(column.key) for column in EVENT_COLUMNS}
        values |= {"status": status}
        filled = {name: value for name, value in values.items() if value is not None}
        return Event(action=action, **filled)

    def check_event(self, content: LineContent, action: Action, event: Event) -> None:
        """Add to the line the faults of its event, each under the column that mends it."""
        missing = [name for name in NEEDS if not content.get(name)]
        unreadable = {fault.key for fault in content.faults}
        for name in missing:
            if name not in unreadable:
                content.fault(name, self.need(name, action, event))
        if missing:
            return
        event.prepare()
        try:
            clean_without_queries(event)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    content.fault(COLUMN_OF.get(name, "text"), message)

    def need(self, name: str, action: Action, event: Event) -> str:
        if name == "text" and is_step_back(action.status, event.status):
            return (
                f"l’action revient en arrière, de « {action.get_status_display()} » à "
                f"« {event.get_status_display()} » : écrivez-en la raison."
            )
        if event.announces:
            return (
                "une fin ou un coût annoncés sont une étape : donnez la date de l’annonce et une "
                "phrase qui la raconte."
            )
        return NEEDS[name]

    def twin(self, action: Action, content: LineContent, status: str | None) -> Event | None:
        """The event told already on the site with this date and text, if any. One that says
        otherwise is a fault: what is recorded does not change."""
        if not (action.pk and content.get("text") and content.get("occurred_on")):
            return None
        key = key_of(action.pk, content.get("occurred_on"), content.get("text"))
        twins = self.site.recorded.get(key, [])
        for event in twins:
            if not self.disagreements(content, event, status):
                return event
        for column, recorded in self.disagreements(content, twins[0], status) if twins else ():
            content.fault(
                column.key,
                f"cette étape est déjà enregistrée, avec « {recorded} ». Ce qui est enregistré "
                "ne se modifie pas : reprenez cette valeur, ou rectifiez l’étape sur le site.",
            )
        return twins[0] if twins else None

    def disagreements(
        self, content: LineContent, event: Event, status: str | None
    ) -> Iterator[tuple[ImportColumn, str]]:
        """`(column, what is recorded)` for each cell that says something else."""
        for column in EVENT_COLUMNS:
            value = status if column.key == "status" else content.get(column.key)
            recorded = column.current(event)
            if value and column.stored(value) != recorded:
                yield column, column.shown(recorded, self.vocabulary) or "vide"

    def ask_event(self, content: LineContent, action: Action, event: Event) -> None:
        """Keep the event for the preview, unless another line of the file tells it already."""
        preview = self.preview
        seen = hash(key_of(action.number, event.occurred_on, event.text))
        if first := preview.first_line(preview.seen_events, seen, self.place(content)):
            self.fault(
                content,
                "text",
                f"la même étape figure {self.both_lines(first, content)} : gardez-en une seule.",
            )
            return
        for found in suspicions(*event.free_words().values()):
            preview.note(f"Ligne {content.row} : {found}. {STAYS}")
        details = {column.attribute: column.current(event) for column in EVENT_COLUMNS}
        deciding = self.site.deciding.get(action.pk) if action.pk else None
        preview.event(self.table, content.row, action, deciding, event, details)

"""« Étapes »: one line per dated event, told once."""

from collections.abc import Iterable

from actions.models import Action
from spreadsheets import TableLine

from . import columns, numbers, own_files
from .lines import Lines
from .reading import LineContent


class EventLines(Lines):
    by_key = columns.IN_EVENTS

    def read(self, lines: Iterable[TableLine]) -> None:
        if own_files.RECORDED in self.table.columns:
            lines = own_files.without_recorded(lines)
        if own_files.RANK in self.table.columns:
            lines = own_files.without_corrected(lines)
        super().read(lines)

    def read_batch(self, batch: list[LineContent]) -> None:
        self.site.actions |= self.preview.followed
        named = {content.number for content in batch} & self.site.actions.keys()
        days = {content.get("occurred_on") for content in batch if content.get("occurred_on")}
        actions = [self.site.actions[number] for number in named if number]
        former = [action for n, action in self.preview.departures.items() if n in named]
        self.site.read_events([*actions, *former], days)
        for content in batch:
            self.read_line(content)

    def read_line(self, content: LineContent) -> None:
        self.check_number(content)
        if content.number and content.filled <= 1:
            return  # a number alone, under a column of numbers, is their count
        status = content.get("status")
        action = self.site.actions.get(content.number) or self.preview.created.get(content.number)
        if content.number and action is None:
            self.refuse(content)
        event = None
        if action and not self.is_told(action, content, status):
            event = self.event_of(action, content, status)
            self.check_event(content, action, event)
            numbers.refuse_former_number(self, content, action)
            numbers.touch(self, content, action)
            self.refuse_out_of_reach(content, action)
        if self.keep_faults(content):
            return
        if action and event:
            self.ask_event(content, action, event)
        else:
            self.preview.counts["unchanged"] += 1

    def is_told(self, action: Action, content: LineContent, status: str | None) -> bool:
        """Whether the site tells it already, of the action or of the one that had its number."""
        former = self.preview.departures.get(content.number or 0)
        return any(self.twin(one, content, status) for one in (action, former) if one)

    def refuse(self, content: LineContent) -> None:
        self.preview.counts["unknown"] += 1
        content.fault(
            "number",
            f"aucune action ne porte le n° {content.number}. Vérifiez-le ; une action nouvelle se "
            "crée par la feuille « Actions ».",
        )

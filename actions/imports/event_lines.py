"""« Étapes »: one line per dated event, told once."""

from . import columns
from .lines import Lines
from .reading import LineContent


class EventLines(Lines):
    by_key = columns.IN_EVENTS

    def read_batch(self, batch: list[LineContent]) -> None:
        numbers = {content.number for content in batch} & self.site.actions.keys()
        days = {content.get("occurred_on") for content in batch if content.get("occurred_on")}
        self.site.read_events([self.site.actions[number] for number in numbers if number], days)
        for content in batch:
            self.read_line(content)

    def read_line(self, content: LineContent) -> None:
        self.check_number(content)
        status = content.get("status")
        action = self.site.actions.get(content.number) or self.preview.created.get(content.number)
        if content.number and action is None:
            self.refuse(content)
        event = None
        if action and not self.twin(action, content, status):
            event = self.event_of(action, content, status)
            self.check_event(content, action, event)
        if self.keep_faults(content):
            return
        if action and event:
            self.ask_event(content, action, event)
        else:
            self.preview.counts["unchanged"] += 1

    def refuse(self, content: LineContent) -> None:
        self.preview.counts["unknown"] += 1
        content.fault(
            "number",
            f"aucune action ne porte le n° {content.number}. Vérifiez-le ; une action nouvelle se "
            "crée par la feuille « Actions ».",
        )

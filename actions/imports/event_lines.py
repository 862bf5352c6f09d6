"""« Étapes »: one line per dated event, told once."""

from . import columns
from .lines import Lines


class EventLines(Lines):
    by_key = columns.IN_EVENTS

    def read_batch(self, batch):
        found = {self.site.actions.get(content.number) for content in batch} - {None}
        days = {content.get("occurred_on") for content in batch if content.get("occurred_on")}
        self.site.read_events(found, days)
        for content in batch:
            self.read_line(content)

    def read_line(self, content):
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
        if event:
            self.ask_event(content, action, event)
        else:
            self.preview.counts["unchanged"] += 1

    def refuse(self, content):
        self.preview.counts["unknown"] += 1
        content.fault(
            "number",
            f"aucune action ne porte le n° {content.number}. Vérifiez-le ; une action nouvelle se "
            "crée par la feuille « Actions ».",
        )

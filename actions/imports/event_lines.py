"""« Étapes »: one line per dated event, told once."""

from . import columns
from .lines import Lines


class EventLines(Lines):
    by_key = columns.IN_EVENTS

    def read_batch(self, batch):
        found = {self.site.actions.get(said.number) for said in batch} - {None}
        days = {said.get("occurred_on") for said in batch if said.get("occurred_on")}
        self.site.read_events(found, days)
        for said in batch:
            self.read_line(said)

    def read_line(self, said):
        self.check_number(said)
        status = said.get("status")
        action = self.site.actions.get(said.number) or self.preview.created.get(said.number)
        if said.number and action is None:
            self.refuse(said)
        event = None
        if action and not self.twin(action, said, status):
            event = self.event_of(action, said, status)
            self.check_event(said, action, event)
        if self.tell_faults(said):
            return
        if event:
            self.ask_event(said, action, event)
        else:
            self.preview.counts["unchanged"] += 1

    def refuse(self, said):
        self.preview.counts["unknown"] += 1
        said.fault(
            "number",
            f"aucune action ne porte le n° {said.number}. Vérifiez-le ; une action nouvelle se "
            "crée par la feuille « Actions ».",
        )

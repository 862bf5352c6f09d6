"""What a subscriber follows, as the letter needs it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topics:
    """Everything, or some themes (their names in addresses) and some actions (their numbers)."""

    everything: bool = True
    themes: frozenset[str] = frozenset()
    actions: frozenset[int] = frozenset()

    @classmethod
    def of(cls, subscriber):
        """Prefetch `themes` and `actions` when there are many subscribers."""
        if subscriber.follows_everything:
            return cls()
        return cls(
            False,
            frozenset(theme.slug for theme in subscriber.themes.all()),
            frozenset(action.number for action in subscriber.actions.all()),
        )

    def cover(self, line):
        """Whether a fact, or a coming date, of an issue's content is among them."""
        return self.everything or line["theme"] in self.themes or line["action"] in self.actions

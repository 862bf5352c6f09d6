"""What only the town knows: shown as missing until it is filled, never invented."""

from dataclasses import dataclass

from publishing.models import Composed

TO_COMPLETE = "à compléter par la collectivité"


@dataclass(frozen=True)
class Gap:
    """One thing the site must say and cannot yet; `url` leads to the field to fill, if any."""

    subject: str
    label: str
    why: str
    url: str = ""


class Completable(Composed):
    """A record whose `DUTIES` must be filled one day: field name → why it is asked."""

    DUTIES: dict[str, str] = {}

    class Meta:
        abstract = True

    @property
    def missing(self):
        """The fields still empty, in order."""
        return [self._meta.get_field(name) for name in self.DUTIES if not getattr(self, name)]


class Singleton(Composed):
    """A record of which the site has one at most."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls):
        """The record, or an empty one as long as nobody has filled it."""
        return cls._default_manager.first() or cls()

"""Which events decide a status, which are public, and how many are written at once."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from actions.validation import clean_without_queries

from .event_chain import late_clock

ALREADY_CORRECTED = "Cette étape est déjà rectifiée : désignez plutôt celle qui la remplace."


class EventQuerySet(models.QuerySet):
    def deciding(self, day, known_on=None):
        """The events that may decide a status at that day, the deciding one first.

        Public rule: the newest by date, then rank, that has a status, is not corrected by another
        and whose period is over. With `known_on`, the same as the site knew it at the end of
        another day.
        """
        standing = self.standing(known_on).filter(~Q(status=""), settled_on__lte=day)
        return standing.order_by("-settled_on", "-rank")

    def standing(self, known_on=None):
        """The events that no other corrects; with `known_on`, those recorded by the end of that
        day, on the town's clock, that nothing recorded by then corrects."""
        if known_on is None:
            return self.filter(correction__isnull=True)
        end = end_of(known_on)
        later = Q(correction__isnull=True) | Q(correction__recorded_at__gte=end)
        return self.filter(later, recorded_at__lt=end)

    def of_the_works(self):
        """Without those that tell a number found: nothing moved that day but our knowledge."""
        return self.filter(new_number__isnull=True)

    def facts(self):
        """Without those that only say that an import was undone: they bear the date of what they
        withdraw, and tell nothing that happened."""
        return self.filter(Q(import_run__isnull=True) | Q(import_run__undoes__isnull=True))

    def announcing(self, field, day):
        """Those that promise an end or a cost, as known at that day, the newest first: the same
        rule."""
        telling = self.standing().filter(settled_on__lte=day, **{f"{field}__isnull": False})
        return telling.order_by("-settled_on", "-rank")

    def public(self):
        """Those that the pages, feeds and exports tell: their action is published."""
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.published())

    def to_show(self):
        """With what a page says of each, in one query."""
        return self.select_related(
            *("action", "correction__import_run", "corrects", "merged_into", "import_run")
        )

    def of_one_action(self):
        """The same on the page of the action itself: of the others, what its lines name."""
        own = [field.name for field in self.model._meta.concrete_fields]
        named = ["correction__rank", "corrects__rank", "merged_into__number"]
        # Whether an import was undone, and when.
        named += ["import_run__undoes", "correction__recorded_at", "correction__corrects"]
        named += ["correction__import_run__undoes"]
        return self.select_related(
            *("correction__import_run", "corrects", "merged_into", "import_run")
        ).only(*own, *named)

    def update(self, **kwargs):
        raise TypeError("Events are append-only: correct one by another.")

    def take_out(self, event, names):
        """Take the words of these columns out of an event, and nothing else: the one change that
        the database lets through, once a redaction of it is confirmed (`Redaction.confirm`)."""
        models.QuerySet.update(self.filter(pk=event.pk), **event.without(names))

    def bulk_create(self, *args, **kwargs):
        raise TypeError("Events are written at the end of the chain: see `bulk.record_many`.")

    def append(self, events, batch_size=1000):
        """Add many events at the end of the chain, by the very rules of `Event.save()`.

        Raises ValidationError like it. For `bulk.record_many` alone, which moves the actions too:
        the caller holds the lock of the history, and each event knows its action.
        """
        corrected = self.corrected_among([e.corrects_id for e in events if e.corrects_id])
        last = self.last_of_chain()
        now = timezone.now()
        for event in events:
            event.prepare()
            clean_without_queries(event)
            if event.corrects_id in corrected:
                raise ValidationError({"corrects": ALREADY_CORRECTED})
            event.follow(last, now)
            last = event
        super().bulk_create(events, batch_size=batch_size)

    def corrected_among(self, keys):
        """Those of these events that another corrects already."""
        return set(self.filter(corrects__in=keys).values_list("corrects", flat=True))

    def late_clock(self):
        """Why nothing can be recorded now, in words; usually nothing."""
        return late_clock(self.last_of_chain(), timezone.now())

    def last_of_chain(self):
        return self.order_by("rank").last()

    def delete(self):
        raise TypeError("Events are append-only: correct one by another.")


def end_of(day):
    """The instant at which a day is over, on the town's clock."""
    following = day + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(following, datetime.time.min))

"""Words taken out of an event because they name or expose a person: what, why, and by whom."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils import timezone

from actions.chain import lock_history
from actions.event_columns import EVENT_COLUMNS, FREE_COLUMNS

from .events import Event

# Sent with `event` and `words`, within the transaction, once the words left the event: whoever
# keeps a copy of them takes it out too, so that a copy that cannot be reached undoes the whole.
words_taken_out = Signal()
LABELS = {column.name: column.title for column in EVENT_COLUMNS if column.words}
ASKED = "Un retrait est déjà demandé pour cette étape : une autre personne doit le confirmer."
FILE_COLUMNS = ("preuve_url", "preuve_empreinte")  # of a file kept here, they go together


class Redaction(models.Model):
    """A request to take words out of an event; once a second person confirmed it, the trace of it.

    It never holds the words themselves.
    """

    class Reason(models.TextChoices):
        NAMED = "personne", "Une personne est nommée, ou reconnaissable"
        CONTACT = "coordonnees", "Des coordonnées : téléphone, adresse, courriel"
        PRIVATE = "vie-privee", "La santé, la famille, les opinions de quelqu’un"
        ASKED = "demande", "La personne le demande (article 17 du RGPD)"
        HARM = "atteinte", "Une injure ou une accusation contre quelqu’un"

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="redactions", verbose_name="étape"
    )
    cells = models.JSONField("mots à retirer", default=list)  # names of columns
    reason = models.CharField("raison", max_length=12, choices=Reason)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="confirmé par",
    )
    confirmed_at = models.DateTimeField("retiré le", null=True, editable=False)

    class Meta:
        verbose_name = "retrait de mots"
        verbose_name_plural = "retraits de mots"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("asked_by")),
                name="actions_redaction_takes_two_persons",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(confirmed_at=None),
                name="actions_redaction_asked_once",
                violation_error_message=ASKED,
            ),
        ]

    def __str__(self):
        return f"retrait de mots, étape n° {self.event.rank}"

    @property
    @admin.display(description="mots à retirer")
    def shown_cells(self):
        """« Texte, Réserve »."""
        return ", ".join(LABELS[name] for name in LABELS if name in self.cells)

    def clean(self):
        if not self.event_id:
            return
        if type(self).objects.filter(event=self.event, confirmed_at=None).exclude(pk=self.pk):
            raise ValidationError(ASKED)
        present = {name for name, words in self.event.free_words().items() if words}
        if not self.cells:
            raise ValidationError("Cochez ce qui doit être retiré.")
        if gone := [LABELS.get(name, name) for name in self.cells if name not in present]:
            raise ValidationError(f"Il n’y a plus rien à retirer de : {', '.join(gone)}.")

    def confirm(self, user):
        """Take the words out, everywhere this site keeps them. All or nothing.

        Raises ValidationError when `user` asked for it, or when it was decided meanwhile.
        """
        with transaction.atomic():
            lock_history()
            mine = type(self).objects.select_for_update(of=("self",)).filter(pk=self.pk)
            if not mine.filter(confirmed_at=None).exists():
                raise ValidationError("Ce retrait a déjà été décidé : rechargez la page.")
            if user.pk == self.asked_by_id:
                raise ValidationError(
                    "Vous avez demandé ce retrait : une autre personne doit le confirmer."
                )
            self.confirmed_by, self.confirmed_at = user, timezone.now()
            self.save(update_fields=["confirmed_by", "confirmed_at"])
            event = Event.objects.get(pk=self.event_id)
            words = event.take_out(self.cells)
            words_taken_out.send(Event, event=event, words=words)

    @property
    def confirmed_on(self):
        """The day, on the town's clock; None while it waits."""
        return self.confirmed_at and timezone.localdate(self.confirmed_at)

    @staticmethod
    def columns_of(event, names):
        """What goes when these are asked: a file kept here leaves with its address and digest."""
        asked = set(names)
        if event.evidence_kind in Event.KEPT and asked & set(FILE_COLUMNS):
            asked |= set(FILE_COLUMNS)
        return [name for name in FREE_COLUMNS if name in asked and event.free_words()[name]]

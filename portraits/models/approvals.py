"""« Bon à tirer »: the person is shown the page, and approves it or asks for a change."""

import datetime

from django.db import models, transaction
from django.utils import timezone

from publishing.models import Composed

from .portraits import Portrait

LASTS = datetime.timedelta(days=30)


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self) -> "ApprovalQuerySet":
        """Those whose link may still be answered."""
        return self.filter(answer="", withdrawn_at=None, sent_at__gt=timezone.now() - LASTS)


class Approval(Composed):
    """A link given to a person, and their answer; it goes with the portrait."""

    class Answer(models.TextChoices):
        APPROVED = "approuve", "Approuvé"
        CHANGE = "changement", "Changement demandé"

    portrait = models.ForeignKey(Portrait, models.CASCADE, related_name="approvals")
    sent_at = models.DateTimeField("envoyé le", default=timezone.now)
    withdrawn_at = models.DateTimeField("lien retiré le", null=True)
    answer = models.CharField("réponse", max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True)
    name = models.CharField("par", max_length=60, blank=True)
    digest = models.CharField("empreinte de ce qui était montré", max_length=64, blank=True)
    words = models.TextField("demande", blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = "bon à tirer"
        verbose_name_plural = "bons à tirer"
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"bon à tirer du {timezone.localtime(self.sent_at):%d/%m/%Y}"

    @classmethod
    @transaction.atomic
    def send(cls, portrait: Portrait) -> "Approval":
        """A new link; the one that was open opens nothing any more."""
        cls.objects.filter(portrait=portrait).open().update(withdrawn_at=timezone.now())
        return cls.objects.create(portrait=portrait)

    @property
    def is_open(self) -> bool:
        is_fresh = self.sent_at > timezone.now() - LASTS
        return not self.answer and self.withdrawn_at is None and is_fresh

    @property
    def expires_at(self) -> datetime.datetime:
        return self.sent_at + LASTS

    @transaction.atomic
    def record(self, answer: "Approval.Answer", digest: str, words: str) -> bool:
        """Write the answer to what had that digest; False when the page changed meanwhile, or
        when somebody answered first."""
        portrait = Portrait.objects.select_for_update(of=("self",)).get(pk=self.portrait_id)
        self.refresh_from_db()
        if not self.is_open or portrait.shown_digest() != digest:
            return False
        self.answer, self.answered_at, self.digest = answer, timezone.now(), digest
        self.name, self.words = portrait.displayed_name, words
        self.save()
        portrait.approved_digest = digest if answer == self.Answer.APPROVED else ""
        portrait.save(update_fields=["approved_digest", "updated_at"])
        return True


def approval_label(portrait: Portrait) -> str:
    """Where the approval is, in words; the list of portraits works digests out beforehand."""
    if portrait.is_example:
        return "–"
    approvals = list(portrait.approvals.all())
    newest = approvals[0] if approvals else None
    if portrait.is_approved:
        approved = next((a for a in approvals if a.answer == Approval.Answer.APPROVED), None)
        return f"approuvé le {day_of(approved.answered_at)}" if approved else "approuvé"
    if newest and newest.answer == Approval.Answer.CHANGE:
        return "changement demandé"
    if newest and newest.is_open:
        return f"envoyé le {day_of(newest.sent_at)}"
    return "modifié depuis l’approbation" if portrait.approved_digest else "à faire approuver"


def day_of(instant: datetime.datetime | None) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y}" if instant else ""

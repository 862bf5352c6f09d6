"""A version that is proposed, and what was said of it."""

import datetime
import secrets
from typing import Any, Self

from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from backoffice.reach import is_within
from mail.models import post
from publishing.signed import seal, unseal

from ..presence import name_of

USE = "proposal"  # of the links to read one without account
KEPT = datetime.timedelta(days=30)  # the words of one that has ended


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> Self:
        return self.exclude(state__in=Proposal.ENDED)

    def on(self, record: models.Model) -> Self:
        kind = ContentType.objects.get_for_model(record)
        return self.filter(kind=kind, object_id=record.pk)

    def forget(self, records: models.QuerySet[Any]) -> None:
        """Of records about to be deleted: their words may not be known here alone."""
        kind = ContentType.objects.get_for_model(records.model)
        keys = list(records.values_list("pk", flat=True))
        self.filter(kind=kind, object_id__in=keys).delete()


class Proposal(models.Model):
    """A form of the back office as somebody filled it, to be applied later through that form."""

    class State(models.TextChoices):
        WRITING = "preparation", "En préparation"
        ASKED = "a-relire", "À relire"
        TO_MEND = "a-corriger", "À corriger"
        READ = "relue", "Relue, bonne à publier"
        PLANNED = "programmee", "Programmée"
        STOPPED = "arretee", "Non publiée à la date prévue"
        PUBLISHED = "publiee", "Publiée"
        ABANDONED = "abandonnee", "Abandonnée"

    ENDED = (State.PUBLISHED, State.ABANDONED)

    kind = models.ForeignKey(ContentType, models.CASCADE, verbose_name="genre")
    object_id = models.PositiveBigIntegerField()
    label = models.CharField("contenu", max_length=200)
    # `[[name, [values]]]`, with what the form was opened on.
    form = models.JSONField(default=list, editable=False)
    token = models.CharField(max_length=32, blank=True, editable=False)  # of the form shown
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="proposée par"
    )
    state = models.CharField("état", max_length=12, choices=State, default=State.WRITING)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="à relire par",
    )
    publisher = models.ForeignKey(  # who chose the date: it is published in their name
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    publish_at = models.DateTimeField("à publier le", null=True, blank=True)
    link_code = models.CharField(max_length=16, blank=True, editable=False)
    link_until = models.DateField("lien valable jusqu’au", null=True, blank=True)
    created_at = models.DateTimeField("écrite le", auto_now_add=True)
    updated_at = models.DateTimeField("changée le", auto_now=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "version proposée"
        verbose_name_plural = "versions proposées"
        ordering = ["-updated_at"]
        default_permissions = ()
        permissions = [("publish_proposal", "peut publier sans demander de relecture")]
        indexes = [models.Index(fields=["kind", "object_id"], name="staff_proposal_record")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="programmee") | Q(publish_at__isnull=False),
                name="staff_proposal_planned_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("admin:staff_proposal_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state not in self.ENDED

    @property
    def record(self) -> Any:
        """What it is a version of; None when it is gone."""
        model: Any = self.kind.model_class()
        return model._base_manager.filter(pk=self.object_id).first()

    @property
    def model_admin(self) -> Any:
        model: Any = self.kind.model_class()
        return admin.site._registry[model]

    @property
    def change_url(self) -> str:
        return reverse(
            f"admin:{self.kind.app_label}_{self.kind.model}_change", args=[self.object_id]
        )

    @property
    def data(self) -> QueryDict:
        """As the form would send it."""
        data = QueryDict(mutable=True)
        for name, values in self.form:
            data.setlist(name, values)
        return data

    @property
    def planned_label(self) -> str:
        at = timezone.localtime(self.publish_at)
        return f"le {at:%d/%m/%Y} à {at.hour} h {at:%M}"

    @property
    def credit(self) -> str:
        """Who wrote it and who read it, for the history."""
        read = self.remarks.filter(verdict=Remark.Verdict.GOOD).last()
        text = f"proposée par {name_of(self.author)}"
        return f"{text}, relue par {name_of(read.author)}" if read and read.author else text

    def may_be_seen(self, user: Any) -> bool:
        """By whoever may see the drafts of that kind, as far as they reach."""
        view, change = (
            f"{self.kind.app_label}.{verb}_{self.kind.model}" for verb in ("view", "change")
        )
        may = user.has_perm(view) or user.has_perm(change)
        return may and is_within(user, self.record)

    def may_be_changed(self, user: Any) -> bool:
        change = f"{self.kind.app_label}.change_{self.kind.model}"
        return user.has_perm(change) and is_within(user, self.record)

    def may_be_published(self, user: Any) -> bool:
        return self.may_be_changed(user) and user.has_perm("staff.publish_proposal")

    def may_be_read(self, user: Any) -> bool:
        """Nobody reads again what they wrote."""
        if user.pk == self.author_id:
            return False
        return self.may_be_published(user) or (user.pk == self.reader_id and self.may_be_seen(user))

    def move(self, state: "Proposal.State", user: Any, words: str = "", verdict: str = "") -> None:
        """To another state, which is told; a date holds for « Programmée » alone."""
        self.state = state
        if state != self.State.PLANNED:
            self.publish_at = self.publisher = None
        self.save()
        self.remarks.create(
            author=user,
            said=state.label,
            words=words,
            verdict=verdict,  # the words of that day
        )

    def tell(self, user: Any, subject: str, text: str) -> None:
        """By mail, without what it says: a mailbox forgets nothing."""
        if user and user.email and user.is_active:
            address = settings.SITE_URL + self.get_absolute_url()
            words = f"Bonjour,\n\n{text}\n\n{address}\n\nÀ votre service, le site\n"
            post(user.email, subject, words, lasts=datetime.timedelta(days=10))

    @staticmethod
    def kind_of(record: models.Model) -> ContentType:
        return ContentType.objects.get_for_model(record)

    # The link for whoever has no account

    def open_link(self, until: datetime.date) -> None:
        """Another takes the place of the one before."""
        self.link_code, self.link_until = secrets.token_hex(8), until
        self.save()

    @property
    def link(self) -> str:
        if not self.link_code:
            return ""
        token = seal([self.pk, self.link_code], USE)
        return settings.SITE_URL + reverse("proposal", args=[token])

    @classmethod
    def of_link(cls, token: str) -> Self | None:
        """None when it is over. Raises `publishing.signed.Refused`."""
        (pk, code), _ = unseal(token, USE)
        found = cls.objects.open().filter(pk=pk, link_code=code)
        return found.filter(link_until__gte=timezone.localdate()).first()


class Remark(models.Model):
    """What somebody did with a proposal, and said of it."""

    class Verdict(models.TextChoices):
        GOOD = "bon", "Relu, bon à publier"
        MEND = "corriger", "À corriger"

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="remarks")
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True
    )
    said = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = "remarque sur une version proposée"
        verbose_name_plural = "remarques sur les versions proposées"
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.said}, {self.at:%d/%m/%Y}"

    @property
    def by(self) -> str:
        return name_of(self.author) if self.author else "Le site"

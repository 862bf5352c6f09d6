"""What a person has allowed: which pictures and words, where, and for how long."""

import datetime
import functools
import secrets
from pathlib import PurePath
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from publishing.journal import forget_in_journal
from publishing.models import Composed, Picture
from publishing.text.dates import PartialDate
from writing.people import may_show
from writing.private import PrivateStorage

SOON, VERY_SOON = 60, 15  # days before the end, when staff are told
# The signed paper proves that the consent was given; a claim may be made for five years (code
# civil, art. 2224).
PAPER_YEARS = 5
PAPER_FOLDER = "autorisations"
PAPER_BYTES = 10 * 1024 * 1024
PAPERS = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG"}


class PaperStorage(PrivateStorage):
    """Under a name of its own, which migrations know."""


def paper_name(consent: "Consent", name: str) -> str:
    """A name of ours: that of the file may be the person's."""
    return f"{PAPER_FOLDER}/{secrets.token_hex(16)}{PurePath(name).suffix.lower()}"


def remove_paper(name: str | None) -> None:
    if name:
        PaperStorage().delete(name)


def validate_paper(file: Any) -> None:
    start = PAPERS.get(PurePath(file.name).suffix.lower())
    if start is None or file.read(len(start)) != start:
        raise ValidationError("Joignez le papier en PDF, en JPEG ou en PNG.")
    file.seek(0)
    if file.size > PAPER_BYTES:
        raise ValidationError("Le papier signé dépasse 10 Mo : numérisez-le plus légèrement.")


class State(models.TextChoices):
    UPCOMING = "a-venir", "À venir"
    IN_FORCE = "en-vigueur", "En vigueur"
    ENDING = "bientot-finie", "Bientôt finie"
    ENDED = "finie", "Finie"
    WITHDRAWN = "retiree", "Retirée"


class Medium(models.TextChoices):
    """Where a person may be shown: the field of the consent that allows it."""

    SITE = "on_site", "le site"
    NEWSLETTER = "in_newsletter", "la lettre d’information"
    POSTER = "on_posters", "les affiches"
    PRESS = "in_press", "la presse"
    NETWORKS = "on_networks", "les réseaux sociaux"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def for_site(self, day: datetime.date, medium: str = "on_site") -> Self:
        """Those that allow the site, or another medium, to show, that day, what they cover."""
        return self.filter(
            Q(**{medium: True}), begins_on__lte=day, ends_on__gte=day, withdrawn_on__isnull=True
        )

    def against_site(self, day: datetime.date, medium: str = "on_site") -> Self:
        """The others."""
        return self.filter(
            Q(begins_on__gt=day)
            | Q(ends_on__lt=day)
            | Q(withdrawn_on__isnull=False)
            | Q(**{medium: False})
        )

    def in_state(self, state: str, day: datetime.date) -> Self:
        soon = day + datetime.timedelta(days=SOON)
        conditions = {
            State.UPCOMING: Q(begins_on__gt=day, ends_on__gte=day),
            State.IN_FORCE: Q(begins_on__lte=day, ends_on__gt=soon),
            State.ENDING: Q(begins_on__lte=day, ends_on__range=(day, soon)),
            State.ENDED: Q(ends_on__lt=day),
        }
        if state == State.WITHDRAWN:
            return self.filter(withdrawn_on__isnull=False)
        return self.filter(conditions[State(state)], withdrawn_on__isnull=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        forget_in_journal(self)
        return super().delete()


class Consent(Composed):
    """The written agreement of a person to be shown; without it nothing of theirs is public.

    A person may agree to several pictures at once, and a picture of several people has as many
    consents: it is public only while each of them is in force.
    """

    person = models.CharField(
        "nom de la personne",
        max_length=120,
        help_text="Prénom et nom, comme sur le papier signé. Jamais publié.",
    )
    displayed_name = models.CharField(
        "nom affiché",
        max_length=60,
        blank=True,
        help_text="Comme la personne veut être appelée sur le site ; vide : son métier seul.",
    )
    pictures = models.ManyToManyField(
        Picture, related_name="consents", blank=True, verbose_name="images couvertes"
    )
    covers_text = models.BooleanField("couvre le texte du portrait", default=False)
    covers_voice = models.BooleanField("couvre la voix", default=False)
    on_site = models.BooleanField("site", default=False)
    in_newsletter = models.BooleanField("lettre d’information", default=False)
    on_posters = models.BooleanField("affiche", default=False)
    in_press = models.BooleanField("presse", default=False)
    on_networks = models.BooleanField("réseaux sociaux", default=False)
    purpose = models.TextField(
        "pour quoi faire",
        help_text="Dans les mots du papier signé : « faire connaître mon métier sur le site ».",
    )
    begins_on = models.DateField("commence le")
    ends_on = models.DateField("finit le", help_text="Dernier jour où elle vaut.")
    withdrawn_on = models.DateField("retirée le", null=True, editable=False)
    is_minor = models.BooleanField("personne mineure", default=False)
    guardian = models.CharField(
        "signé par",
        max_length=200,
        blank=True,
        help_text="Pour une personne mineure : les titulaires de l’autorité parentale.",
    )
    paper = models.FileField(
        "papier signé",
        storage=PaperStorage(),
        upload_to=paper_name,
        blank=True,
        validators=[validate_paper],
        help_text=(
            "PDF, JPEG ou PNG, 10 Mo au plus. Gardé hors du site, effacé cinq ans après la fin de "
            "l’autorisation ou son retrait."
        ),
    )
    # The last of SOON and VERY_SOON that staff were told of.
    told_days = models.PositiveSmallIntegerField(null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "autorisation"
        ordering = ["person", "pk"]
        permissions = [("read_consent", "Peut lire les papiers signés")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("begins_on")),
                name="portraits_consent_ends_after_begins",
                violation_error_message="L’autorisation finit avant de commencer.",
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False) | ~Q(guardian=""),
                name="portraits_consent_minor_has_guardian",
                violation_error_message=(
                    "Pour une personne mineure, dites qui a signé : les titulaires de l’autorité "
                    "parentale."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.person

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A paper replaced is not kept; new dates are told again."""
        former = Consent.objects.filter(pk=self.pk).first() if self.pk else None
        if former and former.ends_on != self.ends_on:
            self.told_days = None
        super().save(*args, **kwargs)
        if former and former.paper.name != self.paper.name:
            transaction.on_commit(functools.partial(remove_paper, former.paper.name))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        forget_in_journal(Consent.objects.filter(pk=self.pk))
        transaction.on_commit(functools.partial(remove_paper, self.paper.name))
        return super().delete(*args, **kwargs)

    @property
    def state(self) -> "State":
        """What it is worth today; a word computed from its dates."""
        today = timezone.localdate()
        if self.withdrawn_on:
            return State.WITHDRAWN
        if self.ends_on < today:
            return State.ENDED
        if self.begins_on > today:
            return State.UPCOMING
        return State.ENDING if self.days_left <= SOON else State.IN_FORCE

    @property
    def days_left(self) -> int:
        return (self.ends_on - timezone.localdate()).days

    @property
    def media(self) -> list[str]:
        """Where it allows what it covers, in words."""
        field: Any = self._meta.get_field
        return [str(field(medium).verbose_name) for medium in Medium if getattr(self, medium)]

    def refusal(self, day: datetime.date, medium: "Medium" = Medium.SITE) -> str:
        """Why that medium may show nothing of it that day, in words; nothing when it may."""
        if self.withdrawn_on:
            return f"L’autorisation a été retirée le {PartialDate(self.withdrawn_on)}."
        if self.ends_on < day:
            return f"L’autorisation a pris fin le {PartialDate(self.ends_on)}."
        if self.begins_on > day:
            return (
                f"L’autorisation commence le {PartialDate(self.begins_on)} : avant ce jour, rien "
                "n’est publié."
            )
        allows = getattr(self, medium)
        return "" if allows else f"L’autorisation ne vaut pas pour {medium.label}."


@may_show
def agreed(day: datetime.date, medium: str) -> Q:
    """Of a picture: each person that it is known to show agrees, and somebody does if it shows
    one."""
    consents = Consent.pictures.through.objects.filter(picture=OuterRef("pk"))
    yes = Consent.objects.for_site(day, medium).values("pk")
    no = Consent.objects.against_site(day, medium).values("pk")
    covered = Q(shows_person=False) | Exists(consents.filter(consent__in=yes))
    return covered & ~Q(Exists(consents.filter(consent__in=no)))

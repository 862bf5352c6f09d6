"""What staff add to an issue beside its facts: other news, a picture, a portrait."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from figures.references import refuse_references, validate_references
from pictures.places import shows_pictures
from portraits.models import Consent, Medium, Portrait
from publishing.models import Composed, Picture

from .issues import Issue

MOST = 10


class AdditionQuerySet(models.QuerySet["Addition"]):
    def with_open_picture(self) -> Self:
        """Those whose picture shows nobody, or people who all allow the site and the newsletter."""
        today = timezone.localdate()
        allowed = Consent.objects.for_site(today).filter(in_newsletter=True)
        refused = Consent.objects.exclude(pk__in=allowed.values("pk"))
        against = refused.filter(pictures=OuterRef("picture_id"))
        agreed = Exists(allowed.filter(pictures=OuterRef("picture_id")))
        is_covered = models.Q(picture__shows_person=False) | agreed
        return self.filter(is_covered, ~Exists(against), picture__isnull=False)


class Addition(Composed):
    """A block of an issue, before its facts. A portrait tells itself: nothing that is written here
    may name the person, so that their consent takes everything along when it ends."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="additions")
    rank = models.PositiveSmallIntegerField("rang", default=1)
    title = models.CharField("titre", max_length=120, blank=True, validators=[refuse_references])
    text = models.TextField(
        "texte",
        blank=True,
        validators=[validate_references, MaxLengthValidator(1500)],
        help_text="Markdown. Un chiffre se nomme entre doubles crochets : [[lignes-de-bus]].",
    )
    url = models.URLField(
        "lien",
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text="L’adresse entière : https://www.ales.fr/…",
    )
    picture = models.ForeignKey(
        Picture, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name="image"
    )
    portrait = models.ForeignKey(
        Portrait, models.CASCADE, related_name="+", null=True, blank=True, verbose_name="portrait"
    )

    objects = AdditionQuerySet.as_manager()

    class Meta:
        verbose_name = "complément"
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(portrait__isnull=True)
                | models.Q(title="", text="", url="", picture__isnull=True),
                name="newsletter_addition_portrait_tells_itself",
                violation_error_message=(
                    "Un portrait se raconte lui-même : laissez le titre, le texte, le lien et "
                    "l’image vides, ou faites-en un autre complément."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title or ("portrait" if self.portrait_id else "image")

    def clean(self) -> None:
        if self.portrait_id:
            if reason := refusal_of(self.portrait):
                raise ValidationError({"portrait": reason})
        elif not self.title and not self.picture_id:
            raise ValidationError("Un complément a un titre, une image ou un portrait.")
        elif not self.title and (self.text or self.url):
            raise ValidationError({"title": "Donnez un titre à ce texte ou à ce lien."})
        if self.picture:
            today, media = timezone.localdate(), (Medium.SITE, Medium.NEWSLETTER)
            consents = self.picture.consents.all()
            refusals = (one.refusal(today, medium) for one in consents for medium in media)
            if self.picture.shows_person and not consents:
                raise ValidationError(
                    {"picture": "Cette image montre une personne : il y faut son autorisation."}
                )
            if refusal := next(filter(None, refusals), ""):
                raise ValidationError({"picture": f"Cette image montre une personne. {refusal}"})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete(*args, **kwargs)

    def refuse_frozen(self) -> None:
        """Its picture is public by this row: it changes no more than what was approved."""
        if not Issue.objects.filter(pk=self.issue_id, state=Issue.State.DRAFT).exists():
            raise ValidationError("Ce numéro est approuvé : ses compléments ne changent plus.")


def refusal_of(portrait: Portrait | None) -> str:
    """Why the newsletter may not show a portrait today, in words; nothing when it may."""
    if portrait is None or not portrait.is_public:
        return "Ce portrait n’est pas public aujourd’hui : publiez-le d’abord."
    if portrait.is_example:
        return "Cet exemple ne montre personne : la lettre d’information n’en parle pas."
    return portrait.refusal(timezone.localdate(), Medium.NEWSLETTER)


@shows_pictures
def pictures_of_issues() -> QuerySet[Any]:
    """Those of the issues that have begun to leave."""
    begun = Addition.objects.with_open_picture().filter(issue__state__in=Issue.BEGUN)
    return begun.values("picture")

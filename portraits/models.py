"""The people who serve."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from figures.references import validate_references
from publishing.models import Picture, Publishable, PublishableQuerySet
from services.models import Service


class PortraitQuerySet(PublishableQuerySet):
    def published(self, at=None):
        """Public content whose consent, where a person is shown, is still in force."""
        day = timezone.localdate(at) if at else timezone.localdate()
        return super().published(at).filter(Q(is_example=True) | Q(consent_ends_on__gte=day))

    def for_list(self):
        """What a poster of the wall shows, in one query."""
        return self.published().select_related("picture", "service")


class Portrait(Publishable):
    """An agent and their trade, with their consent, or a drawn example of a trade.

    Not kept in the change history: when a consent ends, no copy may remain.
    """

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    first_name = models.CharField("prénom", max_length=60, blank=True)
    trade = models.CharField("métier", max_length=100, help_text="Tel que la personne le dit.")
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="portraits",
        null=True,
        blank=True,
        verbose_name="service",
    )
    picture = models.ForeignKey(
        Picture, models.PROTECT, related_name="portraits", verbose_name="image"
    )
    quote = models.CharField("phrase mise en avant", max_length=200, blank=True)
    text = models.TextField("texte", validators=[validate_references], help_text="Markdown.")
    is_example = models.BooleanField(
        "exemple",
        default=False,
        help_text="Un métier dessiné, sans personne réelle : la page porte la mention « exemple ».",
    )
    consent_given_on = models.DateField("autorisation signée le", null=True, blank=True)
    consent_ends_on = models.DateField("autorisation valable jusqu’au", null=True, blank=True)

    objects = PortraitQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "portrait"
        ordering = ["trade", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="publie")
                | Q(is_example=True)
                | Q(consent_given_on__isnull=False, consent_ends_on__isnull=False),
                name="portraits_portrait_consent_or_example",
                violation_error_message=(
                    "Sans autorisation signée et datée, un portrait ne peut pas être publié."
                ),
            ),
            models.CheckConstraint(
                condition=Q(consent_ends_on__isnull=True)
                | Q(consent_ends_on__gt=models.F("consent_given_on")),
                name="portraits_portrait_consent_ends_after_given",
                violation_error_message="L’autorisation prend fin après avoir été signée.",
            ),
            models.CheckConstraint(
                condition=Q(is_example=False) | Q(first_name=""),
                name="portraits_portrait_example_is_nobody",
                violation_error_message="Un exemple ne porte le prénom de personne.",
            ),
        ]

    def __str__(self):
        return f"{self.first_name}, {self.trade}" if self.first_name else self.trade

    @property
    def has_consent(self):
        """Whether the person shown agrees to it today."""
        return bool(self.consent_ends_on) and self.consent_ends_on >= timezone.localdate()

    def get_absolute_url(self):
        return reverse("portraits:detail", args=[self.slug])

    @property
    def is_public(self):
        return super().is_public and (
            self.is_example
            or (self.consent_ends_on is not None and self.consent_ends_on >= timezone.localdate())
        )

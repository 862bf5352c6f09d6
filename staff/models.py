"""What the back office remembers of its own forms, for a short while, and of the weekly mails."""

from typing import Any

from django.conf import settings
from django.db import models


class SavedForm(models.Model):
    """A form that was sent: sent again, by a second click or a way back, it makes nothing twice."""

    token = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64, blank=True)
    saved_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "formulaire envoyé"
        verbose_name_plural = "formulaires envoyés"

    def __str__(self) -> str:
        return f"formulaire envoyé le {self.saved_at:%d/%m/%Y}"


class OpenPage(models.Model):
    """Who has which form open now, told to whoever opens the same."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "page ouverte"
        verbose_name_plural = "pages ouvertes"
        constraints = [
            models.UniqueConstraint(fields=["user", "path"], name="staff_one_open_page_each")
        ]

    def __str__(self) -> str:
        return f"{self.path}, ouverte par {self.user}"


class Helpdesk(models.Model):
    """Whom staff ask for a right they lack: one record, written by an administrator."""

    contact = models.CharField(
        "à qui demander un droit",
        max_length=200,
        help_text="Un nom, une adresse, un téléphone : lus par qui n’a pas un droit. Sans cette "
        "fiche, les comptes « Administration » sont nommés.",
    )

    class Meta:
        verbose_name = "contact pour les droits"
        verbose_name_plural = "contact pour les droits"

    def __str__(self) -> str:
        return self.contact

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)


class WeeklyMail(models.Model):
    """Of an account of the back office: whether its desk comes by mail, and when it last did.

    Those without a row want it: it goes to whoever has an address, until they stop it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="weekly_mail", verbose_name="compte"
    )
    is_wanted = models.BooleanField("envoyé chaque semaine", default=True)
    last_on = models.DateField("envoyé pour la dernière fois le", null=True, blank=True)

    class Meta:
        verbose_name = "bureau par courriel"
        verbose_name_plural = "bureaux par courriel"
        default_permissions = ()

    def __str__(self) -> str:
        return f"bureau par courriel du compte n° {self.user_id}"


from .proposals.models import Proposal, Remark  # noqa: E402,F401  after what they stand on

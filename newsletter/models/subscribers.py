"""Who asked to follow the actions by mail, what they follow, and the proof that they asked."""

import secrets

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from actions.models import Action, Theme
from mail.addresses import key_of, shown

from .tallies import Tally


class Rhythm(models.TextChoices):
    """How often somebody wants to be written to; each issue is for one rhythm."""

    CHANGE = "changement", "À chaque changement"
    MONTHLY = "mensuel", "Chaque mois"
    QUARTERLY = "trimestriel", "Chaque trimestre"


def make_link_key():
    """What a person's links name: it tells nothing of them, and changes with their address."""
    return secrets.token_urlsafe(16)


class SubscriberQuerySet(models.QuerySet):
    def confirmed(self):
        """Those who proved that the address is theirs, and whose address still takes mail."""
        return self.filter(confirmed_at__isnull=False, refused_at__isnull=True)

    def unreachable(self):
        """Those whose server refuses our messages."""
        return self.filter(refused_at__isnull=False)

    def with_address(self, address):
        return self.filter(email_key=key_of(address))

    def following(self, action_pks):
        """Those who follow one of these actions: by itself, by its theme, or with all others."""
        themes = Theme.objects.filter(actions__pk__in=action_pks)
        return self.filter(
            models.Q(follows_everything=True)
            | models.Q(
                pk__in=self.model.themes.through.objects.filter(theme__in=themes).values(
                    "subscriber"
                )
            )
            | models.Q(
                pk__in=self.model.actions.through.objects.filter(action__in=action_pks).values(
                    "subscriber"
                )
            )
        )


class Subscriber(models.Model):
    """An address that asked for the newsletter: nothing else is known of its owner."""

    email = models.EmailField("adresse électronique", max_length=254)
    # One address, one subscriber, whatever the case or the spelling of its domain.
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    link_key = models.CharField(max_length=32, unique=True, default=make_link_key, editable=False)
    rhythm = models.CharField("rythme", max_length=12, choices=Rhythm, default=Rhythm.MONTHLY)
    follows_everything = models.BooleanField("suit toutes les actions", default=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="subscribers", verbose_name="thèmes suivis"
    )
    actions = models.ManyToManyField(
        Action, blank=True, related_name="subscribers", verbose_name="actions suivies"
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    # The last time that the person did something: confirmed, changed a choice, re-confirmed.
    seen_at = models.DateTimeField("dernier signe le", null=True, blank=True)
    asked_again_at = models.DateTimeField("question de rester posée le", null=True, blank=True)
    refused_at = models.DateTimeField("adresse refusée le", null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = "abonné"
        ordering = ["asked_at"]
        indexes = [models.Index(fields=["rhythm"], name="newsletter_subscriber_rhythm")]
        permissions = [
            ("see_addresses", "Peut voir une adresse, pour répondre à une demande de droits"),
            ("erase_addresses", "Peut effacer un abonné"),
            ("import_addresses", "Peut importer une liste, avec ses accords"),
            ("export_addresses", "Peut exporter la liste des abonnés"),
        ]

    def __str__(self):
        return f"abonné n° {self.pk}"  # no address: this is written in the journal of the admin

    def save(self, **options):
        self.email_key = key_of(self.email)
        super().save(**options)

    @property
    def takes_mail(self):
        """The same as `confirmed()`, of one person."""
        return self.confirmed_at is not None and self.refused_at is None

    @property
    def address(self):
        """The address as its owner writes it."""
        return shown(self.email)

    def follow(self, choices):
        """Follow these themes and actions instead of the former; none means everything."""
        themes, actions = list(choices["themes"]), list(choices["actions"])
        self.rhythm = choices["rhythm"]
        self.follows_everything = not themes and not actions
        self.sign()
        self.themes.set(themes)
        self.actions.set(actions)

    def sign(self):
        """The person has just shown that they want to be written to."""
        self.seen_at = timezone.now()
        self.asked_again_at = None
        self.save()

    @transaction.atomic
    def move_to(self, address):
        """Take a new address, that its owner has just confirmed; links sent to the former die."""
        self.email = address
        self.link_key = make_link_key()
        self.refused_at = None
        self.sign()

    @transaction.atomic
    def leave(self, kind=Tally.Kind.LEFT):
        """Erase the person: what remains is a keyed hash that only stops a later re-import."""
        ForgottenAddress.remember(self.email)
        self.sign_ups.all().delete()
        self.delete()
        Tally.add(kind)


class Consent(models.Model):
    """The proof that a subscriber asked: what was read, when, where, and the confirmation."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents")
    text_shown = models.TextField("texte affiché")
    source = models.CharField("origine", max_length=200, help_text="La page du formulaire.")
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)

    class Meta:
        verbose_name = "autorisation d’écrire"
        verbose_name_plural = "autorisations d’écrire"
        ordering = ["-asked_at"]

    def __str__(self):
        return f"demande du {timezone.localtime(self.asked_at):%d/%m/%Y}"


class ForgottenAddress(models.Model):
    """What is left of somebody who left: a keyed hash, which only stops a later re-import.

    The key derives from SECRET_KEY: with another key these hashes match nothing any more, unless
    the former one is kept among SECRET_KEY_FALLBACKS.
    """

    digest = models.CharField("empreinte", max_length=64, unique=True)
    forgotten_on = models.DateField("oubliée le", default=timezone.localdate)

    class Meta:
        verbose_name = "adresse oubliée"
        verbose_name_plural = "adresses oubliées"

    def __str__(self):
        return f"adresse oubliée le {self.forgotten_on:%d/%m/%Y}"

    @classmethod
    def remember(cls, address):
        cls.objects.get_or_create(
            digest=digests_of(address)[0], defaults={"forgotten_on": timezone.localdate()}
        )

    @classmethod
    def pardon(cls, address):
        """The person came back by their own will."""
        cls.objects.filter(digest__in=digests_of(address)).delete()

    @classmethod
    def holds(cls, address):
        return cls.objects.filter(digest__in=digests_of(address)).exists()


def digests_of(address):
    """The keyed hash of an address, then those it had under former keys."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac(
            "newsletter.forgotten", key_of(address), secret=key, algorithm="sha256"
        ).hexdigest()
        for key in keys
    ]

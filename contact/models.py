"""What people write to the town, what they are answered, and by when."""

import datetime
import secrets
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Event
from actions.models.remits import remit_of
from backoffice.reach import is_within, reaches
from publishing.models import Composed
from publishing.signed import seal
from services.models import Service

from .deadlines import Subject

FOLLOW = "contact.follow"  # what the link of a person is signed for
LONGEST = 5000  # characters of a message


class PrivateStorage(FileSystemStorage):
    """In the private folder, for the application alone; where the settings say at the time."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600)

    @property
    def location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def base_location(self) -> str:
        return self.location


def file_name(message: "Message", name: str) -> str:
    """A name that nobody guesses, which says nothing of whose it is."""
    return f"messages/{secrets.token_hex(16)}{PurePath(name).suffix}"


class MessageQuerySet(models.QuerySet["Message"]):
    def counted(self) -> "MessageQuerySet":
        """Those that are told to the public: advertising and insults are not questions."""
        return self.exclude(outcome=Message.Outcome.IGNORED)

    def waiting(self) -> "MessageQuerySet":
        return self.filter(answered_on=None)

    def late(self) -> "MessageQuerySet":
        """The day of the promise has passed and nothing was answered."""
        return self.waiting().filter(due_on__lt=timezone.localdate())

    def published(self) -> "MessageQuerySet":
        """Those to show: not those about an action that is withdrawn."""
        found = self.filter(is_published=True).select_related("action", "service", "event__action")
        return found.filter(Q(action=None) | Q(action__in=Action.objects.published()))


class Message(Composed):
    """Somebody wrote: a question, a fault, a document; it is answered by a promised day.

    What is personal is erased by time (`contact.retention`); what was counted and what was
    published stay. There is no history of its changes: it would keep what is erased here.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "acceptee", "Accepté : le site est corrigé ou complété"
        ANSWERED = "repondue", "Répondu"
        REFUSED = "refusee", "Refusé, avec sa raison"
        IGNORED = "ecartee", "Écarté, sans réponse : publicité, injure, essai"

    subject = models.CharField("sujet", max_length=15, choices=Subject)
    page = models.CharField("page", max_length=200, blank=True)
    page_title = models.CharField("page concernée", max_length=200, blank=True)
    shown = models.TextField("ce que la page disait", blank=True)
    action = models.ForeignKey(
        Action,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="action",
    )
    text = models.TextField("message", validators=[MaxLengthValidator(LONGEST)])
    email = models.EmailField("adresse pour répondre", max_length=254, blank=True)
    credit = models.CharField("nom à citer", max_length=100, blank=True)
    piece = models.FileField(
        "fichier joint",
        storage=PrivateStorage(),
        upload_to=file_name,
        blank=True,
        max_length=100,
    )
    # Of the form that was sent, so that one sent twice is one message.
    form_digest = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField("reçu le", default=timezone.now, editable=False)
    due_on = models.DateField("réponse avant le", editable=False)
    is_told_late = models.BooleanField(default=False, editable=False)

    outcome = models.CharField(
        "suite donnée",
        max_length=10,
        choices=Outcome,
        blank=True,
        help_text="Vide : la réponse reste un brouillon, rien ne part.",
    )
    answer = models.TextField(
        "réponse",
        blank=True,
        help_text="Envoyée par courriel si la personne a laissé une adresse, et lue par son lien.",
    )
    service = models.ForeignKey(
        Service,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service qui répond",
        help_text="Public.",
    )
    signature = models.CharField(
        "qui répond",
        max_length=200,
        blank=True,
        help_text=(
            "Prénom, nom, fonction et adresse du service : la personne y a droit (CRPA, L111-2). "
            "Jamais publié."
        ),
    )
    answered_on = models.DateField("répondu le", null=True, blank=True, editable=False)
    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="étape écrite",
        help_text="L’étape qui suit ce message : la réponse publiée y mène.",
    )

    is_published = models.BooleanField(
        "publier la réponse",
        default=False,
        help_text="Sur la page concernée et parmi les réponses publiées.",
    )
    public_question = models.TextField(
        "question publiée",
        blank=True,
        help_text="Les mots de la personne, sans ce qui dit qui elle est.",
    )
    public_answer = models.TextField(
        "réponse publiée", blank=True, help_text="Vide : la réponse envoyée."
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message du public"
        verbose_name_plural = "messages du public"
        ordering = [F("answered_on").desc(nulls_first=True), "due_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, outcome="")
                | Q(answered_on__isnull=False) & ~Q(outcome=""),
                name="contact_message_answered_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False)
                | ~Q(outcome__in=["", "ecartee"]) & ~Q(public_question="") & ~Q(public_answer=""),
                name="contact_message_published_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"message n° {self.pk}"  # no words: the journal copies it

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.due_on:
            self.due_on = Subject(self.subject).due_on(self.received_on)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{reverse('contact:answers')}#message-{self.pk}"

    @property
    def received_on(self) -> datetime.date:
        return timezone.localdate(self.received_at)

    @property
    def follow_url(self) -> str:
        """The page of whoever wrote it; only they have the link."""
        return reverse("contact:follow", args=[seal(self.pk, FOLLOW)])

    @property
    def about_url(self) -> str:
        """The page that it speaks of, wherever its action is now."""
        return self.action.get_absolute_url() if self.action else self.page

    @property
    def remedy(self) -> str:
        return Subject(self.subject).delay.remedy

    @property
    def days_late(self) -> int:
        """By how many days the promise is, or was, broken."""
        return max(0, ((self.answered_on or timezone.localdate()) - self.due_on).days)

    def forget_person(self) -> None:
        """The address, the name and the file; who answered too."""
        if self.piece:
            transaction.on_commit(partial(self.piece.storage.delete, str(self.piece.name)))
        self.email = self.credit = self.signature = ""
        self.piece = ""
        self.save()

    def forget_words(self) -> None:
        """What was written on both sides; what was published stays."""
        self.text = self.answer = self.shown = ""
        if not self.is_published:
            self.public_question = self.public_answer = ""
        self.save()


@reaches(
    Message, refusal=lambda user, message: f"{message} concerne une action d’un autre service."
)
def messages_of(user: object, records: MessageQuerySet) -> MessageQuerySet:
    """An account limited to services reads and answers what concerns their actions."""
    remit = remit_of(user)
    return records if remit is None else records.filter(remit.condition("action__"))


def in_charge_of(message: Message) -> list[str]:
    """The addresses of those who may answer it."""
    users = User.objects.with_perm(
        "contact.change_message", backend="django.contrib.auth.backends.ModelBackend"
    )
    staff = users.filter(is_staff=True, is_active=True).exclude(email="").order_by("pk")
    return [user.email for user in staff if is_within(user, message)]

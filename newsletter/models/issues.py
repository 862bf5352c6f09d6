"""What an issue contains: the events since the last one. Facts are computed, tone is written."""

from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Event
from figures.models import Figure
from figures.references import refuse_references, validate_references
from mail.models import OutgoingMail
from publishing.models import Composed
from writing.fields import ProseField

from .subscribers import Rhythm, Subscriber


class IssueQuerySet(models.QuerySet):
    def public(self):
        """Those whose sending has begun: each has its page."""
        return self.filter(state__in=Issue.BEGUN)

    def for_list(self):
        """What a list shows of them: not their content, which weighs."""
        return self.public().defer("facts", "introduction")

    def open(self):
        """Those that are still being written, approved or sent."""
        return self.exclude(state=Issue.State.SENT)

    def due(self):
        """Those approved whose time has come."""
        return self.filter(
            Q(send_at__isnull=True) | Q(send_at__lte=timezone.now()), state=Issue.State.APPROVED
        )


class Count(NamedTuple):
    """Of the copies of an issue: those expected are sent, refused, doubtful, left without a reader
    (who unsubscribed, or follows nothing that it tells), or still to come."""

    expected: int | None  # None: sent before they were counted
    sent: int
    refused: int
    doubtful: int
    left: int
    waiting: int

    @property
    def missing(self):
        """How many copies nothing tells of; negative when there are too many."""
        return 0 if self.expected is None else self.expected - sum(self[1:])


class Issue(Composed):
    """A number of the newsletter: what changed between two moments of the history.

    Its facts are computed while it is a draft, and frozen when a second person approves it; from
    then on nothing of it changes but its sending.
    """

    class State(models.TextChoices):
        DRAFT = "brouillon", "Brouillon"
        APPROVED = "approuve", "Approuvé"
        SENDING = "envoi", "En cours d’envoi"
        STOPPED = "arrete", "Arrêté"
        SENT = "envoye", "Envoyé"

    BEGUN = (State.SENDING, State.STOPPED, State.SENT)
    # What an approval covers.
    WRITTEN = (
        "number", "rhythm", "title", "introduction", "after_rank", "after_day", "up_to_rank",
        "up_to_day", "history_digest", "facts", "made_by_id", "edited_by_id",
    )  # fmt: skip

    # Given by the approval: public numbers follow each other, whatever became of drafts.
    number = models.PositiveIntegerField("numéro", unique=True, null=True, editable=False)
    rhythm = models.CharField("rythme", max_length=12, choices=Rhythm)
    state = models.CharField(
        "état", max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    title = models.CharField(
        "objet",
        max_length=120,
        validators=[refuse_references],
        help_text="L’objet du message et le titre de sa page.",
    )
    introduction = ProseField(
        "introduction",
        blank=True,
        validators=[validate_references, MaxLengthValidator(3000)],
        places=False,
        help_text="Facultative. Un chiffre se nomme entre doubles crochets : [[lignes-de-bus]].",
    )
    figures = models.ManyToManyField(Figure, blank=True, verbose_name="chiffres ajoutés")
    # The two ends of what it covers: ranks in the chain of events, and days.
    after_rank = models.PositiveIntegerField("après le rang", default=0, editable=False)
    after_day = models.DateField("après le", null=True, editable=False)
    up_to_rank = models.PositiveIntegerField("jusqu’au rang", default=0, editable=False)
    up_to_day = models.DateField("jusqu’au", default=timezone.localdate, editable=False)
    history_digest = models.CharField(
        "empreinte de l’historique", max_length=64, blank=True, editable=False
    )
    # What was approved, frozen: what is sent and what the archive shows.
    facts = models.JSONField(null=True, editable=False)
    # Who asked for the draft (nobody: the worker), who wrote in it last, who approved it.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="préparé par",
    )  # fmt: skip
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="relu et modifié par",
    )  # fmt: skip
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="approuvé par",
    )  # fmt: skip
    approved_at = models.DateTimeField("approuvé le", null=True, editable=False)
    send_at = models.DateTimeField(
        "envoyer à partir du", null=True, blank=True, help_text="Vide : dès l’approbation."
    )
    began_at = models.DateTimeField("envoi commencé le", null=True, editable=False)
    stop_reason = models.CharField("arrêté parce que", max_length=300, blank=True, editable=False)
    sent_at = models.DateTimeField("envoyé le", null=True, editable=False)
    # How many were to be written to, counted apart from the rows of its sending.
    expected = models.PositiveIntegerField("attendus", null=True, editable=False)
    # What somebody was told of outside the back office: each trouble once.
    alerted = models.JSONField(default=list, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = "numéro"
        ordering = [F("number").desc(nulls_first=True), "-pk"]
        permissions = [("approve_issue", "Peut approuver un numéro préparé par quelqu’un d’autre")]
        constraints = [
            # Two would give the same facts twice.
            models.UniqueConstraint(
                fields=["rhythm"],
                condition=~Q(state="envoye"),
                name="newsletter_issue_one_open_by_rhythm",
                violation_error_message="Un numéro de ce rythme est déjà en préparation.",
            ),
            models.CheckConstraint(
                condition=Q(state="brouillon")
                | Q(
                    number__isnull=False,
                    facts__isnull=False,
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    edited_by__isnull=False,
                ),
                name="newsletter_issue_approved_before_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="brouillon")
                | (
                    ~Q(approved_by=F("edited_by"))
                    & (Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")))
                ),
                name="newsletter_issue_approved_by_another",
            ),
        ]

    def __str__(self):
        name = f"numéro {self.number}" if self.number else "brouillon"
        return f"{name} ({self.get_rhythm_display().lower()})"

    def save(self, *args, **kwargs):
        """Refuse to change what somebody approved, were it an instant ago."""
        with transaction.atomic():
            if self.pk:
                self.check_frozen()
            super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("newsletter:issue", args=[self.number])

    def delete(self, *args, **kwargs):
        if not self.is_deletable:
            raise ValidationError("Seul un brouillon jamais approuvé se supprime.")
        return super().delete(*args, **kwargs)

    @property
    def began_on(self):
        """The day, on the town's clock."""
        return timezone.localdate(self.began_at)

    @property
    def heading(self):
        """« Numéro 7 », or what it will be."""
        return f"Numéro {self.number}" if self.number else "Numéro à venir"

    def check_frozen(self):
        stored = Issue.objects.select_for_update().filter(pk=self.pk).first()
        if stored is None or stored.is_draft:
            return
        changed = [name for name in self.WRITTEN if getattr(stored, name) != getattr(self, name)]
        if changed:
            raise ValidationError(
                "Ce numéro est approuvé : pour le modifier, retirez d’abord l’approbation."
            )

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_deletable(self):
        """A number once given is never missing from the archive."""
        return self.is_draft and self.number is None

    @property
    def is_public(self):
        return self.state in self.BEGUN

    def audience(self):
        """The confirmed subscribers of this rhythm who have something to read in this issue.

        « Rien de nouveau » goes to those who follow everything: others hear of what they follow.
        """
        facts = (self.facts or {}).get("facts", [])
        follows = Q(follows_everything=True)
        if numbers := {fact.get("lasting", fact["action"]) for fact in facts}:
            follows |= Q(actions__in=Action.objects.named(numbers))
        if themes := {fact["theme"] for fact in facts if fact["theme"]}:
            follows |= Q(themes__slug__in=themes)
        return Subscriber.objects.confirmed().filter(follows, rhythm=self.rhythm).distinct()

    # From draft to sent

    def check_approval(self, user):
        """Raises ValidationError, in words for staff, when this person may not approve it."""
        if not self.is_draft:
            raise ValidationError("Ce numéro n’est plus un brouillon.")
        if self.edited_by_id is None:
            raise ValidationError(
                "Personne n’a encore relu ce brouillon : une personne l’enregistre, une autre "
                "l’approuve."
            )
        if user.pk in (self.made_by_id, self.edited_by_id):
            raise ValidationError(
                "Vous avez préparé ou modifié ce numéro en dernier : une autre personne l’approuve."
            )

    def approve(self, user, content):
        """Freeze `content` (see newsletter.issues.facts) and give the issue its number."""
        with transaction.atomic():
            self.lock()
            self.check_approval(user)
            last = Issue.objects.aggregate(last=Max("number"))["last"] or 0
            self.number = self.number or last + 1
            self.facts = content | {"number": self.number}
            self.approved_by, self.approved_at = user, timezone.now()
            self.state = self.State.APPROVED
            self.save()

    def withdraw_approval(self):
        """Back to the desk, as long as nobody was written to. The number is kept."""
        self.move([self.State.APPROVED], self.State.DRAFT, approved_by=None, approved_at=None)
        Issue.objects.filter(pk=self.pk).update(facts=None)
        self.facts = None

    def begin(self, expected=None):
        """The worker starts the sending: the page of the issue is public from now on."""
        self.move(
            [self.State.APPROVED],
            self.State.SENDING,
            began_at=timezone.now(),
            expected=expected,
        )

    @transaction.atomic
    def stop(self, reason=""):
        """No further message leaves, were it ready to; those already sent are."""
        self.move([self.State.SENDING], self.State.STOPPED, stop_reason=reason[:300])
        self.copies.update(is_held=True)

    @transaction.atomic
    def resume(self):
        """Where it was stopped: nobody is written to twice."""
        self.move([self.State.STOPPED], self.State.SENDING, stop_reason="")
        self.copies.update(is_held=False)

    @transaction.atomic
    def finish(self):
        """Nobody waits for it any more; or staff close for good one that was stopped."""
        begun = [self.State.SENDING, self.State.STOPPED]
        self.move(begun, self.State.SENT, sent_at=timezone.now())
        waiting = self.copies.filter(state=OutgoingMail.State.WAITING)
        waiting.update(state=OutgoingMail.State.DROPPED, worker="", claimed_until=None)
        self.copies.update(is_held=False)  # staff may still decide of the doubtful ones

    @property
    def copies(self):
        """Its rows in the outbox."""
        return OutgoingMail.objects.filter(delivery__issue=self)

    def count(self):
        """What became of those who were to be written to."""
        found = self.deliveries.counts()
        state = OutgoingMail.State
        return Count(
            self.expected,
            sent=found[state.SENT],
            refused=found[state.REFUSED],
            doubtful=found[state.DOUBTFUL],
            left=found[state.DROPPED],
            waiting=found[state.WAITING] + found[state.SENDING],
        )

    def lock(self):
        """Read again, and alone to write, until the transaction ends."""
        self.refresh_from_db(from_queryset=Issue.objects.select_for_update())

    def move(self, origins, state, **fields):
        """Raises ValidationError when somebody has already moved it elsewhere."""
        moved = Issue.objects.filter(pk=self.pk, state__in=origins)
        if not moved.update(state=state, **fields):
            self.refresh_from_db()
            raise ValidationError(
                f"Ce numéro est maintenant « {self.get_state_display().lower()} » : "
                "rechargez la page."
            )
        self.refresh_from_db()


class Item(Composed):
    """One fact of an issue: its place, and a word of introduction if the writer adds one."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items")
    action = models.ForeignKey(Action, models.PROTECT, related_name="+", editable=False)
    # None: the action is late, and nothing happened.
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", null=True, editable=False)
    rank = models.PositiveIntegerField("ordre", default=0)
    word = models.CharField(
        "un mot", max_length=300, blank=True, validators=[validate_references],
    )  # fmt: skip
    left_out_because = models.CharField(
        "retirée parce que",
        max_length=200,
        blank=True,
        validators=[refuse_references],
        help_text="La nouvelle n’est pas racontée ; la page du numéro le dit, avec cette raison.",
    )

    class Meta:
        verbose_name = "nouvelle"
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "event"], name="newsletter_item_event_told_once"
            ),
            models.UniqueConstraint(
                fields=["issue", "action"],
                condition=Q(event__isnull=True),
                name="newsletter_item_delay_told_once",
            ),
        ]

    def __str__(self):
        return str(self.event or self.action)

    @property
    def key(self):
        """What distinguishes a fact from any other in its issue (see newsletter.issues.facts)."""
        return [self.action_id, self.event_id]

"""The spreadsheets that were brought: by whom, what each asks, and what was done with it."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

PREVIEW_LIFE = datetime.timedelta(hours=24)
FOLDER = "imports"  # in the private folder, which no address serves


def expiry():
    return timezone.now() + PREVIEW_LIFE


class ImportRunQuerySet(models.QuerySet):
    def applied(self):
        """Those that changed something here, undone since or not."""
        return self.filter(state__in=[ImportRun.State.APPLIED, ImportRun.State.UNDONE])

    def stale(self):
        """Previews that nobody confirmed in time, readings that never ended."""
        return self.exclude(pk__in=self.model.objects.applied()).filter(
            expires_at__lte=timezone.now()
        )


class ImportRun(models.Model):
    """A spreadsheet brought to the site: its file, what it asks, and what became of it.

    A preview is a run too, so that a large one is read from the database page by page and what
    is confirmed is what was shown. Undoing a run is another run, which names it.
    """

    class State(models.TextChoices):
        READING = "lecture", "Lecture en cours"
        PREVIEWED = "apercu", "Aperçu"
        REFUSED = "refuse", "Refusé"
        APPLIED = "applique", "Appliqué"
        UNDONE = "annule", "Annulé"
        ABANDONED = "abandonne", "Abandonné"

    file = models.CharField("fichier gardé", max_length=60, blank=True, editable=False)
    original_name = models.CharField("nom du fichier", max_length=200, blank=True)
    file_digest = models.CharField("empreinte du fichier", max_length=64, blank=True)
    format = models.CharField("format", max_length=10, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="auteur"
    )
    previewed_at = models.DateTimeField("lu le", default=timezone.now)
    expires_at = models.DateTimeField("aperçu valable jusqu’au", default=expiry)
    state = models.CharField("état", max_length=10, choices=State, default=State.READING)
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)
    creates = models.BooleanField("crée les actions inconnues", default=False)
    counts = models.JSONField("comptes", default=dict, blank=True)
    notes = models.JSONField("remarques", default=list, blank=True)
    # Given on the page, each as [sheet, row, column's key, words]: `cells` mended, what to `keep`
    # (« file » or « site ») where both changed; `words` as [field, spelling, as written, meaning].
    answers = models.JSONField("réponses", default=dict, blank=True)
    # The titles and words that the site did not know by itself: see `imports.questions`.
    questions = models.JSONField("questions", default=list, blank=True)
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="undone_by",
        null=True,
        blank=True,
        verbose_name="annule",
    )

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-previewed_at", "-pk"]
        permissions = [("import_action", "Peut importer un tableur d’actions")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["lecture", "apercu", "refuse", "abandonne"])
                | Q(applied_at__isnull=False),
                name="actions_importrun_applied_is_dated",
            )
        ]

    def __str__(self):
        if self.undoes_id:
            return f"annulation de l’import n° {self.undoes_id}"
        day = timezone.localtime(self.previewed_at)
        return f"import n° {self.pk} du {day:%d/%m/%Y à %H:%M}"

    @property
    def path(self):
        """Where the file is kept, or None once it was removed."""
        return settings.PRIVATE_MEDIA_ROOT / FOLDER / self.file if self.file else None

    @property
    def is_expired(self):
        """Nobody confirmed in time: what the site was then may be no more."""
        return self.state == self.State.PREVIEWED and self.expires_at <= timezone.now()

    @property
    def is_undoable(self):
        """Whether asking makes sense; `imports.undoing` says whether it is still possible."""
        return self.state == self.State.APPLIED and not self.undoes_id

    @property
    def faults(self):
        return self.changes.filter(kind=ImportChange.Kind.FAULT)

    @property
    def faults_count(self):
        return self.counts.get("faults", 0)

    @property
    def asked(self):
        """What the file asks to change, faults apart."""
        return self.changes.exclude(kind=ImportChange.Kind.FAULT)

    def forget_file(self):
        if path := self.path:
            path.unlink(missing_ok=True)
            self.file = ""
            self.save(update_fields=["file"])

    def discard(self):
        """Remove what changed nothing: the file, what it asked, and the run itself. One that was
        applied meanwhile stays."""
        runs = type(self).objects
        with transaction.atomic():
            mine = runs.select_for_update(of=("self",)).filter(pk=self.pk)
            if not mine.exclude(pk__in=runs.applied()).exists():
                return
            self.changes.all().delete()
            self.delete()
        if self.path:
            self.path.unlink(missing_ok=True)

    def abandon(self):
        """Its author prefers not to: the trace stays, the file goes."""
        type(self).objects.filter(pk=self.pk, state__in=["apercu", "refuse"]).update(
            state=self.State.ABANDONED
        )
        self.refresh_from_db()
        if self.state == self.State.ABANDONED:
            self.forget_file()


class ImportChange(models.Model):
    """One thing that a spreadsheet asks: a field to change, an event, an action, or a fault."""

    class Kind(models.TextChoices):
        FIELD = "champ", "Champ modifié"
        EVENT = "etape", "Étape ajoutée"
        CREATION = "creation", "Action créée"
        NUMBER = "numero", "Numéro officiel"
        FAULT = "erreur", "Erreur"

    run = models.ForeignKey(
        ImportRun, models.CASCADE, related_name="changes", verbose_name="import"
    )
    kind = models.CharField("genre", max_length=10, choices=Kind)
    action = models.ForeignKey(
        "Action",
        models.SET_NULL,  # its number stays; a preview never keeps an action from being deleted
        related_name="+",
        null=True,
        verbose_name="action",
    )
    number = models.PositiveIntegerField("numéro", null=True)
    sheet = models.CharField("feuille", max_length=60, blank=True)
    row = models.PositiveIntegerField("ligne", null=True)
    field = models.CharField("champ", max_length=30, blank=True)
    column = models.CharField("colonne", max_length=120, blank=True)
    reference = models.CharField("cellule", max_length=12, blank=True)
    before = models.JSONField("avant", null=True)
    after = models.JSONField("après", null=True)
    message = models.TextField("message", blank=True)

    class Meta:
        verbose_name = "changement demandé"
        verbose_name_plural = "changements demandés"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["run", "kind", "id"]),
            models.Index(fields=["run", "action", "id"]),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.place})"

    @property
    def place(self):
        """« feuille « Actions », ligne 12, colonne « Statut » », as far as it is known."""
        parts = [
            self.sheet and self.run.format != "csv" and f"feuille « {self.sheet} »",
            self.row and f"ligne {self.row}",
            (self.column and f"colonne « {self.column} »")
            or (self.reference and f"cellule {self.reference}"),
        ]
        return ", ".join(part for part in parts if part)

    @property
    def is_mendable(self):
        """Whether correcting this one cell is enough."""
        return bool(self.row and self.field and not self.field.startswith("@"))

    @property
    def sentence(self):
        """A fault in full: where, and what to do."""
        place = self.place
        return f"{capfirst(place)} : {self.message}" if place else self.message

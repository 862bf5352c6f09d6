"""The evidence of an event: a link, or a document or photograph that this site keeps."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.evidence import EvidenceKind, Photograph, file_name, is_kept
from publishing.models import Composed


class WithEvidence(Composed):
    """What proves an event, with the rules that forms, imports and the database all enforce."""

    Evidence = EvidenceKind
    KEPT = (Evidence.DOCUMENT, Evidence.PHOTO)  # by this site, where a link leads to another

    evidence_kind = models.CharField("genre de preuve", max_length=10, choices=Evidence, blank=True)
    evidence_title = models.CharField("titre de la preuve", max_length=200, blank=True)
    evidence_url = models.URLField("adresse de la preuve", max_length=500, blank=True)
    evidence_seen_on = models.DateField("preuve vue le", null=True, blank=True)
    evidence_alt = models.CharField(
        "texte de remplacement",
        max_length=250,
        blank=True,
        help_text="Ce que montre la photographie, en une phrase, pour qui ne la voit pas.",
    )
    # Of a document or a photograph kept here: the SHA-256 of the file kept, so that the proof
    # covers its bytes, and what a page needs to show the photograph.
    evidence_digest = models.CharField(
        "empreinte de la preuve", max_length=64, blank=True, editable=False
    )
    evidence_width = models.PositiveIntegerField(null=True, editable=False)
    evidence_height = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(evidence_kind="lien") | ~Q(evidence_url="") | Q(is_redacted=True),
                name="actions_event_link_has_address",
            ),
            models.CheckConstraint(
                condition=~Q(evidence_kind__in=["document", "photo"])
                | ~Q(evidence_url="") & ~Q(evidence_digest="")
                | Q(is_redacted=True),
                name="actions_event_file_is_kept",
                violation_error_message="Une preuve déposée demande son fichier.",
            ),
            models.CheckConstraint(
                condition=~Q(evidence_kind="photo") | ~Q(evidence_alt="") | Q(is_redacted=True),
                name="actions_event_photo_is_described",
            ),
        ]

    def complete_evidence(self):
        """An address alone is a link."""
        if self.evidence_url and not self.evidence_kind:
            self.evidence_kind = self.Evidence.LINK

    def evidence_faults(self):
        """What is wrong with the evidence, by field. A file that is missing altogether is left to
        the constraint: only forms can bring one."""
        kind, faults = self.evidence_kind, {}
        if self.evidence_seen_on and self.evidence_seen_on > timezone.localdate():
            faults["evidence_seen_on"] = "Une preuve ne peut pas avoir été vue dans l’avenir."
        if kind == self.Evidence.LINK and not self.evidence_url:
            faults["evidence_url"] = "Une preuve par lien demande son adresse."
        elif self.evidence_title and not self.evidence_url:
            faults["evidence_url"] = "Une preuve qui a un titre a aussi une adresse ou un fichier."
        elif kind in self.KEPT and self.evidence_digest and not is_kept(self):
            faults["evidence_url"] = (
                "Ce fichier n’est pas gardé par le site : déposez-le avec l’étape."
            )
        if kind == self.Evidence.PHOTO and not self.evidence_alt:
            faults["evidence_alt"] = "Une photographie demande son texte de remplacement."
        return faults

    @property
    def document_path(self):
        """Where this site serves the document, whatever its own name was when it was kept."""
        return reverse("actions:document", args=[file_name(self)])

    @property
    def document_format(self):
        return file_name(self).rpartition(".")[2].upper()

    @property
    def photograph(self):
        """The picture kept as evidence, for `{% picture %}`."""
        is_there = self.evidence_kind == self.Evidence.PHOTO and self.evidence_url
        return Photograph.of(self) if is_there else None

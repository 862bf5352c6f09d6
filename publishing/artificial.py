"""Whether an artificial intelligence wrote or illustrated a content, said to whoever reads it."""

from django.db import models


class ArtificialMixin(models.Model):
    """One question for each content; the public reads the answer unless it is « non »."""

    class Use(models.TextChoices):
        NO = "", "Non"
        READ = "relu", "Oui, relu par une personne"
        YES = "oui", "Oui, sans relecture"

    ai_use = models.CharField(
        "rédigé ou illustré avec une IA",
        max_length=4,
        choices=Use,
        blank=True,
        default=Use.NO,
        help_text="Le texte ou une image de cette page. Si c’est oui, le public le lit.",
    )

    class Meta:
        abstract = True

    @property
    def ai_mention(self) -> str:
        """What the page says; nothing when there is nothing to say."""
        said = "Rédigé ou illustré avec une intelligence artificielle"
        ends = {self.Use.READ: ", puis relu par une personne.", self.Use.YES: ", sans relecture."}
        end = ends.get(self.Use(self.ai_use))
        return f"{said}{end}" if end else ""

"""What staff teach the search, and what it could not find."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone
from simple_history.models import HistoricalRecords

from publishing.models import Composed
from publishing.text.dates import PartialDateField


class Signpost(Composed):
    """Words that people use, and where they lead: a page of the site, or an honest elsewhere."""

    title = models.CharField(
        "intitulé",
        max_length=100,
        unique=True,
        help_text="Ce que montre la recherche : « Passeport et carte d’identité ».",
    )
    words = models.CharField(
        "mots des habitants",
        max_length=400,
        help_text="Séparés par des virgules : « passeport, carte d’identité, CNI ».",
    )
    address = models.CharField(
        "adresse",
        max_length=300,
        help_text="Une page du site, « /services/dechets/ », ou un site public, « https://… ».",
    )
    text = models.CharField(
        "réponse",
        max_length=250,
        blank=True,
        help_text="Pour un autre site : « Ce n’est pas ici : voyez… ».",
    )
    checked_on = PartialDateField(
        "vérifié en", null=True, blank=True, help_text="Quand l’adresse a été essayée."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "renvoi de recherche"
        verbose_name_plural = "renvois de recherche"
        ordering = ["title"]

    def __str__(self):
        return self.title

    @property
    def is_elsewhere(self):
        return self.address.startswith("https://")

    def clean(self):
        super().clean()
        if not self.is_elsewhere and (self.address[:1] != "/" or self.address[1:2] == "/"):
            raise ValidationError(
                {"address": "Écrivez « /… » pour une page du site, ou « https://… »."}
            )
        if self.is_elsewhere and not self.text:
            raise ValidationError({"text": "Dites que ce n’est pas ici, et chez qui voir."})


class MissedWordQuerySet(models.QuerySet):
    KEPT = timedelta(days=90)
    MOST = 2000  # beyond, new words are not kept: nobody fills the table
    OFTEN = 3  # asked fewer times, a word may be somebody's own: nobody reads it

    def record(self, words):
        for word in words:
            again = self.filter(word=word).update(
                times=F("times") + 1, last_on=timezone.localdate()
            )
            if not again and self.count() < self.MOST:
                self.get_or_create(word=word)

    def purge(self):
        return self.filter(last_on__lt=timezone.localdate() - self.KEPT).delete()

    def often(self):
        return self.filter(times__gte=self.OFTEN)


class MissedWord(models.Model):
    """A word that the search did not know: the word alone and how many times, nobody's."""

    word = models.CharField("mot", max_length=30, unique=True)
    times = models.PositiveIntegerField("fois", default=1)
    last_on = models.DateField("dernière fois", default=timezone.localdate)

    objects = MissedWordQuerySet.as_manager()

    class Meta:
        verbose_name = "mot sans résultat"
        verbose_name_plural = "mots sans résultat"
        ordering = ["-times", "word"]

    def __str__(self):
        return self.word

"""What the offices of a service mean by their own words: said once on the page of an import."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.reach import reaches
from services.models import Service

from .remits import remit_of


class ImportWordQuerySet(models.QuerySet):
    def known_to(self, user):
        """`{(field, spelling): meaning}`: what was said for everybody, then for the services of
        this account, whose word is the last."""
        remit = remit_of(user)
        services = remit.service_keys if remit else ()
        found = self.filter(Q(service=None) | Q(service__in=services)).order_by("pk")
        ordered = sorted(found, key=lambda word: word.service_id is not None)
        return {(word.field, word.spelling): word.meaning for word in ordered}

    def remember(self, user, said):
        """Keep `(field, spelling, written, meaning, shown)` for the services of this account, or
        for everybody when it has none."""
        remit = remit_of(user)
        for field, spelling, written, meaning, shown in said:
            for service in (remit and remit.service_keys) or [None]:
                self.update_or_create(
                    service_id=service,
                    field=field,
                    spelling=spelling,
                    defaults={
                        "written": written,
                        "meaning": meaning,
                        "shown": shown,
                        "said_by": user,
                    },
                )


class ImportWord(models.Model):
    """A title of column, or a word of a cell, that the site did not know: who met it said what it
    means, and the next files of the same service are read so."""

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="+", null=True, blank=True, verbose_name="service"
    )
    field = models.CharField("colonne", max_length=30, blank=True)  # blank: a title of column
    spelling = models.CharField("forme comparée", max_length=80)
    written = models.CharField("mot du tableur", max_length=80)
    meaning = models.CharField("sens", max_length=80, blank=True)  # blank: left aside
    shown = models.CharField("se lit", max_length=200)  # the meaning, in words
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name="dit par",
    )
    said_at = models.DateTimeField("dit le", auto_now=True)

    objects = ImportWordQuerySet.as_manager()

    class Meta:
        verbose_name = "mot d’un tableur"
        verbose_name_plural = "mots des tableurs"
        ordering = ["field", "spelling", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["service", "field", "spelling"], name="actions_importword_once"
            ),
            models.UniqueConstraint(
                fields=["field", "spelling"],
                condition=Q(service=None),
                name="actions_importword_once_for_all",
            ),
        ]

    def __str__(self):
        return f"« {self.written} »"


@reaches(ImportWord, refusal=lambda user, word: "Ce mot est celui d’un autre service.")
def words_of(user, records):
    remit = remit_of(user)
    return records if remit is None else records.filter(service__in=remit.service_keys)

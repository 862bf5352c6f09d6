from django.db import models

STATUSES = {
    **{"realisee": "Réalisée", "en-cours": "En cours", "a-venir": "À venir"},
    **{"suspendue": "Suspendue", "abandonnee": "Abandonnée"},
}


class Theme(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self):
        return self.name


class Action(models.Model):
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True)
    status = models.CharField(max_length=12, choices=STATUSES)
    moved_on = models.DateField()
    news = models.TextField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return self.title

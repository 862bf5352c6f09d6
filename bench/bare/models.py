from django.db import models


class Theme(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self):
        return self.name


class Action(models.Model):
    class Status(models.TextChoices):
        DONE = "realisee", "Réalisée"
        ONGOING = "en-cours", "En cours"
        UPCOMING = "a-venir", "À venir"
        SUSPENDED = "suspendue", "Suspendue"
        ABANDONED = "abandonnee", "Abandonnée"

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True)
    status = models.CharField(max_length=12, choices=Status)
    moved_on = models.DateField()
    news = models.TextField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return self.title

"""How many processes there are, counted whenever a text names it."""

from figures.references import computed

from .models import Process


@computed("demarches-total", "Démarches de participation", "démarches")
def count_processes():
    return Process.objects.published().count()

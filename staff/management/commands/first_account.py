import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Crée le premier compte d’administration s’il n’y en a aucun, et montre son mot de passe."
    )

    def handle(self, *args, **options):
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            self.stdout.write("Le compte d’administration existe déjà.")
            return
        password = secrets.token_urlsafe(15)
        users.create_superuser("admin", password=password)
        self.stdout.write(
            "Premier compte d’administration (ce mot de passe n’est montré qu’une fois) :"
        )
        self.stdout.write(f"  identifiant  : admin\n  mot de passe : {password}")

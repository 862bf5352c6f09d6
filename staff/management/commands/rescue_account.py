from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from staff import second_factor
from staff.password_links import password_link


class Command(BaseCommand):
    help = (
        "Rend son compte à qui n’a plus ni téléphone ni code de secours : retire le second facteur "
        "et donne un lien, valable un jour, pour choisir un mot de passe."
    )

    def add_arguments(self, parser):
        parser.add_argument("identifiant")

    def handle(self, *args, identifiant, **options):
        users = get_user_model().objects
        user = users.filter(username=identifiant).first()
        if user is None:
            known = ", ".join(users.filter(is_active=True).values_list("username", flat=True))
            raise CommandError(f"Aucun compte « {identifiant} ». Comptes : {known or 'aucun'}.")
        if not user.is_active:
            raise CommandError(f"Le compte « {identifiant} » est désactivé : réactivez-le d’abord.")
        removed = second_factor.take_off(user)
        self.stdout.write("Second facteur retiré." if removed else "Ce compte n’en avait pas.")
        self.stdout.write(f"Pour choisir un mot de passe : {password_link(user)}")

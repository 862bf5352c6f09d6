from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pages.seeding import Seeder


class Command(BaseCommand):
    help = "Charge les faits livrés avec le site. Ce qui existe déjà n’est pas modifié."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo",
            action="store_true",
            help="Charger aussi des contenus d’exemple, sur cette machine seulement.",
        )

    @transaction.atomic
    def handle(self, *args, demo, **options):
        if demo and settings.PRODUCTION and not settings.LOOPBACK:
            raise CommandError(
                f"La démonstration ne se charge pas sur un site public ({settings.SITE_URL}) : "
                "ses contenus sont inventés. Lancez « seed » sans --demo."
            )
        seeder = Seeder()
        seeder.load(demo=demo)
        if not seeder.created:
            self.stdout.write("Tout est déjà là : rien n’a changé.")
        for name, count in seeder.created.items():
            self.stdout.write(f"{count:>5} × {name}")

"""Write the configuration of the front server."""

import ipaddress
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operation import nginx


class Command(BaseCommand):
    help = "Écrit la configuration de nginx pour ce site, d’après ses réglages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--listen", default="80", help="Adresse ou port où nginx écoute (80).")
        parser.add_argument(
            "--application",
            default="127.0.0.1:8000",
            help="Où l’application répond (127.0.0.1:8000).",
        )
        parser.add_argument(
            "--without-brotli", action="store_true", help="Pour un nginx sans le module brotli."
        )
        parser.add_argument(
            "--alone",
            metavar="DOSSIER",
            help="Une configuration entière, dont les fichiers de travail vont dans ce dossier.",
        )

        parser.add_argument(
            "--behind",
            metavar="ADRESSE",
            nargs="+",
            default=[],
            help="Les machines, ou réseaux, où finit TLS quand ce n’est pas ici.",
        )
        parser.add_argument(
            "--log",
            metavar="FICHIER",
            default="",
            help="Un journal des visites, sans question, lien privé ni adresse entière (aucun).",
        )

    def handle(
        self,
        *args: Any,
        listen: str,
        application: str,
        without_brotli: bool,
        alone: str | None,
        behind: list[str],
        log: str,
        **options: Any,
    ) -> None:
        if settings.PAGE_FILES_ROOT is None:
            raise CommandError(
                "Cette copie n’écrit pas ses pages : donnez PAGE_FILES_ROOT, ou retirez DEBUG."
            )
        brotli = None if without_brotli else nginx.brotli_module()
        for network in behind:
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                raise CommandError(
                    f"--behind : « {network} » n’est pas une adresse ou un réseau IP."
                ) from error
        place = nginx.Place(listen, application, brotli, behind, log)
        if alone:
            configuration = nginx.whole_configuration(place, Path(alone).resolve())
        else:
            configuration = nginx.site_configuration(place)
        nginx.write_unavailable_page(settings.PAGE_FILES_ROOT)
        self.stdout.write(configuration, ending="")

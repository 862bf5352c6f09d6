from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from staff.accounts import right_label
from staff.roles import ROLES, create_roles, missing_rights, missing_roles


class Command(BaseCommand):
    help = (
        "Montre ce qui manque aux rôles livrés, après une mise à jour par exemple, et l’ajoute si "
        "on le demande. Ne retire rien ; les groupes faits ici ou renommés restent tels quels."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--add",
            nargs="*",
            metavar="RÔLE",
            help="ajouter ce qui manque à ces rôles, ou à tous si aucun n’est nommé",
        )

    @transaction.atomic
    def handle(self, *args, **options):
        asked = options["add"]
        if unknown := [name for name in asked or [] if name not in ROLES]:
            raise CommandError(f"Rôles inconnus : {', '.join(unknown)}.")
        wanted, is_adding = asked or list(ROLES), asked is not None
        told = [
            f"{name} : rôle {'créé' if is_adding else 'qui manque'}" for name in missing_roles()
        ]
        told = [line for line in told if line.partition(" : ")[0] in wanted]
        lacking = {
            group: found for group, found in missing_rights().items() if group.name in wanted
        }
        for group, rights in lacking.items():
            told.append(f"{group.name}, droits {'ajoutés' if is_adding else 'qui manquent'} :")
            told += [f"  {right_label(one)}" for one in rights]
            if is_adding:
                group.permissions.add(*rights)
        if is_adding:
            create_roles(wanted)
        elif told:
            told.append("Rien n’est changé : « manage.py roles --add » ajoute ce qui manque.")
        self.stdout.write("\n".join(told or ["Rien ne manque aux rôles livrés."]))

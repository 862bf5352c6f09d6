"""What the week of an officer begins with: accounts, and one thing of each kind to answer.

Run as a module, on the database of DATABASE_URL.
"""

import datetime

import django

ACCOUNTS = {
    "a.roux": ("Anne", ["Communication", "Suivi des actions"]),
    "d.blanc": ("Diane", ["Validation"]),
    "e.petit": ("Elsa", ["Communication"]),
    "f.brun": ("Farid", ["Suivi des actions"]),
}
ADDRESS = "{}@exemple.fr"
PASSWORD = "quatre-tilleuls-au-vent-7"


def make_accounts():
    from django.contrib.auth.models import Group, User

    from staff.roles import create_roles

    create_roles()
    for name, (first_name, roles) in ACCOUNTS.items():
        user = User.objects.create_user(
            name, ADDRESS.format(name), PASSWORD, first_name=first_name, is_staff=True
        )
        user.groups.set(Group.objects.filter(name__in=roles))


def fulfil_the_law():
    """All but the address of the site."""
    from legal.models import Host, Identity, Statement
    from tests.factories import make_audit

    url = "https://exemple.fr/"
    Host.objects.create(name="H", address="N", telephone="04 66 00 00 01", place="Nîmes")
    Identity.objects.create(
        controller_agreement="La Ville répond.",
        contents_licence="Licence Ouverte 2.0",
        source_code_url=url,
        digital_report_url=url,
        rgesn_on="2026-01-01",
    )
    Statement.objects.create(established_on="2026-01-01", scheme_url=url, plan_url=url)
    make_audit()


def main():
    from django.utils import timezone

    from pages.models import Page
    from tests.factories import make_action, make_figure

    make_accounts()
    fulfil_the_law()
    for slug, title in (("collectivite", "La collectivité"), ("aide", "Bien lire ce site")):
        Page.objects.create(slug=slug, title=title, text="Un texte.", state="publie")
    make_action("en-cours", number=1, title="Rénovation des Halles")
    make_action("inconnu", number=2, title="")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make_figure("bancs", 40, label="Bancs publics", next_review_on=yesterday)


if __name__ == "__main__":
    django.setup()
    main()

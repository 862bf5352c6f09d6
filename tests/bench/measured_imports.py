"""Run apart, on a database of its own (DATABASE_URL): the measures of imports, two hundred rows."""

import os

import django


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    django.setup()
    from django.core.management import call_command

    from bench.imports import measure

    call_command("migrate", verbosity=0)
    for row in measure(small=True):
        print(f"{row.name} | {row.unit} | {row.reference_name} | {row.ratio is not None}")


if __name__ == "__main__":
    main()

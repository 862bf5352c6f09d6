"""Two people save at the same instant, on a real database (see `test_two_people`)."""

import os
import threading

import django
from django.core.management import call_command


def send_all(*forms):
    """All send at once: the status codes of their answers, sorted."""
    from django.db import connection

    barrier, codes = threading.Barrier(len(forms)), []

    def send(form):
        barrier.wait()
        codes.append(form.send().status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[form]) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from actions.models import Theme
    from tests.staff.browsing import Filled

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    theme = Theme.objects.create(name="Un thème", slug="un-theme", rank=1)
    clients = []
    for name in ("karim", "lea"):
        clients.append(Client())
        clients[-1].force_login(User.objects.create_superuser(name))
    url = reverse("admin:actions_theme_change", args=[theme.pk])
    his, hers = (Filled(client, url) for client in clients)
    his["name"], hers["name"] = "De Karim", "De Léa"
    print("changes:", *send_all(his, hers))
    form = Filled(clients[0], reverse("admin:actions_theme_add"))
    form["name"], form["slug"], form["rank"] = "Un autre", "un-autre", "2"
    print("clicks:", *send_all(form, form, form))
    print("made:", Theme.objects.filter(slug="un-autre").count())


if __name__ == "__main__":
    main()

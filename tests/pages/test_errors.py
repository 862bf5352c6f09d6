import os
import subprocess
import sys

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, RequestFactory, SimpleTestCase, TestCase, override_settings

from staff.resuming import csrf_failure

WAYS_OUT = ("/", "/actions/", "/plan-du-site/")


class ErrorPageTests(TestCase):
    """DEBUG is off in tests, as in production."""

    def assert_error(self, page, status, title):
        self.assertEqual(page.status_code, status)
        html = page.content.decode()
        self.assertIn('<html lang="fr">', html)
        self.assertInHTML(f"<h1>{title}</h1>", html)
        self.assertIn(f"<title>{title} – À votre service, Alès</title>", html)
        for address in WAYS_OUT:
            self.assertIn(f'<li><a href="{address}">', html)
        self.assertEqual(dict(page.cookies), {})

    def test_400_for_a_host_that_is_not_ours(self):
        page = self.client.get("/", headers={"host": "pirate.exemple"})

        self.assert_error(page, 400, "Demande incompréhensible")

    def test_403_for_staff_without_the_right(self):
        self.client.force_login(User.objects.create_user("lectrice", is_staff=True))

        page = self.client.get("/admin/actions/action/")

        self.assertContains(page, "Il vous manque un droit", status_code=403)

    def test_403_for_a_form_that_is_too_old(self):
        page = csrf_failure(RequestFactory().post("/contact/"))

        self.assertContains(page, "Formulaire périmé", status_code=403)

    def test_a_login_page_that_is_too_old_is_shown_anew(self):
        client = Client(enforce_csrf_checks=True)

        page = client.post("/admin/login/", {"username": "x", "password": "x"}, follow=True)

        self.assertContains(page, "Cette page de connexion avait expiré : la voici à neuf.")

    def test_404_for_an_address_that_does_not_exist(self):
        for address in (
            "/inexistant/",
            "/actions/999/",
            "/actions/neuf/",
            "/services/x/",
            "/x.php",
        ):
            with self.subTest(address):
                self.assert_error(self.client.get(address), 404, "Cette page n’existe pas")

    @override_settings(ROOT_URLCONF="tests.pages.failing_urls")
    def test_500_for_a_failure_of_ours(self):
        self.client.raise_request_exception = False

        with self.assertLogs("django.request", "ERROR"):
            page = self.client.get("/panne/")

        self.assert_error(page, 500, "Le site a rencontré un problème")
        self.assertNotContains(page, "panne voulue", status_code=500)


class NoDatabaseTests(SimpleTestCase):
    """A database that does not answer is no reason to show a page in English."""

    SCRIPT = """
import django
django.setup()
from django.test import RequestFactory
from pages.views import error_page
for status in (404, 500):
    page = error_page(status)(RequestFactory().get("/"))
    print(page.status_code, "Accessibilité\\u00a0: non conforme" in page.content.decode())
"""

    def test_error_pages_need_no_database(self):
        nobody_listens = "postgres://personne@127.0.0.1:1/rien"
        found = subprocess.run(
            [sys.executable, "-c", self.SCRIPT],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "DATABASE_URL": nobody_listens,
                "DJANGO_SETTINGS_MODULE": "ales_services.settings",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertEqual(found.stdout.split("\n")[:2], ["404 True", "500 True"])

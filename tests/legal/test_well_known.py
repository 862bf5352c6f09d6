import datetime
import os
import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

URL = "/.well-known/security.txt"


class SecurityTxtTests(TestCase):
    @override_settings(
        SECURITY_CONTACT="mailto:securite@exemple.fr", SITE_URL="https://www.exemple.fr"
    )
    def test_it_gives_the_fields_of_the_rfc(self):
        response = self.client.get(URL)
        self.assertEqual(response.headers["Content-Type"], "text/plain; charset=utf-8")
        lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
        expires = datetime.datetime.fromisoformat(lines.pop("Expires").replace("Z", "+00:00"))
        now = timezone.now()
        self.assertTrue(now < expires < now + datetime.timedelta(days=365))
        self.assertEqual(
            lines,
            {
                "Contact": "mailto:securite@exemple.fr",
                "Preferred-Languages": "fr, en",
                "Canonical": "https://www.exemple.fr/.well-known/security.txt",
                "Policy": "https://www.exemple.fr/mentions-legales/#securite",
            },
        )
        self.assertContains(self.client.get("/mentions-legales/"), 'id="securite"')

    @override_settings(SECURITY_CONTACT="")
    def test_without_contact_there_is_no_such_file(self):
        self.assertEqual(self.client.get(URL).status_code, 404)
        self.assertNotContains(self.client.get("/mentions-legales/"), URL)

    @override_settings(SECURITY_CONTACT="mailto:securite@exemple.fr")
    def test_it_is_only_read(self):
        self.assertEqual(self.client.head(URL).status_code, 200)
        for method in ("post", "put", "delete", "trace"):
            self.assertEqual(getattr(self.client, method)(URL).status_code, 405)


class SecurityContactTests(SimpleTestCase):
    def start(self, contact):
        """What the settings make of a contact, or of nonsense."""
        script = "from django.conf import settings; print(settings.SECURITY_CONTACT)"
        return subprocess.run(
            [sys.executable, "-c", script],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {"SECURITY_CONTACT": contact, "DJANGO_SETTINGS_MODULE": "ales_services.settings"},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_an_address_becomes_a_link_and_nonsense_is_refused(self):
        self.assertEqual(self.start("a@exemple.fr").stdout.strip(), "mailto:a@exemple.fr")
        self.assertEqual(
            self.start("https://exemple.fr/faille").stdout.strip(), "https://exemple.fr/faille"
        )
        refused = self.start("http://exemple.fr")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("n’est ni une adresse électronique, ni une page en https", refused.stderr)


class ChangePasswordTests(TestCase):
    def test_password_managers_are_sent_to_the_form(self):
        response = self.client.get("/.well-known/change-password")
        self.assertRedirects(
            response, "/admin/password_change/", status_code=302, fetch_redirect_response=False
        )
        self.assertEqual(self.client.post("/.well-known/change-password").status_code, 405)

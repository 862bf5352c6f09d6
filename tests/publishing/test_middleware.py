import ipaddress

from django.contrib.auth.models import User
from django.test import Client, RequestFactory, SimpleTestCase, TestCase, override_settings

from publishing.middleware import TrustedProxyMiddleware

CLAIMS = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_FOR": "198.51.100.7",
    "HTTP_X_FORWARDED_HOST": "exemple.fr",
}


@override_settings(
    TRUSTED_PROXIES=[ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("::1")]
)
class TrustedProxyTests(SimpleTestCase):
    def claims_kept(self, address):
        request = RequestFactory().get("/", REMOTE_ADDR=address, **CLAIMS)
        TrustedProxyMiddleware(lambda request: None)(request)
        return {name for name in CLAIMS if name in request.META}

    def test_a_trusted_proxy_speaks_for_its_clients(self):
        for address in ("10.0.0.3", "::1"):
            self.assertEqual(self.claims_kept(address), set(CLAIMS), address)

    def test_nobody_else_speaks_of_themselves(self):
        for address in ("10.0.1.3", "203.0.113.9", "::2", "", "unix:"):
            self.assertEqual(self.claims_kept(address), set(), address)

    @override_settings(TRUSTED_PROXIES=[])
    def test_without_a_proxy_nobody_is_believed(self):
        self.assertEqual(self.claims_kept("127.0.0.1"), set())


class HeadersTests(TestCase):
    def setUp(self):
        self.headers = self.client.get("/").headers

    def test_the_browser_is_told_what_the_site_never_does(self):
        for ability in ("camera", "geolocation", "microphone"):
            self.assertIn(f"{ability}=()", self.headers["Permissions-Policy"])
        self.assertEqual(self.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(self.headers["X-Frame-Options"], "DENY")
        self.assertEqual(self.headers["Referrer-Policy"], "strict-origin-when-cross-origin")

    def test_the_policy_allows_this_site_alone(self):
        policy = dict(
            directive.strip().split(" ", 1)
            for directive in self.headers["Content-Security-Policy"].split(";")
        )

        self.assertEqual(policy["default-src"], "'none'")
        self.assertEqual(policy["script-src"], "'self'")
        self.assertEqual(policy["style-src"], "'self'")
        self.assertEqual(policy["frame-ancestors"], "'none'")
        self.assertNotIn("unsafe", self.headers["Content-Security-Policy"])
        self.assertNotIn("http", self.headers["Content-Security-Policy"])


class AllowedMethodsTests(TestCase):
    def test_a_form_sent_to_a_page_without_form_is_no_out_of_date_form(self):
        client = Client(enforce_csrf_checks=True)
        for method in ("POST", "PUT", "PATCH", "DELETE", "FOO"):
            with self.subTest(method):
                page = client.generic(method, "/actions/")
                self.assertEqual((page.status_code, page["Allow"]), (405, "GET, HEAD"))

    def test_forms_of_the_back_office_are_still_protected(self):
        User.objects.create_superuser("editrice", password="x")
        client = Client(enforce_csrf_checks=True)
        page = client.post("/admin/login/", {"username": "editrice", "password": "x"}, follow=True)
        self.assertContains(page, "Cette page de connexion avait expiré")
        self.assertNotIn("_auth_user_id", client.session)

import json

from django.test import SimpleTestCase, override_settings

from pages.json_ld import site
from publishing.json_ld import breadcrumb, organisation, script


@override_settings(SITE_URL="https://exemple.fr")
class JsonLdTests(SimpleTestCase):
    def read(self, html):
        start, end = '<script type="application/ld+json">', "</script>"
        self.assertTrue(html.startswith(start) and html.endswith(end))
        return html[len(start) : -len(end)]

    def test_no_text_can_close_the_block(self):
        text = "</script><script>alert(1)</script> & <!-- \u2028 «"
        block = self.read(script({"name": text}))

        self.assertNotIn("<", block)
        self.assertNotIn("&", block)
        self.assertNotIn("\u2028", block)
        self.assertEqual(json.loads(block)["name"], text)

    def test_the_publishers_are_named_and_nothing_is_invented(self):
        self.assertEqual(
            organisation("ccas"),
            {
                "@type": "GovernmentOrganization",
                "@id": "https://exemple.fr/#ccas",
                "name": "CCAS d’Alès",
            },
        )
        self.assertEqual(
            [item["@type"] for item in site()["@graph"]],
            ["WebSite", *["GovernmentOrganization"] * 3],
        )

    def test_the_breadcrumb_is_the_one_that_people_see(self):
        crumbs = [("Accueil", "/"), ("Actions", "/actions/"), ("L'été & n° 9", "")]

        self.assertEqual(
            [
                (item["position"], item["name"], item["item"])
                for item in breadcrumb(crumbs, "/actions/9/")["itemListElement"]
            ],
            [
                (1, "Accueil", "https://exemple.fr/"),
                (2, "Actions", "https://exemple.fr/actions/"),
                (3, "L’été & n° 9", "https://exemple.fr/actions/9/"),
            ],
        )

from django.test import TestCase

from search.words import alphabetical
from tests.factories import make_portrait, make_service

IN_FRENCH = ["Archives", "Eau", "Écoles", "État civil", "été", "Odonymie", "Œuvres", "Zoo"]


class AlphabeticalTests(TestCase):
    def test_accents_ligatures_and_capitals_do_not_count(self):
        self.assertEqual(alphabetical(reversed(IN_FRENCH)), IN_FRENCH)
        self.assertEqual(alphabetical(["cote", "Ça", "côte", "Ca"]), ["Ca", "Ça", "cote", "côte"])

    def test_services_and_portraits_are_listed_so_on_both_databases(self):
        for number, name in enumerate(sorted(IN_FRENCH)):
            make_service(name=name, body="ville", slug=f"service-{number}")
            make_portrait(trade=name, slug=f"portrait-{number}")

        services = self.client.get("/services/").context["by_body"][0][1]
        portraits = self.client.get("/portraits/").context["object_list"]
        site_map = self.client.get("/plan-du-site/").context["contents"]
        self.assertEqual([service.name for service in services], IN_FRENCH)
        self.assertEqual([portrait.trade for portrait in portraits], IN_FRENCH)
        self.assertEqual([service.name for service in site_map["service"]], IN_FRENCH)
        self.assertEqual([portrait.trade for portrait in site_map["portrait"]], IN_FRENCH)

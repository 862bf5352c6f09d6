"""Several filters together, in the address; totals are those of what they keep."""

from django.test import TestCase

from publishing.text.dates import PartialDate
from tests.factories import make_action, make_service, make_theme


class FilterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.theme = make_theme(name="Commerces")
        service = make_service(slug="voirie")
        make_action("realisee", number=1, theme=cls.theme, place="Les Halles", service=service)
        make_action("en-cours", number=2, theme=cls.theme, body="agglomeration")
        make_action("en-cours", number=3, planned_on=PartialDate.from_iso("2018"), place="Gardon")
        make_action("en-cours", number=4, title="")
        make_action(number=5, title="Secrète", state="brouillon", place="Caché")

    def kept(self, **filters):
        page = self.client.get("/actions/filtrer/", filters)
        self.assertEqual(page.status_code, 200)
        context = page.context
        shown = [action.number for action in context["page_obj"]] + list(context["last_row"])
        totals = sum(known.count for known in context["state"].known)
        self.assertEqual(totals, len(shown))
        return shown

    def test_filters_combine_and_the_totals_follow(self):
        for filters, expected in (
            ({}, [1, 2, 3, 4]),
            ({"theme": self.theme.slug}, [1, 2]),
            ({"theme": self.theme.slug, "statut": "en-cours"}, [2]),
            ({"organisme": "agglomeration"}, [2]),
            ({"service": "voirie"}, [1]),
            ({"lieu": "Gardon", "statut": "en-cours"}, [3]),
            ({"retard": "oui"}, [3]),
            ({"lieu": "Gardon", "service": "voirie"}, []),
        ):
            with self.subTest(filters):
                self.assertEqual(self.kept(**filters), expected)

    def test_nonsense_is_told_and_ignored(self):
        page = self.client.get("/actions/filtrer/", {"statut": "rien", "lieu": "Caché"})
        self.assertContains(page, "Un filtre n’a pas été compris")
        self.assertNotContains(page, "Secrète")
        self.assertEqual(self.kept(statut="rien", organisme="agglomeration"), [2])

    def test_what_keeps_nothing_says_so(self):
        page = self.client.get("/actions/filtrer/", {"statut": "suspendue"})
        self.assertContains(page, "Aucune action ne répond à ces filtres.")
        self.assertContains(page, '<meta name="robots" content="noindex">')

    def test_an_action_is_quoted_with_its_day_its_proof_and_its_digest(self):
        page = self.client.get("/actions/2/")
        event = page.context["cited"]
        self.assertContains(page, "Citer cette action")
        self.assertContains(page, event.digest)
        # The day of its last known step, not that of the visit: a quotation claims no more.
        self.assertContains(page, f"/actions/au/{event.occurred_on.last_day:%Y-%m-%d}/")
        self.assertContains(page, "D’après sa dernière étape connue")

import datetime

from django.test import TestCase

from actions.models import Event
from tests.factories import make_action, make_theme, record

JOURNAL = "/actions/historique/"


class JournalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.theme = make_theme(slug="commerces", name="Commerces")
        cls.halles = make_action(number=9, title="Les Halles", theme=cls.theme)
        cls.square = make_action(number=12, title="La place")
        cls.first = record(cls.halles, text="Annonce.", occurred_on="2017-03-29", status="a-venir")
        cls.wrong = record(
            cls.square, text="Départ en 2018.", occurred_on="2018", status="en-cours"
        )
        cls.right = record(
            cls.square,
            text="Départ en mars 2019.",
            occurred_on="2019-03",
            status="en-cours",
            corrects=cls.wrong,
            published_service="Service des places",
        )

    def texts(self, **filters):
        page = self.client.get(JOURNAL, filters)
        return [event.text for event in page.context["object_list"]]

    def test_the_newest_recorded_comes_first(self):
        self.assertEqual(self.texts(), ["Départ en mars 2019.", "Départ en 2018.", "Annonce."])

    def test_it_is_filtered_by_action_theme_status_and_period(self):
        self.assertEqual(self.texts(action=9), ["Annonce."])
        self.assertEqual(self.texts(theme="commerces"), ["Annonce."])
        self.assertEqual(self.texts(statut="a-venir"), ["Annonce."])
        self.assertEqual(self.texts(du="2019-01-01"), ["Départ en mars 2019."])
        self.assertEqual(self.texts(au="31/12/2018"), ["Départ en 2018.", "Annonce."])
        self.assertEqual(self.texts(action=9, statut="en-cours"), [])

    def test_a_nonsense_filter_is_told_and_ignored(self):
        page = self.client.get(JOURNAL, {"action": "999", "statut": "fini", "du": "hier"})
        self.assertEqual(len(page.context["object_list"]), 3)
        self.assertContains(page, "Un filtre n’a pas été compris")
        self.assertContains(page, "Ce choix n’existe pas\u00a0: tout est montré.", 2)
        page = self.client.get(JOURNAL, {"du": "2019-01-01", "au": "2018-01-01"})
        self.assertContains(page, "La période finit avant de commencer")
        self.assertEqual(len(page.context["object_list"]), 3)
        self.assertEqual(self.client.get(JOURNAL, {"page": "99"}).status_code, 404)

    def test_a_filter_without_result_says_so(self):
        page = self.client.get(JOURNAL, {"action": 9, "statut": "suspendue"})
        self.assertContains(page, "Aucune étape ne répond à ces filtres.")

    def test_a_correction_and_what_it_corrects_name_each_other(self):
        for path in (JOURNAL, "/actions/12/"):
            page = self.client.get(path)
            self.assertContains(page, "Départ en 2018.")
            self.assertContains(page, f"#etape-{self.right.rank}")
            self.assertContains(page, f"#etape-{self.wrong.rank}")
            self.assertContains(page, "Étape rectifiée")
            self.assertContains(page, "Rectifie")

    def test_a_body_and_a_service_publish_and_nobody_is_named(self):
        page = self.client.get(JOURNAL)
        self.assertContains(page, "publiée par la Ville d’Alès, Service des places, le")

    def test_drafts_are_absent(self):
        draft = make_action(state="brouillon")
        record(draft, text="Encore secret.", status="a-venir")
        self.assertNotIn("Encore secret.", self.texts())
        page = self.client.get(JOURNAL, {"action": draft.number})
        self.assertNotContains(page, "Encore secret.")

    def test_it_is_cut_into_pages_that_keep_the_filters(self):
        for day in range(45):
            day = datetime.date(2018, 1, 1) + datetime.timedelta(days=day)
            record(self.halles, occurred_on=day.isoformat())
        page = self.client.get(JOURNAL, {"action": 9})
        self.assertEqual(len(page.context["object_list"]), 40)
        self.assertContains(page, 'href="?action=9&amp;page=2"')
        page = self.client.get(JOURNAL, {"action": 9, "page": 2})
        self.assertEqual(len(page.context["object_list"]), 6)
        self.assertContains(page, "Page 2 sur 2")

    def test_the_number_of_queries_is_constant(self):
        with self.assertNumQueries(7):
            self.client.get(JOURNAL)
        record(Event.objects.get(rank=1).action)
        with self.assertNumQueries(7):
            self.client.get(JOURNAL)

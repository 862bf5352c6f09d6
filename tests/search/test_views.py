"""The search page, whatever is typed."""

from django.test import TestCase, override_settings
from django.urls import reverse

from tests.factories import make_action, make_figure, make_service
from tests.reading import Reading

URL = reverse("search:results")


class SearchPageTests(Reading, TestCase):
    @classmethod
    def setUpTestData(cls):
        make_action("en-cours", number=9, title="Modernisation des Halles")
        make_service(name="Halles et marchés", summary="Le 1er marché, l'été : 12 % d'étals <b>.")

    def page(self, typed, **parameters):
        return self.client.get(URL, {"q": typed} | parameters)

    def test_results_show_their_kind_title_and_excerpt_with_the_words_marked(self):
        page = self.page("halles marchés")

        self.assertContains(
            page, "1 résultat pour «\u00a0halles marchés\u00a0»".replace("\u00a0", "&nbsp;")
        )
        self.assertContains(page, "<mark>Halles</mark> et <mark>marchés</mark></a>")
        self.assertContains(page, "Service <span>Ville d’Alès</span>")
        self.assertContains(
            page,
            "Le 1<sup>er</sup> <mark>marché</mark>, l’été\u00a0: 12\u00a0% d’étals &lt;b&gt;.",
        )

    def test_actions_show_their_status(self):
        self.assertContains(self.page("n° 9"), "Action <span>En cours</span>")

    def test_the_text_typed_stays_in_the_form(self):
        self.assertContains(self.page("halles"), 'name="q" value="halles"')

    def test_a_script_is_shown_as_text(self):
        page = self.page("<script>alert(1)</script>\"'")

        self.assertNotContains(page, "<script>alert")
        self.assertContains(page, "Aucun résultat")

    def test_odd_texts_get_a_helpful_answer(self):
        for typed, expected in {
            "": "Tout le site, en quelques mots",
            "   ": "Tout le site, en quelques mots",
            "\x00": "Tout le site, en quelques mots",
            "a": "Une lettre, c’est un peu court",
            "l'": "Une lettre, c’est un peu court",
            "?!…": "Il n’y a là ni mot ni nombre",
            "%_*'\\": "Il n’y a là ni mot ni nombre",
            "zzzz": "Aucun résultat pour",
            "x" * 1000: "seuls ses premiers mots ont été gardés",
            "mot " * 250: "seuls ses premiers mots ont été gardés",
            "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"): "ni mot ni nombre",
            "مرحبا": "Aucun résultat",
        }.items():
            with self.subTest(typed[:20]):
                self.assertContains(self.page(typed), expected)

    def test_bytes_that_are_not_text_are_no_accident(self):
        self.assertEqual(self.client.get(URL + "?q=%ff%fe%00&type=%ff&page=%ff").status_code, 200)

    def test_a_thousand_letters_are_cut_at_two_hundred(self):
        self.assertEqual(len(self.page("x" * 1000).context["query"].text), 200)

    def test_a_slip_is_forgiven_and_said(self):
        page = self.page("hales")

        self.assertContains(page, "Rien pour «&nbsp;hales&nbsp;»&nbsp;: voici ce qui y ressemble.")
        self.assertContains(page, 'name="q" value="hales"')
        self.assertEqual(page.context["total"], 2)

    def test_some_of_the_words_are_offered(self):
        page = self.page("halles zzzz")

        self.assertContains(page, "Rien ne réunit tous ces mots")
        self.assertEqual(len(page.context["partial"]), 2)

    def test_results_are_filtered_by_kind(self):
        page = self.page("halles", type="action")

        self.assertEqual([result["url"] for result in page.context["results"]], ["/actions/9/"])
        self.assertContains(page, '<a href="?q=halles&amp;type=action" aria-current="page">')

    def test_an_unknown_kind_filters_nothing(self):
        self.assertEqual(len(self.page("halles", type="rien").context["results"]), 2)

    def test_results_come_by_twenty(self):
        for number in range(21):
            make_service(name=f"Halles {number}", slug=f"halles-{number}")

        first, second = self.page("halles"), self.page("halles", page=2)

        self.assertEqual([len(page.context["results"]) for page in (first, second)], [20, 3])
        self.assertContains(first, '<a href="?q=halles&amp;page=2" rel="next">')
        self.assertContains(second, '<a href="?q=halles&amp;page=1" rel="prev">')
        self.assertEqual(self.page("halles", page="x").context["page_obj"].number, 1)
        self.assertEqual(self.page("halles", page=99).context["page_obj"].number, 2)

    def test_results_are_not_for_search_engines(self):
        self.assertContains(self.page("halles"), '<meta name="robots" content="noindex">')

    def test_no_cookie_is_set(self):
        self.assertEqual(self.page("halles").cookies, {})

    def test_only_get_and_head(self):
        self.assertEqual(self.client.head(URL, {"q": "halles"}).status_code, 200)
        for method in ("post", "put", "delete", "options", "trace"):
            with self.subTest(method):
                self.assertEqual(getattr(self.client, method)(URL).status_code, 405)

    def test_figures_in_results_are_values(self):
        make_figure("lignes", 1950)
        make_service(name="Transports", summary="[[lignes]] lignes roulent.")

        self.assertContains(self.page("transports"), "1\u202f950 lignes roulent.")


class EverywhereTests(TestCase):
    def test_each_page_leads_to_the_search(self):
        page = self.client.get("/")

        self.assertContains(page, f'<a class="search-link" href="{URL}"')
        self.assertContains(page, 'role="search"', count=1)
        self.assertContains(page, f'href="{reverse("search:opensearch")}"')

    def test_the_site_map_names_it(self):
        self.assertContains(self.client.get("/plan-du-site/"), f'<li><a href="{URL}">Recherche')

    def test_a_lost_visitor_may_search(self):
        page = self.client.get("/nulle-part/")

        self.assertContains(page, "Chercher sur le site", status_code=404)

    @override_settings(SITE_URL="https://exemple.fr")
    def test_browsers_may_offer_it(self):
        page = self.client.get(reverse("search:opensearch"))

        self.assertEqual(page["Content-Type"], "application/opensearchdescription+xml")
        self.assertContains(page, f'template="https://exemple.fr{URL}?q={{searchTerms}}"')

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from pages.models import Page
from tests.factories import (
    make_action,
    make_figure,
    make_moment,
    make_portrait,
    make_process,
    make_service,
    make_theme,
)


def make_page(slug, **fields):
    return Page.objects.create(
        slug=slug, **{"title": slug.capitalize(), "lead": "Un chapô.", "state": "publie"} | fields
    )


class HomeTests(TestCase):
    def test_the_home_page_answers_before_anything_is_published(self):
        page = self.client.get("/")

        self.assertContains(page, "Tous les jours à votre service")
        self.assertContains(page, "Aucune action n’est encore publiée.")

    def test_it_shows_the_moment_the_people_the_actions_and_the_processes(self):
        make_figure("agents", 1950)
        make_figure("metiers", 82)
        make_moment(title="Bus")
        portrait = make_portrait()
        process = make_process()
        for status in ("realisee", "realisee", "en-cours", "a-venir"):
            make_action(status=status)
        word = make_page("mot-du-directeur-general", lead="Pourquoi une campagne ?")

        page = self.client.get("/")

        self.assertEqual(
            {s.value: count for s, count in page.context["state"].totals.items() if count},
            {"realisee": 2, "en-cours": 1, "a-venir": 1},
        )
        for text in (
            *("Où en sont les 4 actions", "Bus", "82 métiers", "Pourquoi une campagne"),
            *(portrait.get_absolute_url(), process.get_absolute_url(), word.get_absolute_url()),
        ):
            self.assertContains(page, text)

    def test_drafts_count_for_nothing(self):
        make_action(status="realisee")
        make_action(status="realisee", state="brouillon")
        make_process(title="Secret", state="relu")
        make_page("mot-du-directeur-general", lead="Secret", state="brouillon")

        page = self.client.get("/")

        self.assertEqual(page.context["state"].total, 1)
        self.assertNotContains(page, "Secret")


class EditorialPageTests(TestCase):
    SLUGS = ("collectivite", "campagne", "mot-du-directeur-general", "participation")

    def test_each_promised_page_shows_its_text(self):
        make_figure("agents", 1950)
        for slug in self.SLUGS:
            page = make_page(slug, title="[[agents]] agents", text="## Titre\n\nL'essentiel.")
            with self.subTest(slug):
                answer = self.client.get(f"/{slug}/")
                self.assertEqual(page.get_absolute_url(), f"/{slug}/")
                self.assertContains(answer, "<h2>Titre</h2>\n<p>L’essentiel.</p>")
                self.assertContains(answer, "<b>1\u202f950</b>\u00a0agents</h1>")

    def test_a_page_that_is_not_published_does_not_exist(self):
        for slug in self.SLUGS:
            make_page(slug, state="relu")
            self.assertEqual(self.client.get(f"/{slug}/").status_code, 404)

    def test_no_other_page_has_an_address(self):
        make_page("autre")

        self.assertEqual(self.client.get("/autre/").status_code, 404)


class QueryCountTests(TestCase):
    """A list asks the database as much for three rows as for one."""

    def grow(self):
        theme, service, process = make_theme(), make_service(), make_process()
        figure = make_figure()
        service.figures.add(figure)
        process.key_figures.create(figure=figure)
        self.theme = self.theme or theme
        self.service = self.service or service
        self.process = self.process or process
        make_moment(service=self.service)
        make_portrait(service=self.service)
        action = make_action(
            status="en-cours", theme=self.theme, service=self.service, process=self.process
        )
        action.sources.add(figure.shown.source)
        self.process.milestones.create(
            occurred_on=figure.shown.as_of, text="Vote.", source=figure.shown.source
        )
        self.process.outcomes.create(text="Un plan.", source=figure.shown.source)
        self.process.phases.create(label="Ateliers", source=figure.shown.source)
        self.service.landmarks.create(text="Création.", source=figure.shown.source)

    def queries(self, address):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)

    def test_lists_and_pages_with_lists(self):
        self.theme = self.service = self.process = None
        make_page("participation")
        self.grow()
        addresses = [
            *("/", "/journee/", "/services/", "/portraits/", "/participation/", "/actions/"),
            *("/chiffres/", "/plan-du-site/", "/actions/statut/en-cours/"),
            self.theme.get_absolute_url(),
            self.service.get_absolute_url(),
            self.process.get_absolute_url(),
        ]
        for address in addresses:
            self.client.get(address)  # fills the caches of texts
        with_one = {address: self.queries(address) for address in addresses}
        self.grow()
        self.grow()

        with_three = {address: self.queries(address) for address in addresses}

        self.assertEqual(with_three, with_one)

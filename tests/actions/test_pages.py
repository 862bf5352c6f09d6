import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from publishing.models import Publishable
from publishing.signed import seal
from tests.clock import clock_at
from tests.factories import make_action, make_source, make_theme, record
from tests.reading import Reading


class ActionListTests(Reading, TestCase):
    def names(self, *args, name="list"):
        page = self.client.get(reverse(f"actions:{name}", args=args))
        self.assertEqual(page.status_code, 200)
        return [action.name for action in page.context["object_list"]]

    def test_actions_are_listed_by_number(self):
        make_action("en-cours", number=9, title="Les Halles")
        make_action("en-cours", number=1, title="La médiathèque")
        self.assertEqual(self.names(), ["La médiathèque", "Les Halles"])

    def test_drafts_scheduled_and_withdrawn_actions_are_hidden(self):
        make_action("en-cours", title="Publiée")
        make_action("en-cours", title="Brouillon", state="brouillon")
        make_action(title="Relue", state="relu")
        make_action(title="Programmée", publish_at="2100-01-01T00:00Z")
        make_action(title="Retirée", unpublish_at="2018-01-01T00:00Z")
        self.assertEqual(self.names(), ["Publiée"])
        self.assertEqual(self.client.get(reverse("actions:list")).context["total"], 1)

    def test_a_status_filters(self):
        make_action("realisee", title="Faite")
        make_action("en-cours", title="Commencée")
        make_action("a-venir", title="Promise")
        self.assertEqual(self.names("realisee", name="by_status"), ["Faite"])
        self.assertEqual(self.names("a-venir", name="by_status"), ["Promise"])
        self.assertEqual(self.names("abandonnee", name="by_status"), [])

    def test_an_empty_filter_says_so(self):
        make_action()
        page = self.client.get(reverse("actions:by_status", args=["abandonnee"]))
        self.assertContains(
            page, '<p class="empty">Aucune action abandonnée, à notre connaissance.'
        )

    def test_a_theme_filters(self):
        theme = make_theme(slug="commerces", name="Commerces")
        make_action("en-cours", title="Les Halles", theme=theme)
        make_action("en-cours", title="Ailleurs", theme=make_theme())
        self.assertEqual(self.names("commerces", name="by_theme"), ["Les Halles"])

    def test_unknown_status_theme_and_number_are_not_found(self):
        make_action(number=9, state="brouillon")
        for path in (
            "/actions/statut/finie/",
            "/actions/theme/inconnu/",
            "/actions/9/",
            "/actions/999/",
            "/actions/99999999999999999999/",
        ):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_the_list_says_how_many_titles_and_numbers_are_missing(self):
        make_action("inconnu", title="")
        make_action("inconnu", title="")
        make_action(is_number_provisional=True)
        page = self.client.get(reverse("actions:list"))
        self.assertContains(page, "2 actions dont le titre n’a pas été retrouvé")
        self.assertContains(page, "1 action porte un numéro provisoire")

    def test_queries_do_not_grow_with_the_list(self):
        make_action("en-cours", theme=make_theme())
        with CaptureQueriesContext(connection) as one:
            self.client.get(reverse("actions:list"))
        for _ in range(2):
            make_action("realisee", theme=make_theme())
        with self.assertNumQueries(len(one)):
            self.client.get(reverse("actions:list"))


class ActionDetailTests(Reading, TestCase):
    def setUp(self):
        self.action = make_action(number=9, title="Les Halles")

    def page(self, **query):
        return self.client.get(reverse("actions:detail", args=[9]), query)

    def test_events_are_told_newest_first_by_the_first_day_of_their_period(self):
        record(self.action, text="Dans l’année.", occurred_on="2018")
        record(self.action, text="Un jour de mai.", occurred_on="2018-05-02")
        record(self.action, text="En mai.", occurred_on="2018-05")
        record(self.action, text="Au printemps.", occurred_on="2018-Q2")
        self.assertEqual(
            [(event.text, str(event.occurred_on)) for event in self.page().context["story"]],
            [
                ("Un jour de mai.", "2 mai 2018"),
                ("En mai.", "mai 2018"),
                ("Au printemps.", "2e trimestre 2018"),
                ("Dans l’année.", "2018"),
            ],
        )

    def test_evidence_and_reservations_are_shown(self):
        self.action.reservation = "Coût à confirmer."
        self.action.is_number_provisional = True
        self.action.save()
        self.action.sources.add(make_source(title="Le magazine", url="https://lemag.ales.fr/a"))
        record(
            self.action,
            evidence_url="https://ales.fr/halles",
            evidence_title="La page des Halles",
            evidence_seen_on="2026-11-22",
            reservation="Date déduite.",
        )
        page = self.page()
        for text in ("Coût à confirmer.", "Date déduite.", "Numéro provisoire"):
            self.assertContains(page, text)
        self.assertContains(
            page, '<a href="https://ales.fr/halles" rel="external">La page des Halles</a>'
        )
        self.assertContains(page, '<time datetime="2026-11-22">')
        self.assertContains(page, "https://lemag.ales.fr/a")

    def test_a_corrected_event_stays_readable_beside_its_correction(self):
        wrong = record(self.action, text="Les Halles sont livrées.", status="realisee")
        right = record(self.action, text="Elles ne le sont pas.", status="en-cours", corrects=wrong)
        page = self.page()
        self.assertContains(page, "Les Halles sont livrées.")
        self.assertContains(page, "Elles ne le sont pas.")
        self.assertContains(
            page,
            f'<a href="#etape-{right.rank}">voir l’étape qui la remplace</a>.',
        )
        self.assertContains(page, f'Rectifie <a href="#etape-{wrong.rank}">')
        self.assertContains(page, f'id="etape-{wrong.rank}" class="is-corrected"')

    def test_an_action_without_event_or_title_says_so(self):
        make_action(number=10, title="")
        page = self.client.get("/actions/10/")
        self.assertContains(page, "Aucune étape n’est encore enregistrée")
        self.assertContains(page, "<h1>Action n°&nbsp;10</h1>")

    def test_a_late_review_is_marked(self):
        self.action.next_review_on = "2019-06-01"
        self.action.save()
        with clock_at("2019-06-01T12:00"):
            self.assertNotContains(self.page(), 'class="late"')
        with clock_at("2019-06-02T12:00"):
            self.assertContains(self.page(), 'class="late"')

    def test_neighbours_skip_drafts(self):
        make_action(number=8, state="brouillon")
        make_action(number=4)
        make_action(number=12)
        context = self.page().context
        self.assertEqual((context["previous"].number, context["following"].number), (4, 12))

    def test_text_of_an_event_is_never_markup(self):
        record(self.action, text="<script>alert(1)</script>")
        self.assertNotContains(self.page(), "<script>alert")


class ActionPreviewTests(TestCase):
    def setUp(self):
        self.draft = make_action(number=9, title="En préparation", state="brouillon")

    def test_the_link_opens_a_draft_and_says_so(self):
        page = self.client.get(self.draft.get_preview_url())
        self.assertContains(page, "En préparation")
        self.assertContains(page, '<p class="preview-notice"')
        self.assertEqual(page.headers["Cache-Control"], "private, no-store")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")

    def test_the_link_lasts_seven_days(self):
        for age, status in [
            (datetime.timedelta(days=7, minutes=-1), 200),
            (datetime.timedelta(days=7, minutes=1), 404),
        ]:
            with self.subTest(age):
                self.assertEqual(self.open(self.token_made(age)).status_code, status)

    def token_made(self, ago):
        """A link that this site would have signed then."""
        with clock_at((timezone.now() - ago).isoformat()):
            return self.draft.preview_token()

    def test_a_forged_link_or_one_of_another_action_opens_nothing(self):
        other = make_action(number=10, state="brouillon")
        token = self.draft.preview_token()
        for wrong in (token[:-1], token + "x", "x", other.preview_token()):
            with self.subTest(wrong):
                self.assertEqual(self.open(wrong).status_code, 404)
        elsewhere = seal(["pages.page", self.draft.pk], Publishable.PREVIEW_USE)
        self.assertEqual(self.open(elsewhere).status_code, 404)

    def test_a_public_page_without_a_link_is_no_preview(self):
        make_action(number=11)
        page = self.client.get("/actions/11/")
        self.assertNotContains(page, "preview-notice")
        self.assertNotIn("X-Robots-Tag", page.headers)

    def open(self, token):
        return self.client.get("/actions/9/", {"apercu": token})

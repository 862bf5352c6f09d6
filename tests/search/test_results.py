"""What is found, in which order, and what never is."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from figures.models import Reading
from pages.models import Page
from search.index import entries
from search.query import Query, Results
from services.models import Service
from tests.factories import (
    make_action,
    make_agent,
    make_figure,
    make_moment,
    make_portrait,
    make_process,
    make_service,
    make_source,
    make_theme,
    record,
)


def urls(typed):
    return [entry.url for entry in Results(Query(typed)).all]


class MatchTests(TestCase):
    def test_all_the_words_are_required(self):
        both = make_service(name="Eau potable", summary="Le réseau de la ville.")
        make_service(name="Eau", summary="Rien d’autre.")

        self.assertEqual(urls("eau reseaux"), [both.get_absolute_url()])

    def test_the_last_word_may_be_begun_only(self):
        service = make_service(name="Médiathèques")

        self.assertEqual(urls("medi"), [service.get_absolute_url()])
        self.assertEqual(urls("medi service"), [])

    def test_small_words_are_ignored_unless_alone(self):
        service = make_service(name="Collecte des déchets", summary="Trois passages.")

        self.assertEqual(urls("la collecte du déchet"), [service.get_absolute_url()])
        self.assertIn(service.get_absolute_url(), urls("des"))

    def test_a_number_is_found_however_it_is_written(self):
        service = make_service(name="Agents", summary="Ils sont 1\u202f950 dans la ville.")

        for typed in ["1950", "1 950", "1\u00a0950"]:
            with self.subTest(typed):
                self.assertEqual(urls(typed), [service.get_absolute_url()])

    def test_the_number_of_an_action_finds_it_first(self):
        moment = make_moment(time="09:00", title="Bus")
        action = make_action(number=9, title="Rénover les Halles")
        make_action(number=99)

        self.assertEqual(urls("n° 9"), [action.get_absolute_url()])
        self.assertEqual(urls("9"), [action.get_absolute_url(), moment.get_absolute_url()])

    def test_titles_come_before_texts_and_more_hits_before_fewer(self):
        in_text = make_service(name="Voirie", summary="Le marché, le marché, le marché.")
        in_title = make_service(name="Le marché couvert")
        once = make_service(name="Commerce", summary="Le marché.")

        self.assertEqual(
            urls("marchés"), [service.get_absolute_url() for service in (in_title, in_text, once)]
        )

    def test_a_title_that_is_just_that_comes_before_longer_ones(self):
        longer = make_service(name="Crèches, crèches et crèches de la ville")
        exact = make_service(name="Crèches")

        self.assertEqual(urls("creche"), [exact.get_absolute_url(), longer.get_absolute_url()])

    def test_the_kind_and_the_status_are_words_too(self):
        done = make_action("realisee", title="Planter des arbres")
        make_action("en-cours", title="Planter des fleurs")

        self.assertEqual(urls("action réalisée planter"), [done.get_absolute_url()])


class PublicOnlyTests(TestCase):
    """Whatever is not public at this instant is not found, without anything to update."""

    def make_one_of_each(self, **fields):
        return [
            make_service(name="Zinzolin", **fields),
            make_moment(title="Zinzolin", **fields),
            make_portrait(trade="Zinzolin", **fields),
            make_process(title="Zinzolin", **fields),
            make_action(title="Zinzolin", **fields),
            Page.objects.create(slug="zinzolin", title="Zinzolin", **{"state": "publie"} | fields),
        ]

    def test_every_kind_is_found(self):
        contents = self.make_one_of_each()
        theme = make_theme(name="Zinzolin")
        figure = make_figure("zinzolin")

        self.assertEqual(
            set(urls("zinzolin")),
            {content.get_absolute_url() for content in [*contents, theme, figure]},
        )

    def test_drafts_are_not_found(self):
        self.make_one_of_each(state="relu")

        self.assertEqual(urls("zinzolin"), [])

    def test_what_is_scheduled_is_found_when_its_time_has_come(self):
        contents = self.make_one_of_each(publish_at=timezone.now() + timedelta(hours=1))
        self.assertEqual(urls("zinzolin"), [])

        for content in contents:
            type(content).objects.filter(pk=content.pk).update(publish_at=timezone.now())

        self.assertEqual(len(urls("zinzolin")), len(contents))

    def test_what_has_ended_is_not_found(self):
        self.make_one_of_each(unpublish_at=timezone.now() - timedelta(hours=1))

        self.assertEqual(urls("zinzolin"), [])

    def test_a_withdrawal_is_true_at_once_even_by_a_mass_update(self):
        self.make_one_of_each()
        self.assertNotEqual(urls("zinzolin"), [])

        Service.objects.update(state="brouillon")

        self.assertNotIn("service", [e.kind.slug for e in Results(Query("zinzolin")).all])

    def test_an_edit_is_found_at_once(self):
        service = make_service(name="Avant")
        urls("avant")
        service.name = "Après"
        service.save()

        self.assertEqual(urls("avant"), [])
        self.assertEqual(urls("après"), [service.get_absolute_url()])

    def test_a_portrait_is_not_found_after_its_consent(self):
        today = timezone.localdate()
        portrait = make_agent(trade="Zinzolin", consent={"ends_on": today})
        self.assertEqual(urls("zinzolin"), [portrait.get_absolute_url()])

        portrait.consent.ends_on = today - timedelta(days=1)
        portrait.consent.save()

        self.assertEqual(urls("zinzolin"), [])

    def test_an_unpublished_service_is_not_found_through_what_names_it(self):
        service = make_service(name="Zinzolin", state="brouillon")
        make_portrait(trade="Fleuriste", service=service)
        make_action(title="Fleurir", service=service)

        self.assertEqual(urls("zinzolin"), [])

    def test_a_corrected_event_is_not_found(self):
        action = make_action(title="Fleurir")
        wrong = record(action, "Zinzolin par erreur.")
        self.assertEqual(urls("zinzolin"), [action.get_absolute_url()])

        record(action, "Fleurs roses.", corrects=wrong)

        self.assertEqual(urls("zinzolin"), [])


class FigureTests(TestCase):
    def test_figures_named_in_texts_are_found_by_their_value(self):
        make_figure("lignes", 1950, label="Lignes")
        service = make_service(name="Transports", summary="[[lignes]] lignes roulent.")

        self.assertIn(service.get_absolute_url(), urls("1 950 transports"))

        Reading.objects.update(value=2000)

        self.assertEqual(urls("1 950 transports"), [])
        self.assertIn(service.get_absolute_url(), urls("2 000 transports"))


class CostTests(TestCase):
    def test_the_number_of_queries_does_not_grow(self):
        self.make_one_of_each()
        with CaptureQueriesContext(connection) as with_one:
            entries()
        self.make_one_of_each()
        self.make_one_of_each()

        with self.assertNumQueries(len(with_one)):
            entries()

    def make_one_of_each(self):
        service, process = make_service(), make_process()
        service.landmarks.create(text="Un repère.", source=make_source())
        process.outcomes.create(text="Une suite.", source=make_source())
        process.documents.create(title="Bilan", url="https://exemple.fr/bilan")
        make_moment(service=service)
        make_portrait(service=service)
        make_action("en-cours", theme=make_theme(), service=service, process=process)
        make_figure()


class SuggestionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_service(name="Médiathèques de l’Agglomération")
        make_action(number=9, title="Modernisation des Halles")

    def suggestion(self, typed):
        return Results(Query(typed)).suggestion()

    def test_a_slip_is_put_right_from_the_titles(self):
        self.assertEqual(self.suggestion("hales"), "halles")
        self.assertEqual(self.suggestion("les mediateques"), "les médiathèques")
        self.assertEqual(self.suggestion("modernisatoin des hales"), "modernisation des halles")

    def test_nothing_far_fetched_is_proposed(self):
        for typed in ["zzzzzz", "halles zzzzzz", "mediateque hales", "a" * 200, "stage", "edition"]:
            with self.subTest(typed):
                self.assertEqual(self.suggestion(typed), "")

    def test_nothing_is_proposed_when_something_is_found(self):
        self.assertEqual(self.suggestion("halles"), "")

    def test_what_has_some_of_the_words_is_offered(self):
        partial = Results(Query("halles zzzzzz")).partial()

        self.assertEqual([entry.url for entry in partial], ["/actions/9/"])

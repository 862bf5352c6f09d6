from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import RequestFactory, TestCase

from figures import references
from figures.references import Figures, computed, computed_figures, validate_references
from publishing.text.typography import NARROW, NBSP
from services.models import Service
from tests.factories import make_action, make_figure, make_service


class ExpandTests(TestCase):
    def setUp(self):
        make_figure("lignes-de-bus", 80, unit="lignes de bus")
        make_figure("reparations", 3000, unit="interventions", qualifier="plus de")

    def test_a_key_becomes_its_value(self):
        for text, expected in [
            ("Avec [[lignes-de-bus]].", "Avec 80."),
            ("Avec [[lignes-de-bus|unite]].", f"Avec 80{NBSP}lignes de bus."),
            ("[[lignes-de-bus]] lignes", f"80{NBSP}lignes"),
            ("[[reparations]] fois", f"plus de{NBSP}3{NARROW}000{NBSP}fois"),
            ("[[lignes-de-bus]], [[lignes-de-bus]]", "80, 80"),
            ("sans chiffre", "sans chiffre"),
        ]:
            with self.subTest(text):
                self.assertEqual(Figures().expand(text), expected)

    def test_an_unknown_key_stays_as_it_is(self):
        self.assertEqual(Figures().expand("[[inconnu]] et [[?]]"), "[[inconnu]] et [[?]]")

    def test_a_page_reads_all_its_figures_in_one_query(self):
        with self.assertNumQueries(1):
            figures = Figures()
            figures.expand("[[lignes-de-bus]] [[reparations]] [[lignes-de-bus]]")

    def test_templates_set_the_numbers_off_and_escape_the_rest(self):
        context = Context(
            {"text": "<b> [[lignes-de-bus]] lignes", "request": RequestFactory().get("/")}
        )
        html = Template("{% load figures_tags %}{% phrase text %}|{% phrase_plain text %}")

        self.assertEqual(
            html.render(context),
            f"&lt;b&gt; <b>80</b>{NBSP}lignes|&lt;b&gt; 80{NBSP}lignes",
        )


class ValidateReferencesTests(TestCase):
    def test_known_and_computed_keys_pass(self):
        make_figure("lignes-de-bus")

        validate_references("[[lignes-de-bus]] et [[actions-realisees|unite]]")

    def test_an_unknown_key_is_named_with_what_to_do(self):
        with self.assertRaises(ValidationError) as refusal:
            validate_references("[[zebres]], [[bus|unite]] et [[actions-total]]")
        self.assertEqual(
            refusal.exception.messages,
            [
                "Chiffre inconnu ou sans valeur affichée : [[bus]], [[zebres]]. "
                "Vérifiez la clé dans « Chiffres », ou ajoutez-y ce chiffre."
            ],
        )

    def test_a_figure_that_shows_no_value_cannot_be_named(self):
        figure = make_figure("lignes-de-bus")
        figure.readings.update(is_shown=False)

        with self.assertRaises(ValidationError):
            validate_references("[[lignes-de-bus]]")

    def test_content_that_names_an_unknown_key_is_refused(self):
        service = make_service()
        service.summary = "Avec [[zebres]] zèbres."

        with self.assertRaises(ValidationError) as refusal:
            service.full_clean()
        self.assertEqual(list(refusal.exception.message_dict), ["summary"])


class ComputedTests(TestCase):
    def test_a_count_is_made_when_it_is_named(self):
        make_action(status="realisee")
        self.assertEqual(Figures().expand("[[actions-realisees]]"), "1")

        make_action(status="realisee")
        make_action(status="realisee", state="brouillon")
        self.assertEqual(Figures().expand("[[actions-realisees]]"), "2")

    def test_an_app_registers_its_own_count(self):
        computed("services-publies", "Services publiés", "services")(Service.objects.count)
        self.addCleanup(references._computed.pop, "services-publies")
        make_service()

        self.assertEqual(Figures()["services-publies"].number, 1)
        self.assertIn(("services-publies", "Services publiés", "services", 1), computed_figures())

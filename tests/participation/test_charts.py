from django.test import TestCase

from participation.charts import bars_of
from participation.models import ProcessFigure
from tests.factories import make_figure, make_process
from tests.reading import Reading


class BarsTests(Reading, TestCase):
    def setUp(self):
        self.process = make_process(chart_title="Combien d’agents", chart_note="[[tri]] trient.")

    def add(self, key, value, bar, unit="agents", **fields):
        figure = make_figure(key, value, unit=unit, label=key.capitalize(), **fields)
        rank = self.process.key_figures.count()
        ProcessFigure.objects.create(process=self.process, figure=figure, bar=bar, rank=rank)

    def drawn(self):
        return [
            (bar.figure.key, bar.width, [figure.key for figure in bar.precisions])
            for bar in bars_of(self.process.key_figures.select_related("figure"))
        ]

    def test_bars_are_to_scale_and_other_units_explain_them(self):
        self.add("propositions", 653, None, unit="propositions")
        self.add("tri", 70, 3)
        self.add("invites", 1700, 1)
        self.add("auteurs", 532, 2)
        self.add("recues", 653, 2, unit="propositions")

        self.assertEqual(
            self.drawn(),
            [
                ("invites", "100%", []),
                ("auteurs", "31.29%", ["recues"]),
                ("tri", "4.12%", []),
            ],
        )

    def test_one_bar_compares_nothing(self):
        self.add("tri", 70, 1)

        self.assertEqual(self.drawn(), [])

    def test_a_figure_without_value_has_no_bar(self):
        self.add("tri", 70, 1)
        self.add("auteurs", 532, 2)
        self.process.figures.get(key="auteurs").readings.update(is_shown=False)

        self.assertEqual(self.drawn(), [])

    def test_the_page_shows_values_notes_and_table(self):
        self.add("tri", 70, 2)
        self.add("invites", 1700, 1, qualifier="plus de")

        page = self.client.get(self.process.get_absolute_url())

        self.assertContains(page, "<caption>Combien d’agents</caption>")
        self.assertContains(page, "<b>plus de\u00a01\u202f700 agents</b>", count=1)
        self.assertContains(page, '<p class="chart-note"><b>70</b>\u00a0trient.</p>')
        self.assertContains(page, 'width="4.12%"')
        self.assertContains(page, "css/charts.css")

    def test_a_process_without_bars_has_neither_chart_nor_its_style_sheet(self):
        self.add("tri", 70, None)

        page = self.client.get(self.process.get_absolute_url())

        self.assertNotContains(page, "charts.css")
        self.assertNotContains(page, "process-chart")

from django.test import TestCase

from participation.models import Document, Milestone, Outcome, Phase, ProcessFigure
from publishing.text.dates import PartialDate
from tests.factories import make_action, make_figure, make_process, make_source


class ProcessDetailTests(TestCase):
    def test_a_process_says_all_that_the_law_asks(self):
        process = make_process(
            stage="termine",
            opened_on=PartialDate.from_iso("2016-07"),
            closed_on=PartialDate.from_iso("2017-03-29"),
            how_online="Par un questionnaire.",
            how_offline="Aux ateliers.",
        )
        source = make_source(title="Le calendrier")
        Phase.objects.create(process=process, label="Diagnostic", source=source)
        Milestone.objects.create(
            process=process,
            occurred_on=PartialDate.from_iso("2016-09"),
            text="Réunion publique.",
            source=source,
        )
        Outcome.objects.create(process=process, text="Un plan d’actions.", source=source)
        Document.objects.create(process=process, title="Le rapport", url="https://exemple.fr/r.pdf")
        ProcessFigure.objects.create(process=process, figure=make_figure(label="Ateliers tenus"))
        action = make_action("en-cours", process=process)

        page = self.client.get(process.get_absolute_url())

        for text in (
            *("Ville d’Alès", "Le cœur de ville.", "juillet 2016", "Par un questionnaire."),
            *("Aux ateliers.", "Terminée", "Diagnostic", "septembre 2016", "Réunion publique."),
            *("Un plan d’actions.", "Le rapport", "https://exemple.fr/r.pdf", "Ateliers tenus"),
            *("Le calendrier", action.get_absolute_url()),
        ):
            with self.subTest(text):
                self.assertContains(page, text)

    def test_announced_results_are_dated(self):
        process = make_process(stage="termine", results_expected_on=PartialDate.from_iso("2020-Q2"))

        page = self.client.get(process.get_absolute_url())

        self.assertContains(page, "2<sup>e</sup> trimestre 2020")

    def test_a_process_without_results_yet_says_so(self):
        self.assertContains(
            self.client.get(make_process(stage="en-cours").get_absolute_url()),
            "La démarche n’a pas encore donné ses résultats.",
        )

    def test_draft_actions_stay_hidden(self):
        process = make_process()
        action = make_action(process=process, state="brouillon")

        self.assertNotContains(
            self.client.get(process.get_absolute_url()), action.get_absolute_url()
        )

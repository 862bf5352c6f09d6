from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participation.models import ProcessFigure
from publishing.text.dates import PartialDate
from tests.factories import make_figure, make_process, make_service, make_source
from tests.reading import Reading


class RegisterTests(Reading, TestCase):
    def subjects(self):
        page = self.client.get(reverse("figures:list"))
        return [
            (subject.title, [figure.key for figure in subject.figures])
            for subject in page.context["subjects"]
        ]

    def test_a_number_is_under_the_page_that_shows_it_and_nowhere_else(self):
        bus, agents, alone = make_figure("bus"), make_figure("agents"), make_figure("alone")
        process = make_process(title="Les États généraux")
        for figure in (agents, bus):
            ProcessFigure.objects.create(process=process, figure=figure)
        make_service(name="Transports").figures.add(bus)
        make_service(name="Écoles").figures.add(agents)

        self.assertEqual(
            self.subjects(),
            [("Écoles", ["agents"]), ("Transports", ["bus"]), ("Autres chiffres", [alone.key])],
        )

    def test_processes_come_after_services_in_their_own_order(self):
        for title, rank in (("Avant", 2), ("Zèle", 1)):
            process = make_process(title=title, rank=rank)
            ProcessFigure.objects.create(process=process, figure=make_figure(title.lower()[0]))
        make_service(name="Voirie").figures.add(make_figure("voirie"))

        self.assertEqual([title for title, _ in self.subjects()], ["Voirie", "Zèle", "Avant"])

    def test_a_draft_page_is_not_named(self):
        make_service(name="Secret", state="brouillon").figures.add(make_figure("bus"))

        self.assertEqual(self.subjects(), [("Autres chiffres", ["bus"])])

    def test_the_index_leads_to_each_subject(self):
        make_service(slug="transports", name="Transports").figures.add(make_figure("bus"))

        page = self.client.get(reverse("figures:list"))

        self.assertContains(page, '<a href="#service-transports">Transports <b>1</b></a>')
        self.assertContains(page, '<h2 id="service-transports">')
        self.assertContains(page, '<div id="bus">')

    def test_disagreements_are_counted(self):
        figure = make_figure("reponses", 2155, as_of=PartialDate.from_iso("2017"))
        make_figure("bus")
        figure.readings.create(
            value=2154, as_of=PartialDate.from_iso("2017-05"), source=make_source()
        )

        page = self.client.get(reverse("figures:list"))

        self.assertContains(page, "c’est le cas de 1 chiffre sur 2.")

    def count_queries(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(reverse("figures:list"))
        return len(queries)

    def test_the_number_of_queries_does_not_grow(self):
        make_service().figures.add(make_figure())
        once = self.count_queries()
        for _ in range(3):
            make_service().figures.add(make_figure())

        self.assertEqual(self.count_queries(), once)

    def test_an_empty_register_says_so(self):
        self.assertContains(
            self.client.get(reverse("figures:list")), "Aucun chiffre n’est encore enregistré."
        )

"""The register of trades and the needs of people: never more than is known."""

import csv
import datetime
import io
from html import unescape

from django.contrib.auth.models import User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from search.query import Query, Results
from services.models import Need, Trade
from tests.factories import (
    make_agent,
    make_figure,
    make_portrait,
    make_service,
    make_source,
)


def text_of(response):
    """The words of a page, with plain spaces."""
    return " ".join(unescape(strip_tags(response.text)).split())


def make_trade(name, **fields):
    return Trade.objects.create(**{"name": name, "body": "ville"} | fields)


class RegisterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_figure("metiers", 82)
        cls.service = make_service(name="Propreté", slug="proprete")
        cls.sourced = make_trade("Balayeur/euse", source=make_source(title="Le clip"))
        cls.sourced.services.add(cls.service, make_service(name="Caché", state="brouillon"))
        cls.drawn = make_trade("Jardinier/ère")
        make_portrait(listed_trade=cls.drawn, trade="Jardinière", slug="jardiniere")
        make_portrait(listed_trade=make_trade("Secret/ère"), state="brouillon")

    def lines(self):
        return {trade.name: trade for trade in self.client.get("/metiers/").context["object_list"]}

    def test_it_holds_what_a_source_or_a_public_portrait_names(self):
        page = self.client.get("/metiers/")
        text = text_of(page)

        self.assertEqual([*self.lines()], ["Balayeur/euse", "Jardinier/ère"])
        self.assertIn("1 métier sur 82 raconté", text)
        self.assertIn("2 sont nommés ici", text)
        self.assertIn("Tous le sont par un dessin marqué « exemple »", text)
        self.assertContains(page, 'href="/portraits/jardiniere/"')
        self.assertContains(page, 'href="/services/proprete/"')
        self.assertNotContains(page, "Caché")
        service = self.client.get("/services/proprete/")
        self.assertContains(service, self.sourced.get_absolute_url())
        found = Results(Query("balayeur")).all
        self.assertEqual([entry.url for entry in found], [self.sourced.get_absolute_url()])
        self.assertEqual(Results(Query("secret")).all, [])

    def test_a_person_tells_a_trade_until_the_consent_is_over(self):
        consent = {"ends_on": timezone.localdate()}
        agent = make_agent(consent, listed_trade=make_trade("Fontainier/ère"), trade="Fontainier")
        text = text_of(self.client.get("/metiers/"))
        self.assertIn("2 métiers sur 82 racontés", text)
        self.assertIn("1 l’est par un dessin marqué « exemple »", text)
        agent.listed_trade.refresh_from_db()
        self.assertEqual(agent.listed_trade.told_on, timezone.localdate())

        agent.consent.ends_on = timezone.localdate() - datetime.timedelta(days=1)
        agent.consent.save()

        self.assertNotIn("Fontainier/ère", self.lines())

    def test_the_file_says_the_same_as_the_page(self):
        answer = self.client.get("/donnees/metiers.csv").getvalue().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(answer)))
        self.assertEqual(
            [(r["metier"], r["services"], r["raconte"], r["exemple"], r["source"]) for r in rows],
            [
                ("Balayeur/euse", "Propreté", "non", "non", "Le clip"),
                ("Jardinier/ère", "", "oui", "oui", ""),
            ],
        )

    def test_a_crowded_register_asks_no_more_queries(self):
        self.client.get("/metiers/")
        counts = []
        for number in range(2):
            for rank in range(3):
                name = f"Métier {number}-{rank}"
                make_portrait(listed_trade=make_trade(name, source=make_source()))
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/metiers/")
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_staff_bring_trades_in_and_find_them(self):
        self.client.force_login(User.objects.create_superuser("admin"))
        page = self.client.get("/admin/services/trade/?source__isempty=1&q=jardin")
        self.assertEqual([t.name for t in page.context["cl"].result_list], ["Jardinier/ère"])
        export = self.client.get("/admin/services/trade/export/0.csv").content.decode("utf-8-sig")
        self.assertIn("Balayeur/euse", export)


class EmptyRegisterTests(TestCase):
    def test_it_says_that_nothing_is_named_or_told(self):
        self.assertContains(self.client.get("/metiers/"), "Aucun métier n’est encore nommé.")
        make_trade("Balayeur/euse", source=make_source())
        text = text_of(self.client.get("/metiers/"))
        self.assertIn("Les métiers du service public", text)  # nobody says how many there are
        self.assertIn("Aucun n’est encore raconté.", text)


class NeedTests(TestCase):
    def test_services_are_found_by_what_people_come_for(self):
        need = Need.objects.create(name="Bouger", rank=1)
        Need.objects.create(name="Se loger", rank=2)
        bus = make_service(name="Transports")
        hidden, light = (
            make_service(name="Caché", state="brouillon"),
            make_service(name="Éclairage"),
        )
        need.services.add(bus, hidden, light)

        page = self.client.get("/services/")

        self.assertEqual(
            [(n.name, n.public_services) for n in page.context["needs"]], [("Bouger", [light, bus])]
        )
        self.assertContains(page, "<dt>Bouger</dt>")
        self.assertIn("Pour : bouger.", text_of(self.client.get(bus.get_absolute_url())))

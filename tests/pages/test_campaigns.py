"""`/campagne/`: what is known of a campaign, from what staff keep of it."""

import datetime
from html import unescape

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone
from django.utils.html import strip_tags

from pages.models import Campaign, CampaignFact, Page
from publishing.text.dates import PartialDate
from search.query import Query, Results
from tests.factories import make_agent, make_portrait, make_source


class CampaignTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        Page.objects.create(slug="campagne", title="La campagne", state="publie")
        cls.source = make_source(title="Le journal")
        cls.campaign = Campaign.objects.create(
            slogan="Tous les jours",
            organisers="Ville d’Alès",
            begins_on=PartialDate.from_iso("2019-04"),
            aim="Montrer les agents.",
            aim_source=cls.source,
            unknown="le nombre d’affiches",
        )

    def add(self, kind, title, **fields):
        fields = {"text": "Cela s’est passé.", "source": self.source} | fields
        fact = CampaignFact(campaign=self.campaign, kind=kind, title=title, **fields)
        fact.full_clean()
        fact.save()
        return fact

    def text(self):
        page = self.client.get("/campagne/")
        return " ".join(unescape(strip_tags(page.text)).split())

    def test_what_is_known_is_told_by_kind_and_what_is_not_is_said(self):
        days = {day: PartialDate.from_iso(f"2019-04-{day}") for day in (16, 28)}
        self.add("vague", "Première vague", begins_on=days[16], ends_on=days[28])
        self.add("accueil", "Le journal local", reservation="Copie coupée.")

        text = self.text()

        for words in (
            *("« Tous les jours »", "avril 2019", "Montrer les agents.", "Coût Non publié"),
            "Les vagues Du 16 avril 2019 au 28 avril 2019 Première vague. Cela s’est passé.",
            "Les supports Aucun n’a été retrouvé.",
            "Date non connue Le journal local. Cela s’est passé. Copie coupée. Source : Le journal",
            "Ce que l’on ne sait pas le nombre d’affiches",
        ):
            self.assertIn(words, text)
        [found] = Results(Query("vague")).all
        self.assertEqual(found.url, self.campaign.get_absolute_url())

    def test_a_cost_has_its_source(self):
        self.campaign.cost = 12000
        with self.assertRaisesMessage(ValidationError, "Dites d’où vient ce coût"):
            self.campaign.full_clean()
        self.campaign.cost_source = self.source
        self.campaign.full_clean()
        self.campaign.save()
        self.assertIn("12 000 € Source : Le journal", self.text())

    def test_a_poster_leads_to_its_portrait_while_the_person_agrees_to_posters(self):
        agreed = make_agent({"on_posters": True}, slug="agreed")
        self.add("affiche", "Fontainière", portrait=agreed)
        self.add("affiche", "Soudeuse", portrait=make_agent(slug="site-only"))
        self.add("affiche", "Brouillon", portrait=make_portrait(state="brouillon"))
        page = self.client.get("/campagne/")
        self.assertContains(page, 'href="/portraits/agreed/"', 1)
        self.assertContains(page, "Le portrait</a>", 1)
        self.assertContains(page, "Soudeuse")

        agreed.consent.ends_on = timezone.localdate() - datetime.timedelta(days=1)
        agreed.consent.save()

        self.assertNotContains(self.client.get("/campagne/"), "Le portrait</a>")
        with self.assertRaisesMessage(ValidationError, "Seule une affiche mène à un portrait."):
            self.add("vague", "Vague", portrait=agreed)

    def test_nothing_known_is_said(self):
        self.campaign.delete()
        self.assertIn("Aucune campagne n’est encore racontée.", self.text())

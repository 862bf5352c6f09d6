"""What ships with the site: loaded without harm, found on its pages, and no total typed."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, TestCase

from actions.models import Action
from figures.models import Figure
from pages.models import Page
from participation.models import Process
from portraits.models import Portrait
from services.models import Moment, Service
from tests import seeded
from tests.databases import prepared

# Where each fact of the text of 2019 can be read. Written by hand from that text, with its
# evident mistakes corrected (docs/decisions.md lists them).
FACTS = {
    "/": ["Tous les jours à votre service", "22 Réalisées", "10 En cours"],
    "/journee/": [
        *("8 h", "80 lignes de bus et 1 000 arrêts", "urbains, interurbains et scolaires"),
        *("8 h 15", "28 crèches permettent d’accueillir 1 500 enfants"),
        *("9 h", "9 déchèteries", "7 jours sur 7"),
        *("9 h 15", "90 espaces d’accueil à vocation économique"),
        "79 000 m² d’espaces immobiliers",
        *("70 appartements aux plus de 60 ans", "résidences partagées Les Santolines"),
        *("10 km de routes par an", "plus de 3 000 fois", "nids-de-poule"),
        *("Dès 5 h 30, du lundi au samedi", "70 agents du service Propreté nettoient les rues"),
        *("10 h", "24 heures sur 24", "ses patrouilles", "ses caméras de vidéo-protection"),
        *("52 médiathèques", "180 000 entrées par an"),
        "5 000 repas sont servis chaque jour dans les cantines d’Alès",
        *("11 h", "Mairie Prim’ reçoivent 6 000 personnes", "3 000 autres par téléphone"),
        *("170 000 nageurs", "centre nautique Le Toboggan", "553 jours d’ouverture par an"),
        *("12 h", "L’Espace Abbaye, géré par le CCAS d’Alès", "des repas en commun"),
        *("activités manuelles et culturelles gratuites", "réseau d’éclairage public"),
        *("13 h", "5 parcs urbains", "50 parcelles de jardins familiaux"),
        "1 jardin pédagogique pour les enfants",
        *("3 000 enfants fréquentent les 23 écoles", "l’accueil périscolaire"),
        *("14 h", "privées d’une partie de leur autonomie", "à rester chez elles"),
        *("73 communes", "le tri sélectif", "2020, une régie publique"),
        *("15 h", "Les comptes Facebook de la Ville d’Alès et d’Alès Agglomération"),
        *("en temps réel", "ales.fr", "l’ensemble de vos démarches en ligne"),
    ],
    "/collectivite/": [
        *("1 950 agents à votre service", "presque 2 000 agents", "82 métiers"),
        *("Ville d’Alès, Alès Agglomération et le CCAS", "Le service public à la loupe"),
        "Le service public tisse un lien",
    ],
    "/campagne/": [
        *("En avril, mai et juin 2019", "Nous sommes tous les jours à votre service"),
        *("Du 16 avril 2019 au 28 avril 2019", "Du 6 mai 2019", "Six agents", "L’affichage"),
        *("La radio", "Des témoignages d’agents", "Christophe Rivenq"),
    ],
    "/mot-du-directeur-general/": [
        *("Christophe Rivenq", "Max Roustan", "NTecC", "Ales’Y", "plus de 10 000"),
        *("l’eau du robinet", "la collecte des poubelles", "30 août 2019"),
    ],
    "/participation/": ["Les démarches de participation", "1 700 agents", "280 agents"],
    "/participation/prise-de-conscience/": [
        *("2015-2016", "1 700 agents", "15 jours", "653 propositions", "532 agents"),
        *("34 réunions", "70 agents", "Le maire-président"),
        "Appel à propositions auprès de tout le personnel",
        *("Groupes de tri", "Groupes de travail sur les propositions complexes"),
        *("Mise en place de propositions", "plus de véhicules de fonction"),
        "Direction des relations avec les usagers et les citoyens",
        *("dossier unique", "tournées de ramassage des ordures ménagères"),
    ],
    "/participation/etats-generaux/": [
        *("2016-2017", "juillet 2016", "280 agents", "6 mois", "12 ateliers", "676 participants"),
        *("5 ateliers", "550 lycéens", "3 enquêtes", "2 155 réponses", "1 enquête"),
        *("4 450 réponses", "15 000 heures", "mai 2017", "2020"),
        *("38 actions", "22 actions réalisées et 10 en cours"),
    ],
    "/participation/projet-de-territoire/": [
        *("2018", "18 réunions", "2 questionnaires", "1 400 réponses", "4 réunions publiques"),
        *("300 personnes", "plus de 100 heures", "10 années", "2028"),
        *("240 agents et cadres", "28 juin 2018", "113 élus", "à l’unanimité"),
    ],
    "/actions/": ["38 actions", "22 Réalisées", "10 En cours"],
    "/chiffres/": [
        *("2 155 réponses", "2 154 réponses", "73 communes", "72 communes", "553 jours"),
        *("1 950 agents", "82 métiers", "presque 2 000 agents", "Impossible"),
        *("Actions du plan 38", "selon le dernier bilan de la Ville 22"),
    ],
}
DAY = [
    *(("5 h 30", "Propreté"), ("8 h", "Bus"), ("8 h 15", "Crèche"), ("9 h", "Déchèterie")),
    *(("9 h", "Les Santolines"), ("9 h", "Voirie"), ("9 h 15", "Zone économique")),
    *(("10 h", "Sécurité"), ("10 h", "Médiathèque"), ("10 h", "Cantine")),
    *(("11 h", "Mairie Prim’"), ("11 h", "Piscine"), ("12 h", "Seniors")),
    *(("12 h", "Éclairage public"), ("13 h", "Parc"), ("13 h", "Garderie")),
    *(("14 h", "Maintien à domicile"), ("14 h", "Tri sélectif"), ("14 h", "Eau")),
    ("15 h", "Infos en ligne"),
]
MISTAKES = [
    "presque 200 agents",
    "SECURITE",
    "ECLAIRAGE",
    "Des 5 h 30",
    "tissent",
    "crée une régie",
]


def seed(**options):
    output = io.StringIO()
    call_command("seed", stdout=output, **options)
    return output.getvalue()


def read(html):
    """The text of a page as one reads it, every space alike."""
    text = re.sub(r"(?s)<head>.*?</head>", " ", html)
    text = re.sub(r"</?(?:a|b|em|sup)\b[^>]*>", "", text)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def counts():
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


class SeedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seeded.seed()
        cls.report = prepared("seeded").report

    def test_it_says_what_it_loaded(self):
        for line in ("20 × moment de la journée", "38 × action", "3 × démarche"):
            self.assertIn(line, self.report)

    def test_a_second_time_changes_nothing(self):
        before = counts()

        self.assertEqual(seed(), "Tout est déjà là : rien n’a changé.\n")

        self.assertEqual(counts(), before)

    def test_an_editor_s_correction_survives(self):
        figure = Figure.objects.get(key="lignes-de-bus")
        figure.readings.update(value=81)
        Service.objects.filter(slug="eau").update(name="L’eau de tous")
        Moment.objects.filter(title="Bus").update(text="Les bus roulent.")
        Moment.objects.filter(title="Parc").delete()
        Process.objects.filter(slug="etats-generaux").update(summary="Résumé revu.")
        Page.objects.filter(slug="campagne").update(text="Texte revu.", state="relu")
        Action.objects.filter(number=9).update(summary="Les Halles, revues.")
        before = counts()

        seed()

        self.assertEqual(counts(), before)
        self.assertEqual(Figure.objects.get(key="lignes-de-bus").shown.value, 81)
        self.assertEqual(Service.objects.get(slug="eau").name, "L’eau de tous")
        self.assertEqual(Moment.objects.get(title="Bus").text, "Les bus roulent.")
        self.assertEqual(Process.objects.get(slug="etats-generaux").summary, "Résumé revu.")
        page = Page.objects.get(slug="campagne")
        self.assertEqual((page.text, page.state), ("Texte revu.", "relu"))
        self.assertEqual(Action.objects.get(number=9).summary, "Les Halles, revues.")

    def test_all_that_is_loaded_would_pass_a_form(self):
        for model in apps.get_models():
            if model._meta.app_label in (
                "figures",
                "services",
                "participation",
                "actions",
                "pages",
            ):
                for record in model._default_manager.all()[:100]:
                    if not model.__name__.startswith(("Historical", "Event")):
                        with self.subTest(f"{model.__name__} {record}"):
                            record.full_clean()

    def test_no_invented_portrait_is_loaded_on_a_public_site(self):
        with (
            self.settings(PRODUCTION=True, LOOPBACK=False, SITE_URL="https://ales.example"),
            self.assertRaisesMessage(
                CommandError,
                "La démonstration ne se charge pas sur un site public (https://ales.example)",
            ),
        ):
            call_command("seed", demo=True)
        self.assertEqual(Portrait.objects.count(), 0)

    def test_no_example_portrait_is_loaded_unless_asked(self):
        self.assertNotIn("portrait", self.report)
        self.assertContains(self.client.get("/portraits/"), "Aucun portrait n’est encore publié")
        for address in ("/exemple-de-page/", "/tribunes/"):
            self.assertEqual(self.client.get(address).status_code, 404)
        self.assertFalse(User.objects.exists())


class FactsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seeded.seed()

    def test_every_fact_of_the_text_of_2019_is_found(self):
        for address, facts in FACTS.items():
            text = read(self.client.get(address).content.decode())
            for fact in facts:
                with self.subTest(f"{address} : {fact}"):
                    self.assertRegex(text, rf"(?<![\d\w]){re.escape(fact)}(?!\w)")

    def test_the_twenty_moments_come_in_the_order_of_the_day(self):
        page = self.client.get("/journee/")

        self.assertEqual(
            [(moment.hour_label, moment.title) for moment in page.context["object_list"]], DAY
        )

    def test_the_mistakes_of_that_text_are_not_repeated(self):
        for address in FACTS:
            text = read(self.client.get(address).content.decode())
            with self.subTest(address):
                self.assertEqual([mistake for mistake in MISTAKES if mistake in text], [])

    def test_disagreeing_sources_and_impossible_numbers_are_said(self):
        figures = {figure.key: figure for figure in Figure.objects.with_readings()}
        for key, values in {
            "reponses-enquetes-en-ligne": {2155, 2154},
            "communes-agglomeration": {73, 72, 71, 50},
        }.items():
            self.assertEqual({reading.value for reading in figures[key].readings.all()}, values)
        self.assertTrue(figures["reponses-enquetes-en-ligne"].is_disputed)
        self.assertEqual(
            figures["jours-ouverture-toboggan"].shown.doubts,
            ["valeur impossible : une année a 366 jours au plus"],
        )
        self.assertIn("Impossible", figures["jours-ouverture-toboggan"].shown.note)

    def test_every_number_has_a_source_and_a_date(self):
        for figure in Figure.objects.with_readings():
            with self.subTest(figure.key):
                self.assertIsNotNone(figure.shown)
                self.assertTrue(all(reading.source_id for reading in figure.readings.all()))

    def test_the_totals_follow_the_actions(self):
        Action.objects.filter(pk=Action.objects.filter(status="realisee").first().pk).update(
            state="brouillon"
        )

        for address, said in [
            ("/", "Où en sont les 37 actions"),
            ("/", "8 Réalisées"),
            ("/actions/", "37 actions"),
            ("/chiffres/", "Actions réalisées 8"),
        ]:
            with self.subTest(address):
                self.assertIn(said, read(self.client.get(address).content.decode()))


TOTALS = "38|22|10|6|trente-huit|vingt-deux|dix|six"
COUNTED = "actions?|mesures?|opérations?|engagements?|(?:sont )?réalisées?|en cours|à venir"
TYPED_TOTAL = re.compile(
    rf"(?i)(?<![\d\w,.])(?:(?:{TOTALS})\s+(?:{COUNTED})|(?:3|trois)\s+démarches)\b"
)


def texts_of(path):
    """The texts of a template or a fixture, one by one: a cell of a table is a text."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        for row in csv.reader(io.StringIO(content)):
            yield from row
    elif path.suffix == ".json":
        yield from strings_of(json.loads(content))
    elif path.suffix == ".html":
        yield unescape(re.sub(r"</?\w[^>]*>", " ", content))
    else:
        yield content


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings_of(item)


def typed_totals(*folders):
    """The totals typed in texts; what others published (the tallies) and the sample spreadsheets
    of offices aside."""
    return [
        f"{path.name} : {found[0]}"
        for folder in folders
        for path in sorted(Path(folder).rglob("*"))
        if path.suffix in (".html", ".csv", ".json", ".md")
        and path.parent.name != "exemples"
        and path.name != "bilans.csv"
        for text in texts_of(path)
        for found in TYPED_TOTAL.finditer(text)
    ]


class NoTypedTotalTests(SimpleTestCase):
    def test_no_template_and_no_fixture_types_a_total(self):
        root = Path(settings.BASE_DIR)

        self.assertEqual(typed_totals(root / "templates", root / "fixtures"), [])

    def test_a_typed_total_would_be_seen(self):
        with TemporaryDirectory() as folder:
            for name, content in {
                "a.html": "<p><b>22</b> réalisées, {{ total }} actions, 2&nbsp;022 actions</p>",
                "b.csv": "a,b\n38,actions\nx,Les 38 actions du plan\n",
                "c.json": '{"text": ["Il en reste 6 à venir."], "38": 10}',
                "d.md": "Dix en cours, vingt-deux réalisées, 1,6 million, 10 agents.",
            }.items():
                (Path(folder) / name).write_text(content, encoding="utf-8")

            self.assertEqual(
                typed_totals(folder),
                [
                    "a.html : 22  réalisées",
                    "b.csv : 38 actions",
                    "c.json : 6 à venir",
                    "d.md : Dix en cours",
                    "d.md : vingt-deux réalisées",
                ],
            )

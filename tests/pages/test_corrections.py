import datetime

from django.contrib.auth.models import User
from django.test import TestCase

from pages.models import Correction
from tests.seeded import seed


def make_correction(**fields):
    told = {
        "corrected_on": datetime.date(2026, 11, 23),
        "kind": Correction.Kind.CORRECTED,
        "subject": "Le nombre d’agents",
        "given": "« presque 200 agents »",
        "shown": "« presque 2 000 »",
        "reason": "Un zéro manquait.",
        "page": "/collectivite/",
    }
    return Correction.objects.create(**told | fields)


class CorrectionListTests(TestCase):
    def test_each_says_what_when_and_why_under_its_kind(self):
        make_correction()
        make_correction(kind="remis", subject="Le nom du maire")
        page = self.client.get("/corrections/")

        self.assertEqual(
            [(kind.label, [str(one) for one in found]) for kind, found in page.context["by_kind"]],
            [
                ("Corrigé", ["Le nombre d’agents"]),
                ("Gardé, avec une réserve", []),
                ("Oublié, puis remis", ["Le nom du maire"]),
            ],
        )
        self.assertContains(page, 'datetime="2026-11-23"')
        self.assertContains(page, "Un zéro manquait.")
        self.assertContains(page, 'href="/collectivite/"')
        self.assertNotContains(page, "Gardé, avec une réserve")

    def test_without_one_the_page_says_so(self):
        self.assertContains(
            self.client.get("/corrections/"), "Aucune correction n’est enregistrée."
        )

    def test_staff_add_one_and_a_page_of_another_site_is_refused(self):
        self.client.force_login(User.objects.create_superuser("admin"))
        given = {
            "corrected_on": "01/12/2026",
            "kind": "corrige",
            "subject": "La piscine",
            "given": "553 jours",
            "shown": "353 jours",
            "reason": "Chiffre donné par le service.",
            "page": "https://exemple.fr/",
        }
        refused = self.client.post("/admin/pages/correction/add/", given)
        self.assertContains(refused, "Une adresse de ce site")

        self.client.post("/admin/pages/correction/add/", given | {"page": "/journee/"})
        self.assertContains(self.client.get("/corrections/"), "353")
        self.assertContains(self.client.get("/recherche/?q=piscine"), "/corrections/")


class ShippedCorrectionsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed()

    def test_every_page_that_they_name_says_so(self):
        for correction in Correction.objects.all():
            address = correction.page.partition("#")[0]
            self.assertEqual(self.client.get(address).status_code, 200, correction)

    def test_what_was_lost_is_back(self):
        for address, words in {
            "/participation/prise-de-conscience/": ["Max Roustan", "accueil du public"],
            "/participation/etats-generaux/": ["Max Roustan", "actifs"],
            "/participation/projet-de-territoire/": ["forces vives locales", "Consulter"],
            "/participation/": ["au-delà de leur direction"],
            "/journee/": ["maternelles, élémentaires et primaires", "L’eau du robinet, le bus"],
        }.items():
            page = self.client.get(address)
            for said in words:
                self.assertContains(page, said)

    def test_the_note_on_the_text_of_2019_is_said_once(self):
        note = "a été remis par la collectivité et n’est pas publié"
        self.assertContains(self.client.get("/chiffres/"), note, count=1)
        self.assertNotContains(self.client.get("/participation/prise-de-conscience/"), note)

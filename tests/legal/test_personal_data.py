import csv
import io

from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from legal.models import Publisher
from tests.factories import make_processing, make_publisher
from tests.reading import Reading


class PersonalDataTests(Reading, TestCase):
    def page(self):
        return self.client.get(reverse("legal:personal_data"))

    def test_each_processing_tells_the_public_all_it_must(self):
        processing = make_processing(name="Messages", reservation="Durée à confirmer.")
        processing.controllers.set([make_publisher(), make_publisher("ccas")])
        page = self.page()
        for said in (
            "Messages",
            "Répondre.",
            "Mission d’intérêt public",
            "Ville d’Alès, CCAS d’Alès",
            "Les habitants.",
            "<li>Adresse électronique</li>",
            "Le service.",
            "12\u00a0mois.",
            "Accès, rectification, limitation, effacement, opposition",
            "Durée à confirmer.",
        ):
            self.assertContains(page, said)

    def test_consent_can_be_withdrawn(self):
        make_processing(basis="consentement")
        self.assertContains(self.page(), "retrait du consentement à tout moment")

    def test_a_processing_out_of_service_leaves_the_page(self):
        make_processing(name="Ancien", is_active=False)
        self.assertNotContains(self.page(), "Ancien")

    def test_it_gives_the_dpo_the_split_and_the_cnil(self):
        make_publisher(dpo="Service juridique", dpo_contact="dpo@exemple.fr")
        page = self.page()
        self.assertContains(page, 'href="mailto:dpo@exemple.fr"')
        self.assertContains(page, "responsables conjoints")
        self.assertContains(page, 'href="https://www.cnil.fr/fr/plaintes"')

    def test_the_number_of_queries_does_not_grow(self):
        publisher = make_publisher()
        for count in (1, 3):
            while count > publisher.processings.count():
                make_processing().controllers.add(publisher)
            with self.subTest(count), self.assertNumQueries(8):
                self.page()


class RegisterTests(TestCase):
    url = "/admin/legal/processing/export/0.csv"

    def test_the_register_is_exported_for_office_software(self):
        self.client.force_login(User.objects.create_superuser("admin", password="x"))
        make_processing(name="=Messages", fields="Nom\nVille", is_active=False)
        processing = make_processing(name="Comptes")
        processing.controllers.set([make_publisher()])
        response = self.client.get(self.url)
        self.assertIn("traitements-de-donnees-", response.headers["Content-Disposition"])
        text = response.content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        self.assertEqual([row["Nom"] for row in rows], ["'=Messages", "Comptes"])
        self.assertEqual([row["En service"] for row in rows], ["non", "oui"])
        self.assertEqual([row["Responsables"] for row in rows], ["", "Ville d’Alès"])
        self.assertEqual(rows[0]["Données"], "Nom\nVille")
        self.assertEqual(rows[0]["Durée de conservation"], "12 mois.")
        self.assertIn("accès, rectification, limitation", rows[0]["Droits"])

    def test_strangers_are_sent_to_the_login(self):
        self.assertEqual(self.client.get(self.url).status_code, 302)
        self.client.force_login(User.objects.create_user("lecteur", password="x", is_staff=True))
        self.assertEqual(self.client.get(self.url).status_code, 403)
        self.assertEqual(Publisher.objects.count(), 0)

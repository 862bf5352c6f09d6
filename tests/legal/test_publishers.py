from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import TestCase, override_settings
from django.urls import reverse

from legal.gaps import find_gaps
from legal.models import Host, Identity, Publisher, Statement
from tests.factories import make_audit, make_processing, make_publisher
from tests.reading import Reading

GAP = "à compléter par la collectivité"
# Invented for these tests, with a right key.
SIRET = "123 456 782 00010"


class SiretTests(Reading, TestCase):
    def test_a_wrong_number_is_refused(self):
        for siret, message in [
            ("123", "compte 14 chiffres"),
            ("1234567820001X", "compte 14 chiffres"),
            ("12345678200011", "sa clé ne correspond pas"),
        ]:
            with self.subTest(siret), self.assertRaisesMessage(ValidationError, message):
                Publisher(body="ville", siret=siret).full_clean()

    def test_a_right_one_is_kept_bare_and_shown_in_groups(self):
        publisher = Publisher(body="ville", siret=SIRET)
        publisher.full_clean()
        publisher.save()
        self.assertEqual(publisher.siret, "12345678200010")
        self.assertEqual(publisher.siret_display, "123\u202f456\u202f782\u202f00010")


class LegalNoticeTests(Reading, TestCase):
    def page(self):
        return self.client.get(reverse("legal:notice"))

    def test_each_body_states_what_the_law_asks(self):
        make_publisher(
            siret="12345678200010",
            address="1 rue Exemple\n30100 Alès",
            telephone="04 66 00 00 00",
            email="mairie@exemple.fr",
            director="Camille Exemple, maire",
            prada="Dominique Exemple",
            prada_contact="prada@exemple.fr",
        )
        Host.objects.create(name="Hébergeur Exemple", address="Nîmes", telephone="04 66 00 00 01")
        for said in (
            "123\u202f456\u202f782\u202f00010",
            "1 rue Exemple<br>30100 Alès",
            'href="tel:+33466000000"',
            'href="mailto:mairie@exemple.fr"',
            "Camille Exemple, maire",
            "Hébergeur Exemple",
            'href="tel:+33466000001"',
            "Dominique Exemple",
            'href="mailto:prada@exemple.fr"',
        ):
            self.assertContains(self.page(), said)

    def test_what_is_unknown_is_said_and_never_invented(self):
        make_publisher()
        empty = self.page().content.decode().count(GAP)
        Publisher.objects.update(telephone="04 66 00 00 00")
        self.assertEqual(self.page().content.decode().count(GAP), empty - 1)

    def test_a_text_of_the_back_office_is_escaped(self):
        make_publisher(director="<script>alert(1)</script>")
        self.assertNotContains(self.page(), "<script>")

    def test_it_tells_how_to_ask_for_a_document_and_to_reply(self):
        page = self.page()
        for said in (
            'id="documents"',
            "Un mois sans réponse vaut refus",
            "deux mois pour saisir, gratuitement, la Commission d’accès",
            'id="reponse"',
            "dans les trois mois qui suivent la publication",
            "Licence Ouverte",
        ):
            self.assertContains(page, said)


class GapTests(Reading, TestCase):
    def setUp(self):
        self.user = User.objects.create_superuser("admin", password="x")
        self.client.force_login(self.user)

    def labels(self):
        return {(gap.subject, gap.label) for gap in find_gaps()}

    def test_everything_missing_is_listed_until_it_is_filled(self):
        publisher = make_publisher()
        self.assertIn(("Ville d’Alès", "téléphone"), self.labels())
        publisher.telephone = "04 66 00 00 00"
        publisher.save()
        self.assertNotIn(("Ville d’Alès", "téléphone"), self.labels())

    def test_a_complete_site_has_no_gap(self):
        make_publisher(
            siret="12345678200010",
            address="Alès",
            telephone="04 66 00 00 00",
            email="a@exemple.fr",
            director="A",
            dpo="B",
            dpo_contact="b@exemple.fr",
            prada="C",
            prada_contact="c@exemple.fr",
        )
        Host.objects.create(name="H", address="N", telephone="04 66 00 00 01", place="Nîmes")
        Identity.objects.create(
            contact="a@exemple.fr",
            controller_agreement="La Ville répond.",
            contents_licence="Licence Ouverte 2.0",
            source_code_url="https://exemple.fr/code",
            digital_report_url="https://exemple.fr/reen",
            rgesn_on="2026-01-01",
        )
        Statement.objects.create(
            established_on="2026-01-01",
            scheme_url="https://exemple.fr/schema",
            plan_url="https://exemple.fr/plan",
        )
        make_processing(transfers="Aucun.")
        make_audit()
        with override_settings(SECURITY_CONTACT="mailto:a@exemple.fr"):
            self.assertEqual(find_gaps(), [])

    def test_the_index_counts_them_and_links_to_the_list(self):
        make_publisher()
        page = self.client.get("/admin/")
        self.assertContains(page, f"Mentions à compléter : {len(find_gaps())}")
        self.assertContains(page, 'href="/admin/legal/publisher/a-completer/"')

    def test_the_list_leads_to_each_field(self):
        publisher = make_publisher()
        page = self.client.get(reverse("admin:legal_gaps"))
        self.assertContains(
            page, f'href="/admin/legal/publisher/{publisher.pk}/change/#id_telephone"'
        )
        self.assertContains(page, 'href="/admin/legal/host/#id_name"')
        self.assertContains(page, "SECURITY_CONTACT")

    def test_a_colleague_without_right_sees_neither(self):
        reader = User.objects.create_user("lecteur", password="x", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_action"))
        self.client.force_login(reader)
        self.assertNotContains(self.client.get("/admin/"), "Mentions à compléter")
        self.assertEqual(self.client.get(reverse("admin:legal_gaps")).status_code, 403)


class SingletonTests(Reading, TestCase):
    def setUp(self):
        self.client.force_login(User.objects.create_superuser("admin", password="x"))

    def test_the_list_leads_to_the_only_record(self):
        url = reverse("admin:legal_host_changelist")
        self.assertRedirects(self.client.get(url), reverse("admin:legal_host_add"))
        self.client.post(
            reverse("admin:legal_host_add"),
            {"name": "Hébergeur Exemple", "address": "", "telephone": "", "place": ""},
        )
        self.assertEqual(Host.current().name, "Hébergeur Exemple")
        self.assertRedirects(self.client.get(url), reverse("admin:legal_host_change", args=[1]))
        self.assertEqual(self.client.get(reverse("admin:legal_host_add")).status_code, 403)

    def test_publishers_are_neither_added_beyond_three_nor_removed(self):
        for body in ("ville", "agglomeration", "ccas"):
            publisher = make_publisher(body)
        self.assertEqual(self.client.get("/admin/legal/publisher/add/").status_code, 403)
        url = f"/admin/legal/publisher/{publisher.pk}/delete/"
        self.assertEqual(self.client.get(url).status_code, 403)

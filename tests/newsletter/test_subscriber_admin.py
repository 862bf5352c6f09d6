import csv
import io

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsletter.models import ForgottenAddress, ListImport, SignUp, Subscriber, Tally
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import make_action, make_subscriber, make_theme
from tests.reading import Reading

COUNTS = reverse("admin:newsletter_subscriber_changelist")
FIND = reverse("admin:newsletter_find_address")
EXPORT = reverse("admin:newsletter_export")
ADD_LIST = reverse("admin:newsletter_listimport_add")
LIST = (
    "Adresse;Date de l’accord;Preuve;Origine\n"
    "nouvelle@exemple.fr;01/10/2026;J’accepte la lettre d’information.;Papier\n"
    "jean@exemple.fr;01/10/2026;J’accepte la lettre d’information.;Papier\n"
).encode()


def page_of(subscriber):
    return reverse("admin:newsletter_subscriber_change", args=[subscriber.pk])


class RoleTestCase(TestCase):
    role: str

    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.user = User.objects.create_user("personne", is_staff=True)
        cls.user.groups.add(Group.objects.get(name=cls.role))
        cls.action = make_action("en-cours", number=9, title="Les Halles")
        cls.subscriber = make_subscriber("Jean@exemple.fr", actions=[cls.action])

    def setUp(self):
        self.client.force_login(self.user)
        self.enterContext(clock_at("2026-11-23 10:00"))

    def journal(self):
        return list(LogEntry.objects.order_by("pk").values_list("object_repr", "change_message"))


class WithoutTheRightTests(RoleTestCase):
    role = "Communication"

    def test_subscribers_are_counted_and_never_shown(self):
        page = self.client.get(COUNTS)
        self.assertContains(page, "<strong>1 abonné</strong>")
        self.assertContains(page, "n°\u00a09, Les Halles")
        for hidden in ("jean@", "Jean@", FIND, EXPORT, ADD_LIST):
            self.assertNotContains(page, hidden)

    def test_every_way_to_an_address_is_closed(self):
        for method, path in [
            (self.client.get, page_of(self.subscriber)),
            (self.client.post, FIND),
            (self.client.post, EXPORT),
            (self.client.get, ADD_LIST),
            (self.client.get, f"{page_of(self.subscriber)}?_popup=1"),
            (self.client.post, page_of(self.subscriber).replace("change", "delete")),
        ]:
            with self.subTest(path):
                self.assertEqual(method(path, {"address": "jean@exemple.fr"}).status_code, 403)
        self.assertEqual(self.journal(), [])

    def test_an_import_s_page_is_closed_too(self):
        found = ListImport.objects.create(
            made_by=self.user, rows=[{"adresse": "a@b.fr"}], accepted=1
        )
        page = reverse("admin:newsletter_listimport_change", args=[found.pk])
        take = reverse("admin:newsletter_take_list", args=[found.pk])
        self.assertEqual(self.client.get(page).status_code, 403)
        self.assertEqual(self.client.post(take).status_code, 403)
        self.assertNotContains(
            self.client.get(reverse("admin:newsletter_listimport_changelist")), "a@b.fr"
        )

    def test_its_history_tells_no_address(self):
        history = page_of(self.subscriber).replace("change", "history")
        self.assertEqual(self.client.get(history).status_code, 403)


class CountsTests(RoleTestCase):
    role = "Lecture"

    def test_by_rhythm_by_topic_and_by_month(self):
        make_subscriber(themes=[make_theme(name="Commerces")], rhythm="changement")
        make_subscriber(refused_at="2026-01-01T00:00Z")
        SignUp.objects.create(email="a@exemple.fr", text_shown="-", source="-")
        Tally.add(Tally.Kind.CONFIRMED, 5)
        Tally.add(Tally.Kind.IMPORTED, 2)
        Tally.add(Tally.Kind.LEFT, 3)

        page = self.client.get(COUNTS)
        context = page.context
        self.assertEqual(context["total"], 2)
        self.assertEqual([count for _, count in context["states"]], [1, 1, 0, 0])
        self.assertEqual(
            context["rhythms"],
            [("À chaque changement", 1), ("Chaque mois", 1), ("Chaque trimestre", 0)],
        )
        self.assertEqual([theme.followers for theme in context["themes"]], [1])
        ((_, growth, counts),) = context["months"].rows
        self.assertEqual((growth, counts), (4, [5, 2, 3]))
        self.assertContains(page, "novembre 2026")

    def test_the_number_of_queries_does_not_grow(self):
        with self.assertNumQueries(self.count()):
            self.client.get(COUNTS)

    def count(self):
        with CaptureQueriesContext(connection) as captured:
            self.client.get(COUNTS)
        for _ in range(3):
            make_subscriber(themes=[make_theme()], actions=[make_action()])
        return len(captured)


class WithTheRightTests(Reading, RoleTestCase):
    role = "Abonnements"

    def test_one_exact_address_is_found_and_the_journal_keeps_none(self):
        page = self.client.post(FIND, {"address": " JEAN@exemple.fr"}, follow=True)

        self.assertContains(page, "Jean@exemple.fr")
        self.assertContains(page, "Suivre les actions par courriel.")
        self.assertNotContains(page, 'name="_save"')
        self.assertEqual(
            self.journal(), [(f"abonné n° {self.subscriber.pk}", "Adresse consultée.")]
        )

    def test_part_of_an_address_finds_nobody(self):
        for address, said in [("jean", "Il manque une partie"), ("j@exemple.fr", "pas abonnée")]:
            self.assertContains(self.client.post(FIND, {"address": address}, follow=True), said)
        self.assertEqual(self.journal(), [("abonnés", "Adresse cherchée, absente.")])

    def test_the_search_is_not_an_address_of_the_browser(self):
        self.assertEqual(self.client.get(FIND).status_code, 405)
        self.assertEqual(self.client.get(EXPORT).status_code, 405)

    def test_there_is_no_list_even_with_the_right(self):
        for query in ("", "?q=jean", "?email__startswith=j", "?all="):
            self.assertNotContains(self.client.get(COUNTS + query), "Jean@")

    def test_a_person_is_erased_at_their_request(self):
        delete = page_of(self.subscriber).replace("change", "delete")
        self.assertContains(self.client.get(delete), f"abonné n° {self.subscriber.pk}")
        self.client.post(delete, {"post": "yes"})

        self.assertEqual(Subscriber.objects.count(), 0)
        self.assertTrue(ForgottenAddress.holds("jean@exemple.fr"))
        self.assertEqual(Tally.objects.get().kind, "efface")
        self.assertNotIn("exemple.fr", str(self.journal()))

    def test_the_list_is_exported_with_its_proofs_and_a_line_in_the_journal(self):
        make_subscriber("=cmd@exemple.fr")
        answer = self.client.post(EXPORT)
        text = answer.content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))

        self.assertIn("abonnes-2026-11-23.csv", answer.headers["Content-Disposition"])
        self.assertEqual([row["Adresse"] for row in rows], ["Jean@exemple.fr", "'=cmd@exemple.fr"])
        self.assertEqual([row["Suit"] for row in rows], ["9", "tout"])
        self.assertEqual(rows[0]["Preuve"], "Suivre les actions par courriel.")
        self.assertEqual(self.journal(), [("abonnés", "Liste exportée : 2 adresses.")])

    def test_a_list_is_read_shown_and_taken(self):
        file = SimpleUploadedFile("liste.csv", LIST)
        preview = self.client.post(ADD_LIST, {"file": file, "sworn": "on"}, follow=True)
        self.assertContains(preview, "<strong>1 adresse à ajouter</strong>")
        self.assertContains(preview, "Déjà abonnée")
        self.assertContains(preview, '<th scope="row">Papier</th><td>01/10/2026</td>')
        self.assertNotContains(preview, "nouvelle@")
        self.assertEqual(Subscriber.objects.count(), 1)

        found = ListImport.objects.get()
        done = self.client.post(reverse("admin:newsletter_take_list", args=[found.pk]), follow=True)
        self.assertContains(done, "Liste importée : 1 abonné ajouté.")
        self.assertEqual(Subscriber.objects.count(), 2)
        self.assertEqual(self.journal(), [("abonnés", "Liste importée : 1 abonné ajouté.")])
        found.refresh_from_db()
        self.assertEqual((found.rows, found.made_by), ([], self.user))

        again = self.client.post(
            reverse("admin:newsletter_take_list", args=[found.pk]), follow=True
        )
        self.assertContains(again, "rien n’a changé")

    def test_a_list_without_the_word_of_who_brings_it_is_refused(self):
        page = self.client.post(ADD_LIST, {"file": SimpleUploadedFile("liste.csv", LIST)})
        self.assertContains(page, "Sans preuve de l’accord")
        self.assertEqual(ListImport.objects.count(), 0)

    def test_a_file_that_cannot_be_read_is_told(self):
        file = SimpleUploadedFile("liste.xlsx", b"PK\x03\x04\0\0")
        page = self.client.post(ADD_LIST, {"file": file, "sworn": "on"})
        self.assertContains(page, "Ce fichier est abîmé")

    def test_a_list_not_taken_in_time_says_so(self):
        found = ListImport.objects.create(made_by=self.user, accepted=3)
        page = self.client.get(reverse("admin:newsletter_listimport_change", args=[found.pk]))
        self.assertContains(page, "n’a pas été prise dans la journée")

    def test_nothing_else_is_open_to_this_role(self):
        self.assertEqual(
            self.client.get(reverse("admin:actions_action_changelist")).status_code, 403
        )

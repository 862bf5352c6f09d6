"""The desk, and the search over everything."""

from django.contrib.auth.models import Group, User
from django.test import TestCase
from django.urls import reverse

from actions.models import Redaction
from backoffice.lists import FrenchList, terms
from pages.models import Page
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import (
    make_action,
    make_figure,
    make_moment,
    make_service,
    record,
)
from tests.staff.test_back_office import listed_models


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.people = {}
        for role in ("Communication", "Suivi des actions", "Lecture", "Protection des personnes"):
            person = User.objects.create_user(role, is_staff=True)
            person.groups.add(Group.objects.get(name=role))
            cls.people[role] = person

    def desk(self, role):
        self.client.force_login(self.people[role])
        return self.client.get(reverse("admin:index"))

    def leads(self, role):
        return [
            line.lead for section in self.desk(role).context["sections"] for line in section.lines
        ]

    def test_each_role_has_what_waits_for_it_and_each_line_leads_there(self):
        make_action("en-cours", number=1, title="", next_review_on="2019-01-01")
        make_service(state="relu", name="Eau")
        make_figure("ouverture", 553, unit="jours", next_review_on="2020-01-01")
        late = record(make_action(number=2, title="Halles"), text="Mme Dupont.", status="en-cours")
        redaction = Redaction.objects.create(
            event=late, cells=["texte"], reason="nom", asked_by=self.people["Lecture"]
        )
        with clock_at("2026-01-05T10:00"):
            Page.objects.create(slug="oubliee", title="Oubliée")

        self.assertEqual(
            self.leads("Suivi des actions"), ["Action n° 1", "Actions sans intitulé : 1"]
        )
        self.assertEqual(
            [lead for lead in self.leads("Communication") if "Mentions" not in lead],
            ["1 service à publier", "1 page en brouillon", "Ouverture"],
        )
        self.assertEqual(self.leads("Lecture"), [])
        self.assertEqual(
            [
                (line.url, line.is_late)
                for section in self.desk("Protection des personnes").context["sections"]
                for line in section.lines
                if "confirmer" in line.text
            ],
            [(reverse("admin:actions_redaction_change", args=[redaction.pk]), True)],
        )
        page = self.desk("Communication")
        self.assertContains(page, "valeur impossible : une année a 366 jours au plus")
        for section in page.context["sections"]:
            for line in section.lines:
                self.assertEqual(self.client.get(line.url).status_code, 200, line)

    def test_filters_that_the_lines_name_hold_those_lines(self):
        untitled = make_action("en-cours", title="")
        make_action("en-cours", title="Halles")
        self.client.force_login(self.people["Suivi des actions"])
        listed = self.client.get(reverse("admin:actions_action_changelist"), {"title__isempty": 1})
        self.assertEqual([action.pk for action in listed.context["cl"].result_list], [untitled.pk])

    def test_what_changed_and_what_one_comes_to_do(self):
        event = record(make_action(number=9, title="Halles"), text="Les travaux commencent.")
        page = self.desk("Suivi des actions")
        self.assertEqual(page.context["lately"][0].url, f"/admin/actions/event/{event.pk}/change/")
        self.assertEqual(
            [gesture.label for gesture in page.context["gestures"]],
            ["Enregistrer une étape", "Importer un tableau"],
        )
        for gesture in page.context["gestures"]:
            self.assertEqual(self.client.get(gesture.url).status_code, 200)

    def test_an_empty_desk_says_so(self):
        self.client.force_login(User.objects.create_user("personne", is_staff=True))
        page = self.client.get(reverse("admin:index"))
        self.assertContains(page, "Rien ne vous attend.")
        self.assertContains(page, "Votre compte n’a encore aucun droit")


class FoldedSearchTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_superuser("admin")
        cls.halles = make_action("en-cours", number=9, title="Halles de l’Abbaye, au cœur")
        make_action("en-cours", number=19, title="Médiathèque")
        cls.of_2019 = record(cls.halles, text="En 2019, le 1er mai.", occurred_on="2019")
        cls.of_nine = record(
            cls.halles, text="La 9 est ouverte, 1 950 visites.", occurred_on="2018"
        )
        for name in ("Éclairage", "Zoo", "Eau", "école"):
            make_service(name=name)

    def setUp(self):
        self.client.force_login(self.user)

    def found(self, name, typed):
        page = self.client.get(reverse(f"admin:{name}_changelist"), {"q": typed})
        return [str(record) for record in page.context["cl"].result_list]

    def test_accents_case_apostrophes_and_ligatures_do_not_matter(self):
        for typed in ("l'Abbaye", "COEUR", "abbaye halles", "« de l’abbaye »", "n° 9", "N°9", "9"):
            with self.subTest(typed):
                self.assertEqual(self.found("actions_action", typed), [str(self.halles)])
        self.assertEqual(self.found("services_service", "eclairage"), ["Éclairage"])
        self.assertEqual(self.found("services_service", "ÉCOLE"), ["école"])
        self.assertEqual(self.found("actions_action", "abbaye zoo"), [])
        self.assertEqual(self.found("actions_action", "%"), [])
        self.assertEqual(
            self.found("actions_action", "\x00' \" («"), self.found("actions_action", "")
        )

    def test_a_number_is_found_whole(self):
        self.assertEqual(self.found("figures_figure", "9" * 40), [])
        for typed, text in (
            ("1950", self.of_nine),
            ("1 950", self.of_nine),
            ("2019", self.of_2019),
        ):
            with self.subTest(typed):
                self.assertEqual(self.found("actions_event", typed), [str(text)])
        self.assertEqual([term.text for term in terms("n° 9 du 12/07")], ["9", "du", "12/07"])

    def test_autocompletes_find_alike(self):
        answer = self.client.get(
            reverse("admin:autocomplete"),
            {
                "app_label": "services",
                "model_name": "moment",
                "field_name": "service",
                "term": "eclair",
            },
        )
        self.assertEqual([one["text"] for one in answer.json()["results"]], ["Éclairage"])

    def test_names_are_in_the_order_of_dictionaries(self):
        names = ["Eau", "Éclairage", "école", "Zoo"]
        self.assertEqual(self.found("services_service", ""), names)
        page = self.client.get(reverse("admin:services_service_changelist"), {"o": "-1"})
        self.assertEqual([str(one) for one in page.context["cl"].result_list], names[::-1])

    def test_every_list_is_searched_so(self):
        for model, model_admin in listed_models().items():
            with self.subTest(model._meta.label):
                self.assertIsInstance(model_admin, FrenchList)

    def test_one_search_over_everything_one_may_see(self):
        make_moment(title="Éclairage du soir", text="Les lampes s’allument.")
        page = self.client.get(reverse("admin:search"), {"q": "eclairage"})
        self.assertEqual(
            {kind.name: [hit.text for hit in kind.hits] for kind in page.context["kinds"]},
            {"services": ["Éclairage"], "moments de la journée": ["08:00 Éclairage du soir"]},
        )
        page = self.client.get(reverse("admin:search"), {"q": "s'allument"})
        self.assertContains(page, "texte : Les lampes s’allument.")
        for hit in [hit for kind in page.context["kinds"] for hit in kind.hits]:
            self.assertEqual(self.client.get(hit.url).status_code, 200)
        self.assertContains(
            self.client.get(reverse("admin:search"), {"q": "xyz"}), "Rien de ce que"
        )
        self.assertContains(self.client.get(reverse("admin:search")), "Écrivez un mot")
        self.client.force_login(User.objects.create_user("sans-droit", is_staff=True))
        page = self.client.get(reverse("admin:search"), {"q": "eclairage"})
        self.assertEqual(page.context["kinds"], [])
        self.client.logout()
        self.assertEqual(self.client.get(reverse("admin:search")).status_code, 302)

from io import StringIO

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from actions.models import Action, Event
from pages.models import Page
from staff.roles import ROLES, create_roles
from tests.databases import prepared
from tests.factories import make_action, make_figure, record
from tests.seeded import seed
from tests.test_contents import kinds

KEPT_BY_ADMINISTRATORS = {"auth.user", "auth.group", "admin.logentry", "staff.helpdesk"}
# Whoever answers the public, alone, meets their addresses.
KEPT_BY_ADMINISTRATORS |= {"contact.message"}


class CreationTests(TestCase):
    def test_seed_creates_the_groups_once(self):
        seed()
        self.assertIn("   10 × groupe de droits\n", prepared("seeded").report)
        out = StringIO()
        call_command("seed", stdout=out)
        self.assertIn("Tout est déjà là : rien n’a changé.\n", out.getvalue())
        self.assertEqual(
            sorted(Group.objects.values_list("name", flat=True)),
            [
                "Abonnements",
                "Communication",
                "Lecture",
                "Protection des personnes",
                "Rédaction",
                "Réponses au public",
                "Suivi des actions",
                "Tribunes",
                "Validation",
                "Validation de la lettre d’information",
            ],
        )

    def test_what_an_administrator_took_away_stays_away(self):
        create_roles()
        Group.objects.get(name="Lecture").permissions.clear()
        self.assertEqual(create_roles(), [])
        self.assertEqual(Group.objects.get(name="Lecture").permissions.count(), 0)

    def test_what_shipped_roles_lack_is_told_and_added_when_it_is_asked(self):
        create_roles()
        writers, readers = (Group.objects.get(name=name) for name in ("Rédaction", "Lecture"))
        change = writers.permissions.get(codename="change_page")
        writers.permissions.remove(change)
        readers.name = "Consultation"
        readers.save()
        readers.permissions.clear()
        ours = Group.objects.create(name="Stagiaires")

        def run(*arguments):
            out = StringIO()
            call_command("roles", *arguments, stdout=out)
            return out.getvalue()

        told = run()
        self.assertIn("Lecture : rôle qui manque\n", told)
        self.assertIn("Rédaction, droits qui manquent :\n  Pages : page, modifier\n", told)
        self.assertIn("« manage.py roles --add » ajoute ce qui manque.", told)
        self.assertNotIn(change, writers.permissions.all())
        told = run("--add", "Rédaction")
        self.assertEqual(told, "Rédaction, droits ajoutés :\n  Pages : page, modifier\n")
        self.assertIn(change, writers.permissions.all())
        self.assertEqual(run("--add"), "Lecture : rôle créé\n")
        self.assertEqual(run("--add"), "Rien ne manque aux rôles livrés.\n")
        for group in (readers, ours):
            self.assertEqual(group.permissions.count(), 0)
        with self.assertRaisesMessage(CommandError, "Rôles inconnus : Chef."):
            run("--add", "Chef")

    def test_every_model_that_a_role_names_exists(self):
        create_roles()
        for name, rights in ROLES.items():
            permissions = Group.objects.get(name=name).permissions
            for verb, places in rights.items():
                for place in places:
                    app, _, model = place.partition(".")
                    with self.subTest(role=name, verb=verb, place=place):
                        found = permissions.filter(
                            content_type__app_label=app, codename__startswith=f"{verb}_{model}"
                        )
                        self.assertTrue(found.exists())

    def test_no_role_writes_past_versions_or_accounts(self):
        create_roles()
        granted = Group.objects.values_list(
            "permissions__content_type__app_label", "permissions__codename"
        )
        self.assertEqual(
            [code for app, code in granted if app == "auth" or "historical" in code], []
        )


class RoleTestCase(TestCase):
    role: str

    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.user = User.objects.create_user("personne", is_staff=True)
        cls.user.groups.add(Group.objects.get(name=cls.role))
        cls.action = make_action("en-cours", number=9, title="Les Halles")
        cls.page = Page.objects.create(slug="campagne", title="La campagne")
        make_figure("lignes-de-bus")

    def setUp(self):
        self.client.force_login(self.user)

    def allowed(self, page):
        """The models whose page answers to this person."""
        found = set()
        for model in admin.site._registry:
            label = model._meta.label_lower
            url = reverse(f"admin:{label.replace('.', '_')}_{page}")
            status = self.client.get(url).status_code
            self.assertIn(status, (200, 302, 403))  # 302: straight to the only record
            if status != 403:
                found.add(label)
        return found

    def readable(self):
        """All that has a list, but for what administrators keep to themselves."""
        return {m._meta.label_lower for m in admin.site._registry} - KEPT_BY_ADMINISTRATORS

    def add_event(self):
        return self.client.post(
            reverse("admin:actions_event_add"),
            {
                "action": self.action.pk,
                "occurred_on": "2019",
                "text": "Fini.",
                "status": "realisee",
                "certainty": "deduite",
                "reservation": "Date à préciser.",
            },
        ).status_code

    def preview_import(self):
        file = SimpleUploadedFile("statuts.csv", "N°;Statut\n9;en cours\n".encode())
        return self.client.post(reverse("admin:actions_importrun_add"), {"file": file}).status_code

    def publish_page(self):
        self.client.post(
            reverse("admin:pages_page_change", args=[self.page.pk]),
            {"title": "La campagne de 2019", "state": "publie"},
        )
        self.page.refresh_from_db()
        return self.page.title, self.page.state

    def rename_action(self):
        url = reverse("admin:actions_action_change", args=[self.action.pk])
        form = {"title": "Renommée", "body": "ville", "state": "publie", "criterion_choice": "non"}
        status = self.client.post(
            url, form | {"events-TOTAL_FORMS": "0", "events-INITIAL_FORMS": "0"}
        ).status_code
        self.action.refresh_from_db()
        return status, self.action.title


class CommunicationTests(RoleTestCase):
    role = "Communication"

    def test_all_but_accounts_is_read(self):
        self.assertEqual(self.allowed("changelist"), self.readable())

    def test_contents_are_added(self):
        self.assertEqual(
            self.allowed("add"),
            {kind._meta.label_lower for kind in kinds()} - {"actions.action"}
            | {
                "figures.figure",
                "figures.source",
                "publishing.picture",
                "writing.attachment",
                "pages.correction",
                "portraits.consent",
                "legal.audit",
                "legal.host",
                "legal.identity",
                "legal.election",
                "legal.publisher",
                "legal.statement",
                "legal.tribunespace",
                "legal.nonconformity",
                "legal.processing",
                "newsletter.issue",
                "services.need",
                "search.signpost",
                "services.trade",
                "pages.campaign",
            },
        )

    def test_a_page_is_written_and_published(self):
        self.assertEqual(self.publish_page(), ("La campagne de 2019", "publie"))
        self.assertContains(self.client.get("/campagne/"), "La campagne de 2019")

    def test_actions_are_left_to_others(self):
        self.assertEqual(self.rename_action(), (403, "Les Halles"))
        self.assertEqual(self.add_event(), 403)
        self.assertEqual(self.preview_import(), 403)

    def test_a_wrong_line_is_taken_out_of_its_form(self):
        self.assertTrue(self.user.has_perm("participation.delete_phase"))
        self.assertFalse(self.user.has_perm("participation.delete_process"))
        self.assertFalse(self.user.has_perm("pages.delete_page"))


class FollowUpTests(RoleTestCase):
    role = "Suivi des actions"

    def test_all_but_accounts_is_read(self):
        self.assertEqual(self.allowed("changelist"), self.readable() - {"portraits.consent"})

    def test_only_events_and_spreadsheets_are_added(self):
        self.assertEqual(self.allowed("add"), {"actions.event", "actions.importrun"})
        self.assertEqual(self.add_event(), 302)
        self.action.refresh_from_db()
        self.assertEqual(self.action.status, "realisee")
        self.assertEqual(Event.objects.latest("rank").recorded_by, self.user)

    def test_actions_are_changed_and_imported(self):
        self.assertEqual(self.rename_action(), (302, "Renommée"))
        self.assertEqual(self.preview_import(), 302)

    def test_contents_are_left_to_others(self):
        self.assertEqual(self.publish_page(), ("La campagne", "brouillon"))

    def test_an_action_is_neither_created_nor_removed(self):
        delete = reverse("admin:actions_action_delete", args=[make_action().pk])
        self.assertEqual(self.client.post(delete, {"post": "yes"}).status_code, 403)
        self.assertEqual(Action.objects.count(), 2)


class ReadingTests(RoleTestCase):
    role = "Lecture"

    def test_all_but_accounts_is_read(self):
        self.assertEqual(self.allowed("changelist"), self.readable() - {"portraits.consent"})

    def test_nothing_is_written(self):
        record(self.action)
        self.assertEqual(self.allowed("add"), set())
        self.assertEqual(self.publish_page(), ("La campagne", "brouillon"))
        self.assertEqual(self.rename_action(), (403, "Les Halles"))
        self.assertEqual(self.add_event(), 403)
        self.assertEqual(self.preview_import(), 403)

    def test_an_object_opens_without_a_way_to_save(self):
        page = self.client.get(reverse("admin:pages_page_change", args=[self.page.pk]))
        self.assertContains(page, "La campagne")
        self.assertNotContains(page, 'name="_save"')

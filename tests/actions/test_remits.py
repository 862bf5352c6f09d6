"""An account limited to a service meets its own actions, and no others, wherever it looks."""

import io

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from actions.imports.applying import apply
from actions.imports.faults import NotAllowed
from actions.imports.undoing import undo
from actions.models import Action, Event, ImportRun, Remit
from publishing.text.typography import typeset
from staff.roles import create_roles
from tests.factories import make_action, make_service, record

OTHERS = (
    "L’action n° 9 est suivie par « Ville d’Alès » ; votre compte suit seulement « Voirie ». "
    "Demandez à Chloé Martin (chloe@ales.test)."
)


class LimitedAccountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.admin = User.objects.create_superuser(
            "chloe", "chloe@ales.test", "x", first_name="Chloé", last_name="Martin"
        )
        cls.roads = make_service(name="Voirie")
        cls.mine = make_action(
            number=12, title="La rue Taisson", status="en-cours", service=cls.roads, body="ccas"
        )
        cls.other = make_action(number=9, title="Les Halles", status="en-cours")
        cls.my_event = record(cls.mine, "Pavage commencé.")
        cls.other_event = record(cls.other, "Toiture commencée.")
        cls.user = User.objects.create_user("vera", is_staff=True)
        cls.user.groups.add(Group.objects.get(name="Suivi des actions"))
        remit = Remit.objects.create(user=cls.user)
        remit.services.add(cls.roads)

    def setUp(self):
        self.user = User.objects.get(pk=self.user.pk)  # nothing remembered
        self.client.force_login(self.user)

    def bring(self, text, client=None):
        file = SimpleUploadedFile("voirie.csv", text.encode())
        (client or self.client).post(reverse("admin:actions_importrun_add"), {"file": file})
        return ImportRun.objects.first()

    def test_lists_searches_choices_and_exports_hold_its_own_actions(self):
        model = {"app_label": "actions", "model_name": "event", "field_name": "action"}
        for url in (
            reverse("admin:actions_action_changelist"),
            reverse("admin:actions_event_changelist"),
            reverse("admin:actions_action_export", args=[0, "csv"]),
            reverse("admin:actions_event_export", args=[0, "csv"]),
            reverse("admin:search", query={"q": "commenc"}),
            reverse("admin:autocomplete", query=model),
            reverse("admin:index"),
        ):
            with self.subTest(url=url):
                page = self.client.get(url).content.decode()
                self.assertTrue("Taisson" in page or "Pavage" in page)
                self.assertNotIn("Halles", page)
                self.assertNotIn("Toiture", page)
        rows = load_workbook(
            io.BytesIO(
                self.client.get(reverse("admin:actions_importrun_template", args=["xlsx"])).content
            )
        )["Actions"]
        self.assertEqual([row[0].value for row in rows][1:], [12])

    def test_pages_of_others_are_refused_and_say_whom_to_ask(self):
        pages = [
            reverse(f"admin:actions_{kind}_{page}", args=[record.pk])
            for kind, record in (("action", self.other), ("event", self.other_event))
            for page in ("change", "history", "delete")
            if (kind, page) != ("event", "delete")  # nobody deletes one
        ]
        pages.append(reverse("admin:actions_action_numero", args=[self.other.pk]))
        for url in pages:
            for page in (self.client.get(url), self.client.post(url, {"title": "X"})):
                with self.subTest(url=url):
                    self.assertEqual(page.status_code, 403)
                    if "numero" not in url and page.request["REQUEST_METHOD"] == "GET":
                        self.assertContains(page, typeset(OTHERS), status_code=403)
        self.assertEqual(Action.objects.get(number=9).title, "Les Halles")
        own = reverse("admin:actions_action_change", args=[self.mine.pk])
        self.assertNotContains(self.client.get(own), 'name="service"')  # nor given away

    def test_a_step_is_recorded_on_its_own_actions_alone(self):
        def add(action, **more):
            form = {"occurred_on": "2019", "text": "Pavé.", "certainty": "prouvee"}
            url = reverse("admin:actions_event_add")
            return self.client.post(url, form | {"action": action.pk} | more)

        self.assertEqual(add(self.mine).status_code, 302)
        self.assertEqual(add(self.other).status_code, 200)
        self.assertEqual(add(self.mine, corrects=self.other_event.pk).status_code, 200)
        self.assertEqual(Event.objects.count(), 3 + 2)  # each action began by an event

    def test_rows_of_others_are_refused_at_the_preview_and_at_the_confirmation(self):
        run = self.bring("N°;Lieu\n12;Centre\n9;Abbaye\n")
        self.assertEqual(run.state, ImportRun.State.REFUSED)
        fault = run.faults.get()
        self.assertEqual((fault.row, fault.message), (3, OTHERS[0].lower() + OTHERS[1:]))
        self.assertEqual(self.bring("N°;Intitulé\n12;La rue\n9;Les Halles\n").state, "apercu")
        moved = self.bring("N°;Service\n12;–\n")
        self.assertEqual(moved.state, "refuse")

        run = self.bring("N°;Lieu\n12;Centre\n")
        Remit.objects.get().services.set([make_service(name="Écoles")])
        with self.assertRaisesMessage(NotAllowed, "votre compte suit seulement « Écoles »"):
            apply(run.pk, User.objects.get(pk=self.user.pk))
        Remit.objects.get().services.set([self.roads])
        apply(run.pk, User.objects.get(pk=self.user.pk))
        self.assertEqual(Action.objects.get(number=12).place, "Centre")
        Remit.objects.get().services.clear()
        with self.assertRaisesMessage(NotAllowed, "votre compte n’en suit aucune"):
            undo(run, User.objects.get(pk=self.user.pk))

    def test_files_brought_by_others_stay_closed(self):
        self.client.force_login(self.admin)
        run = self.bring("N°;Lieu;Pilote interne\n9;Abbaye;Z\n")
        self.client.force_login(self.user)
        for page in ("file", "change", "undo"):
            url = reverse(f"admin:actions_importrun_{page}", args=[run.pk])
            self.assertContains(self.client.get(url), "celui d’une autre personne", status_code=403)
        reader = User.objects.create_user("lea", is_staff=True)
        reader.groups.add(Group.objects.get(name="Lecture"))
        self.client.force_login(reader)
        story = reverse("admin:actions_importrun_change", args=[run.pk])
        file = reverse("admin:actions_importrun_file", args=[run.pk])
        self.assertNotContains(self.client.get(story), file)
        self.assertEqual(self.client.get(file).status_code, 403)

    def test_without_a_limit_or_for_an_administrator_nothing_changes(self):
        Remit.objects.create(user=self.admin)
        for user in (self.admin, User.objects.create_superuser("autre")):
            self.client.force_login(user)
            page = self.client.get(reverse("admin:actions_action_changelist"))
            self.assertContains(page, "Les Halles")

    def test_the_limit_is_written_on_the_page_of_the_account(self):
        self.client.force_login(self.admin)
        form = {
            "username": "sam",
            "email": "sam@ales.test",
            "groups": Group.objects.get(name="Suivi des actions").pk,
            "remit-TOTAL_FORMS": 1,
            "remit-INITIAL_FORMS": 0,
            "remit-0-bodies": "ccas",
            "tribune_writer-TOTAL_FORMS": 0,
            "tribune_writer-INITIAL_FORMS": 0,
        }
        self.client.post(reverse("admin:auth_user_add"), form)
        sam = User.objects.get(username="sam")
        self.assertEqual(str(sam.remit), "« CCAS d’Alès »")
        self.assertTrue(sam.remit.holds(self.mine))
        self.assertFalse(sam.remit.holds(self.other))
        url = reverse("admin:auth_user_change", args=[sam.pk])
        emptied = {"remit-INITIAL_FORMS": 1, "remit-0-id": sam.remit.pk, "remit-0-user": sam.pk}
        form.pop("remit-0-bodies")
        page = self.client.post(url, form | {"is_active": "on"} | emptied)
        self.assertContains(page, "Cochez un service ou un organisme, ou supprimez la limite")

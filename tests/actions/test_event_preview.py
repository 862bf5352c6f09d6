"""Before an event is written for ever, its form shows what it will change."""

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from actions.models import Action, Event
from tests.factories import make_action, make_subscriber
from tests.staff.browsing import Filled, FormReader

ADD = "admin:actions_event_add"


class EventPreviewTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.halles = make_action("en-cours", number=9, title="Les Halles")
        make_action("realisee", number=1)
        make_subscriber("suit@ales.fr")
        cls.user = User.objects.create_superuser("lea")

    def setUp(self):
        self.client.force_login(self.user)
        self.form = Filled(self.client, f"{reverse(ADD)}?action={self.halles.pk}")
        self.form.data.pop("_continue", None)
        self.form["occurred_on"], self.form["text"] = "8 juillet 2019", "Les Halles sont livrées."
        self.form["status"], self.form["certainty"] = "realisee", "prouvee"

    def preview(self, **more):
        return self.client.post(reverse(ADD), self.form.data | {"_apercu": "1"} | more)

    def confirm(self, page, button="_save"):
        data = FormReader(page.content.decode(), form_id="").data
        return self.client.post(reverse(ADD), data | {button: "1"})

    def test_it_shows_what_changes_and_records_nothing(self):
        self.assertNotContains(self.client.get(reverse(ADD)), 'name="_save"')
        count = Event.objects.count()
        self.assertContains(self.preview(), "« Réalisée » demande une preuve")
        file = SimpleUploadedFile("note.pdf", b"%PDF-1.7\n%%EOF")
        page = self.preview(file=file, evidence_title="Note")
        for told in (
            "<del>En cours (prouvée)</del> <ins>Réalisée (prouvée)</ins>",
            "<div><dt>Total, réalisées</dt><dd><del>1</del> <ins>2</ins></dd></div>",
        ):
            self.assertContains(page, told, html=True)
        self.assertContains(page, "Les Halles sont livrées.")
        self.assertNotContains(page, "est ajoutée")
        self.assertContains(page, "personne suit ces actions par courriel")
        self.assertEqual(Event.objects.count(), count)
        self.halles.refresh_from_db()
        self.assertEqual(self.halles.status, "en-cours")
        # « Corriger » gives the form back, the file with it; then it is recorded, once.
        again = self.confirm(page, "_reprise")
        self.assertContains(again, "Les Halles sont livrées.")
        self.assertContains(again, "Fichier gardé : note.pdf")
        self.assertEqual(Event.objects.count(), count)
        self.assertEqual(self.confirm(page).status_code, 302)
        event = Event.objects.latest("rank")
        self.assertEqual(
            (event.text, event.evidence_kind), ("Les Halles sont livrées.", "document")
        )
        self.assertEqual(Action.objects.get(number=9).status, "realisee")
        self.assertContains(self.client.get("/actions/9/"), "Les Halles sont livrées.")
        self.confirm(page)
        self.assertEqual(Event.objects.count(), count + 1)

    def test_what_changes_nothing_says_so(self):
        Action.objects.filter(pk=self.halles.pk).update(state="brouillon")
        self.form["status"] = "en-cours"
        page = self.preview()
        self.assertContains(page, "comme avant")
        self.assertContains(page, "inchangés")
        self.assertContains(page, "cette action n’est pas publique")

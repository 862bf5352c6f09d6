"""Titles and words that the site does not know: asked once, remembered for the service."""

from django.test import TestCase
from django.urls import reverse

from actions.imports.planning import prepare
from actions.models import Action, ImportRun, ImportWord, Remit
from tests.factories import make_action, make_service, make_theme, record

from .files import ImportMixin, make_importer

HEADER = "N°;Où on en est;Le jour où;Récit;Fiche interne;Thème"
ROWS = (
    "1;livrée partiellement;01/03/2024;Vu.;A-12;Les bus",
    "2;livrée partiellement;02/03/2024;Vu.;;Les bus",
)


class AskedOnceTests(ImportMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.roads = make_service(name="Voirie")
        bus = make_theme(name="Bus et mobilités", slug="bus-et-mobilites")
        for number in (1, 2):
            make_action("a-venir", number=number, service=cls.roads, theme=bus)

    def setUp(self):
        super().setUp()
        Remit.objects.create(user=self.user).services.add(self.roads)
        self.client.force_login(self.user)

    def address(self, name, *args):
        return reverse(f"admin:actions_{name}", args=args)

    def say(self, run, **more):
        """Answer by the written words of each question, as the form does without a script."""
        page = self.client.get(self.address("importrun_change", run.pk))
        names = {q["written"]: f"word-{n}" for n, q in enumerate(run.questions)}
        for written in names.keys() & more.keys():
            self.assertContains(page, f'name="{names[written]}"', msg_prefix=written)
        posted = {names.get(written, written): value for written, value in more.items()}
        page = self.client.post(self.address("importrun_mend", run.pk), posted, follow=True)
        return page.context["run"]

    def test_titles_then_words_then_nothing(self):
        run = self.prepare(*ROWS, header=HEADER)
        asked = {q["written"]: q["suggestion"] for q in run.questions}
        self.assertEqual(
            asked,
            {
                "Les bus": "bus-et-mobilites",
                "Où on en est": "",
                "Le jour où": "occurred_on",
                "Récit": "",
                "Fiche interne": "",
            },
        )

        run = self.say(
            run,
            **{"Où on en est": "status", "Le jour où": "occurred_on", "Récit": "text"},
            **{"Fiche interne": "-"},
        )
        words = [q for q in run.questions if q["field"]]
        self.assertEqual(
            [(q["written"], q["count"], q["suggestion"]) for q in words],
            [("livrée partiellement", 2, ""), ("Les bus", 2, "bus-et-mobilites")],
        )
        page = self.client.get(self.address("importrun_change", run.pk))
        self.assertContains(page, "«\u00a0livrée partiellement\u00a0» (dans 2 cellules) se lit", 1)
        self.assertContains(page, "Bus et mobilités (sans doute)", 1)
        self.assertContains(page, "Mots lus comme vos services l’ont dit (4)")
        run = self.say(run, **{"livrée partiellement": "en-cours", "Les bus": "bus-et-mobilites"})
        self.assertEqual((run.state, run.faults_count, run.counts["events"]), ("apercu", 0, 2))
        self.assertFalse(ImportRun.objects.exclude(pk=run.pk).exists())
        self.client.post(self.address("importrun_confirm", run.pk))
        run.refresh_from_db()
        self.assertEqual((run.state, run.questions), ("applique", []))

        again = self.prepare("2;Livrée  partiellement;mai 2024;Revu.;B;LES BUS", header=HEADER)
        self.assertEqual(
            (again.faults_count, again.counts["events"], again.notes), (0, 1, again.notes)
        )
        self.assertFalse([q for q in again.questions if q["answer"] is None])

    def test_another_service_is_asked_and_a_word_taken_back_is_asked_again(self):
        run = self.prepare("1;livrée partiellement;2024;Vu.", header="N°;Statut;Date;Texte")
        self.say(run, **{"livrée partiellement": "en-cours"})
        other = make_importer("autre")
        header = "N°;Statut;Date;Texte"
        row = "1;livrée partiellement;2024;Vu."
        self.assertEqual(self.prepare(row, header=header, user=other).faults_count, 1)
        [word] = ImportWord.objects.all()
        self.assertEqual(
            (word.service, word.shown, word.said_by), (self.roads, "En cours", self.user)
        )

        listed = self.client.get(self.address("importword_changelist"))
        self.assertContains(listed, "livrée partiellement")
        ImportWord.objects.remember(other, [["", "x", "x", "", "laissé de côté"]])
        for_all = ImportWord.objects.get(service=None)
        self.assertEqual(
            self.client.get(self.address("importword_change", for_all.pk)).status_code, 403
        )
        self.client.post(self.address("importword_delete", word.pk), {"post": "yes"})
        self.assertEqual(list(ImportWord.objects.all()), [for_all])
        self.assertEqual(self.prepare(row, header=header).faults_count, 1)

    def test_an_unknown_column_is_suggested_by_its_title_and_its_values_and_stops_nothing(self):
        header = "N°;Statut;Date;Texte;Réalisation effective le;Lien vers l’article;Crédits;Agent"
        rows = [
            "1;En cours;01/03/2024;Vu.;02/03/2024;https://www.ales.fr/a;12 000;Durand",
            "2;;;;;;;Martin",
        ]
        run = self.prepare(*rows, header=header)
        self.assertEqual((run.state, run.counts["events"]), (ImportRun.State.PREVIEWED, 1))
        self.assertEqual(
            {q["written"]: q["suggestion"] for q in run.questions},
            {
                "Réalisation effective le": "",
                "Lien vers l’article": "evidence_url",
                "Crédits": "",
                "Agent": "",
            },
        )
        page = self.client.get(self.address("importrun_change", run.pk))
        self.assertContains(page, "4 colonnes sont inconnues")
        self.assertContains(page, "Durand · Martin")
        run = self.say(run, **{"Lien vers l’article": "evidence_url", "aside": "1"})
        [event] = run.changes.filter(kind="etape")
        self.assertEqual(event.after["evidence_url"], "https://www.ales.fr/a")
        self.assertEqual(ImportWord.objects.filter(meaning="").count(), 3)
        again = prepare(self.write("\n".join([header, *rows])), self.user)
        self.assertTrue(all(q["answer"] is not None for q in again.questions))

    def test_what_the_file_has_no_column_for_is_asked_on_the_page(self):
        make_action("realisee", number=3, service=self.roads)
        run = self.prepare("3;En cours", header="N°;Statut")
        faults = {fault.field: fault for fault in run.faults}
        self.assertEqual(set(faults), {"occurred_on", "text"})
        self.assertIn("écrivez-en la raison", faults["text"].message)
        posted = {"text": "Le toit fuit.", "occurred_on": "mai 2062"}
        posted = {f"cell-{faults[key].pk}": words for key, words in posted.items()}
        url = self.address("importrun_mend", run.pk)
        run = self.client.post(url, posted, follow=True).context["run"]
        [fault] = run.faults
        self.assertIn("ne peut pas être future", fault.message)
        posted = {f"cell-{fault.pk}": "mai 2024"}
        url = self.address("importrun_mend", run.pk)
        run = self.client.post(url, posted, follow=True).context["run"]
        self.assertEqual((run.faults_count, run.counts["events"]), (0, 1))
        self.assertIn("ne s’efface pas", self.faults("1;—", header="N°;Fin prévue")[0])

    def test_the_exported_lists_come_back_as_they_left(self):
        self.user.is_superuser = True
        self.user.save()
        wrong = Action.objects.get(number=1).events.first()
        Action.objects.filter(number=2).update(reservation="Un doute sur l’action.")
        record(wrong.action, "Pas si vite.", "2019-04", corrects=wrong)
        for name in ("action", "event"):
            for extension in ("xlsx", "ods", "csv"):
                page = self.client.get(self.address(f"{name}_export", 0, extension))
                path = self.write(page.content, f"liste.{extension}")
                with self.subTest(name, extension=extension):
                    run = prepare(path, self.user)
                    self.assertEqual([str(change) for change in run.changes.all()], [])
                    self.assertEqual(run.questions, [])
                    if (name, extension) == ("action", "xlsx"):
                        Action.objects.filter(number=1).update(place="Changé depuis")
                        run = prepare(path, self.user)
                        self.assertEqual(run.changes.count(), 0)
                        Action.objects.filter(number=1).update(place="")

    def test_what_the_form_does_not_offer_is_not_believed(self):
        run = self.prepare("1;livrée partiellement;2024;Vu.", header="N°;Statut;Date;Texte")
        self.client.post(self.address("importrun_mend", run.pk), {"word-0": "fini"})
        self.client.post(self.address("importrun_mend", run.pk), {"word-9": "en-cours"})
        self.assertFalse(ImportWord.objects.exists())

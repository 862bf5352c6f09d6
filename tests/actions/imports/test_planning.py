"""What a file asks, told before anything changes."""

import datetime

from django.test import TestCase
from openpyxl import Workbook

from actions.imports.applying import apply
from actions.imports.planning import prepare
from actions.imports.story import described_changes, sentences
from actions.models import Action, Event
from spreadsheets import Refused
from tests.factories import make_action, make_service, make_subscriber, make_theme, record

from .files import EVENTS_HEADER, ImportMixin


class ActionsSheetTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.theme = make_theme(name="Commerces", slug="commerces")
        self.halls = make_action(number=9, status="en-cours", theme=self.theme, title="Les Halles")
        make_action(number=1, status="realisee")

    def changes(self, run):
        return [
            (told.number, *line) for told in described_changes(run.asked) for line in told.lines
        ]

    def test_the_story_counts_what_moves_what_recedes_and_what_stays(self):
        make_action(number=2, status="a-venir")
        make_action(number=3, status="a-venir")
        run = self.prepare(
            "9;terminé;2020;Livré.;ales.fr/halles",
            "1;travaux en cours;2021;Un défaut oblige à rouvrir le chantier.;",
            "2;engagé;mai 2020;Lancée.;",
            "3;;;;",
        )
        self.assertEqual(
            sentences(run),
            [
                "1 action passe à « réalisée », 2 actions passent à « en cours », 1 revient "
                "en arrière (motif demandé), 1 sans changement."
            ],
        )

    def test_a_preview_writes_nothing_public(self):
        before = Event.objects.count(), Action.history.count()
        self.prepare("9;Réalisée;2020;Livré.;ales.fr/halles")
        self.assertEqual((Event.objects.count(), Action.history.count()), before)

    def test_fields_are_told_one_by_one_in_words(self):
        other = make_theme(name="Équipements", slug="equipements")
        make_service(name="Voirie", slug="voirie")
        run = self.prepare(
            "9;equipements;Mairie;voirie;12 000 €;01/02/2026;L’abbaye",
            header="N°;Thème;Organisme;Service;Budget dépensé;Prochaine mise à jour;Lieu",
        )
        self.assertEqual(
            self.changes(run),
            [
                (9, "Thème", "Commerces", other.name),
                (9, "Service", "", "Voirie"),
                (9, "Lieu", "", "L’abbaye"),
                (9, "Budget dépensé (€)", "", "12\u202f000\u202f€"),
                (9, "Prochaine mise à jour", "", "1er février 2026"),
            ],
        )

    def test_a_dash_clears_what_may_be_empty_and_only_that(self):
        self.halls.place = "Ici"
        self.halls.save()
        header = "N°;Intitulé;Thème;Statut;Lieu;Organisme"
        run = self.prepare("9;-;–;—;−;-", header=header)
        self.assertEqual(
            [fault.column for fault in run.faults], ["Intitulé", "Statut", "Organisme"]
        )
        run = self.prepare("9;;–;;−;", header=header)
        self.assertEqual(
            self.changes(run), [(9, "Thème", "Commerces", "vide"), (9, "Lieu", "Ici", "vide")]
        )

    def test_every_bad_cell_is_told_not_the_first_alone(self):
        faults = self.faults(
            "9;fini!;demain;x;Comerce;cher;2025",
            header="N°;Statut;Date;Texte;Thème;Budget;Prochaine mise à jour",
        )
        self.assertEqual(
            faults,
            [
                "Ligne 2, colonne « Statut » : « fini! » n’est pas un "
                "statut ; attendu : « Réalisée », « En cours », « À venir », « Suspendue », "
                "« Abandonnée », « Statut inconnu ».",
                "Ligne 2, colonne « Date » : « demain » n’est pas une date "
                "lisible ; attendu : 19/05/2017, 19 mai 2017, mai 2017, T2 2017 ou 2017.",
                "Ligne 2, colonne « Thème » : « Comerce » n’est pas un "
                "thème ; attendu : « Commerces ».",
                "Ligne 2, colonne « Budget » : « cher » n’est pas un coût ; "
                "attendu : 14 M€, 7 à 8 M€ ou 1 200 000 €.",
                "Ligne 2, colonne « Prochaine mise à jour » : « 2025 » ne dit "
                "pas le jour ; attendu : 19/05/2017 ou 19 mai 2017.",
            ],
        )

    def test_a_fault_names_its_cell(self):
        fault = self.prepare("9;fini!;;;").faults.get()
        self.assertEqual((fault.reference, fault.row, fault.field), ("B2", 2, "status"))

    def test_the_rules_of_the_model_are_told_by_cell(self):
        self.assertEqual(
            self.faults(
                "9;Réalisée;01/01/2999;Livré.;",
                f"1;;;;;{'x' * 201};-5",
                header=("N°;Statut;Date;Ce qui s’est passé;Preuve;Lieu;Budget dépensé"),
            ),
            [
                "Ligne 2, colonne « Date » : Une étape raconte ce qui s’est "
                "passé : sa date ne peut pas être future.",
                "Ligne 2, colonne « Preuve » : « Réalisée » demande une "
                "preuve, ou une réserve que le public verra.",
                "Ligne 3, colonne « Lieu » : Assurez-vous que cette valeur "
                "comporte au plus 200 caractères (actuellement 201).",
                "Ligne 3, colonne « Budget dépensé » : Assurez-vous que cette "
                "valeur est supérieure ou égale à 0.",
            ],
        )

    def test_a_step_back_asks_its_reason(self):
        self.assertIn(
            "l’action revient en arrière, de « Réalisée » à « En cours » : écrivez-en la raison.",
            self.faults("1;en cours;2020;;")[0],
        )

    def test_a_reservation_stands_for_evidence(self):
        run = self.prepare(
            "9;livré;2020;Livré.;Preuve à retrouver.", header=("N°;Statut;Date;Texte;Réserve")
        )
        self.assertEqual((run.state, run.counts["events"]), ("apercu", 1))

    def test_an_old_event_that_decides_nothing_is_said(self):
        run = self.prepare("9;Suspendue;2016;Pause.;")
        self.assertEqual(run.counts["moves"], {})
        self.assertIn("1 statut demandé ne s’applique pas", sentences(run)[0])

    def test_evidence_without_a_text_is_a_fault_and_a_date_alone_is_left_aside(self):
        self.assertIn("une phrase qui la raconte", self.faults("9;;2020;;ales.fr/halles")[0])
        run = self.prepare("9;En cours;2020;;")
        self.assertEqual((run.faults.count(), run.counts["unchanged"]), (0, 1))
        self.assertIn("Une date sans texte", run.notes[-1])

    def test_news_move_nothing(self):
        run = self.prepare("9;en cours;2020;Les étaliers sont consultés.;")
        self.assertEqual((run.counts["news"], run.counts["moves"]), (1, {}))

    def test_a_first_status_enters_the_plan_even_as_the_default(self):
        make_action(number=5)
        run = self.bring("5;À venir;29/03/2017;Annoncée.;")
        self.assertEqual(run.events.get().status, "a-venir")

    def test_what_the_site_tells_already_is_not_told_again(self):
        record(self.halls, "Une  visite.", "2018-05-02")
        run = self.prepare("9;;02/05/2018;Une  visite.;")
        self.assertEqual(run.counts["unchanged"], 1)

    def test_what_is_recorded_cannot_be_said_otherwise(self):
        record(self.halls, "Une visite.", "2018-05-02", evidence_url="https://ales.fr/a")
        self.assertEqual(
            self.faults("9;;02/05/2018;Une visite.;ales.fr/b"),
            [
                "Ligne 2, colonne « Preuve (adresse) » : cette étape est déjà "
                "enregistrée, avec « https://ales.fr/a ». Ce qui est enregistré ne se modifie "
                "pas : reprenez cette valeur, ou rectifiez l’étape sur le site."
            ],
        )

    def test_an_event_corrected_since_is_not_there_any_more(self):
        wrong = record(self.halls, "Une visite.", "2018-05-02")
        record(self.halls, "Pas de visite.", "2018-05-02", corrects=wrong)
        self.assertEqual(self.prepare("9;;02/05/2018;Une visite.;").counts["events"], 1)

    def test_unknown_columns_headings_totals_and_notes_are_told_and_left_aside(self):
        run = self.prepare(
            "Commerces;;;;;",
            "9;;;;;bleu",
            "Total;;;;12;",
            ";;note de bas de page;;;",
            header="N°;Statut;Date;Texte;Budget;Couleur",
        )
        self.assertEqual((run.faults.count(), run.counts["unchanged"]), (0, 1))
        self.assertEqual(
            run.notes[-2:],
            [
                "Fichier : colonnes sans usage ici, laissées de côté : « Couleur ».",
                "Fichier : lignes sans numéro d’action, laissées de côté : 2, 4, 5.",
            ],
        )

    def test_a_line_that_says_something_needs_its_number(self):
        self.assertEqual(
            self.faults(";Réalisée;2020;Livré.;"),
            [
                "Ligne 2, colonne « N° » : cette ligne n’a pas de numéro "
                "d’action : ajoutez-le, ou videz la ligne."
            ],
        )

    def test_a_file_without_headers_is_refused_with_a_remedy(self):
        with self.assertRaises(Refused) as refusal:
            self.prepare("9;fini", header="a;b")
        self.assertIn("Il faut au moins une colonne « N° »", str(refusal.exception))

    def test_numbers_beyond_the_smallest_integers_are_actions_too(self):
        make_action(number=50_000)
        self.assertEqual(self.prepare("50000;en cours;2020;Lancée.;").counts["events"], 1)

    def test_who_will_be_written_to_is_told_before(self):
        make_subscriber(actions=[self.halls])
        run = self.prepare("9;;2020;Une visite.;")
        self.assertEqual(
            sentences(run)[-1],
            "1 personne suit ces actions par courriel, chaque mois ou trimestre : le prochain "
            "numéro lui en parlera, après relecture.",
        )


class CreationTests(ImportMixin, TestCase):
    HEADER = "N°;Intitulé;Thème;Statut;Date;Texte"

    def setUp(self):
        super().setUp()
        make_theme(name="Commerces", slug="commerces")

    def test_an_unknown_number_is_refused_unless_creation_is_asked(self):
        line = "40;Une halte;Commerces;;;"
        run = self.prepare(line, header=self.HEADER)
        self.assertIn("aucune action ne porte le n° 40", run.faults.get().sentence)
        self.assertEqual(run.counts["unknown"], 1)
        run = self.bring(line, header=self.HEADER, creates=True)
        action = Action.objects.get(number=40)
        self.assertEqual((action.title, action.state), ("Une halte", "brouillon"))
        self.assertEqual(run.counts["created"], 1)

    def test_a_new_action_asks_its_title_and_theme(self):
        faults = self.faults("40;;;;;", "41;X;;;;", header=self.HEADER, creates=True)
        self.assertEqual(len(faults), 3)
        self.assertIn("colonne « Intitulé » : une action nouvelle demande son intitulé.", faults[0])

    def test_a_new_action_may_come_with_its_events_from_both_sheets(self):
        sheets = {
            "Étapes": [
                ["N°", "Date", "Ce qui s’est passé", "Statut atteint"],
                [40, datetime.date(2020, 5, 4), "Lancée.", "en cours"],
            ],
            "Actions": [
                ["N°", "Intitulé", "Thème", "Statut", "Date", "Ce qui s’est passé"],
                [40, "Une halte", "Commerces", "À venir", "2019", "Annoncée."],
            ],
        }
        run = self.prepare_xlsx(sheets, creates=True)
        self.assertEqual(list(run.faults), [])
        apply(run.pk, self.user)
        action = Action.objects.get(number=40)
        self.assertEqual((action.status, action.events.count()), ("en-cours", 2))

    def test_events_alone_create_nothing(self):
        faults = self.faults("40;2020;Lancée.;en cours;", header=EVENTS_HEADER, creates=True)
        self.assertIn("une action nouvelle se crée par la feuille « Actions »", faults[0])


class EventsSheetTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.halls = make_action(number=9, status="en-cours")

    def test_many_events_of_one_action_are_told_in_their_order(self):
        run = self.bring(
            "9;mai 2021;Le chantier s’arrête.;en pause;",
            "9;2020;Une visite.;;",
            "9;08/07/2025;Livrées.;Réalisée;ales.fr/halles",
            header=EVENTS_HEADER,
        )
        self.assertEqual(run.counts["moves"], {"realisee": 1})
        self.halls.refresh_from_db()
        self.assertEqual(self.halls.status, "realisee")
        self.assertEqual([e.text for e in run.events.order_by("rank")][1], "Une visite.")

    def test_the_same_file_twice_changes_nothing(self):
        rows = ["9;2020;Une visite.;;", "9;2021;Deux visites.;en cours;"]
        self.bring(*rows, header=EVENTS_HEADER)
        run = self.prepare(*rows, header=EVENTS_HEADER)
        self.assertEqual((run.counts["unchanged"], run.asked.count()), (2, 0))
        self.assertEqual(
            sentences(run), ["Rien ne change : tout ce que dit le fichier est déjà sur le site."]
        )

    def test_the_same_event_on_two_lines_is_refused_with_both(self):
        faults = self.faults("9;2020;Été.;;", "9;2020;E\u0301te\u0301.;;", header=EVENTS_HEADER)
        self.assertIn("la même étape figure aux lignes 2 et 3", faults[0])

    def test_a_month_that_excel_made_a_day_of_is_a_month(self):
        """« mai 2017 » is kept by Excel as 1 May, shown as « mai-17 »."""
        book = Workbook()
        book.active.append(["N°", "Date", "Ce qui s’est passé"])
        book.active.append([9, datetime.date(2017, 5, 1), "Lancée."])
        book.active["B2"].number_format = "mmm-yy"
        book.save(self.folder / "mois.xlsx")
        run = prepare(self.folder / "mois.xlsx", self.user)
        self.assertEqual(run.asked.get().after["occurred_on"], "2017-05")

    def test_a_sheet_named_for_events_may_call_its_column_statut(self):
        sheets = {"Étapes 2020": [["N°", "Date", "Texte", "Statut"], [9, "2020", "x", "en cours"]]}
        run = self.prepare_xlsx(sheets)
        self.assertEqual((run.counts["events"], run.counts.get("news", 0)), (1, 0))
        fault = self.prepare_xlsx(
            {"Étapes": [["N°", "Date", "Texte", "Statut"], [9, "2020", "x", "bof"]]}
        ).faults.get()
        self.assertEqual((fault.reference, fault.column), ("D2", "Statut"))

    def test_a_sheet_of_events_lacking_a_date_says_so_by_cell(self):
        faults = self.faults("9;;Une visite.;;", header=EVENTS_HEADER)
        self.assertIn("colonne « Date » : ce qui s’est passé demande sa date", faults[0])

    def test_the_same_event_in_both_sheets_is_refused_with_both_lines(self):
        sheets = {
            "Actions": [["N°", "Statut", "Date", "Ce qui s’est passé"], [9, None, "2020", "x"]],
            "Étapes": [["N°", "Date", "Ce qui s’est passé"], [9, "2020", "x"]],
        }
        self.assertEqual(
            self.prepare_xlsx(sheets).faults.get().message,
            "la même étape figure à la ligne 2 de « Actions » et à la ligne 2 de celle-ci : "
            "gardez-en une seule.",
        )

    def test_a_file_of_nobody_s_name_is_kept_with_its_digest(self):
        path = self.write("N°;Statut\n9;en cours\n", "Suivi été.csv")
        run = prepare(path, self.user)
        self.assertEqual((run.original_name, run.format), ("Suivi été.csv", "csv"))
        self.assertEqual(len(run.file_digest), 64)
        self.assertEqual(run.path.read_bytes(), path.read_bytes())

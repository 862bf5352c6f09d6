"""Ends and costs announced, in both sheets."""

from django.test import TestCase

from actions.costs import Cost
from actions.imports.undoing import undo
from actions.models import Action
from publishing.text.dates import PartialDate
from tests.actions.imports.files import ImportMixin
from tests.factories import make_action

ACTIONS = "N°;Date;Ce qui s’est passé;Statut;Fin prévue;Budget prévu"
EVENTS = "N°;Date;Ce qui s’est passé;Statut atteint;Fin annoncée;Coût annoncé;Réserve;En partie"


class AnnouncementTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.action = make_action(
            "en-cours", number=9, planned_on=PartialDate.from_iso("2024"), cost=Cost(7, 8)
        )

    def promised(self):
        action = Action.objects.get(number=9)
        return str(action.planned_on), str(action.cost)

    def test_a_changed_cell_of_an_action_is_an_announcement(self):
        run = self.bring("9;mars 2023;Une autre date.;;T1 2025;12 M€", header=ACTIONS)
        self.assertEqual(self.promised(), ("1er trimestre 2025", "12\u00a0M€"))
        self.assertEqual(self.action.events.count(), 2)
        again = self.prepare("9;mars 2023;Une autre date.;;T1 2025;12 M€", header=ACTIONS)
        self.assertEqual((again.state, again.changes.count()), ("apercu", 0))
        undo(run, self.user)
        self.assertEqual(self.promised(), ("2024", "7 à 8\u00a0€"))

    def test_it_wants_its_date_and_its_sentence(self):
        sentence = (
            "une fin ou un coût annoncés sont une étape : donnez la date de l’annonce et une "
            "phrase qui la raconte."
        )
        self.assertEqual(
            self.faults("9;;;;T1 2025;", header=ACTIONS),
            [f"Ligne 2, colonne « {c} » : {sentence}" for c in ("Date", "Ce qui s’est passé")],
        )

    def test_what_the_site_shows_already_announces_nothing(self):
        run = self.prepare("9;;;En cours;2024;7 à 8 €", header=ACTIONS)
        self.assertEqual((run.state, run.changes.count()), ("apercu", 0))

    def test_a_dash_takes_no_promise_back(self):
        (fault,) = self.faults("9;;;;–;", header=ACTIONS)
        self.assertIn("colonne « Fin prévue » : ce qui fut annoncé ne s’efface pas", fault)

    def test_a_wrong_cell_says_what_is_expected(self):
        (fault,) = self.faults("9;2023-03;Une date.;;;cher;;", header=EVENTS)
        self.assertEqual(
            fault,
            "Ligne 2, colonne « Coût annoncé » : « cher » n’est pas un coût ; attendu : 14 M€, "
            "7 à 8 M€ ou 1 200 000 €.",
        )

    def test_an_event_announces_and_may_be_done_in_part(self):
        self.bring(
            "9;mars 2023;Une date.;;T1 2025;7 à 8 M€;;",
            "9;mars 2024;Livrée.;Réalisée;;;Il manque le parvis.;oui",
            header=EVENTS,
        )
        action = Action.objects.get(number=9)
        self.assertEqual(
            (action.status, action.is_partial, action.cost),
            ("realisee", True, (7_000_000, 8_000_000)),
        )
        (fault,) = self.faults("9;mars 2025;En partie.;En cours;;;;oui", header=EVENTS)
        self.assertIn("« Réalisée en partie » va avec le statut « Réalisée »", fault)

"""What a cell may say, by every name and spelling that offices use."""

import datetime
from decimal import Decimal

from django.test import SimpleTestCase, TestCase

from actions.costs import Cost
from actions.imports import columns
from actions.imports.columns import ACTIONS, BY_KEY, EVENTS, is_actions, is_events
from actions.imports.vocabulary import Vocabulary
from actions.models import Status
from exchange.widgets import is_dash
from publishing.models import Body
from publishing.text.dates import PartialDate
from tests.factories import make_action, make_service, make_theme


def read(key, value):
    return BY_KEY[key].value_of(value, vocabulary=None)


class WordsTests(SimpleTestCase):
    def test_statuses_are_known_by_their_synonyms_whatever_case_and_accents(self):
        for status, words in {
            Status.DONE: "Réalisée|REALISE|terminé|terminée|Terminé(e)|livré|Livrée.|fini|faite",
            Status.ONGOING: "en cours|En  cours|engagé|démarrée|lancé|travaux en cours|en-cours",
            Status.UPCOMING: "à venir|A venir|prévue|programmé|planifiée|pas commencé|a-venir",
            Status.SUSPENDED: "suspendue|suspendu|en pause|à l’arrêt|a l'arret",
            Status.ABANDONED: "abandonnée|abandonné|annulé|annulée",
        }.items():
            for word in words.split("|"):
                with self.subTest(word):
                    self.assertEqual(read("status", word), status.value)

    def test_bodies_are_known_by_their_usual_names(self):
        for body, words in {
            Body.CITY: "Ville d’Alès|ville|Mairie|Ville",
            Body.AGGLOMERATION: "Alès Agglomération|agglo|Agglomération|Alès Agglo",
            Body.SOCIAL_CENTRE: "CCAS d’Alès|ccas|Ccas",
        }.items():
            for word in words.split("|"):
                with self.subTest(word):
                    self.assertEqual(read("body", word), body.value)

    def test_numbers_dates_and_amounts_are_read_as_the_french_write_them(self):
        for key, cell, value in [
            ("number", "n° 9", 9),
            ("number", 9.0, 9),
            ("number", "9.0", 9),
            ("occurred_on", "01/12/2026", PartialDate(datetime.date(2026, 12, 1))),
            (
                "occurred_on",
                datetime.datetime(2026, 12, 1, 0, 0),
                PartialDate.from_iso("2026-12-01"),
            ),
            ("occurred_on", "mai 2017", PartialDate.from_iso("2017-05")),
            ("occurred_on", "T3 2019", PartialDate.from_iso("2019-Q3")),
            ("occurred_on", 2025, PartialDate.from_iso("2025")),
            ("occurred_on", 2025.0, PartialDate.from_iso("2025")),
            ("next_review_on", "1er décembre 2026", datetime.date(2026, 12, 1)),
            ("budget_spent", "1\u202f200,50\u00a0€", Decimal("1200.50")),
            ("budget_spent", 12000, Decimal(12000)),
            ("planned_on", "T3 2024", PartialDate.from_iso("2024-Q3")),
            ("cost", "14 M€", Cost(14_000_000, 14_000_000)),
            ("cost", "7 à 8 M€", Cost(7_000_000, 8_000_000)),
            ("cost", "entre 7 et 8 millions d’euros", Cost(7_000_000, 8_000_000)),
            ("cost", "800 000 à 1,2 M€", Cost(800_000, 1_200_000)),
            ("cost", "1 200 000 €", Cost(1_200_000, 1_200_000)),
            ("cost", "2579000", Cost(2_579_000, 2_579_000)),
            ("cost", 1200.5, Cost(1201, 1201)),
            ("is_partial", "oui", True),
            ("is_partial", "non", None),
            ("evidence_url", "www.ales.fr/halles", "https://www.ales.fr/halles"),
            ("text", " Deux lignes\r\net fin ", "Deux lignes\net fin"),
            ("place", "  ", None),
        ]:
            with self.subTest(key=key, cell=cell):
                self.assertEqual(read(key, cell), value)

    def test_what_cannot_be_read_says_what_was_read_and_what_is_expected(self):
        for key, cell, message in [
            ("number", "neuf", "« neuf » n’est pas un numéro d’action ; attendu : un nombre"),
            ("number", -3, "« -3 » n’est pas un numéro d’action ; attendu : un nombre"),
            (
                "number",
                10**12,
                "« 1000000000000 » n’est pas un numéro d’action ; attendu : un nombre",
            ),
            ("occurred_on", "31/02/2020", "« 31/02/2020 » n’existe pas dans le calendrier"),
            ("occurred_on", "12/13/2020", "il n’y a pas de mois 13"),
            ("next_review_on", "mai 2017", "« mai 2017 » ne dit pas le jour"),
            ("budget_spent", "12.000", "peut se lire de deux façons"),
            ("cost", "cher", "« cher » n’est pas un coût ; attendu : 14 M€, 7 à 8 M€ ou 1 200 000"),
            ("cost", "8 à 7 M€", "« 8 à 7 M€ » n’est pas un coût possible ; attendu : 14 M€"),
            ("cost", -5, "n’est pas un coût possible"),
            ("cost", "12.000 €", "peut se lire de deux façons"),
            ("planned_on", "bientôt", "« bientôt »"),
            ("title", "Mme", "« Mme » est le titre d’une personne, pas l’intitulé"),
            ("place", "néant", "« néant » ne dit rien au public. Videz la cellule"),
            ("text", "R.A.S.", "« R.A.S. » ne dit rien au public"),
            ("text", "Idem", "« Idem » répète une autre cellule : recopiez ici"),
            ("text", '{"texte": "Vu", "n": [1]}', "celui d’un programme (JSON)"),
            ("evidence_url", "la page", "« la page » n’est pas une adresse ; attendu : l’adresse"),
            ("evidence_url", "javascript:alert(1)", "n’est pas une adresse"),
        ]:
            with self.subTest(key=key, cell=cell), self.assertRaises(ValueError) as refusal:
                read(key, cell)
            self.assertIn(message, str(refusal.exception))

    def test_a_dash_alone_clears_and_a_dash_in_a_text_does_not(self):
        self.assertTrue(all(is_dash(mark) for mark in ("-", " – ", "—", "−")))
        self.assertFalse(any(is_dash(cell) for cell in ("", "--", "a-b", None, -1)))


class NamesTests(TestCase):
    def test_themes_and_services_are_known_by_name_or_address(self):
        theme = make_theme(name="Équipements publics", slug="equipements")
        service = make_service(name="Voirie", slug="voirie")
        vocabulary = Vocabulary()
        for key, cell, record in [
            ("theme", "equipements", theme),
            ("theme", "ÉQUIPEMENTS  publics", theme),
            ("service", "voirie", service),
        ]:
            self.assertEqual(BY_KEY[key].value_of(cell, vocabulary), record)
        with self.assertRaises(ValueError) as refusal:
            BY_KEY["theme"].value_of("Équipement", vocabulary)
        self.assertEqual(
            str(refusal.exception),
            "« Équipement » n’est pas un thème ; attendu : « Équipements publics ».",
        )

    def test_what_a_sheet_is_given_is_read_back_as_it_was(self):
        """Each column renders a value of the site that it then reads as no change."""
        theme, service = make_theme(), make_service()
        action = make_action(
            "realisee",
            theme=theme,
            service=service,
            body=Body.SOCIAL_CENTRE,
            place="Ici",
            summary="Un\nrésumé.",
            cost=Cost(7_000_000, 8_000_000),
            budget_spent=Decimal("0"),
            planned_on=PartialDate.from_iso("2025-Q3"),
            next_review_on=datetime.date(2026, 2, 1),
            reservation="À vérifier.",
        )
        action.refresh_from_db()
        vocabulary = Vocabulary()
        # The last column of « Actions » asks something; no action holds it.
        for sheet, record in [(ACTIONS[:-1], action), (EVENTS[1:], action.events.get())]:
            for column in sheet:
                if column.attribute:
                    with self.subTest(column.label):
                        cell = column.export(record)
                        value = column.value_of(cell, vocabulary)
                        self.assertEqual(column.stored(value), column.current(record))
                        restored = column.restored(column.current(record), vocabulary)
                        self.assertEqual(column.stored(restored), column.current(record))


class SheetsTests(SimpleTestCase):
    def kind(self, sheet_name, *headers):
        labels = columns.EVENTS_KIND.labels
        keys = frozenset(labels[h] for h in headers if h in labels)
        if is_events(keys, sheet_name):
            return "Étapes"
        labels = columns.ACTIONS_KIND.labels
        keys = frozenset(labels[h] for h in headers if h in labels)
        return "Actions" if is_actions(keys, sheet_name) else None

    def test_each_sheet_is_known_by_its_headers(self):
        event = ("n°", "date", "ce qui s'est passe")
        for expected, name, headers in [
            ("Étapes", "x", (*event, "statut atteint")),
            ("Étapes", "Étapes 2020", (*event, "statut")),
            ("Étapes", "x", event),
            ("Actions", "x", (*event, "statut")),
            ("Étapes", "x", (*event, "budget")),
            ("Actions", "x", (*event, "lieu")),
            ("Actions", "x", ("numero", "etat")),
            ("Actions", "x", ("n°", "lieu")),
            (None, "x", ("n°",)),
            (None, "x", ("statut", "date")),
        ]:
            with self.subTest(name=name, headers=headers):
                self.assertEqual(self.kind(name, *headers), expected)

    def test_no_name_means_two_columns(self):
        for sheet in (ACTIONS, EVENTS):
            names = [name for column in sheet for name in column.names]
            self.assertEqual(sorted(names), sorted(set(names)))

    def test_labels_are_those_agreed(self):
        self.assertEqual(
            [column.label for column in ACTIONS],
            [
                "N°", "Intitulé", "Thème", "Statut", "Date", "Ce qui s’est passé",
                "Titre de la preuve", "Preuve (adresse)", "Réserve de l’étape", "Certitude",
                "Résumé", "Organisme", "Service", "Lieu", "Coût annoncé", "Budget dépensé (€)",
                "Fin annoncée", "Prochaine mise à jour", "Critère", "Réserve de l’action",
                "Numéro officiel trouvé",
            ],
        )  # fmt: skip
        self.assertEqual(
            [column.label for column in EVENTS],
            [
                "N°", "Date", "Ce qui s’est passé", "Statut atteint", "Titre de la preuve",
                "Preuve (adresse)", "Preuve vue le", "Réserve", "Certitude", "Fin annoncée",
                "Coût annoncé", "Réalisée en partie",
            ],
        )  # fmt: skip

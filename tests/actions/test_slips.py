"""The slip of an action's promises: told, drawn and tabled on its page."""

import re

from django.forms import modelform_factory
from django.test import TestCase

from actions.costs import Cost
from actions.forms import ActionForm
from actions.models import Action
from actions.past.slips import Slip
from actions.views import ActionShareImageView
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, make_tally, record
from tests.reading import Reading


def date(text):
    return PartialDate.from_iso(text)


def millions(low, high=None):
    return Cost(low * 1_000_000, (high or low) * 1_000_000)


class SlipTests(Reading, TestCase):
    def setUp(self):
        self.action = make_action(number=9)
        self.tell("2017-03-29", status="a-venir")

    def tell(self, occurred_on, **fields):
        return record(self.action, f"Le {occurred_on}.", occurred_on, **fields)

    def tell_all(self):
        self.tell("2021-11-25", planned_on=date("2024-Q3"), cost=millions(7, 8))
        self.tell("2023-03", planned_on=date("2025-Q1"), cost=millions(12))
        self.tell("2023-09-26", cost=millions(14))
        self.tell("2025", planned_on=date("2025-06-28"), cost=millions(13))

    def page(self):
        return self.client.get("/actions/9/")

    def test_it_is_told_in_order_with_what_it_cost(self):
        self.tell_all()
        self.tell("2025-07-08", status="realisee", evidence_url="https://ales.fr/")
        page = self.page()
        self.assertEqual(
            page.context["slip"].sentence,
            "annoncée pour le 3e trimestre 2024, puis le 1er trimestre 2025, puis le 28 juin 2025 ;"
            " 7 à 8\u00a0M€, puis 12, 14, 13",
        )
        self.assertEqual(page.context["slip"].slipped, "8 mois")
        self.assertContains(page, '<strong class="late">avec 9\u00a0mois de retard</strong>')
        rows = re.findall(r'<tr>\s*<th scope="row">(.*?)</tr>', page.content.decode(), re.DOTALL)
        self.assertEqual(len(rows), 5)

    def test_the_date_of_the_whole_plan_comes_first(self):
        make_tally("2017-05-19", done=None, ongoing=None, due_on=date("2020"))
        self.tell_all()
        slip = self.page().context["slip"]
        self.assertTrue(
            slip.sentence.startswith("annoncée d’ici 2020 avec tout le plan, puis pour le 3e")
        )
        self.assertEqual(slip.slipped, "4 ans et 5 mois")

    def test_a_promise_kept_is_a_flat_line_that_meets_its_day(self):
        self.tell("2018-01-01", planned_on=date("2018-12-31"))
        done = self.tell("2018-12-31", status="realisee", evidence_url="https://ales.fr/")
        slip = Slip(self.action.events.all())
        self.assertEqual((slip.done, slip.rises), ([done], []))
        (step,) = slip.steps
        self.assertEqual(
            (step["y"], step["until"]), (slip.done_marks[0]["y"], slip.done_marks[0]["x"])
        )

    def test_higher_is_later_and_further_right_is_newer(self):
        self.tell_all()
        slip = Slip(self.action.events.all())
        places = [(float(s["x"][:-1]), float(s["y"][:-1])) for s in slip.steps]
        self.assertEqual(places, sorted(places, key=lambda place: (place[0], -place[1])))
        heights = [float(step["low_height"][:-1]) for step in slip.cost_steps]
        self.assertEqual([round(h * 14 / 100, 1) for h in heights], [7.0, 12.0, 14.0, 13.0])

    def test_one_promise_alone_is_told_and_not_drawn(self):
        self.tell("2018-01-01", planned_on=date("2099"))
        page = self.page()
        self.assertContains(page, "Annoncée pour 2099.")
        self.assertNotContains(page, "slip-chart")

    def test_no_promise_no_section(self):
        self.assertNotContains(self.page(), 'id="slip"')

    def test_a_corrected_announcement_is_left_out(self):
        self.tell("2018-01-01", planned_on=date("2020"))
        wrong = self.tell("2018-06-01", planned_on=date("2052"))
        self.tell("2018-06-02", corrects=wrong, planned_on=date("2025"))
        self.assertEqual(self.page().context["slip"].sentence, "annoncée pour 2020, puis 2025")


class LatenessTests(TestCase):
    """Real lateness, counted from the nearest end promised and no further than is known."""

    def judged(self):
        return self.client.get("/actions/ponctualite/").context["promises"]

    def test_the_nearest_promise_counts_whatever_came_after(self):
        make_tally("2017-05-19", done=None, ongoing=None, due_on=date("2020"))
        halles = make_action(number=9)
        record(halles, "Une date.", "2021-11-25", planned_on=date("2024-Q3"))
        record(halles, "Une autre.", "2025-04-01", planned_on=date("2025-06-28"))
        doubt = {"reservation": "Jour inconnu.", "evidence_url": "https://ales.fr/"}
        record(halles, "Livrées.", "2025-07-08", status="realisee", **doubt)
        early = make_action(number=1)
        record(early, "Une date.", "2018-10-15", planned_on=date("2019-Q4"))
        record(early, "Elle rouvre.", "2020-02-29", status="realisee", evidence_url="https://a.fr/")
        promises = self.judged()
        self.assertEqual(
            [(promise.action.number, promise.verdict) for promise in promises.missed],
            [
                (9, "réalisée avec au moins 4 ans et 3 mois de retard"),
                (1, "réalisée avec 2 mois de retard"),
            ],
        )
        self.assertEqual([str(end) for end in promises.missed[0].later],
                         ["3e trimestre 2024", "28 juin 2025"])  # fmt: skip

    def test_an_open_action_is_late_up_to_what_is_known(self):
        action = make_action(number=9)
        record(action, "Une date.", "2018-01-01", status="en-cours", planned_on=date("2018"))
        self.assertEqual([p.action for p in self.judged().unknown], [action])
        record(action, "Le chantier continue.", "2019-03-31")
        (promise,) = self.judged().late
        self.assertEqual(promise.verdict, "en retard d’au moins 3 mois")
        with clock_at("2031-01-01T12:00"):
            record(action, "Encore.", "2030-12-31")
            self.assertEqual(self.judged().late[0].verdict, "en retard de 12 ans")

    def test_a_work_added_after_the_end_is_another_promise(self):
        action = make_action(number=26)
        record(action, "Une date.", "2017-01-01", planned_on=date("2017"))
        proof = {"status": "realisee", "evidence_url": "https://ales.fr/"}
        record(action, "Fini.", "2017-12-16", **proof)
        record(action, "Cela reprend.", "2022-03", status="en-cours", planned_on=date("2023"))
        record(action, "Fini encore.", "2023-12-09", **proof)
        promises = self.judged()
        self.assertEqual([p.due_on for p in promises.kept], [date("2017")])
        slip = Slip(action.events.all())
        self.assertEqual((slip.slipped, slip.rises, len(slip.done_marks)), ("", [], 2))

    def test_criteria_are_counted_in_public(self):
        make_action("en-cours", criterion="La place est piétonne.")
        page = self.client.get("/actions/ponctualite/")
        self.assertContains(page, "L’annonce de 1 action sur 1 dit à quoi")
        make_action("en-cours", number=3)
        self.assertContains(self.client.get("/actions/3/"), "Non précisé à l’annonce")


class ShareImageTests(TestCase):
    def test_the_image_of_a_page_shows_the_slip_when_there_is_one(self):
        action = make_action("en-cours", number=9)
        card = ActionShareImageView(kwargs={"number": 9})
        self.assertEqual(card.get_card().steps, ())
        record(action, "Une date.", "2021-11-25", planned_on=date("2024-Q3"))
        record(action, "Une autre.", "2023-03", planned_on=date("2025-06-28"))
        steps = card.get_card().steps
        self.assertEqual([step.label for step in steps], ["3e trimestre 2024", "28 juin 2025"])
        self.assertGreater(steps[0].level, steps[1].level)  # from the top: later is higher
        self.assertEqual(self.client.get("/actions/9/partage.png")["Content-Type"], "image/png")


class CriterionFormTests(TestCase):
    def errors(self, **given):
        action = make_action()
        whole = {**{f: getattr(action, f) for f in ("number", "title", "body", "state")}, **given}
        form = modelform_factory(Action, ActionForm, fields=[*whole.keys() - {"criterion_choice"}])
        return form(whole, instance=action).errors

    def test_the_choice_is_asked_and_goes_with_the_text(self):
        self.assertEqual(
            self.errors(criterion=""), {"criterion_choice": ["Ce champ est obligatoire."]}
        )
        self.assertEqual(
            self.errors(criterion="La place est piétonne.", criterion_choice="dit"), {}
        )
        self.assertEqual(self.errors(criterion="", criterion_choice="non"), {})
        self.assertEqual(
            self.errors(criterion="", criterion_choice="dit"),
            {"criterion": ["Écrivez le critère, ou choisissez « Non précisé »."]},
        )
        self.assertEqual(
            self.errors(criterion="La place est piétonne.", criterion_choice="non"),
            {"criterion_choice": ["Un critère est écrit : videz-le, ou dites « Oui »."]},
        )

import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse

from participation.models import Milestone, Outcome, Phase, Process
from publishing.text.dates import PartialDate
from tests.factories import make_process, make_source

OWED = (
    "Une démarche terminée montre ses suites : ajoutez-en une, ou indiquez la date à "
    "laquelle les résultats sont annoncés."
)


class ResultsTests(TestCase):
    def test_a_closed_process_owes_its_results(self):
        process = make_process(stage="termine")

        with self.assertRaises(ValidationError) as refusal:
            process.check_results(has_outcomes=False)
        self.assertEqual(refusal.exception.messages, [OWED])

    def test_results_or_their_date_are_enough(self):
        make_process(stage="termine").check_results(has_outcomes=True)
        make_process(
            stage="termine", results_expected_on=PartialDate.from_iso("2020")
        ).check_results(has_outcomes=False)

    def test_an_open_process_owes_nothing_yet(self):
        for stage in ("a-venir", "en-cours"):
            make_process(stage=stage).check_results(has_outcomes=False)


class ProcessAdminTests(TestCase):
    PREFIXES = ("key_figures", "phases", "milestones", "outcomes", "documents")

    def setUp(self):
        self.client.force_login(User.objects.create_superuser("editrice", password="x"))
        self.source = make_source()

    def send(self, *outcomes, url=None, initial=0, **fields):
        data = {
            "title": "États généraux",
            "slug": "etats-generaux",
            "rank": 1,
            "organiser": "Ville d’Alès",
            "subject": "Le cœur de ville.",
            "summary": "Un résumé.",
            "period_label": "2016-2017",
            "stage": "termine",
            "state": "publie",
        } | fields
        for prefix in self.PREFIXES:
            data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        data |= {"outcomes-TOTAL_FORMS": len(outcomes), "outcomes-INITIAL_FORMS": initial}
        for number, outcome in enumerate(outcomes):
            row = {"rank": 1, "text": "Un plan.", "source": self.source.pk} | outcome
            data |= {f"outcomes-{number}-{name}": value for name, value in row.items()}
        return self.client.post(url or reverse("admin:participation_process_add"), data)

    def faults(self, page):
        return [
            fault
            for inline in page.context["inline_admin_formsets"]
            for fault in inline.formset.non_form_errors()
        ]

    def test_a_closed_process_is_not_kept_without_results(self):
        self.assertEqual(self.faults(self.send()), [OWED])
        self.assertEqual(Process.objects.count(), 0)

    def test_it_is_kept_with_one_or_with_their_date(self):
        self.assertEqual(self.send({}).status_code, 302)
        self.assertEqual(Outcome.objects.get().text, "Un plan.")
        self.assertEqual(self.send(slug="autre", results_expected_on="T2 2020").status_code, 302)

    def test_its_last_result_cannot_be_taken_away(self):
        self.send({})
        process, outcome = Process.objects.get(), Outcome.objects.get()
        url = reverse("admin:participation_process_change", args=[process.pk])
        row = {"id": outcome.pk, "process": process.pk, "DELETE": "on"}

        page = self.send(row, url=url, initial=1)

        self.assertEqual(self.faults(page), [OWED])
        self.assertEqual(Outcome.objects.count(), 1)

    def test_it_cannot_be_closed_before_its_results(self):
        process = make_process(stage="en-cours")
        url = reverse("admin:participation_process_change", args=[process.pk])

        self.assertEqual(self.faults(self.send(url=url, slug=process.slug)), [OWED])
        process.refresh_from_db()
        self.assertEqual(process.stage, "en-cours")


class PartTests(TestCase):
    def test_milestones_follow_their_dates_as_far_as_they_are_known(self):
        process = make_process()
        for iso in ("2017", "2017-03-29", "2017-Q1", "2017-03"):
            Milestone.objects.create(
                process=process,
                occurred_on=PartialDate.from_iso(iso),
                text=iso,
                source=make_source(),
            )

        self.assertEqual(
            [milestone.text for milestone in process.milestones.all()],
            ["2017-03-29", "2017-Q1", "2017-03", "2017"],
        )
        self.assertEqual(process.milestones.last().settled_on, datetime.date(2017, 12, 31))

    def test_a_phase_does_not_end_before_it_begins(self):
        phase = Phase(
            process=make_process(),
            label="Ateliers",
            start=PartialDate.from_iso("2017-03"),
            end=PartialDate.from_iso("2017-02"),
            source=make_source(),
        )

        with self.assertRaises(ValidationError) as refusal:
            phase.full_clean()
        self.assertEqual(refusal.exception.message_dict, {"end": ["La fin vient avant le début."]})

    def test_a_phase_may_end_within_the_period_it_begins_in(self):
        Phase(
            process=make_process(),
            label="Ateliers",
            start=PartialDate.from_iso("2017-03-15"),
            end=PartialDate.from_iso("2017"),
            source=make_source(),
        ).full_clean()

"""In an election period, what promotes needs a second person; what informs goes on."""

import datetime

from django.contrib.auth.models import Group, User
from django.test import TestCase
from django.urls import reverse

from legal.models import Agreement, Election
from legal.models.elections import QUESTIONS
from newsletter.models import Issue
from pages.models import Campaign, Page
from publishing.text.dates import PartialDate
from staff.models import Proposal
from staff.proposals.planned import publish_planned
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import make_action, make_issue, make_portrait, make_service, make_source
from tests.staff.browsing import Filled


def election(ballot="2031-09", **fields):
    return Election.objects.create(
        **{"name": "Municipales", "ballot_on": PartialDate.from_iso(ballot), "source_title": "Loi"}
        | fields
    )


def change_url(record):
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
    return reverse(name, args=[record.pk])


class PeriodTests(TestCase):
    def test_it_begins_on_the_first_day_of_the_sixth_month_before_that_of_the_ballot(self):
        known = {
            "2026-03-15": "2025-09-01",
            "2032-01": "2031-07-01",
            "2032-06-30": "2031-12-01",
            "2032-07": "2032-01-01",
        }
        for ballot, start in known.items():
            one = election(ballot, name=ballot)
            self.assertEqual(str(one.starts_on), start)
        self.assertEqual(str(Election.objects.get(name="2032-01").last_day), "2032-01-31")
        two_rounds = election("2031-03-15", last_on=datetime.date(2031, 3, 22))
        self.assertEqual(two_rounds.period, "du 1er septembre 2030 au 22 mars 2031")

    def test_several_run_at_once_each_for_its_body(self):
        town = election("2031-09-07", concerns="ville")
        every = election("2031-12", name="Législatives")
        day = datetime.date(2031, 8, 1)
        self.assertCountEqual(Election.objects.running(day), [town, every])
        self.assertEqual(Election.objects.running(day, "ccas"), [every])
        edges = [datetime.date(2031, 2, 28), datetime.date(2031, 3, 1)]
        edges += [datetime.date(2031, 9, 7), datetime.date(2031, 9, 8)]
        told = [town in Election.objects.running(day) for day in edges]
        self.assertEqual(told, [False, True, True, False])


class SecondPersonTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.lea, cls.karim = (
            User.objects.create_user(name, is_staff=True) for name in ("lea", "karim")
        )
        for user in (cls.lea, cls.karim):
            user.groups.add(Group.objects.get(name="Communication"))
        cls.page = Page.objects.create(slug="campagne", title="Elle", text="A.", state="publie")
        election()

    def as_(self, user):
        client = self.client_class()
        client.force_login(user)
        return client

    def save(self, user, record, **fields):
        form = Filled(self.as_(user), change_url(record))
        for name, value in fields.items():
            form[name] = value
        return form.send()

    def pages_text(self):
        self.page.refresh_from_db()
        return self.page.text

    def test_before_and_after_the_period_one_person_is_enough(self):
        for day, is_free in (
            ("2031-02-28 23:59", True),
            ("2031-03-01 00:01", False),
            ("2031-09-30 23:59", False),
            ("2031-10-01 00:01", True),
        ):
            with clock_at(day):
                answer = self.save(self.lea, self.page, text=f"Le {day}.")
                self.assertEqual(answer.status_code, 302 if is_free else 409)
                self.assertEqual(self.pages_text() == f"Le {day}.", is_free)

    def test_another_person_ticks_the_list_and_publishes_what_was_written(self):
        with clock_at("2031-05-02 10:00"):
            answer = self.save(self.lea, self.page, text="B.")
            self.assertContains(answer, "Une deuxième personne est demandée", status_code=409)
            self.assertContains(answer, "L52-1", status_code=409)
            self.save(self.lea, self.page, text="B.")
            agreement = Agreement.objects.get()  # asked once
            self.assertEqual((self.pages_text(), agreement.asked_by), ("A.", self.lea))
            url, answers = agreement.get_absolute_url(), {"accord": "oui", "neutre": QUESTIONS}
            decide = reverse("admin:legal_agreement_decide", args=[agreement.pk])
            self.assertContains(self.as_(self.karim).get("/admin/"), url)
            self.assertNotContains(self.as_(self.lea).get(url), "Donner mon accord")
            self.as_(self.lea).post(decide, answers)
            self.as_(self.karim).post(decide, answers | {"neutre": QUESTIONS[:2]})
            reader = User.objects.create_user("zoe", is_staff=True)
            reader.groups.add(Group.objects.get(name="Lecture"))
            self.assertEqual(self.as_(reader).post(decide, answers).status_code, 403)
            agreement.refresh_from_db()
            self.assertIsNone(agreement.decided_at)

            shown = self.as_(self.karim).get(url)
            self.assertContains(shown, "Proposé")
            self.assertContains(shown, "B.")
            self.as_(self.karim).post(decide, answers)
            agreement.refresh_from_db()
            self.assertContains(self.as_(self.karim).get(url), "Publier maintenant")
            sent = {}
            for name, value in agreement.form:
                sent.setdefault(name, []).append(value)
            done = self.as_(self.karim).post(change_url(self.page), sent)
            self.assertEqual(done.status_code, 302)
            self.assertEqual(self.pages_text(), "B.")
            agreement.refresh_from_db()
            self.assertEqual((agreement.decided_by, agreement.form), (self.karim, []))
            self.assertEqual(agreement.answers, list(QUESTIONS))
            self.assertContains(self.as_(self.lea).get("/admin/"), "Accord de publication")
            self.assertEqual(self.save(self.karim, self.page, text="C.").status_code, 409)

    def test_a_refusal_says_what_to_change(self):
        with clock_at("2031-05-02 10:00"):
            self.save(self.lea, self.page, text="B.")
            agreement = Agreement.objects.get()
            decide = reverse("admin:legal_agreement_decide", args=[agreement.pk])
            karim = self.as_(self.karim)
            told = karim.post(decide, {"accord": "non"}, follow=True)
            self.assertContains(told, "Dites ce qui est à changer.")
            karim.post(decide, {"accord": "non", "words": "Un bilan y est vanté."})
            shown = self.as_(self.lea).get(agreement.get_absolute_url())
            self.assertContains(shown, "Un bilan y est vanté.")
            self.assertNotContains(shown, "Publier maintenant")

    def test_facts_steps_and_practical_words_go_on(self):
        with clock_at("2031-05-02 10:00"):
            service = make_service(name="Voirie")
            self.assertEqual(self.save(self.lea, service, summary="La voirie.").status_code, 302)
            help_page = Page.objects.create(slug="aide", title="Aide", state="publie")
            self.assertEqual(self.save(self.lea, help_page, text="Ainsi.").status_code, 302)
            action = make_action("en-cours", summary="Avant.")
            root = User.objects.create_superuser("root")
            self.assertEqual(self.save(root, action, summary="Après.").status_code, 302)
            self.assertEqual(self.save(self.lea, self.page, text="A.").status_code, 302)

    def test_portraits_campaigns_and_what_is_planned_are_asked_too(self):
        with clock_at("2031-01-15 10:00"):
            planned = {"publish_at_0": "02/04/2031", "publish_at_1": "08:00", "text": "B."}
            self.assertEqual(self.save(self.lea, self.page, **planned).status_code, 409)
        with clock_at("2031-05-02 10:00"):
            portrait = make_portrait(state="brouillon")
            self.assertEqual(self.save(self.lea, portrait, text="Elle plante.").status_code, 302)
            published = {"state": "publie"}
            self.assertEqual(self.save(self.lea, portrait, **published).status_code, 409)
            campaign = Campaign.objects.create(
                slogan="Alès",
                aim="Faire connaître.",
                organisers="Ville",
                begins_on="2019-04",
                aim_source=make_source(),
                cost_source=make_source(),
            )
            self.assertEqual(self.save(self.lea, campaign, unknown="Le coût.").status_code, 409)

    def test_a_proposal_is_published_by_another_who_ticks_the_list(self):
        with clock_at("2031-05-02 10:00"):
            for gesture, more in (
                ("publier", {}),
                ("programmer", {"publish_at_0": "03/05/2031", "publish_at_1": "8 h"}),
            ):
                form = Filled(self.as_(self.lea), change_url(self.page))
                form["text"] = f"Pour {gesture}."
                form.data.pop("_continue", None)
                answer = self.as_(self.lea).post(form.url, form.data | {"_proposer": "1"})
                proposal = Proposal.objects.get(pk=answer.url.split("/")[-3])
                sent = {"geste": gesture, "neutre": QUESTIONS} | more
                alone = self.as_(self.lea).post(answer.url, sent)
                self.assertContains(alone, "L52-1")
                self.assertContains(alone, "demandez plus bas une relecture")
                asked = self.as_(self.karim).post(answer.url, sent | {"neutre": QUESTIONS[:2]})
                self.assertContains(asked, QUESTIONS[3][:20])
                self.assertNotEqual(self.pages_text(), f"Pour {gesture}.")
                self.assertEqual(self.as_(self.karim).post(answer.url, sent).status_code, 302)
                given = Agreement.objects.first()
                told = (given.asked_by, given.decided_by, given.answers)
                self.assertEqual(told, (self.lea, self.karim, list(QUESTIONS)))
        self.assertEqual(self.pages_text(), "Pour publier.")
        with clock_at("2031-05-03 08:01"):
            publish_planned()
        proposal.refresh_from_db()
        self.assertEqual((self.pages_text(), proposal.state), ("Pour programmer.", "publiee"))
        self.assertEqual(Agreement.objects.count(), 2)

    def test_an_issue_is_approved_with_the_list(self):
        with clock_at("2031-05-02 10:00"):
            issue = make_issue("brouillon")
            Issue.objects.filter(pk=issue.pk).update(edited_by=self.lea)
            approver = self.as_(User.objects.create_superuser("root"))
            preview = reverse("admin:newsletter_issue_preview", args=[issue.pk])
            page = approver.get(preview)
            url = reverse("admin:newsletter_issue_approve", args=[issue.pk])
            told = approver.post(url, {"lu": page.context["digest"]}, follow=True)
            self.assertContains(told, "Cochez chaque point de la liste de neutralité.")
            self.assertEqual(Agreement.objects.count(), 0)

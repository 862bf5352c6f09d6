"""Issues in the back office: made in a click, previewed, tried, approved by another, stopped."""

import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.core import mail
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Issue
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import (
    make_action,
    make_figure,
    make_issue,
    make_publisher,
    make_subscriber,
    make_theme,
    record,
)
from tests.reading import Reading


class DeskTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.writer = cls.person("redactrice", "Communication")
        cls.approver = cls.person("directeur", "Validation de la lettre d’information")
        cls.theme = make_theme(slug="commerces", name="Commerces")
        cls.action = make_action("en-cours", number=9, title="Les Halles", theme=cls.theme)

    @staticmethod
    def person(name, role):
        user = User.objects.create_user(name, f"{name}@ales.example", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    def address(self, name, issue, *arguments):
        return reverse(f"admin:newsletter_issue_{name}", args=[issue.pk, *arguments])

    def post(self, user, address, **data):
        """What the next page tells."""
        self.client.cookies.pop("messages", None)  # nobody read what was told before
        self.client.force_login(user)
        self.response = self.client.post(address, data)
        return [str(message) for message in get_messages(self.response.wsgi_request)]

    def act(self, user, issue, verb):
        said = self.post(user, self.address("act", issue, verb))
        issue.refresh_from_db()
        return said

    def get(self, user, address, **data):
        self.client.force_login(user)
        return self.client.get(address, data)

    def form_of(self, issue, **changes):
        items = list(issue.items.all())
        form = {
            "title": issue.title,
            "introduction": issue.introduction,
            "figures": [],
            "send_at_0": "",
            "send_at_1": "",
            "additions-TOTAL_FORMS": 0,
            "additions-INITIAL_FORMS": 0,
            "items-TOTAL_FORMS": len(items),
            "items-INITIAL_FORMS": len(items),
        }
        for place, item in enumerate(items):
            form |= {
                f"items-{place}-id": item.pk,
                f"items-{place}-issue": issue.pk,
                f"items-{place}-rank": item.rank,
                f"items-{place}-word": item.word,
                f"items-{place}-left_out_because": item.left_out_because,
            }
        return form | changes


class WritingTests(DeskTestCase):
    def test_a_draft_is_made_in_one_click(self):
        said = self.post(self.writer, reverse("admin:newsletter_issue_add"), rhythm="mensuel")
        self.assertEqual(said, ["Le brouillon est écrit à partir des étapes : relisez-le."])
        issue = Issue.objects.get()
        self.assertEqual((issue.made_by, issue.edited_by), (self.writer, None))
        self.assertRedirects(self.response, self.address("change", issue))

    def test_a_draft_with_nothing_to_tell_says_so(self):
        said = "Rien n’a changé : le message le dira"
        told = make_issue()
        self.assertNotContains(self.get(self.writer, self.address("change", told)), said)
        empty = make_issue("brouillon")
        self.assertContains(self.get(self.writer, self.address("change", empty)), said)

    def test_what_cannot_be_made_says_why(self):
        make_issue(rhythm="changement")
        make_issue("brouillon", "mensuel")
        for rhythm, reason in (
            ("changement", "il n’y a rien à raconter"),
            ("mensuel", "déjà en préparation"),
        ):
            self.post(self.writer, reverse("admin:newsletter_issue_add"), rhythm=rhythm)
            self.assertContains(self.response, reason)
        self.assertEqual(Issue.objects.count(), 2)

    def test_news_are_added_and_a_line_is_taken_out_until_the_approval(self):
        make_publisher(address="Place de l’Hôtel-de-Ville")
        issue = make_issue("brouillon")
        form = self.form_of(issue) | {"additions-TOTAL_FORMS": 1, "additions-0-rank": 1}
        form |= {"additions-0-text": "Lundi.", "items-0-left_out_because": "Déjà dite."}
        self.post(self.writer, self.address("change", issue), **form)
        self.assertContains(self.response, "Un complément a un titre, une image ou un portrait.")
        form["additions-0-title"] = "Le marché déménage"
        self.post(self.writer, self.address("change", issue), **form)
        issue.refresh_from_db()
        self.assertEqual(issue.edited_by, self.writer)
        preview = self.get(self.writer, self.address("preview", issue))
        self.assertContains(preview, "LE MARCHÉ DÉMÉNAGE")
        self.assertContains(preview, "1\u00a0nouvelle n’y est pas.")
        self.assertNotContains(preview, "n° 9, Les Halles")
        approval = self.get(self.approver, self.address("preview", issue)).context["digest"]
        self.post(self.approver, self.address("approve", issue), lu=approval)
        page = self.get(self.writer, self.address("change", issue))
        self.assertContains(page, "Le marché déménage")
        self.assertNotContains(page, 'name="additions-0-title"')
        self.assertContains(page, "Déjà dite.")

    def test_actions_without_a_title_are_left_out_in_one_gesture(self):
        record(make_action(number=40, title=""), text="Un mur est refait.")
        issue = make_issue("brouillon")
        button = "Retirer les actions sans titre"
        self.assertContains(self.get(self.writer, self.address("change", issue)), button)
        self.post(self.writer, self.address("act", issue, "sans-titre"))
        told = {item.action.number: item.left_out_because for item in issue.items.all()}
        self.assertEqual(told, {9: "", 40: "Son titre n’est pas connu."})
        issue.refresh_from_db()
        self.assertEqual(issue.edited_by, self.writer)
        self.assertNotContains(self.get(self.writer, self.address("change", issue)), button)

    def test_a_wall_names_who_can_mend_it(self):
        create_roles()
        issue = make_issue("brouillon")
        self.post(self.writer, self.address("change", issue), **self.form_of(issue))
        self.approver.groups.add(Group.objects.get(name="Communication"))
        for user in (self.writer, self.approver):  # the writer need not wait to be told
            page = self.get(user, self.address("preview", issue))
            self.assertContains(page, "L’adresse postale de la ville manque")
            self.assertContains(page, reverse("admin:legal_publisher_changelist"))
            self.assertContains(
                page,
                "« Communication »\u00a0: directeur, redactrice".replace("« ", "«\u00a0").replace(
                    " »", "\u00a0»"
                ),
            )
        issue.edited_by = self.approver
        issue.save()
        page = self.get(self.approver, self.address("preview", issue))
        self.assertContains(page, "une autre personne l’approuve")
        self.assertContains(page, "«\u00a0Validation de la lettre d’information\u00a0»")

    def test_tone_is_written_and_facts_are_not(self):
        issue = make_issue("brouillon")
        page = self.get(self.writer, self.address("change", issue))
        self.assertContains(page, "n° 9, Les Halles – en cours")
        figure = make_figure("lignes-de-bus")
        form = self.form_of(
            issue, title="Un mois", introduction="[[lignes-de-bus]] lignes.", figures=[figure.pk]
        )
        form |= {"items-0-word": "Enfin !", "up_to_rank": 99}
        self.post(self.writer, self.address("change", issue), **form)
        issue.refresh_from_db()
        self.assertEqual((issue.title, issue.edited_by), ("Un mois", self.writer))
        self.assertEqual(issue.items.get().word, "Enfin !")
        self.assertEqual(list(issue.figures.all()), [figure])
        self.assertEqual(issue.up_to_rank, 1)

    def test_an_unknown_figure_is_refused(self):
        issue = make_issue("brouillon")
        self.post(
            self.writer,
            self.address("change", issue),
            **self.form_of(issue, introduction="[[perdu]]"),
        )
        self.assertContains(self.response, "Chiffre inconnu")

    def test_whoever_saves_a_draft_of_the_worker_answers_for_it(self):
        issue = make_issue("brouillon")
        Issue.objects.update(edited_by=None)
        self.post(self.writer, self.address("change", issue), **self.form_of(issue))
        issue.refresh_from_db()
        self.assertEqual(issue.edited_by, self.writer)

    def test_saving_without_a_change_does_not_make_an_author(self):
        issue = make_issue("brouillon")
        self.post(self.writer, self.address("change", issue), **self.form_of(issue))
        issue.refresh_from_db()
        self.assertEqual(issue.edited_by.username, "autrice")

    def test_newer_steps_are_announced_and_brought_in(self):
        issue = make_issue("brouillon")
        record(self.action, "Finies.", "2018-07-01", status="realisee")
        page = self.get(self.writer, self.address("change", issue))
        self.assertContains(page, "1 étape enregistrée depuis")
        said = self.act(self.writer, issue, "actualiser")
        self.assertEqual(said, ["Le brouillon raconte tout ce qui est enregistré à cet instant."])
        self.assertEqual(issue.items.get().event.text, "Finies.")

    def test_a_draft_is_thrown_away_and_nothing_else_is(self):
        draft, sent = make_issue("brouillon", "trimestriel"), make_issue()
        self.post(self.writer, self.address("delete", sent), post="yes")
        self.assertEqual(self.response.status_code, 403)
        self.post(self.writer, self.address("delete", draft), post="yes")
        self.assertEqual(list(Issue.objects.all()), [sent])


class PreviewTests(Reading, DeskTestCase):
    def setUp(self):
        self.issue = make_issue("brouillon")

    def test_it_shows_the_message_of_each_kind_of_subscriber(self):
        page = self.get(self.writer, self.address("preview", self.issue))
        keys = [key for key, _ in page.context["readers"]]
        self.assertEqual(keys, ["tout", "theme-commerces", "action-9", "rien"])
        self.assertContains(page, "À VOTRE SERVICE, ALÈS")
        self.assertNotContains(page, "ne recevrait rien")
        other = self.get(self.writer, self.address("preview", self.issue), lecteur="rien")
        self.assertContains(other, "ne recevrait rien")
        for key in ("theme-commerces", "action-9", "action-x", "n’importe quoi"):
            frame = self.get(self.writer, self.address("frame", self.issue), lecteur=key)
            self.assertEqual(frame.status_code, 200)

    def test_the_frame_runs_nothing_and_loads_nothing(self):
        frame = self.get(self.writer, self.address("frame", self.issue))
        rules = {rule.strip() for rule in frame.headers["Content-Security-Policy"].split(";")}
        self.assertEqual(
            rules,  # compared as a set: nothing promises the order in which they are written
            {
                "default-src 'none'",
                "style-src 'unsafe-inline'",
                "img-src 'self'",  # the pictures of the issue, and no other
                "frame-ancestors 'self'",
                "sandbox",
            },
        )
        self.assertEqual(frame.headers["X-Frame-Options"], "SAMEORIGIN")
        page = self.get(self.writer, self.address("preview", self.issue))
        self.assertIn("frame-src 'self'", page.headers["Content-Security-Policy"])
        self.assertNotIn("unsafe-inline", page.headers["Content-Security-Policy"])
        self.assertContains(page, "<iframe title=")
        self.assertContains(page, " sandbox src=")

    def test_a_copy_goes_to_oneself_and_not_too_often(self):
        said = self.post(self.writer, self.address("copy", self.issue), lecteur="action-9")
        self.assertEqual(said, ["L’essai est parti à redactrice@ales.example."])
        (copy,) = mail.outbox
        self.assertEqual(copy.recipients(), ["redactrice@ales.example"])
        self.assertTrue(copy.subject.startswith("[Essai] "))
        self.assertNotIn("List-Unsubscribe", copy.extra_headers)
        said = self.post(self.writer, self.address("copy", self.issue))
        self.assertEqual(said, ["Un essai vient de partir : attendez 30 secondes."])
        self.assertEqual(len(mail.outbox), 1)

    def test_without_an_address_no_copy(self):
        User.objects.filter(pk=self.writer.pk).update(email="")
        said = self.post(self.writer, self.address("copy", self.issue))
        self.assertEqual(said, ["Votre compte n’a pas d’adresse électronique : ajoutez-la."])

    @override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=9,
    )
    def test_a_mail_server_that_does_not_answer_is_said(self):
        said = self.post(self.writer, self.address("copy", self.issue))
        self.assertIn("L’essai n’est pas parti : ConnectionRefusedError", said[0])


class ApprovalTests(Reading, DeskTestCase):
    def setUp(self):
        make_publisher(address="Place de l’Hôtel-de-Ville, 30100 Alès")
        self.issue = make_issue("brouillon")
        Issue.objects.update(edited_by=self.writer)
        self.issue.refresh_from_db()

    def read(self, user):
        return self.get(user, self.address("preview", self.issue))

    def approve(self, user, digest=None):
        digest = digest or self.read(user).context["digest"]
        said = self.post(user, self.address("approve", self.issue), lu=digest)
        self.issue.refresh_from_db()
        return said

    def test_the_other_person_approves_under_what_was_read(self):
        self.assertContains(self.read(self.approver), "Approuver ce numéro")
        self.assertEqual(self.approve(self.approver), ["Numéro 1 est approuvé : il part."])
        self.assertEqual(self.issue.approved_by, self.approver)
        entry = LogEntry.objects.latest("pk")
        self.assertEqual((entry.user, entry.get_change_message()), (self.approver, "Approuvé"))

    def test_the_writer_has_not_the_right(self):
        self.assertNotContains(self.read(self.writer), "Approuver ce numéro")
        self.approve(self.writer)
        self.assertEqual(self.response.status_code, 403)
        self.assertTrue(self.issue.is_draft)

    def test_with_both_rights_one_is_still_one_person(self):
        self.writer.groups.add(Group.objects.get(name="Validation de la lettre d’information"))
        self.assertNotContains(self.read(self.writer), "Approuver ce numéro")
        self.assertIn("une autre personne l’approuve", self.approve(self.writer)[0])

    def test_what_was_read_is_what_is_approved(self):
        digest = self.read(self.approver).context["digest"]
        self.issue.items.update(word="Enfin !")
        self.assertIn("a changé depuis que vous l’avez lu", self.approve(self.approver, digest)[0])
        self.assertTrue(self.issue.is_draft)

    def test_an_approved_issue_is_read_only(self):
        self.approve(self.approver)
        page = self.get(self.writer, self.address("change", self.issue))
        self.assertNotContains(page, 'name="title"')
        self.post(self.writer, self.address("change", self.issue), title="Autre")
        self.assertEqual(self.response.status_code, 403)

    def test_the_hour_it_leaves_is_the_one_that_was_typed(self):
        soon = datetime.datetime(2030, 1, 15, 0, 30, tzinfo=timezone.get_current_timezone())
        Issue.objects.update(send_at=soon)
        said = self.approve(self.approver)
        self.assertEqual(
            said, ["Numéro 1 est approuvé : il partira à partir du 15/01/2030 à 00:30."]
        )
        desk = self.get(self.writer, self.address("change", self.issue))
        self.assertContains(desk, "L’envoi commence à partir du 15 janvier 2030 à 00:30.")

    def test_the_desk_says_once_why_it_stopped(self):
        self.approve(self.approver)
        self.issue.begin()
        self.act(self.writer, self.issue, "arreter")
        desk = self.get(self.writer, self.address("change", self.issue))
        self.assertContains(desk, "<strong>Arrêté par redactrice.</strong>", html=True)

    def test_who_may_stop_and_who_may_start_again(self):
        self.approve(self.approver)
        self.assertIn("L’approbation est retirée", self.act(self.writer, self.issue, "retirer")[0])
        self.approve(self.approver)
        self.issue.begin()
        self.act(self.writer, self.issue, "arreter")
        self.assertEqual(self.issue.stop_reason, "Arrêté par redactrice.")
        self.assertIn("le droit vous manque", self.act(self.writer, self.issue, "reprendre")[0])
        self.assertEqual(self.issue.state, "arrete")
        self.act(self.approver, self.issue, "reprendre")
        self.assertEqual(self.issue.state, "envoi")
        self.act(self.approver, self.issue, "arreter")
        self.act(self.approver, self.issue, "clore")
        self.assertEqual(self.issue.state, "envoye")
        self.assertIn("le droit vous manque", self.act(self.approver, self.issue, "arreter")[0])

    def test_a_button_is_not_a_link(self):
        self.assertEqual(
            self.get(self.writer, self.address("act", self.issue, "actualiser")).status_code, 405
        )


class RightsTests(DeskTestCase):
    def test_those_who_follow_up_actions_read_and_no_more(self):
        issue = make_issue("brouillon")
        reader = self.person("suivi", "Suivi des actions")
        self.assertEqual(self.get(reader, self.address("change", issue)).status_code, 200)
        self.assertEqual(self.get(reader, self.address("preview", issue)).status_code, 200)
        self.act(reader, issue, "actualiser")
        self.assertEqual(self.post(reader, self.address("approve", issue)), [])
        self.assertEqual(self.response.status_code, 403)

    def test_a_stranger_sees_nothing(self):
        issue = make_issue("brouillon")
        stranger = User.objects.create_user("stagiaire", is_staff=True)
        for name in ("preview", "frame"):
            self.assertEqual(self.get(stranger, self.address(name, issue)).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(self.address("frame", issue)).status_code, 302)


class ReminderTests(DeskTestCase):
    def index(self, user):
        return self.get(user, reverse("admin:index"))

    def test_a_late_promise_is_on_the_index(self):
        with clock_at("2026-09-01T12:00"):
            make_subscriber()
        with clock_at("2026-11-18T12:00"):
            page = self.index(self.writer)
        self.assertContains(page, "Lettre d’information en retard")
        self.assertContains(page, "était promis pour le 7 octobre 2026")

    def test_what_waits_for_somebody_is_on_the_index(self):
        make_issue("brouillon")
        self.assertContains(self.index(self.writer), "attend d’être approuvé")
        Issue.objects.update(edited_by=None)
        self.assertContains(self.index(self.approver), "attend d’être relu")

    def test_all_is_well(self):
        self.assertNotContains(self.index(self.writer), 'aria-label="La lettre d’information"')

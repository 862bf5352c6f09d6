"""Two persons, frozen facts, one way from draft to sent."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from newsletter.issues.content import compute, digest_of
from newsletter.issues.drafting import approve, make_draft, obstacles, refresh
from newsletter.models import Issue
from tests.factories import (
    make_action,
    make_issue,
    make_person,
    make_publisher,
    make_subscriber,
    make_theme,
    record,
)


class ApprovalTests(TestCase):
    def setUp(self):
        self.action = make_action("en-cours", number=9)
        self.author, self.reader = make_person("autrice"), make_person("relectrice")
        self.issue = make_draft("mensuel", self.author)
        self.town = make_publisher(address="Place de l’Hôtel-de-Ville\n30100 Alès")

    def edit(self, user):
        self.issue.edited_by = user
        self.issue.save()

    def test_a_message_without_postal_address_does_not_leave(self):
        self.town.delete()
        with self.assertRaisesMessage(ValidationError, "L’adresse postale de la ville manque"):
            self.approve(self.reader)

    def approve(self, user):
        approve(self.issue, user, digest_of(compute(self.issue)))

    def refused(self, user):
        with self.assertRaises(ValidationError) as caught:
            self.approve(user)
        self.issue.refresh_from_db()
        self.assertEqual((self.issue.state, self.issue.number), ("brouillon", None))
        return " ".join(caught.exception.messages)

    def test_another_person_approves(self):
        self.edit(self.author)
        self.approve(self.reader)
        self.issue.refresh_from_db()
        self.assertEqual((self.issue.state, self.issue.number), ("approuve", 1))
        self.assertEqual(self.issue.approved_by, self.reader)
        self.assertEqual(self.issue.facts["facts"][0]["action"], 9)

    def test_neither_who_asked_for_it_nor_who_wrote_in_it_last(self):
        self.edit(self.reader)
        self.assertIn("une autre personne l’approuve", self.refused(self.author))
        self.assertIn("une autre personne l’approuve", self.refused(self.reader))

    def test_a_superuser_is_a_person_like_another(self):
        self.edit(User.objects.create_superuser("racine"))
        self.assertIn("une autre personne", self.refused(self.issue.edited_by))

    def test_what_the_worker_wrote_is_read_by_two(self):
        Issue.objects.update(made_by=None)
        self.issue.refresh_from_db()
        self.assertIn("Personne n’a encore relu", self.refused(self.reader))
        self.edit(self.author)
        self.approve(self.reader)

    def test_what_changed_since_it_was_read_is_not_approved(self):
        self.edit(self.author)
        read = digest_of(compute(self.issue))
        self.issue.items.update(word="Enfin !")
        with self.assertRaisesMessage(ValidationError, "a changé depuis que vous l’avez lu"):
            approve(self.issue, self.reader, read)

    def test_what_was_corrected_meanwhile_is_not_approved(self):
        self.edit(self.author)
        record(self.action, "Non.", "2018-03-01", corrects=self.action.events.get())
        self.assertIn("n° 9 a été rectifiée depuis", self.refused(self.reader))
        refresh(self.issue)
        self.assertEqual(obstacles(self.issue, self.reader), [])

    def test_the_database_refuses_too(self):
        self.edit(self.author)
        for fields in (
            {"state": "envoi"},
            {"state": "approuve", "number": 1, "facts": {}, "approved_at": timezone.now(),
             "approved_by": self.author},
        ):  # fmt: skip
            with self.subTest(fields), self.assertRaises(IntegrityError), transaction.atomic():
                Issue.objects.update(**fields)

    def test_an_approval_is_withdrawn_as_long_as_nothing_left(self):
        self.edit(self.author)
        self.approve(self.reader)
        self.issue.withdraw_approval()
        self.assertEqual((self.issue.state, self.issue.facts), ("brouillon", None))
        self.approve(self.reader)
        self.assertEqual(self.issue.number, 1)
        self.issue.begin()
        with self.assertRaisesMessage(ValidationError, "« en cours d’envoi »"):
            self.issue.withdraw_approval()

    def test_a_number_once_given_is_not_lost(self):
        self.edit(self.author)
        self.approve(self.reader)
        self.issue.withdraw_approval()
        with self.assertRaisesMessage(ValidationError, "jamais approuvé"):
            self.issue.delete()


class FrozenTests(TestCase):
    def setUp(self):
        self.action = make_action("en-cours", number=9, title="Les Halles")
        self.issue = make_issue("approuve")

    def test_what_was_approved_cannot_be_changed(self):
        for name, value in (
            ("title", "Autre"), ("introduction", "Bonjour."), ("facts", {}), ("state", "brouillon"),
            ("up_to_rank", 99), ("number", 12), ("edited_by", None), ("history_digest", "0" * 64),
        ):  # fmt: skip
            issue = Issue.objects.get()
            setattr(issue, name, value)
            if name == "state":
                issue.title = "Autre"
            with self.subTest(name), self.assertRaisesMessage(ValidationError, "est approuvé"):
                issue.save()

    def test_its_sending_may_be_put_off(self):
        self.issue.send_at = timezone.now()
        self.issue.save()
        self.assertEqual(Issue.objects.get().send_at, self.issue.send_at)

    def test_later_edits_of_the_action_do_not_reach_it(self):
        self.action.title = "Le marché couvert"
        self.action.save()
        self.assertEqual(Issue.objects.get().facts["facts"][0]["name"], "Les Halles")


class WayTests(TestCase):
    def setUp(self):
        make_action("en-cours")

    def test_numbers_follow_each_other_across_rhythms(self):
        numbers = [make_issue(rhythm=rhythm).number for rhythm in ("mensuel", "changement")]
        self.assertEqual([*numbers, make_issue(rhythm="trimestriel").number], [1, 2, 3])

    def test_two_workers_at_once_make_one_draft(self):
        make_issue("brouillon")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Issue.objects.create(rhythm="mensuel", title="Le même")

    def test_it_is_due_when_its_time_has_come(self):
        later = timezone.now() + timezone.timedelta(days=1)
        make_issue("approuve", "mensuel", send_at=later)
        now = make_issue("approuve", "changement")
        make_issue("brouillon", "trimestriel")
        self.assertEqual(list(Issue.objects.due()), [now])

    def test_it_is_stopped_and_resumed(self):
        issue = make_issue("envoi")
        began_at = issue.began_at
        issue.stop("Une coquille.")
        self.assertEqual((issue.state, issue.stop_reason), ("arrete", "Une coquille."))
        issue.resume()
        self.assertEqual((issue.state, issue.stop_reason, issue.began_at), ("envoi", "", began_at))
        issue.finish()
        self.assertEqual(issue.state, "envoye")
        self.assertIsNotNone(issue.sent_at)
        for move in (issue.begin, issue.stop, issue.resume, issue.finish):
            with self.subTest(move.__name__), self.assertRaises(ValidationError):
                move()

    def test_only_what_began_is_public(self):
        for state, count in (("brouillon", 0), ("approuve", 0), ("envoi", 1), ("arrete", 1),
                             ("envoye", 1)):  # fmt: skip
            with self.subTest(state):
                issue = make_issue(state)
                self.assertEqual(Issue.objects.public().filter(pk=issue.pk).count(), count)
                Issue.objects.filter(pk=issue.pk).delete()


class AudienceTests(TestCase):
    def setUp(self):
        self.theme = make_theme(slug="commerces")
        self.action = make_action("en-cours", number=9, theme=self.theme)
        self.other = make_action(number=10, theme=make_theme(slug="culture"))

    def addresses(self, issue):
        return sorted(issue.audience().values_list("email", flat=True))

    def test_everybody_gets_what_they_follow_at_their_rhythm(self):
        make_subscriber("tout@exemple.fr")
        make_subscriber("theme@exemple.fr", themes=[self.theme])
        make_subscriber("action@exemple.fr", actions=[self.action, self.other])
        make_subscriber("autre@exemple.fr", actions=[self.other])
        make_subscriber("rythme@exemple.fr", rhythm="changement")
        make_subscriber("attend@exemple.fr", confirmed_at=None)
        make_subscriber("refuse@exemple.fr", refused_at=timezone.now())
        self.assertEqual(
            self.addresses(make_issue("envoi")),
            ["action@exemple.fr", "theme@exemple.fr", "tout@exemple.fr"],
        )

    def test_nothing_new_goes_to_those_who_follow_everything(self):
        make_issue()
        make_subscriber("tout@exemple.fr")
        make_subscriber("theme@exemple.fr", themes=[self.theme])
        self.assertEqual(self.addresses(make_issue("envoi")), ["tout@exemple.fr"])

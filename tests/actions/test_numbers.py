"""An official number found: two actions exchange theirs, and all that is theirs follows."""

import csv
import io

from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, TestCase

from actions.models import Action, Event
from actions.numbers import change_number, official, provisional_again
from actions.open_data.verifier import verify
from newsletter.issues.letter import Topics
from tests.actions.test_plan_state import DAYS, fold
from tests.clock import clock_at
from tests.factories import make_action, make_subscriber, record
from tests.seeded import seed
from tests.test_seed import read

SOURCE = {
    "evidence_title": "Consultation téléphonique",
    "evidence_url": "https://lemag.ales.fr/consultation",
    "evidence_seen_on": "2026-11-27",
}


class NumberTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_user("elise", is_staff=True)
        cls.user.user_permissions.set(
            Permission.objects.filter(codename__in=["change_action", "view_action"])
        )
        cls.halles = make_action(number=33, title="Espace partagé", is_number_provisional=True)
        cls.lost = make_action(number=20, title="", is_number_provisional=True)
        cls.known = make_action(number=7, title="Une heure gratuite")
        for action in (cls.halles, cls.lost, cls.known):
            record(action, occurred_on="2017-03-29", status="a-venir")
        record(cls.halles, "Les travaux commencent.", "2018-02-01", status="en-cours")
        record(cls.lost, occurred_on="2018-05-19", status="inconnu")

    def give(self, number=20, **source):
        planned = official(Action.objects.get(pk=self.halles.pk), number)
        return change_number(
            lambda action: official(action, number),
            self.halles.pk,
            planned.seen,
            self.user,
            **SOURCE | source,
        )

    def give_back(self, reason="La source parlait d’une autre rue."):
        planned = provisional_again(Action.objects.get(pk=self.halles.pk))
        return change_number(
            provisional_again, self.halles.pk, planned.seen, self.user, reason=reason
        )

    def numbers(self):
        fields = ("number", "is_number_provisional", "lasting_number")
        return {
            action.title: tuple(getattr(action, name) for name in fields)
            for action in Action.objects.all()
        }

    def rows(self):
        self.text = b"".join(self.client.get("/donnees/etapes.csv")).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(self.text)))


class ExchangeTests(NumberTestCase):
    def test_two_actions_exchange_their_numbers_and_an_event_tells_it_of_each(self):
        self.give()
        self.assertEqual(
            self.numbers(),
            {
                "Espace partagé": (20, False, 33),
                "": (33, True, 20),
                "Une heure gratuite": (7, False, 7),
            },
        )
        told = Event.objects.order_by("rank").filter(new_number__isnull=False)
        self.assertEqual(
            [(event.action_id, event.new_number, event.text) for event in told],
            [
                (
                    self.halles.pk,
                    20,
                    "Numéro officiel trouvé : cette action est la n° 20. Elle portait ici le "
                    "n° 33, provisoire.",
                ),
                (
                    self.lost.pk,
                    33,
                    "Le n° 20 est celui de l’action « Espace partagé ». Celle-ci, qui le portait "
                    "ici, prend le n° 33, provisoire.",
                ),
            ],
        )
        for event in told:
            self.assertEqual(event.evidence_url, SOURCE["evidence_url"])
            self.assertEqual(event.recorded_by, self.user)
        newest = self.halles.history.first()
        self.assertEqual((newest.number, newest.history_user), (20, self.user))

    def test_the_chain_still_holds_and_the_file_still_tells_the_state(self):
        before = {row["rang"]: row["empreinte"] for row in self.rows()}
        self.give()
        call_command("verify_history", stdout=io.StringIO())
        rows = self.rows()
        self.assertEqual({r["rang"]: r["empreinte"] for r in rows if r["rang"] in before}, before)
        self.assertEqual(verify(self.text)[0], 0)
        said = self.client.get("/actions/au/2018-12-31.json").json()["actions"]
        self.assertEqual(
            {a["numero"]: (a["statut"], a["certitude"]) for a in said}, fold(rows, "2018-12-31")
        )
        self.assertEqual(fold(rows, "2018-12-31")[20], ("en-cours", "prouvee"))
        actions = b"".join(self.client.get("/donnees/actions.csv")).decode("utf-8-sig")
        first = {r["numero"]: r["premier_numero"] for r in csv.DictReader(io.StringIO(actions))}
        self.assertEqual(first, {"7": "7", "20": "33", "33": "20"})

    def test_a_number_changed_without_an_event_is_found_out(self):
        Action.objects.filter(pk=self.known.pk).update(number=8, first_number=7)
        with self.assertRaisesMessage(CommandError, "Une action porte le n° 8, que ses étapes"):
            call_command("verify_history")

    def test_its_own_number_may_be_the_official_one(self):
        self.give(33)
        self.assertEqual(self.numbers()["Espace partagé"], (33, False, 33))
        self.assertEqual(
            self.halles.events.order_by("rank").last().text,
            "Numéro officiel trouvé : c’est bien le n° 33, provisoire jusqu’ici.",
        )
        self.give_back("Le journal s’était trompé.")
        self.assertEqual(self.numbers()["Espace partagé"], (33, True, 33))

    def test_the_way_back_restores_all_and_tells_why(self):
        before = self.numbers()
        self.give()
        self.give_back()
        self.assertEqual(self.numbers(), before)
        corrections = Event.objects.filter(new_number__isnull=False, corrects__isnull=False)
        self.assertEqual(
            [event.text for event in corrections.order_by("rank")],
            [
                "Le n° 20 n’est pas celui de cette action, qui reprend le n° 33, provisoire. La "
                "source parlait d’une autre rue.",
                "Cette action reprend le n° 20, provisoire : il n’est pas celui de l’action "
                "« Espace partagé », qui le portait.",
            ],
        )
        call_command("verify_history", stdout=io.StringIO())
        self.assertEqual(fold(self.rows(), "2018-12-31")[33], ("en-cours", "prouvee"))
        with self.assertRaisesMessage(ValidationError, "Aucun numéro officiel n’a été donné ici"):
            provisional_again(Action.objects.get(pk=self.halles.pk))
        self.give()  # found again, for good
        self.assertEqual(self.numbers()["Espace partagé"], (20, False, 33))

    def test_what_may_not_be_is_refused_with_the_remedy(self):
        refusals = [
            (self.halles, 57, "Aucune action ne porte le n° 57 : le numéro officiel est l’un de"),
            (self.halles, 7, "Le n° 7 est déjà le numéro officiel de l’action « Une heure grat"),
            (self.lost, 33, "Cette action n’a pas de titre : donnez-lui d’abord son intitulé"),
            (self.known, 20, "Le n° 7 de cette action est déjà officiel : revenez d’abord au"),
        ]
        for action, number, message in refusals:
            with self.subTest(number=number), self.assertRaisesMessage(ValidationError, message):
                official(action, number)

    def test_what_changed_since_it_was_shown_is_not_done(self):
        seen = official(self.halles, 20).seen
        other = make_action(number=35, title="Autre", is_number_provisional=True)
        record(other, occurred_on="2018-01-01", status="a-venir")
        change_number(
            lambda action: official(action, 33),
            other.pk,
            official(other, 33).seen,
            self.user,
            **SOURCE,
        )
        with self.assertRaisesMessage(ValidationError, "Un de ces numéros a changé depuis"):
            change_number(
                lambda action: official(action, 20), self.halles.pk, seen, self.user, **SOURCE
            )

    def test_it_is_corrected_by_the_way_back_only(self):
        self.give()
        told = self.halles.events.get(new_number=20)
        with self.assertRaises(ValidationError) as refused:
            record(Action.objects.get(pk=self.halles.pk), occurred_on="2018-06-01", corrects=told)
        self.assertIn("« Numéro officiel trouvé »", str(refused.exception))

    def test_a_number_found_is_no_news_of_the_works(self):
        with clock_at("2031-01-01T12:00"):
            self.give()
            page = self.client.get("/actions/")
            self.assertEqual(page.context["state"].known_on, "au 19 mai 2018")
            row = next(a for a in page.context["object_list"] if a.number == 20)
            self.assertEqual(row.newest_text, "Les travaux commencent.")


class FollowersTests(NumberTestCase):
    def test_the_page_of_the_former_number_says_where_the_action_went(self):
        self.give()
        page = self.client.get("/actions/33/")
        self.assertContains(page, "<h1>Action n°\u00a033</h1>", html=True)
        self.assertIn(
            "L’action qui portait provisoirement ce numéro est le n° 20, Espace partagé.",
            read(page.content.decode()),
        )
        self.assertNotContains(page, "/actions/33/flux.atom")
        self.assertNotContains(self.client.get("/actions/20/"), "portait provisoirement")

    def test_where_nothing_stands_any_more_the_address_leads_there(self):
        self.give()
        Action.objects.filter(pk=self.lost.pk).update(state="brouillon")
        self.assertRedirects(self.client.get("/actions/33/"), "/actions/20/", status_code=301)
        self.assertEqual(self.client.get("/actions/34/").status_code, 404)

    def test_feeds_and_framed_cards_follow_the_action(self):
        before = self.client.get("/actions/33/flux.atom").content.decode()
        self.give()
        self.assertRedirects(self.client.get("/actions/33/flux.atom"), "/actions/20/flux.atom")
        self.assertRedirects(self.client.get("/actions/33/carte/"), "/actions/20/carte/")
        after = self.client.get("/actions/20/flux.atom").content.decode()
        feed_id = "<id>tag:ales.fr,2017:a-votre-service/action/33</id>"
        self.assertIn(feed_id, before)
        self.assertIn(feed_id, after)
        self.assertIn("Les travaux commencent.", after)

    def test_subscribers_keep_following_the_action(self):
        subscriber = make_subscriber(actions=[self.halles])
        self.give()
        topics = Topics.of(subscriber)
        sent_before = {"theme": "", "action": 33}  # a content written before the change
        sent_after = {"theme": "", "action": 20, "lasting": 33}
        self.assertTrue(topics.cover(sent_before))
        self.assertTrue(topics.cover(sent_after))
        self.assertFalse(topics.cover({"theme": "", "action": 33, "lasting": 20}))
        self.assertEqual([a.pk for a in Action.objects.named([33])], [self.halles.pk])


class ScreenTests(NumberTestCase):
    def setUp(self):
        self.client = Client()
        self.client.force_login(self.user)
        self.address = f"/admin/actions/action/{self.halles.pk}/numero/"

    def send(self, address=None, follow=True, **data):
        return self.client.post(address or self.address, data, follow=follow)

    def test_what_changes_is_shown_then_done(self):
        form = self.client.get(f"/admin/actions/action/{self.halles.pk}/change/")
        self.assertContains(form, f'href="{self.address}"')
        shown = self.send(number=20, **SOURCE)
        text = read(shown.content.decode())
        self.assertIn("Rien n’est encore fait.", text)
        self.assertIn("Espace partagé n° 33 n° 20", text)
        self.assertIn("Titre inconnu n° 20 n° 33", text)
        self.assertEqual(self.numbers()["Espace partagé"][0], 33)
        done = self.send(number=20, seen=shown.context["planned"].seen, **SOURCE)
        self.assertIn(
            "C’est fait : le n° 33 est devenu le n° 20 et le n° 20 est devenu le n° 33.",
            read(done.content.decode()),
        )
        self.assertEqual(self.numbers()["Espace partagé"], (20, False, 33))
        back = f"{self.address}revenir/"
        self.assertContains(done, f'href="{back}"')
        shown = self.send(back, reason="Une erreur de lecture.")
        self.send(back, reason="Une erreur de lecture.", seen=shown.context["planned"].seen)
        self.assertEqual(self.numbers()["Espace partagé"], (33, True, 33))

    def test_a_source_is_required(self):
        page = self.send(number=20)
        self.assertEqual(
            page.context["form"].errors["evidence_title"],
            ["Dites par quelle source ce numéro est connu."],
        )
        self.assertEqual(
            page.context["form"].errors["evidence_url"], ["Donnez l’adresse de cette source."]
        )
        self.assertIsNone(page.context["planned"])

    def test_a_wrong_number_is_told_beside_its_field(self):
        page = self.send(number=57, **SOURCE)
        self.assertIn("Aucune action ne porte le n° 57", page.context["form"].errors["number"][0])

    def test_what_moved_meanwhile_is_shown_again(self):
        page = self.send(number=20, seen=f"{self.halles.pk}-33-20-0", **SOURCE)
        self.assertIn("Un de ces numéros a changé depuis cet aperçu", read(page.content.decode()))
        self.assertEqual(self.numbers()["Espace partagé"][0], 33)

    def test_the_right_to_change_actions_is_needed(self):
        self.user.user_permissions.set(Permission.objects.filter(codename="view_action"))
        self.assertEqual(self.client.get(self.address).status_code, 403)
        self.assertEqual(self.send(number=20, **SOURCE).status_code, 403)
        page = self.client.get(f"/admin/actions/action/{self.halles.pk}/change/")
        self.assertNotContains(page, "Numéro officiel trouvé")


class SeededPlanTests(TestCase):
    def test_after_an_exchange_the_page_the_json_and_the_file_agree(self):
        seed()
        user = User.objects.create_user("elise")
        arena = Action.objects.get(number=36)
        planned = official(arena, 21)
        change_number(lambda a: official(a, 21), arena.pk, planned.seen, user, **SOURCE)
        text = b"".join(self.client.get("/donnees/etapes.csv")).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(verify(text)[0], 0)
        for day in DAYS:
            with self.subTest(day):
                said = self.client.get(f"/actions/au/{day}.json").json()
                told = {a["numero"]: (a["statut"], a["certitude"]) for a in said["actions"]}
                self.assertEqual(told, fold(rows, day))
        self.assertEqual(said["total"], 38)
        self.assertContains(self.client.get("/actions/36/"), "portait provisoirement ce numéro")

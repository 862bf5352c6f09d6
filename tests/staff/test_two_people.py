"""Two people write in the same form: nothing of what either typed is lost."""

import json
import re
from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import RequestFactory, SimpleTestCase, TestCase
from django.urls import reverse, reverse_lazy

from actions.models import Theme
from legal import models as legal
from pages.models import Correction, Page
from participation.models import Process
from publishing.text.typography import typeset
from staff.models import Helpdesk
from tests import factories
from tests.databases import empty_database, run_apart
from tests.minimal import one_of
from tests.seeded import seed
from writing.models import Attachment

from .browsing import Filled, FormReader

FIRST, SECOND = " (première main)", " (seconde main)"


def make_missing():
    """What the shipped data has none of, and staff write."""
    factories.make_issue("brouillon")
    factories.make_audit()
    factories.make_picture()
    factories.make_portrait()
    factories.make_tribune()
    factories.make_person_consent()
    one_of(Attachment)
    factories.make_message()
    for model in (legal.TribuneSpace, legal.Host, legal.Identity, legal.Statement):
        model().save()
    legal.Nonconformity.objects.create(
        content="Un plan", kind="exemption", criterion="1.1", reason="Une carte"
    )
    Helpdesk.objects.create(contact="Karim B.")
    account = User.objects.create_user("essai", "essai@ales.fr", is_staff=True)
    account.groups.add(Group.objects.create(name="Un groupe"))


class TwoPeopleTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed()
        cls.karim = User.objects.create_superuser("karim", first_name="Karim", last_name="B.")
        cls.lea = User.objects.create_superuser("lea", first_name="Léa", last_name="M.")

    def setUp(self):
        self.his, self.hers = self.client_class(), self.client_class()
        self.his.force_login(self.karim)
        self.hers.force_login(self.lea)

    def both_open(self, obj):
        url = change_url(obj)
        return Filled(self.his, url), Filled(self.hers, url)

    def messages(self, response):
        return [str(one) for one in response.context["messages"]]


def change_url(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


@pytest.mark.once
class EveryFormTests(TwoPeopleTestCase):
    """The registry is walked: whoever registers a class has it tested."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        make_missing()

    def changeable(self):
        request = RequestFactory().get("/admin/")
        request.user = self.karim
        missing, opened = [], []
        for model, model_admin in admin.site._registry.items():
            found = model._default_manager.all()
            if model is User:
                found = found.filter(username="essai")
            if not model_admin.has_change_permission(request):
                continue
            obj = next(
                (one for one in found if model_admin.has_change_permission(request, one)), None
            )
            opened.append(obj)
            missing += [] if obj else [model._meta.label]
        self.assertEqual(missing, [], "nothing to change: make one above")
        return opened

    def texts(self, form):
        """Names of the boxes where words may be added."""
        return [
            name
            for name, kind in form.kinds.items()
            if kind in ("text", "textarea")
            and not re.search(r"url|slug|email|siret|__prefix__|_\d$|_on$|telephone|username", name)
        ]

    def test_each_keeps_what_both_wrote(self):
        walked = set()
        for obj in self.changeable():
            label = obj._meta.label
            with self.subTest(label):
                his = Filled(self.his, change_url(obj))
                names = self.writable(his)
                self.assertTrue(names, f"{label}: no box takes a word more")
                walked.add(label)
                with self.taken_back():
                    self.check_boxes(his, *names)
        self.assertGreater(len(walked), 20)

    @contextmanager
    def taken_back(self):
        """What is saved inside is as if it had never been."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def writable(self, form):
        """One or two boxes of the form that take a word more, found by trying."""
        found = []
        for name in self.texts(form):
            with self.taken_back():
                if form.send(**{name: form[name] + FIRST + SECOND}).status_code == 302:
                    found.append(name)
            if len(found) == 2:
                break
        return found

    def check_boxes(self, his, same, other=None):
        """Both write in `same`, which is asked; what she wrote in `other` is kept through it."""
        hers = Filled(self.hers, his.url)
        before = his[same]
        his[same] += FIRST
        hers[same] += SECOND
        if other:
            hers[other] += SECOND
        self.assertEqual(his.send().status_code, 302)
        asked = hers.send()
        self.assertContains(asked, "Karim B. a enregistré cette", status_code=409)
        html = asked.content.decode()
        for text in (before, before + FIRST, before + SECOND):
            self.assertIn(text.strip()[:20], html)
        choice = next(key for key in FormReader(html, "").kinds if key.startswith("choix:"))
        again = hers.read(html, "").send()  # nothing is chosen: asked again
        self.assertEqual(again.status_code, 409)
        chosen = hers.read(again.content.decode(), "").send(**{choice: "miens"})
        self.assertEqual(chosen.status_code, 302)
        now = Filled(self.his, his.url)
        for name in filter(None, (same, other)):
            self.assertTrue(now[name].endswith(SECOND.strip()), now[name])

    def test_what_one_alone_wrote_is_kept_with_what_the_other_did(self):
        for obj in (Page.objects.first(), Process.objects.first(), factories.make_tribune()):
            with self.subTest(obj._meta.label):
                his, hers = self.both_open(obj)
                one, other = self.writable(his)
                his[one] += FIRST
                hers[other] += SECOND
                self.assertEqual(his.send().status_code, 302)
                answer = hers.send()
                self.assertEqual(answer.status_code, 302)
                self.assertContains(self.hers.get(answer.url), "Gardé avec vos changements")
                now = Filled(self.his, change_url(obj))
                self.assertTrue(now[one].endswith(FIRST.strip()), now[one])
                self.assertTrue(now[other].endswith(SECOND.strip()), now[other])

    def test_a_form_sent_as_it_was_opened_changes_nothing(self):
        """What is compared is what a browser sends: no box looks changed by itself."""
        for obj in self.changeable():
            with self.subTest(obj._meta.label):
                form = Filled(self.his, change_url(obj))
                base = json.loads(form["_opened_on"])["base"]
                model_admin = admin.site._registry[type(obj)]
                answer = form.send()
                if answer.status_code == 200:  # refused for another reason: it shows all again
                    again = Filled(self.his, change_url(obj)).read(answer.content.decode())
                else:
                    again = Filled(self.his, change_url(obj))
                self.assertEqual(json.loads(again["_opened_on"])["base"], base)
                self.assertTrue(model_admin.get_readonly_fields)


class LinesTests(TwoPeopleTestCase):
    """The lines inside a form: each may be changed, added or removed by either of the two."""

    def setUp(self):
        super().setUp()
        self.process = factories.make_process(title="Un budget", results_expected_on=None)
        source = factories.make_source()
        self.one, self.two, self.three = (
            self.process.phases.create(
                rank=rank, label=f"Phase {rank}", start="2024", end="2025", source=source
            )
            for rank in (1, 2, 3)
        )

    def place(self, form, phase):
        return next(
            name.removesuffix("-id")
            for name, values in form.data.items()
            if name.startswith("phases-") and name.endswith("-id") and values == [str(phase.pk)]
        )

    def add(self, form, label, rank):
        index = int(form["phases-TOTAL_FORMS"])
        like = self.place(form, self.one)
        for name in [name for name in form.data if name.startswith(like + "-")]:
            form[name.replace(like, f"phases-{index}")] = form[name]
        form[f"phases-{index}-id"] = ""
        form[f"phases-{index}-label"], form[f"phases-{index}-rank"] = label, str(rank)
        form["phases-TOTAL_FORMS"] = str(index + 1)

    def labels(self):
        return list(self.process.phases.order_by("rank").values_list("label", flat=True))

    def test_what_each_did_is_put_together(self):
        his, hers = self.both_open(self.process)
        self.add(his, "Phase 4, de Karim", 4)
        his[self.place(his, self.one) + "-DELETE"] = "on"
        his[self.place(his, self.two) + "-label"] = "Phase 2, de Karim"
        hers[self.place(hers, self.three) + "-label"] = "Phase 3, de Léa"
        self.add(hers, "Phase 5, de Léa", 5)
        self.assertEqual(his.send().status_code, 302)

        answer = hers.send()

        self.assertEqual(answer.status_code, 302)
        self.assertEqual(
            self.labels(),
            ["Phase 2, de Karim", "Phase 3, de Léa", "Phase 4, de Karim", "Phase 5, de Léa"],
        )
        page = self.hers.get(answer.url)
        self.assertContains(page, "Phase supprimée : 1 · Phase 1")
        self.assertContains(page, "Phase ajoutée : 4 · Phase 4, de Karim")

    def test_a_line_that_he_removed_and_she_changed_is_asked(self):
        for choice, kept in (("leurs", []), ("miens", ["Phase 2, de Léa"])):
            with self.subTest(choice):
                his, hers = self.both_open(self.process)
                his[self.place(his, self.two) + "-DELETE"] = "on"
                hers[self.place(hers, self.two) + "-label"] = "Phase 2, de Léa"
                key = f"choix:phases:{self.two.pk}"
                self.assertEqual(his.send().status_code, 302)
                asked = hers.send()
                self.assertContains(asked, "(ligne supprimée)", status_code=409)
                self.assertContains(asked, "Phase 2, de Léa", status_code=409)
                hers.read(asked.content.decode(), "")
                self.assertEqual(hers.send(**{key: choice}).status_code, 302)
                self.assertEqual(self.labels(), ["Phase 1", *kept, "Phase 3"])
                self.two = self.process.phases.filter(rank=2).first() or self.process.phases.create(
                    rank=2, label="Phase 2", start="2024", end="2025", source=self.one.source
                )

    def test_a_line_that_she_removes_and_he_changed_is_asked(self):
        for choice, kept in (("leurs", ["Phase 2, de Karim"]), ("miens", [])):
            with self.subTest(choice):
                his, hers = self.both_open(self.process)
                his[self.place(his, self.two) + "-label"] = "Phase 2, de Karim"
                hers[self.place(hers, self.two) + "-DELETE"] = "on"
                self.assertEqual(his.send().status_code, 302)
                asked = hers.send()
                self.assertContains(asked, "Phase 2, de Karim", status_code=409)
                hers.read(asked.content.decode(), "")
                chosen = hers.send(**{f"choix:phases:{self.two.pk}": choice})
                self.assertEqual(chosen.status_code, 302)
                self.assertEqual(self.labels(), ["Phase 1", *kept, "Phase 3"])
                self.two.label = "Phase 2"
                self.two.save()

    def test_saved_again_after_a_way_back_a_new_line_is_one(self):
        form = Filled(self.his, change_url(self.process))
        self.add(form, "Phase 4", 4)
        self.assertEqual(form.send().status_code, 302)
        self.assertEqual(form.send().status_code, 302)
        self.assertEqual(self.labels(), ["Phase 1", "Phase 2", "Phase 3", "Phase 4"])


class ConflictPageTests(TwoPeopleTestCase):
    def setUp(self):
        super().setUp()
        self.page = Page.objects.get(slug="campagne")

    def test_a_text_may_be_put_together_by_hand(self):
        his, hers = self.both_open(self.page)
        his["text"] += "\r\n\r\nDe Karim."
        hers["text"] += "\r\n\r\nDe Léa."
        his.send()
        asked = hers.send()
        hers.read(asked.content.decode(), "")
        together = his["text"] + "\r\n\r\nDe Léa."
        self.assertEqual(
            hers.send(**{"choix:text": "texte", "texte:text": together}).status_code, 302
        )
        self.page.refresh_from_db()
        self.assertTrue(self.page.text.endswith("De Karim.\r\n\r\nDe Léa."))

    def test_a_third_save_during_the_choice_is_asked_again(self):
        his, hers = self.both_open(self.page)
        his["lead"], hers["lead"] = "De Karim.", "De Léa."
        his.send()
        hers.read(hers.send().content.decode(), "")
        his = Filled(self.his, change_url(self.page))
        his["lead"] = "De Karim, encore."
        his.send()
        again = hers.send(**{"choix:lead": "miens"})
        self.assertContains(again, "De Karim, encore.", status_code=409)
        hers.read(again.content.decode(), "")
        self.assertEqual(hers.send(**{"choix:lead": "leurs"}).status_code, 302)
        self.page.refresh_from_db()
        self.assertEqual(self.page.lead, "De Karim, encore.")

    def test_what_the_form_was_opened_on_may_be_unreadable(self):
        for value in ("", "x", "{}", '{"at": 3, "base": [], "seen": {}}'):
            with self.subTest(value):
                hers = Filled(self.hers, change_url(self.page))
                hers["_opened_on"], hers["lead"] = value, "De Léa."
                self.assertEqual(hers.send().status_code, 409)

    def test_a_record_deleted_meanwhile_gives_its_words_back(self):
        correction = Correction.objects.first()
        hers = Filled(self.hers, change_url(correction))
        hers["subject"] = "Un sujet que Léa récrit"
        self.his.post(change_url(correction).replace("change", "delete"), {"post": "yes"})
        gone = hers.send()
        self.assertContains(gone, "Karim B. a supprimé cette fiche", status_code=409)
        self.assertContains(gone, "Un sujet que Léa récrit", status_code=409)
        add = reverse("admin:pages_correction_add")
        again = hers.read(gone.content.decode(), "").send(add)
        self.assertEqual(again.status_code, 200)  # shown, not saved
        self.assertFalse(Correction.objects.filter(subject="Un sujet que Léa récrit").exists())
        hers.read(again.content.decode())
        self.assertEqual(hers["subject"], "Un sujet que Léa récrit")
        self.assertEqual(hers.send(add).status_code, 302)
        self.assertTrue(Correction.objects.filter(subject="Un sujet que Léa récrit").exists())

    def test_who_else_is_there_is_told(self):
        self.both_open(self.page)
        page = self.hers.get(change_url(self.page))
        self.assertContains(page, "Karim B. a cette page ouverte depuis")
        ping = {"path": change_url(self.page)}
        answer = self.his.post(reverse("admin:presence"), ping).json()
        self.assertEqual(len(answer["others"]), 1)
        self.assertIn("Léa M. a cette page ouverte depuis", answer["others"][0])
        for bad in ({}, {"path": "/admin/"}, {"path": "/"}, {"path": "/admin/x/change/"}):
            self.assertEqual(self.his.post(reverse("admin:presence"), bad).status_code, 400)


class TwiceTests(TwoPeopleTestCase):
    ADD = reverse_lazy("admin:actions_theme_add")

    def filled(self, name="Un thème"):
        form = Filled(self.his, str(self.ADD))
        form["name"], form["slug"], form["rank"] = name, "un-theme", "77"
        return form

    def test_a_form_sent_twice_makes_one_record(self):
        form = self.filled()
        form.send()
        again = form.send()
        made = Theme.objects.get(slug="un-theme")
        self.assertRedirects(again, change_url(made), fetch_redirect_response=False)
        self.assertContains(self.his.get(again.url), "C’était déjà enregistré")

    def test_a_refused_form_may_be_sent_again(self):
        form = self.filled(name="")
        self.assertEqual(form.send().status_code, 200)
        form["name"] = "Un thème"
        self.assertEqual(form.send().status_code, 302)

    def test_another_text_after_a_way_back_is_shown_and_saved_when_asked(self):
        form = self.filled()
        form.send()
        form["name"], form["slug"] = "Un autre thème", "un-autre-theme"
        shown = form.send()
        self.assertContains(shown, "Rien de plus n’est enregistré")
        self.assertEqual(form.read(shown.content.decode())["name"], "Un autre thème")
        self.assertEqual(form.send().status_code, 302)
        self.assertEqual(Theme.objects.filter(rank=77).count(), 2)


class ExpiredTests(TwoPeopleTestCase):
    """A session or a token that is over: what was typed comes back, and nothing is saved alone."""

    def setUp(self):
        super().setUp()
        self.page = Page.objects.get(slug="campagne")
        self.lea.set_password("mot de passe de Léa")
        self.lea.save()
        self.hers.force_login(self.lea)
        self.strict = self.client_class(enforce_csrf_checks=True)
        self.strict.force_login(self.lea)

    def resumed(self, form, page):
        """The form as it comes back from the page that carries it."""
        self.assertContains(page, "Reprendre votre saisie", status_code=page.status_code)
        form.read(page.content.decode(), "")
        shown = form.send()
        self.assertEqual(shown.status_code, 200)
        form.read(shown.content.decode())
        self.assertEqual(form["lead"], "Tapé avant la fin.")
        self.page.refresh_from_db()
        self.assertNotEqual(self.page.lead, "Tapé avant la fin.")
        self.assertEqual(form.send().status_code, 302)
        self.page.refresh_from_db()
        self.assertEqual(self.page.lead, "Tapé avant la fin.")

    def test_after_the_session_one_signs_in_and_goes_on(self):
        form = Filled(self.hers, change_url(self.page))
        form["lead"] = "Tapé avant la fin."
        self.hers.logout()
        login = form.send()
        self.assertContains(login, "Votre session est terminée")
        self.assertContains(login, "Ce que vous aviez écrit est gardé")
        signing = Filled(self.hers, "/admin/login/", "").read(login.content.decode(), "")
        signing["username"], signing["password"] = "lea", "faux"
        wrong = signing.send(reverse("admin:login"))
        signing.read(wrong.content.decode(), "")
        signing["username"], signing["password"] = "lea", "mot de passe de Léa"
        entered = signing.send(reverse("admin:login"))
        self.assertRedirects(entered, change_url(self.page), fetch_redirect_response=False)
        self.resumed(form, self.hers.get(entered.url))

    def test_a_lapsed_token_gives_the_form_back(self):
        form = Filled(self.strict, change_url(self.page))
        form["lead"] = "Tapé avant la fin."
        form["csrfmiddlewaretoken"] = "a" * 64
        page = form.send()
        self.assertEqual(page.status_code, 403)
        self.assertNotContains(page, "rechargez", status_code=403)
        self.resumed(form, page)

    def test_another_site_gets_nothing_back(self):
        page = self.strict.post(
            change_url(self.page), {"lead": "D’ailleurs"}, headers={"Origin": "https://ailleurs.fr"}
        )
        self.assertNotContains(page, "D’ailleurs", status_code=403)
        self.assertContains(page, "Revenir à la page", status_code=403)

    def test_only_typing_prolongs_the_session(self):
        ping = {"path": change_url(self.page)}
        silent = self.hers.post(reverse("admin:presence"), ping)
        typing = self.hers.post(reverse("admin:presence"), ping | {"typing": "1"})
        self.assertNotIn("sessionid", silent.cookies)
        self.assertIn("sessionid", typing.cookies)

    def test_a_refusal_stays_in_the_back_office_and_says_whom_to_ask(self):
        reader = User.objects.create_user("lectrice", is_staff=True)
        reader.groups.add(Group.objects.get_or_create(name="Lecture")[0])
        self.hers.force_login(reader)
        page = self.hers.get(reverse("admin:auth_user_changelist"))
        self.assertContains(page, "Il vous manque un droit", status_code=403)
        self.assertContains(page, typeset("Votre compte a le rôle « Lecture »"), status_code=403)
        self.assertContains(page, "Karim B.", status_code=403)


class AtTheSameInstantTests(SimpleTestCase):
    databases = {"default"}

    def test_two_saves_do_not_both_pass_and_three_clicks_make_one_record(self):
        with empty_database() as address:
            done = run_apart("tests.staff.saves_at_once", address)

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            done.stdout.splitlines(), ["changes: 302 409", "clicks: 302 302 302", "made: 1"]
        )

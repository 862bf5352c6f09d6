"""Versions that staff read, and bring back."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import TestCase
from django.urls import reverse

from backoffice.differences import in_a_line, marked
from backoffice.history import HistoryAdmin
from backoffice.versions import Timeline, has_history
from figures.models import Reading
from pages.models import Page
from services.models import Service
from staff.roles import ROLES, create_roles
from tests.clock import clock_at
from tests.factories import make_figure, make_portrait, make_service, make_source
from tests.seeded import seed

# Words of machines, and of English, that no screen of the history shows.
INTERNAL = [
    "CHANGED_FIELDS",
    "CHANGES",
    "None",
    "chars]",
    "pk=",
    "Deleted",
    "True",
    "False",
    "View",
]


def address(record, page, *more):
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}"
    return reverse(name, args=[record.pk, *more])


class WordsTests(TestCase):
    databases = ()

    def test_words_taken_out_and_put_in_are_marked(self):
        before = (
            "Un long texte, que personne ne lit en entier, et qui dit que la ville plante. " * 2
        )
        after = before.replace("plante. Un", "arrose & plante. Un")
        html = marked(before, after)
        self.assertIn("<ins> arrose &amp;</ins>", html)
        self.assertNotIn("<del>", html)
        self.assertLess(len(html), len(before))
        self.assertEqual(in_a_line(before, after), "ajouté « arrose & »")

    def test_short_values_stand_side_by_side(self):
        self.assertEqual(marked("Relu", "<b>"), "<del>Relu</del> → <ins>&lt;b&gt;</ins>")
        self.assertEqual(in_a_line("", "80"), "vide → 80")


class HistoryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_superuser("editrice", first_name="Aïcha", last_name="Roux")
        cls.page = Page.objects.create(slug="campagne", title="La campagne", lead="Avant.")

    def setUp(self):
        self.client.force_login(self.user)

    def save(self, record, day, **fields):
        with clock_at(f"2031-07-{day:02}T10:00"):
            self.client.force_login(self.user)
            self.client.post(address(record, "change"), fields)

    def versions(self, record, *lines):
        return Timeline(type(record), record.pk, lines).told()

    def test_a_text_is_read_compared_and_brought_back(self):
        fields = {"title": "La campagne", "lead": "Après.", "text": "Un.", "state": "brouillon"}
        self.save(self.page, 1, **fields)
        self.save(self.page, 2, **fields | {"lead": "", "state": "publie"})
        page = self.client.get(address(self.page, "history"))
        self.assertContains(page, "par Aïcha Roux", 2)
        self.assertContains(page, "<dt>Chapô</dt>", 2)
        self.assertContains(page, "<del>Après.</del> → <i>vide</i>")
        self.assertContains(page, "<title>La campagne | Historique", html=False)
        _, former, _ = self.versions(self.page)
        full = self.client.get(address(self.page, "version", former.code))
        self.assertContains(full, "Revenir à cette version")
        self.assertContains(full, "Aujourd’hui&nbsp;: vide")

        with clock_at("2031-07-03T10:00"):
            self.client.force_login(self.user)
            answer = self.client.post(address(self.page, "version", former.code), follow=True)
        told = [str(message) for message in answer.context["messages"]]
        self.assertEqual(told, ["La version du 1 juillet 2031 à 10 h 00 est remise."])
        self.page.refresh_from_db()
        self.assertEqual((self.page.lead, self.page.text), ("Après.", "Un."))
        self.assertEqual(self.page.state, "publie")  # a text comes back, not its hiding
        self.assertEqual(len(self.versions(self.page)), 4)
        self.assertEqual(
            [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")][1:],
            ["Chapô : Après. → vide ; État : Brouillon → Publié", "Chapô : vide → Après."],
        )

    def test_a_figure_comes_back_with_its_readings(self):
        with clock_at("2031-06-01T10:00"):
            figure = make_figure("lignes", 80, label="Lignes")
        reading = figure.readings.get()
        with clock_at("2031-06-02T10:00"):
            Reading.objects.create(
                figure=figure, value=82, as_of=reading.as_of, source=make_source(), is_shown=True
            )
        with clock_at("2031-06-03T10:00"):
            reading.delete()
        newest, _, first = self.versions(figure, (Reading, "figure"))
        self.assertEqual([change.label for change in newest.changes], ["Relevé « 80 »"])
        self.client.post(address(figure, "version", first.code))
        self.assertEqual(list(figure.readings.values_list("value", "is_shown")), [(80, True)])

    def test_what_the_form_refuses_is_shown_there(self):
        source = make_source()
        service = make_service(practical_source=source)
        old = self.versions(service)[0]
        Service.objects.update(practical_source=None)
        source.delete()
        page = self.client.post(address(service, "version", old.code))
        self.assertContains(page, "Cette version ne peut pas être remise telle quelle")
        self.assertContains(page, f'action="{address(service, "change")}"')
        self.assertContains(
            self.client.get(address(service, "version", old.code)), "(supprimé depuis)"
        )

    def test_several_values_come_back(self):
        with clock_at("2031-06-01T10:00"):
            service = make_service()
            service.figures.add(make_figure("un"))
        with clock_at("2031-06-02T10:00"):
            service.figures.clear()
        newest, first = self.versions(service)
        self.assertEqual([c.sentence for c in newest.changes], ["Chiffres : Un → vide"])
        self.client.post(address(service, "version", first.code))
        self.assertEqual([figure.key for figure in service.figures.all()], ["un"])

    def test_who_may_only_read_brings_nothing_back(self):
        create_roles()
        self.save(self.page, 1, title="Autre", state="brouillon")
        first = self.versions(self.page)[-1]
        reader = User.objects.create_user("lecture", is_staff=True)
        reader.groups.add(Group.objects.get(name="Lecture"))
        self.client.force_login(reader)
        url = address(self.page, "version", first.code)
        self.assertNotContains(self.client.get(url), "Revenir à cette version")
        self.assertEqual(self.client.post(url).status_code, 403)
        self.client.force_login(User.objects.create_user("personne", is_staff=True))
        self.assertEqual(self.client.get(url).status_code, 403)

    def test_a_portrait_forgets(self):
        portrait = make_portrait()
        page = self.client.get(address(portrait, "history"))
        self.assertEqual(page.status_code, 200)
        self.assertFalse(has_history(type(portrait)))


@pytest.mark.once
class EveryAddressTests(TestCase):
    """On the data that ships: no address of the back office answers 500, for anybody."""

    @classmethod
    def setUpTestData(cls):
        seed()
        cls.people = [User.objects.create_superuser("admin")]
        for role in ROLES:
            person = User.objects.create_user(role, is_staff=True)
            person.groups.add(Group.objects.get(name=role))
            cls.people.append(person)

    def addresses(self):
        yield reverse("admin:index")
        for model, model_admin in admin.site._registry.items():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield from (reverse(f"{name}_changelist"), reverse(f"{name}_add"))
            first = model._default_manager.first()
            if first is None:
                continue
            for page in ("change", "history", "delete"):
                yield reverse(f"{name}_{page}", args=[first.pk])
            if isinstance(model_admin, HistoryAdmin) and has_history(model):
                for version in Timeline(model, first.pk).versions[-1:]:
                    yield reverse(f"{name}_version", args=[first.pk, version.code])
                    yield reverse(f"{name}_version", args=[first.pk, version.rows[-1].history_id])
                yield reverse(f"{name}_version", args=[first.pk, "0"])

    def test_no_address_answers_500_and_the_history_is_french(self):
        addresses = list(self.addresses())
        self.assertGreater(len([url for url in addresses if "/history/" in url]), 30)
        for person in self.people:
            self.client.force_login(person)
            for url in addresses:
                with self.subTest(person=person.username, url=url):
                    answer = self.client.get(url)
                    self.assertIn(answer.status_code, (200, 302, 403, 404))
                    if "/history/" in url and answer.status_code == 200:
                        main = answer.content.decode().partition('id="content-main"')[2]
                        for word in INTERNAL:
                            self.assertNotIn(f">{word}", main)
                            self.assertNotIn(f"{word}<", main)

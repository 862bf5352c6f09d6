import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from actions.models import Action, Event, Status
from legal.admin import SingletonAdmin
from newsletter.admin.subscribers import SubscriberAdmin
from staff.french import is_feminine
from staff.site import SECTIONS, section_of_app
from tests.clock import clock_at
from tests.factories import make_action, record
from tests.seeded import seed

# Words of Django that a screen would show if a translation were missing.
ENGLISH = ["Add ", "Change ", "Delete", "Save", "History", "Search", "Home", "Select ", "Log out"]


def page_name(model, page):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def listed_models():
    """The models with a list; the others have one record, which their address opens at once, or
    are people whom the back office counts and does not list."""
    return {
        model: model_admin
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, SingletonAdmin | SubscriberAdmin)
    }


class SignedInTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_superuser("editrice")

    def setUp(self):
        self.client.force_login(self.user)


@pytest.mark.long
class EveryPageTests(SignedInTestCase):
    """On the data that ships, every model can be listed, added, opened, and its history read."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        seed()
        # A line in the log, which is a model of the back office too.
        client = cls.client_class()
        client.force_login(cls.user)
        client.post(reverse("admin:auth_group_add"), {"name": "Un groupe"})

    def test_lists_answer_and_find(self):
        for model, model_admin in listed_models().items():
            with self.subTest(model._meta.label):
                url = reverse(page_name(model, "changelist"))
                self.assertEqual(self.client.get(url).status_code, 200)
                self.assertTrue(model_admin.search_fields)
                self.assertEqual(self.client.get(url, {"q": "a"}).status_code, 200)

    def test_addition_answers_where_it_is_allowed(self):
        for model, model_admin in admin.site._registry.items():
            with self.subTest(model._meta.label):
                page = self.client.get(reverse(page_name(model, "add")))
                allowed = model_admin.has_add_permission(page.wsgi_request)
                if b'name="_addanother"' in page.content:
                    new = "une nouvelle" if is_feminine(model._meta.verbose_name) else "un nouveau"
                    self.assertContains(page, f"Enregistrer et ajouter {new}")
                # Words are taken out of an event: without one, the list of events answers.
                self.assertIn(page.status_code, {200, 302} if allowed else {403})
                empty = self.client.post(reverse(page_name(model, "add")), {})
                self.assertIn(empty.status_code, {200, 302, 403, 422})

    def test_an_object_of_each_model_opens_with_its_history(self):
        opened = set()
        for model in admin.site._registry:
            first = model._default_manager.first()
            if first is None:
                continue
            opened.add(model._meta.label)
            with self.subTest(model._meta.label):
                for page in ("change", "history"):
                    url = reverse(page_name(model, page), args=[first.pk])
                    self.assertEqual(self.client.get(url).status_code, 200)
        self.assertLessEqual({"actions.Action", "actions.Event", "pages.Page"}, opened)

    @pytest.mark.once
    def test_what_is_shown_is_french(self):
        pages = [reverse("admin:index"), reverse("admin:password_change")]
        for model in listed_models():
            pages.append(reverse(page_name(model, "changelist")))
            if first := model._default_manager.first():
                pages.append(reverse(page_name(model, "change"), args=[first.pk]))
        for url in pages:
            with self.subTest(url):
                html = self.client.get(url).content.decode()
                self.assertIn('<html lang="fr"', html)
                for word in ENGLISH:
                    self.assertNotIn(f">{word}", html)
                    self.assertNotIn(f'value="{word}', html)

    def test_filters_of_the_lists_answer(self):
        for model in listed_models():
            url = reverse(page_name(model, "changelist"))
            page = self.client.get(url)
            for spec in page.context["cl"].filter_specs:
                for choice in spec.choices(page.context["cl"]):
                    with self.subTest(model=model._meta.label, choice=choice["query_string"]):
                        self.assertEqual(
                            self.client.get(url + choice["query_string"]).status_code, 200
                        )


class IndexTests(SignedInTestCase):
    def sections(self):
        app_list = self.client.get(reverse("admin:index")).context["app_list"]
        return [(app["name"], [m["object_name"] for m in app["models"]]) for app in app_list]

    def test_sections_come_in_the_order_of_use(self):
        self.assertEqual(
            self.sections()[0],
            (
                "Suivre les actions",
                ["Action", "Event", "Redaction", "ImportRun", "ImportWord", "Theme", "Tally"],
            ),
        )
        self.assertEqual([name for name, _ in self.sections()], [name for name, _ in SECTIONS])

    def test_no_section_names_a_model_that_is_gone(self):
        placed = {key for _, keys in SECTIONS for key in keys}
        registered = {model._meta.label_lower for model in admin.site._registry}
        self.assertEqual(placed - registered, set())

    def test_a_model_that_no_section_names_is_found_with_those_of_its_app(self):
        self.assertEqual(section_of_app("services.vehicle"), "Raconter le service public")
        self.assertEqual(section_of_app("unknown.model"), "Autres")

    def test_a_person_sees_only_what_is_theirs(self):
        self.client.force_login(User.objects.create_user("sans-droit", is_staff=True))
        self.assertEqual(self.sections(), [])

    def test_strangers_are_asked_to_sign_in(self):
        self.client.logout()
        page = self.client.get(reverse("admin:index"))
        self.assertRedirects(page, f"{reverse('admin:login')}?next={reverse('admin:index')}")


class EventInTheAdminTests(SignedInTestCase):
    """Staff add an event to action 9: the public pages follow at the next request."""

    ADD = "admin:actions_event_add"

    def setUp(self):
        super().setUp()
        self.halles = make_action("en-cours", number=9, title="Les Halles")
        make_action("en-cours", number=1)

    def add(self, **fields):
        form = {
            "action": self.halles.pk,
            "occurred_on": "8 juillet 2019",
            "text": "Les Halles sont livrées.",
            "status": "realisee",
            "certainty": "prouvee",
            "evidence_url": "https://ales.fr/halles",
            "evidence_title": "La page des Halles",
        }
        return self.client.post(reverse(self.ADD), form | fields)

    def public_totals(self):
        self.client.logout()
        totals = self.client.get("/actions/").context["state"].totals
        home = self.client.get("/").context["state"].totals
        self.assertEqual(totals, home)
        return totals[Status.DONE], totals[Status.ONGOING]

    def test_the_same_event_is_not_recorded_twice(self):
        """A second click posts the same form; a colleague may spell it another way."""
        self.add()
        event = self.halles.events.get(text="Les Halles sont livrées.")
        for text in ("Les Halles sont livrées.", "LES HALLES  sont livrees"):
            with self.subTest(text):
                answer = self.add(text=text)
                self.assertContains(answer, "Cette étape est déjà enregistrée")
                address = reverse("admin:actions_event_change", args=[event.pk])
                self.assertContains(answer, f'<a href="{address}">l’étape n° {event.rank}</a>')
        self.assertEqual(self.halles.events.filter(occurred_on="2019-07-08").count(), 1)

    def test_an_event_may_be_corrected_with_the_same_words(self):
        self.add()
        wrong = self.halles.events.get(text="Les Halles sont livrées.")
        self.add(corrects=wrong.pk, status="en-cours")
        self.assertEqual(wrong.correction.status, "en-cours")

    def test_the_public_pages_and_totals_follow_at_once(self):
        self.assertEqual(self.public_totals(), (0, 2))
        self.client.force_login(self.user)

        answer = self.add()

        self.assertRedirects(answer, reverse("admin:actions_event_changelist"))
        self.assertEqual(self.public_totals(), (1, 1))
        page = self.client.get("/actions/9/")
        self.assertContains(page, "Les Halles sont livrées.")
        self.assertContains(page, 'href="https://ales.fr/halles"')
        self.assertEqual(
            [a.number for a in self.client.get("/actions/statut/realisee/").context["object_list"]],
            [9],
        )

    def test_who_recorded_it_is_kept(self):
        self.add()
        self.assertEqual(Event.objects.latest("rank").recorded_by, self.user)

    def test_the_form_opens_on_the_action_one_comes_from(self):
        page = self.client.get(reverse(self.ADD), {"action": self.halles.pk})
        self.assertContains(
            page, f'<option value="{self.halles.pk}" selected>n° 9, Les Halles</option>', html=True
        )
        link = self.client.get(reverse("admin:actions_action_change", args=[self.halles.pk]))
        self.assertContains(link, f'href="{reverse(self.ADD)}?action={self.halles.pk}"')

    def test_a_wrong_date_keeps_what_was_typed_and_names_the_fault(self):
        before = Event.objects.count()

        page = self.add(occurred_on="32 juillet 2019", text="Une longue phrase.")

        self.assertEqual(page.status_code, 200)
        self.assertEqual(
            page.context["adminform"].form.errors,
            {
                "occurred_on": [
                    "« 32 juillet 2019 » n’est pas une date lisible ; "
                    "attendu : 19/05/2017, 19 mai 2017, mai 2017, T2 2017 ou 2017."
                ]
            },
        )
        for typed in ("32 juillet 2019", "Une longue phrase.", "https://ales.fr/halles"):
            self.assertContains(page, typed)
        self.assertContains(page, '<option value="realisee" selected>')
        self.assertEqual(Event.objects.count(), before)

    def test_done_without_proof_is_refused(self):
        page = self.add(evidence_url="", evidence_title="")
        self.assertEqual(
            page.context["adminform"].form.errors["evidence_kind"],
            ["« Réalisée » demande une preuve, ou une réserve que le public verra."],
        )
        self.halles.refresh_from_db()
        self.assertEqual(self.halles.status, "en-cours")

    def test_an_empty_form_names_each_missing_field(self):
        page = self.client.post(reverse(self.ADD), {})
        self.assertEqual(
            set(page.context["adminform"].form.errors),
            {"action", "occurred_on", "text", "certainty"},
        )

    def test_a_period_not_over_says_when_it_will_count(self):
        with clock_at("2031-07-10T00:30"):
            self.client.force_login(self.user)
            page = self.client.post(
                reverse(self.ADD),
                {
                    "action": self.halles.pk,
                    "occurred_on": "juillet 2031",
                    "text": "Pause.",
                    "status": "suspendue",
                    "certainty": "prouvee",
                },
                follow=True,
            )
        self.assertContains(
            page,
            "La période « juillet 2031 » n’est pas finie : le statut changera le 31/07/2031, "
            "son dernier jour.",
        )
        self.halles.refresh_from_db()
        self.assertEqual(self.halles.status, "en-cours")

    def test_an_event_of_today_says_nothing_of_the_sort(self):
        with clock_at("2031-07-10T00:30"):
            self.client.force_login(self.user)
            self.add(occurred_on="10/07/2031")
            page = self.client.get(reverse("admin:index"))
        self.assertNotContains(page, "n’est pas finie")


class ReadOnlyHistoryTests(SignedInTestCase):
    """Events are added; they are never changed nor removed, even by a superuser."""

    def setUp(self):
        super().setUp()
        self.event = record(make_action(), text="Les travaux commencent.", status="en-cours")
        self.change = reverse("admin:actions_event_change", args=[self.event.pk])

    def assert_untouched(self):
        self.assertEqual(Event.objects.get().text, "Les travaux commencent.")

    def test_an_event_is_shown_without_a_way_to_save(self):
        page = self.client.get(self.change)
        self.assertContains(page, "Les travaux commencent.")
        self.assertContains(page, self.event.digest)
        self.assertNotContains(page, 'name="_save"')
        self.assertNotContains(page, 'class="deletelink"')

    def test_a_forged_change_is_refused(self):
        answer = self.client.post(self.change, {"text": "Rien ne commence."})
        self.assertEqual(answer.status_code, 403)
        self.assert_untouched()

    def test_a_forged_deletion_is_refused(self):
        delete = reverse("admin:actions_event_delete", args=[self.event.pk])
        self.assertEqual(self.client.post(delete, {"post": "yes"}).status_code, 403)
        self.client.post(
            reverse("admin:actions_event_changelist"),
            {"action": "delete_selected", "_selected_action": [self.event.pk], "post": "yes"},
        )
        self.assert_untouched()

    def test_an_action_cannot_be_deleted_with_its_events(self):
        delete = reverse("admin:actions_action_delete", args=[self.event.action_id])
        self.client.post(delete, {"post": "yes"})
        self.assertEqual(Action.objects.count(), 1)
        self.assert_untouched()

    def test_the_events_in_the_page_of_an_action_are_not_read_from_its_form(self):
        url = reverse("admin:actions_action_change", args=[self.event.action_id])
        form = self.client.get(url)
        self.assertContains(form, "Les travaux commencent.")
        prefix = "events"
        answer = self.client.post(
            url,
            {
                "title": "Nouveau titre",
                "criterion_choice": "non",
                "body": "ville",
                "state": "publie",
                f"{prefix}-TOTAL_FORMS": "1",
                f"{prefix}-INITIAL_FORMS": "1",
                f"{prefix}-0-id": self.event.pk,
                f"{prefix}-0-action": self.event.action_id,
                f"{prefix}-0-text": "Rien ne commence.",
                f"{prefix}-0-DELETE": "on",
            },
        )
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(Action.objects.get().title, "Nouveau titre")
        self.assert_untouched()

    def test_number_and_official_title_of_an_action_stay(self):
        action = make_action(number=9, title="Halles", official_title="Modernisation des Halles")
        self.client.post(
            reverse("admin:actions_action_change", args=[action.pk]),
            {
                "number": "10",
                "title": "Les Halles",
                "official_title": "Autre chose",
                "criterion_choice": "non",
                "body": "ville",
                "state": "publie",
                "events-TOTAL_FORMS": "0",
                "events-INITIAL_FORMS": "0",
            },
        )
        action.refresh_from_db()
        self.assertEqual(
            (action.number, action.title, action.official_title),
            (9, "Les Halles", "Modernisation des Halles"),
        )

import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from portraits.models import Portrait
from tests.factories import make_agent, make_person_consent, make_picture, make_portrait

DAY = datetime.timedelta(days=1)


class ConsentOfPortraitTests(TestCase):
    def setUp(self):
        self.today = timezone.localdate()

    def refused(self, portrait):
        with self.assertRaises(ValidationError) as refusal:
            portrait.full_clean()
        return refusal.exception.messages

    def test_the_database_publishes_nobody_without_consent_or_picture(self):
        portrait = make_agent()
        for missing in ({"consent": None}, {"picture": None}):
            with self.subTest(missing), self.assertRaises(IntegrityError), transaction.atomic():
                Portrait.objects.filter(pk=portrait.pk).update(**missing)

    def test_the_form_says_why(self):
        portrait = make_portrait(state="brouillon", is_example=False)
        portrait.state = "publie"

        self.assertEqual(
            self.refused(portrait),
            ["Sans autorisation signée et datée, un portrait ne peut pas être publié."],
        )

    def test_a_draft_may_wait_for_its_consent(self):
        make_portrait(state="brouillon", is_example=False).full_clean()

    def test_a_consent_that_does_not_allow_it_is_refused_in_words_and_shows_nothing(self):
        on = datetime.date.fromisoformat
        for fields, message in [
            (
                {"begins_on": on("2130-01-01"), "ends_on": on("2131-01-01")},
                "L’autorisation commence le 1er janvier 2130 : avant ce jour, rien n’est publié.",
            ),
            (
                {"begins_on": on("2020-01-01"), "ends_on": on("2021-01-01")},
                "L’autorisation a pris fin le 1er janvier 2021.",
            ),
            ({"withdrawn_on": on("2021-02-03")}, "L’autorisation a été retirée le 3 février 2021."),
            ({"on_site": False}, "L’autorisation ne vaut pas pour le site."),
            ({"covers_text": False}, "L’autorisation ne couvre pas le texte du portrait."),
        ]:
            with self.subTest(message):
                portrait = make_agent(consent=fields)
                self.assertEqual(self.refused(portrait), [message])
                self.assertFalse(portrait.is_public)
                self.assertEqual(list(Portrait.objects.published()), [])
                self.assertEqual(self.client.get(portrait.get_absolute_url()).status_code, 410)

    def test_a_picture_that_the_consent_does_not_name_is_refused(self):
        portrait = make_agent()
        portrait.picture = make_picture()
        portrait.save()

        self.assertEqual(
            self.refused(portrait),
            ["L’autorisation ne couvre pas cette image : ajoutez-la à celles qu’elle nomme."],
        )
        self.assertEqual(list(Portrait.objects.published()), [])

    def test_each_person_of_a_picture_agrees(self):
        portrait = make_agent()
        other = make_person_consent(portrait.picture, person="Dominique")
        portrait.full_clean()
        self.assertEqual(list(Portrait.objects.published()), [portrait])

        other.ends_on = self.today - DAY
        other.save()

        (message,) = self.refused(Portrait.objects.get())
        self.assertRegex(message, "^Cette image montre aussi une autre personne. .* a pris fin le")
        self.assertEqual(list(Portrait.objects.published()), [])

    def test_a_planned_portrait_is_held_against_the_day_of_its_publication(self):
        begins = self.today + 10 * DAY
        portrait = make_agent(consent={"begins_on": begins})
        portrait.publish_at = timezone.now() + 11 * DAY
        portrait.full_clean()
        portrait.publish_at = timezone.now() + 9 * DAY
        self.assertRegex(self.refused(portrait)[0], "^L’autorisation commence le")

    def test_a_portrait_is_public_from_the_first_to_the_last_day_of_its_consent(self):
        portrait = make_agent(consent={"begins_on": self.today, "ends_on": self.today + DAY})
        now = timezone.now()

        shown = [bool(Portrait.objects.published(now + n * DAY)) for n in (-1, 0, 1, 2)]
        self.assertEqual(shown, [False, True, True, False])
        self.assertTrue(portrait.is_public)

    def test_once_the_consent_is_over_no_page_shows_it(self):
        portrait = make_agent(consent={"ends_on": self.today - DAY})

        self.assertEqual(portrait.publication_label, "Retiré")
        self.assertEqual(self.client.get(portrait.get_absolute_url()).status_code, 410)
        for url in ("/", "/portraits/", "/plan-du-site/"):
            self.assertNotContains(self.client.get(url), "Camille")

    def test_an_example_is_nobody(self):
        consent = make_person_consent()
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_portrait(consent=consent)

    def test_no_copy_of_a_person_s_portrait_is_kept(self):
        self.assertFalse(hasattr(Portrait, "history"))

    def test_the_journal_forgets_a_deleted_portrait(self):
        self.client.force_login(User.objects.create_superuser("admin", password="x"))
        for portrait in [make_agent(), make_agent()]:
            url = reverse("admin:portraits_portrait_delete", args=[portrait.pk])
            self.client.post(url, {"post": "yes"})
        url = reverse("admin:portraits_portrait_changelist")
        chosen = {"_selected_action": [make_agent().pk], "action": "delete_selected"}
        self.client.post(url, chosen | {"post": "yes"})

        self.assertEqual(Portrait.objects.count(), 0)
        labels = list(LogEntry.objects.values_list("object_repr", flat=True))
        self.assertEqual(labels, ["portrait, effacement"] * 3)


class ExampleTests(TestCase):
    def test_an_example_says_so_wherever_it_is_shown(self):
        portrait = make_portrait(trade="Jardinière")
        mark = '<p class="example-mark">Exemple</p>'

        for url in ("/", "/portraits/", portrait.get_absolute_url()):
            self.assertContains(self.client.get(url), mark, html=True)
        self.assertContains(
            self.client.get(portrait.get_absolute_url()),
            "Ce dessin montre un métier, pas une personne.",
        )

    def test_a_person_s_portrait_carries_no_such_mark(self):
        page = self.client.get(make_agent().get_absolute_url())

        self.assertContains(page, ">Camille, Jardinière</h1>")
        self.assertNotContains(page, "example-mark")


class PortraitPagesTests(TestCase):
    def test_the_picture_comes_in_modern_formats_with_its_text(self):
        portrait = make_portrait()
        picture = portrait.picture

        page = self.client.get(portrait.get_absolute_url())

        self.assertContains(page, f'alt="{picture.alt}"')
        for kind in ("image/avif", "image/webp"):
            self.assertContains(page, f'<source type="{kind}"')
        self.assertContains(page, f'src="{picture.address(1200, "jpg")}"')

    def test_a_decorative_picture_is_silent(self):
        portrait = make_portrait()
        portrait.picture.is_decorative = True
        portrait.picture.save()

        page = self.client.get(portrait.get_absolute_url())
        self.assertContains(page, 'alt=""')

    def test_drafts_are_hidden(self):
        make_portrait(trade="Publiée")
        make_portrait(trade="Brouillon", state="brouillon")

        page = self.client.get("/portraits/")

        self.assertEqual([p.trade for p in page.context["object_list"]], ["Publiée"])

    def test_an_empty_wall_says_why(self):
        self.assertContains(
            self.client.get("/portraits/"),
            "Aucun portrait n’est encore publié&nbsp;: il y faut l’autorisation écrite",
        )

    def test_other_portraits_are_offered_and_not_the_same_one(self):
        portrait = make_portrait()
        others = [make_portrait() for _ in range(2)]

        page = self.client.get(portrait.get_absolute_url())

        self.assertEqual(list(page.context["others"]), others)

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from portraits.models import Portrait
from tests.factories import make_portrait

DAY = datetime.timedelta(days=1)


class ConsentTests(TestCase):
    def setUp(self):
        self.today = timezone.localdate()

    def make(self, **fields):
        """A real person's portrait, with a consent in force unless told otherwise."""
        return make_portrait(
            **{
                "is_example": False,
                "first_name": "Camille",
                "consent_given_on": self.today - 3 * DAY,
                "consent_ends_on": self.today + DAY,
            }
            | fields
        )

    def test_the_database_publishes_nobody_without_a_dated_consent(self):
        for missing in ("consent_given_on", "consent_ends_on"):
            with self.subTest(missing), self.assertRaises(IntegrityError), transaction.atomic():
                self.make(**{missing: None})
        portrait = self.make()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Portrait.objects.filter(pk=portrait.pk).update(consent_ends_on=None)

    def test_the_form_says_why(self):
        portrait = self.make(state="brouillon", consent_given_on=None)
        portrait.state = "publie"

        with self.assertRaises(ValidationError) as refusal:
            portrait.full_clean()
        self.assertEqual(
            refusal.exception.messages,
            ["Sans autorisation signée et datée, un portrait ne peut pas être publié."],
        )

    def test_a_draft_may_wait_for_its_consent(self):
        self.make(state="brouillon", consent_given_on=None, consent_ends_on=None).full_clean()

    def test_a_portrait_is_public_to_the_last_day_of_its_consent_and_no_longer(self):
        portrait = self.make(consent_ends_on=self.today)
        now = timezone.now()

        self.assertEqual(list(Portrait.objects.published(now)), [portrait])
        self.assertEqual(list(Portrait.objects.published(now + DAY)), [])

    def test_once_the_consent_is_over_no_page_shows_it(self):
        portrait = self.make(consent_ends_on=self.today - DAY)

        self.assertFalse(portrait.is_public)
        self.assertEqual(portrait.publication_label, "Retiré")
        self.assertEqual(self.client.get(portrait.get_absolute_url()).status_code, 410)
        for url in ("/", "/portraits/", "/plan-du-site/"):
            self.assertNotContains(self.client.get(url), "Camille")

    def test_an_example_is_nobody(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_portrait(first_name="Camille")

    def test_no_copy_of_a_person_s_portrait_is_kept(self):
        self.assertFalse(hasattr(Portrait, "history"))


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
        today = timezone.localdate()
        portrait = make_portrait(
            is_example=False,
            first_name="Camille",
            consent_given_on=today,
            consent_ends_on=today + DAY,
        )
        page = self.client.get(portrait.get_absolute_url())

        self.assertContains(page, "Camille, Jardinière")
        self.assertNotContains(page, "Exemple")


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

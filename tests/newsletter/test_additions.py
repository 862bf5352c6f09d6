"""Other news, a picture, a portrait added to an issue; a line taken out with its reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import TestCase

from newsletter.issues.content import compute, content_of, digest_of
from newsletter.issues.drafting import approve, obstacles
from newsletter.issues.letter import Letter
from newsletter.issues.message import compose
from newsletter.models import Addition, Issue
from pictures.places import shown
from portraits.models import Portrait, Removal
from portraits.withdrawal import take_away
from publishing.models import Picture
from tests.factories import (
    make_action,
    make_issue,
    make_person,
    make_person_consent,
    make_picture,
    make_portrait,
    make_publisher,
    make_subscriber,
)


def make_person_portrait(**fields):
    """Public, approved by the person, whose consent covers what `fields` say."""
    picture = make_picture(alt="Camille arrose un massif.")
    consent = make_person_consent(picture, **fields)
    portrait = make_portrait(
        picture=picture, consent=consent, is_example=False, quote="Je plante pour dix ans."
    )
    digest = Portrait.objects.with_digest().get(pk=portrait.pk).current_digest
    Portrait.objects.filter(pk=portrait.pk).update(approved_digest=digest)
    return Portrait.objects.get(pk=portrait.pk)


class AdditionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publisher(address="Place de l’Hôtel-de-Ville, 30100 Alès")
        cls.kept = make_action("realisee", number=9, title="Les Halles")
        cls.left_out = make_action("en-cours", number=12, title="")
        make_subscriber()
        cls.issue = make_issue("brouillon")
        cls.portrait = make_person_portrait(in_newsletter=True)
        cls.picture = make_picture(alt="La place sous les arbres.", credit="Service com.")
        Addition.objects.create(
            issue=cls.issue,
            rank=2,
            title="Le marché déménage",
            text="Dès **lundi**.\n\nVenez.",
            url="https://www.ales.fr/marche",
            picture=cls.picture,
        )
        Addition.objects.create(issue=cls.issue, rank=1, portrait=cls.portrait)
        item = cls.issue.items.get(action=cls.left_out)
        item.left_out_because = "Son titre n’est pas retrouvé."
        item.save()
        cls.reader = make_person("approbatrice")

    def approved(self):
        approve(self.issue, self.reader, digest_of(compute(self.issue)))
        return self.issue

    def message(self):
        return compose(Letter.of(self.issue))

    def test_the_mail_the_archive_and_the_feed_tell_the_same(self):
        message = self.message()
        for text in ("Camille, Jardinière", "Je plante pour dix ans.", "Le marché déménage"):
            self.assertIn(text, message.html)
        self.assertIn("<strong>lundi</strong>", message.html)
        self.assertIn('alt="La place sous les arbres."', message.html)
        self.assertIn(f"photos/{self.picture.folder}/1200.jpg?apercu=", message.html)
        self.assertLess(message.html.index("Camille"), message.html.index("Le marché"))
        self.assertIn("LE MARCHÉ DÉMÉNAGE\n\nDès lundi.\n\nVenez.", message.body)
        self.assertIn("[Image : La place sous les arbres.]", message.body)
        self.assertIn("https://www.ales.fr/marche", message.body)
        self.assertNotIn("12", [fact["action"] for fact in content_of(self.issue)["facts"]])
        self.assertIn("1\u00a0nouvelle n’y est pas.", message.html)
        self.assertIn("#non-raconte", message.body)

        self.approved().begin(1)
        self.assertNotIn("apercu=", self.message().html)  # public: the same for everybody
        page = self.client.get(self.issue.get_absolute_url())
        for text in (
            "Camille, Jardinière",
            "Le marché déménage",
            "Ce que ce numéro ne raconte pas",
            "Son titre n’est pas retrouvé.",
        ):
            self.assertContains(page, text)
        self.assertNotContains(page, 'event-action"><a href="/actions/12/')
        self.assertContains(self.client.get("/newsletter/flux.atom"), "Le marché déménage")

    def test_a_picture_is_public_from_the_first_message_and_nothing_changes_then(self):
        mine = Picture.objects.filter(pk=self.picture.pk)
        self.assertFalse(shown(mine).exists())
        self.approved()
        self.assertFalse(shown(mine).exists())
        addition = self.issue.additions.get(picture=self.picture)
        for change in (addition.save, addition.delete):
            with self.assertRaisesMessage(ValidationError, "ses compléments ne changent plus"):
                change()
        self.issue.begin(1)
        self.assertTrue(shown(mine).exists())

    def test_the_end_of_a_consent_takes_portrait_and_photograph_out_of_the_archive(self):
        own = make_person_consent(self.picture, person="Autre", in_newsletter=True)
        self.approved().begin(1)
        self.assertIn("Camille", self.message().html)
        with self.captureOnCommitCallbacks(execute=True), transaction.atomic():
            for consent in (self.portrait.consent, own):
                take_away(consent.pk, Removal.Reason.PERSON)
        issue = Issue.objects.get(pk=self.issue.pk)
        self.assertNotIn("Camille", str(issue.facts))
        self.assertNotIn("plante", str(issue.facts))
        page = self.client.get(issue.get_absolute_url())
        self.assertContains(page, "Un portrait était ici")
        self.assertContains(page, "Une photographie était ici")
        self.assertContains(page, "Le marché déménage")
        self.assertNotContains(page, "Camille")
        for text in (self.message().html, self.message().body):
            self.assertNotIn("Camille", text)
            self.assertIn("Un portrait était ici", text)

    def test_what_nobody_allowed_cannot_be_added_nor_leave(self):
        for consent, said in (
            ({"in_newsletter": False}, "ne vaut pas pour la lettre d’information"),
            ({"in_newsletter": True, "on_site": False}, "n’est pas public"),
        ):
            addition = Addition(issue=self.issue, portrait=make_person_portrait(**consent))
            with self.assertRaisesMessage(ValidationError, said):
                addition.full_clean()
        for fields, said in (
            ({"portrait": self.portrait, "title": "Camille"}, "se raconte lui-même"),
            ({"portrait": make_portrait()}, "ne montre personne"),
            ({"text": "Sans titre."}, "a un titre, une image ou un portrait"),
            ({"picture": self.picture, "url": "https://ales.fr"}, "Donnez un titre"),
            ({"title": "Un lien", "url": "javascript:alert(1)"}, "URL"),
        ):
            with self.subTest(said), self.assertRaisesMessage(ValidationError, said):
                Addition(issue=self.issue, **fields).full_clean()
        make_person_consent(self.picture, person="Autre", in_newsletter=False)
        with self.assertRaisesMessage(ValidationError, "montre une personne"):
            self.issue.additions.get(picture=self.picture).full_clean()
        self.portrait.consent.in_newsletter = False
        self.portrait.consent.save()
        texts = [one.text for one in obstacles(self.issue, self.reader)]
        self.assertTrue(any("Le portrait « Jardinière »" in text for text in texts), texts)
        self.assertTrue(any("n’a pas permis" in text for text in texts), texts)
        with self.assertRaises(ValidationError):
            self.approved()

    def test_an_issue_frozen_before_additions_existed_still_reads(self):
        self.approved().begin(1)
        facts = {k: v for k, v in self.issue.facts.items() if k not in ("additions", "left_out")}
        Issue.objects.filter(pk=self.issue.pk).update(facts=facts)
        self.issue.refresh_from_db()
        self.assertContains(self.client.get(self.issue.get_absolute_url()), "Les Halles")
        self.assertIn("Les Halles", self.message().body)

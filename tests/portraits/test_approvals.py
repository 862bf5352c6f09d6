"""« Bon à tirer »: nothing is public of a person that they have not approved to the letter."""

import logging
import re

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse

from mail.models import OutgoingMail
from mail.unlogged import Console
from portraits.approving import link_to
from portraits.models import Approval, Consent, Medium, Portrait, PortraitPicture
from portraits.withdrawal import link_of
from publishing.models import Picture
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import approved, make_agent, make_moment, make_picture

RECORDING = {
    "recording_kind": "film",
    "recording_title": "Un matin au parc",
    "recording_url": "https://video.example/parc",
    "recording_length": "3 min 20",
    "transcript": "On taille les haies.",
}


def path_of(link):
    return link.removeprefix(settings.SITE_URL)


class ApprovalTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        user = User.objects.create_user("editrice", "editrice@ales.example", "x", is_staff=True)
        user.groups.add(Group.objects.get(name="Communication"))
        cls.portrait = make_agent(
            consent={"covers_voice": True},
            testimony="Je taille les haies.",
            role="Agente des parcs",
        )
        other = make_picture(alt="Ses outils.")
        cls.portrait.consent.pictures.add(other)
        PortraitPicture.objects.create(portrait=cls.portrait, picture=other)
        Portrait.objects.update(**RECORDING)
        cls.portrait.refresh_from_db()
        approved(cls.portrait)


class LetterTests(ApprovalTestCase):
    def test_anything_that_is_changed_by_anybody_sends_it_back_and_undone_it_is_approved_again(
        self,
    ):
        portrait, consent = Portrait.objects.all(), Consent.objects.all()
        own, other = portrait.get().pictures
        own, other = Picture.objects.filter(pk=own.pk), Picture.objects.filter(pk=other.pk)
        changes = [
            *((portrait, {name: "x"}) for name in ("trade", "quote", "text", "testimony", "role")),
            (portrait, {"recording_kind": "son"}),
            (portrait, {"recording_url": "https://video.example/autre"}),
            *((portrait, {f"recording_{name}": "x"}) for name in ("title", "length")),
            (portrait, {"transcript": "On taille les haies !"}),
            *((own, {name: "0.51"}) for name in ("focal_x", "focal_y")),
            *((pictures, {"alt": "x"}) for pictures in (own, other)),
            (other, {"credit": "Dominique"}),
            (own, {"is_decorative": True}),
            (own, {"folder": "f" * 16}),
            (consent, {"displayed_name": "Camille Z."}),
            (consent, {"in_newsletter": True}),
            (PortraitPicture.objects.all(), {"rank": 2}),
        ]
        self.assertEqual(list(Portrait.objects.published()), [self.portrait])
        for rows, change in changes:
            with self.subTest(str(change)):
                before = rows.values(*change).get()
                rows.update(**change)
                self.assertEqual(list(Portrait.objects.published()), [])
                self.assertFalse(Portrait.objects.get().is_public)
                rows.update(**before)
                self.assertEqual(list(Portrait.objects.published()), [self.portrait])
        # One word moved from a text to its neighbour is a change too.
        Portrait.objects.update(quote=self.portrait.text, text=self.portrait.quote or "x")
        self.assertEqual(self.client.get(self.portrait.get_absolute_url()).status_code, 410)

    def test_what_leaves_the_page_is_a_change_and_what_is_not_the_person_s_is_none(self):
        self.portrait.moments.add(make_moment(title="Les parcs ouvrent"))
        Portrait.objects.update(change="elu", changed_on="2026-03-01")
        page = self.client.get(self.portrait.get_absolute_url())
        for text in (
            "Je taille les haies.",
            "Agente des parcs",
            "Les parcs ouvrent",
            "Ses outils.",
        ):
            self.assertContains(page, text)
        self.assertContains(page, 'href="https://video.example/parc"')
        self.assertContains(page, ", sur video.example")
        self.assertNotContains(page, "élu")
        self.assertRegex(Portrait.objects.get().role_warning, "a été élu ou élue .le 1er mars 2026")
        PortraitPicture.objects.all().delete()
        self.assertEqual(list(Portrait.objects.published()), [])

    def test_media_voice_and_transcript(self):
        portrait = Portrait.objects.get()
        allowed = {medium: portrait.allows(medium) for medium in Medium}
        self.assertEqual([m for m, is_allowed in allowed.items() if is_allowed], [Medium.SITE])
        Consent.objects.update(on_posters=True)
        portrait = Portrait.objects.get()
        self.assertFalse(portrait.allows(Medium.POSTER))  # not approved with it
        self.assertTrue(approved(portrait).allows(Medium.POSTER))
        Consent.objects.update(covers_voice=False)
        self.assertEqual(list(Portrait.objects.published()), [])
        for missing in ("transcript", "recording_title", "recording_kind", "recording_length"):
            portrait = Portrait.objects.get()
            setattr(portrait, missing, "")
            with self.assertRaisesRegex(ValidationError, "sa transcription"):
                portrait.validate_constraints()


class LinkTests(ApprovalTestCase):
    def setUp(self):
        Portrait.objects.update(approved_digest="")
        self.approval = Approval.send(self.portrait)
        self.link = path_of(link_to(self.approval))

    def answer(self, answer, link=None, **fields):
        data = {"answer": answer, "digest": Portrait.objects.get().shown_digest()}
        return self.client.post(link or self.link, data | fields)

    def label(self):
        self.client.force_login(User.objects.get())
        page = self.client.get(reverse("admin:portraits_portrait_changelist"))
        self.client.logout()
        return page.content.decode().partition('field-approval">')[2].partition("<")[0]

    def test_a_change_is_asked_in_words_then_the_page_is_approved_and_public(self):
        url = self.portrait.get_absolute_url()
        self.assertEqual(self.client.get(url).status_code, 404)
        self.assertRegex(self.label(), r"envoyé le \d\d/\d\d/\d{4}")
        page = self.client.get(self.link)
        self.assertRegex(page.content.decode(), "<h1[^>]*>Camille,")
        self.assertContains(page, "Je taille les haies.")
        self.assertContains(page, f"{self.portrait.picture.folder}/1200.jpg?apercu=")
        self.assertContains(page, "/portraits/autorisation/", count=1)
        headers = ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")
        self.assertEqual(
            [page[name] for name in headers], ["private, no-store", "no-referrer", "noindex"]
        )

        self.assertContains(self.answer("changement"), "Écrivez ce qu’il faut changer")
        self.answer("changement", words="Pas « haies », mais « mûriers ».")
        page = self.client.get(self.link)
        self.assertContains(page, "Votre demande est notée")
        self.assertEqual(self.label(), "changement demandé")
        self.client.force_login(User.objects.get())
        desk = self.client.get(reverse("admin:index"))
        self.assertContains(desk, "Changement demandé", count=1)
        trace = self.client.get(f"/admin/portraits/portrait/{self.portrait.pk}/bon-a-tirer/")
        self.assertContains(trace, "mûriers")
        self.client.logout()
        (message,) = OutgoingMail.objects.all()
        self.assertEqual(message.recipient, "editrice@ales.example")
        self.assertNotRegex(message.text, "Camille|mûriers|Zinzolin")

        Portrait.objects.update(testimony="Je taille les mûriers.")
        again = path_of(link_to(Approval.send(self.portrait)))
        self.assertContains(
            self.client.get(path_of(link_of(self.portrait.consent))), "attend votre accord"
        )
        self.assertRedirects(self.answer("approuve", again), again)
        self.assertContains(self.client.get(again), "Vous avez approuvé votre page")
        self.assertContains(self.client.get(url), "Je taille les mûriers.")
        self.assertRegex(self.label(), r"approuvé le \d\d/\d\d/\d{4}")
        newest = Approval.objects.first()
        self.assertEqual((newest.name, newest.digest), ("Camille", newest.portrait.approved_digest))
        self.answer("changement", again, words="Non.")  # once only
        self.assertEqual(self.client.get(url).status_code, 200)

    def test_the_poster_is_read_where_the_consent_allows_one(self):
        self.assertNotContains(self.client.get(self.link), "Votre affiche")
        Consent.objects.update(on_posters=True)
        page = self.client.get(self.link)
        self.assertContains(page, '<h2 id="affiche-titre">Votre affiche</h2>', html=True)
        self.assertContains(page, 'class="big-poster-huge fitted"')

    def test_what_was_not_read_is_not_approved(self):
        digest = Portrait.objects.get().shown_digest()
        Portrait.objects.update(text="Un autre texte.")
        page = self.answer("approuve", digest=digest)
        self.assertContains(page, "La page a changé depuis que vous l’avez ouverte")
        self.assertContains(page, "Un autre texte.")
        self.assertEqual(list(Portrait.objects.published()), [])

    def test_a_link_that_is_over_says_whom_to_ask_and_opens_nothing(self):
        Approval.send(self.portrait)
        page = self.client.get(self.link)
        self.assertContains(page, "Un autre lien l’a remplacé", status_code=410)
        self.assertContains(page, "service de la communication", status_code=410)
        self.assertNotContains(page, "haies", status_code=410)
        self.assertEqual(self.answer("approuve").status_code, 410)
        fresh = path_of(link_to(Approval.objects.open().get()))
        with clock_at("2031-05-05T10:00"):
            self.assertContains(self.client.get(fresh), "trente jours", status_code=410)
        self.assertEqual(list(Portrait.objects.published()), [])

    def test_links_are_not_guessed_nor_logged(self):
        token = self.link.split("/")[-2]
        forged = self.link.replace(token, f"x{token}")
        statuses = {self.client.get(forged).status_code for _ in range(30)}
        self.assertEqual((statuses, self.client.get(forged).status_code), ({404}, 429))
        record = logging.LogRecord("x", 30, "", 1, "Gone: %s", (self.link,), None)
        self.assertEqual(Console().format(record), "Gone: /portraits/approbation/…/")

    def test_staff_prepare_send_and_withdraw_a_link(self):
        self.client.force_login(User.objects.get())
        url = reverse("admin:portraits_portrait_approve", args=[self.portrait.pk])
        page = self.client.post(url, {"address": "camille@ales.example"}, follow=True)
        self.assertContains(page, "/portraits/approbation/", count=2)
        (link,) = re.findall(r'class="private-link" href="([^"]+)"', page.content.decode())
        self.assertIn("/portraits/approbation/", OutgoingMail.objects.get().text)
        self.client.post(url, {"withdraw": "1"})
        self.assertFalse(Approval.objects.open().exists())
        self.assertEqual(self.client.get(path_of(link)).status_code, 410)
        self.assertEqual(self.label(), "à faire approuver")

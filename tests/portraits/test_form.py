"""The form of a portrait: pictures sent and described in it, and what it says of its state."""

import re

from django.contrib.auth.models import Group, User
from django.forms import modelform_factory
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from newsletter.admin.issues import AdditionInline
from newsletter.models import Addition
from pages.models import Campaign
from portraits.admin.new_uses import NewUseForm, NewUseInline
from portraits.models import Portrait, PortraitPicture, Removal
from portraits.withdrawal import take_away
from publishing.models import Picture
from publishing.text.dates import PartialDate
from staff.roles import create_roles
from tests.factories import (
    approved,
    make_agent,
    make_person_consent,
    make_picture,
    make_service,
    make_source,
)
from tests.publishing.test_pictures import encoded, photograph, upload

ADD = "/admin/portraits/portrait/add/"


class FormTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        for name, group in [("editrice", "Communication"), ("lectrice", "Lecture")]:
            user = User.objects.create_user(name, f"{name}@ales.example", "x", is_staff=True)
            user.groups.add(Group.objects.get(name=group))
        cls.service = make_service()

    def setUp(self):
        self.sign_in("editrice")

    def sign_in(self, name):
        self.client.force_login(User.objects.get(username=name))

    def send(self, portrait=None, others=(), **fields):
        """The form of a portrait as a browser sends it; empty boxes are not sent."""
        data = {"trade": "Jardinière", "slug": "jardiniere-du-quai", "text": "Elle taille."}
        data |= {"service": self.service.pk, "state": "brouillon"}
        data |= {"focal_x": "0.5", "focal_y": "0.5", "alt": "Une femme taille un arbre."}
        if portrait:
            picture = portrait.picture
            data |= {"trade": portrait.trade, "text": portrait.text, "state": portrait.state}
            data |= {"consent": portrait.consent_id or "", "picture": picture.pk}
            data |= {"focal_x": picture.focal_x, "focal_y": picture.focal_y, "alt": picture.alt}
        known = list(portrait.other_pictures.all()) if portrait else []
        data |= {"other_pictures-TOTAL_FORMS": len(others) or len(known)}
        data |= {"other_pictures-INITIAL_FORMS": len(known)}
        for n, row in enumerate(others):
            row = {"rank": n + 1, "focal_x": "0.5", "focal_y": "0.5"} | row
            data |= {f"other_pictures-{n}-{name}": value for name, value in row.items()}
        url = reverse("admin:portraits_portrait_change", args=[portrait.pk]) if portrait else ADD
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(url, data | fields, follow=True)

    def errors(self, page):
        return page.context["adminform"].form.errors


class PicturesTests(FormTestCase):
    def test_pictures_are_sent_and_described_in_the_form_and_named_by_the_consent(self):
        consent = make_person_consent()
        given = {"consent": consent.pk, "file": upload(photograph()), "focal_x": "0.25"}
        other = {"file": upload(photograph(700, 500)), "alt": "Ses outils.", "credit": "Dominique"}
        page = self.send(**given, others=[other], is_covered="on")

        self.assertEqual(self.errors(page) if "adminform" in page.context else {}, {})
        portrait = Portrait.objects.get()
        picture, tools = portrait.pictures
        self.assertEqual(
            (picture.title, picture.alt, picture.focus, picture.width),
            ("Jardinière", "Une femme taille un arbre.", (20, 50), 600),
        )
        self.assertEqual((tools.alt, tools.credit, tools.width), ("Ses outils.", "Dominique", 500))
        self.assertEqual(set(consent.pictures.all()), {picture, tools})
        self.assertContains(page, "Cette image a 600 points de large", count=1)
        self.assertContains(page, f"{picture.folder}/160.jpg?apercu=")  # in the list

        form = self.client.get(reverse("admin:portraits_portrait_change", args=[portrait.pk]))
        for shown, times in ((picture, 5), (tools, 2)):  # those of the posters too
            self.assertContains(form, f"{shown.folder}/320.jpg?apercu=", count=times)
        preview = self.client.get(portrait.get_preview_url())
        self.assertRegex(preview.content.decode(), rf"{tools.folder}/320\.jpg\?apercu=")

    def test_a_fault_elsewhere_keeps_each_file_and_leaves_no_picture(self):
        rows = [{"file": upload(photograph()), "alt": "Ses outils."}]
        page = self.send(file=upload(photograph()), others=rows, text="")
        self.assertEqual(self.errors(page), {"text": ["Ce champ est obligatoire."]})
        kept = re.findall(r'name="([\w-]+-garde)" value="([^"]+)"', page.content.decode())
        self.assertEqual([name for name, _ in kept], ["file-garde", "other_pictures-0-file-garde"])
        page = self.send(**dict(kept), alt="", others=[{"alt": "Ses outils."}])
        self.assertEqual(
            self.errors(page),
            {"alt": ["Écrivez le texte de remplacement, ou cochez « décorative »."]},
        )
        self.assertEqual((Picture.objects.count(), Portrait.objects.count()), (0, 0))

        self.send(**dict(kept), others=[{"alt": "Ses outils."}])
        self.assertEqual(len(Portrait.objects.get().pictures), 2)

    def test_what_the_paper_may_not_cover_is_not_published_without_a_word(self):
        portrait = make_agent()
        file = upload(encoded(Image.new("RGB", (900, 900)), "PNG"))
        page = self.send(portrait, file=file, takes_off="on")
        self.assertRegex(self.errors(page)["is_covered"][0], "^L’image déposée n’est pas parmi")
        row = {"picture": make_picture().pk, "alt": "Un dessin."}
        page = self.send(portrait, others=[row])
        formset = page.context["inline_admin_formsets"][0].formset
        self.assertRegex(str(formset.errors), "ce changement la retire du site jusqu’à son accord")
        page = self.send(portrait, others=[row], takes_off="on")
        self.assertContains(page, "L’autorisation ne couvre pas cette image")
        self.assertEqual(list(Portrait.objects.published()), [])
        self.assertFalse(Portrait.objects.get().is_public)

    def test_only_what_is_changed_of_a_picture_is_written_and_another_chosen_stays_as_it_was(self):
        portrait, other = make_agent(), make_picture(alt="Le quai.", credit="Dominique")
        page = self.send(portrait, focal_x="deux", state="brouillon")
        self.assertEqual(self.errors(page), {"focal_x": ["Saisissez un nombre."]})
        page = self.send(portrait, focal_x="0.2")
        self.assertRegex(self.errors(page)["takes_off"][0], "la retire du site jusqu’à son accord")
        self.assertEqual(list(Portrait.objects.published()), [portrait])
        page = self.send(portrait, focal_x="0.2", takes_off="on")
        self.assertContains(page, "La personne n’a pas encore approuvé la page telle qu’elle est.")
        self.assertContains(page, "modifié depuis l’approbation", count=1)
        self.assertContains(page, "Attend le bon à tirer", count=1)
        self.assertEqual(list(Portrait.objects.published()), [])
        self.assertEqual(Picture.objects.get(pk=portrait.picture_id).focus, (20, 50))

        portrait.refresh_from_db()
        self.send(portrait, picture=other.pk, state="brouillon")
        other.refresh_from_db()
        self.assertEqual((other.alt, other.credit), ("Le quai.", "Dominique"))
        self.assertEqual(Portrait.objects.get().picture, other)

        self.sign_in("lectrice")
        page = self.client.get(reverse("admin:portraits_portrait_change", args=[portrait.pk]))
        self.assertContains(page, "Jardinière")
        self.assertNotContains(page, 'type="file"')

    def test_another_picture_withdrawn_leaves_the_page_of_somebody_else(self):
        portrait, group = make_agent(), make_picture()
        leaver = make_person_consent(group, person="Dominique")
        portrait.consent.pictures.add(group)
        PortraitPicture.objects.create(portrait=portrait, picture=group)
        approved(portrait)
        self.assertEqual(list(Portrait.objects.published()), [portrait])
        take_away(leaver.pk, Removal.Reason.PERSON)
        self.assertEqual(list(portrait.other_pictures.all()), [])
        self.assertFalse(Picture.objects.filter(pk=group.pk).exists())


class NewUseTests(FormTestCase):
    """What became of a person is said before their portrait is used once more."""

    def setUp(self):
        super().setUp()
        changed = {"change": "parti", "changed_on": "2026-03-01", "role": "Agente des parcs"}
        self.left = make_agent({"on_posters": True, "in_newsletter": True}, **changed)

    def test_beside_its_posters_and_a_poster_that_may_not_be_is_not_offered(self):
        form = reverse("admin:portraits_portrait_change", args=[self.left.pk])
        page = self.client.get(form)
        self.assertContains(page, "Cette personne a quitté la collectivité (le 1")
        posters = page.text.split('class="form-row field-posters"')[1]
        self.assertLess(posters.index("a quitté"), posters.index("affiche.pdf"))
        self.assertNotIn("affiche-carree.png", posters)
        Portrait.objects.update(state="brouillon")
        draft = self.client.get(form).text
        opened = re.search(r'href="([^"]+affiche\.pdf\?apercu=[^"]+)"', draft)[1]
        self.assertEqual(self.client.get(opened).status_code, 200)
        Portrait.objects.update(approved_digest="")
        self.assertContains(self.client.get(form), "il y faut la publication du portrait")

    def test_in_a_campaign_and_in_an_issue_somebody_answers_before_it_is_kept(self):
        source = make_source()
        told = {"slogan": "Tous les jours", "organisers": "Ville d’Alès", "aim": "Montrer."}
        began = PartialDate.from_iso("2019-04")
        campaign = Campaign.objects.create(**told, begins_on=began, aim_source=source)
        fact = {"kind": "affiche", "title": "Jardinière", "text": "Vue.", "source": source.pk}
        fact |= {"rank": 1, "portrait": self.left.pk, "person_agrees": "False"}
        data = told | {"begins_on": "avril 2019", "aim_source": source.pk}
        data |= {"facts-TOTAL_FORMS": 1, "facts-INITIAL_FORMS": 0}
        data |= {f"facts-0-{name}": value for name, value in fact.items()}
        change = reverse("admin:pages_campaign_change", args=[campaign.pk])

        page = self.client.post(change, data)

        self.assertContains(page, "demandez-lui avant tout nouvel usage de son portrait. Cochez")
        self.assertContains(page, 'type="checkbox" name="facts-0-person_agrees"')
        self.assertFalse(campaign.facts.exists())
        self.client.post(change, data | {"facts-0-person_agrees": "on"})
        self.assertEqual(campaign.facts.get().portrait, self.left)
        again = self.client.get(change)
        self.assertContains(again, 'type="hidden" name="facts-0-person_agrees"')

        form = modelform_factory(Addition, NewUseForm, fields=["portrait"])
        answers = [
            form({"portrait": self.left.pk, **ticked}) for ticked in ({}, {"person_agrees": "on"})
        ]
        self.assertEqual([list(answer.errors) for answer in answers], [["person_agrees"], []])
        self.assertTrue(issubclass(AdditionInline, NewUseInline))

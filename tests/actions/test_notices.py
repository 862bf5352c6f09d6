"""« Avis de recherche »: a poster for each lost promise, until its title is found."""

import io

from django.test import TestCase
from PIL import Image
from pypdf import PdfReader

from actions.models import Action
from publishing.tokens import colour
from tests.factories import make_action, record
from tests.test_seed import read


class NoticeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number, title in [(2, ""), (9, "Les Halles"), (21, ""), (22, "La place")]:
            action = make_action(number=number, title=title, is_number_provisional=not title)
            record(action, occurred_on="2017-03-29", status="a-venir")
        make_action(number=40, title="")  # not in the plan yet

    def text(self, address):
        return read(self.client.get(address).content.decode())

    def test_the_poster_says_the_number_the_story_and_the_count(self):
        text = self.text("/actions/21/avis-de-recherche/")
        for sentence in (
            "Avis de recherche action n° 21",
            "En 2017, la Ville d’Alès a annoncé 4 actions pour son cœur de ville.",
            "nous ne savons pas ce que promettait l’action n° 21.",
            "2 sur 4 retrouvées",
        ):
            self.assertIn(sentence, text)
        page = self.client.get("/actions/21/avis-de-recherche/")
        self.assertContains(page, 'href="/actions/21/avis-de-recherche/affiche.pdf"')
        self.assertContains(page, "/actions/21/avis-de-recherche/partage.png")
        self.assertContains(page, 'href="/actions/2/avis-de-recherche/"')
        self.assertNotContains(page, 'href="/actions/40/avis-de-recherche/"')

    def test_the_answer_is_a_message_about_that_action(self):
        for address in ("/actions/21/avis-de-recherche/", "/actions/avis-de-recherche/"):
            self.assertContains(self.client.get(address), 'href="/contact/?sujet=document')
        link = 'href="/contact/?sujet=document&amp;page=/actions/21/"'
        self.assertContains(self.client.get("/actions/21/avis-de-recherche/"), link)

    def test_every_lost_promise_has_its_poster_in_the_list(self):
        page = self.client.get("/actions/avis-de-recherche/")
        self.assertEqual(page.context["numbers"], [2, 21])
        for number in (2, 21):
            self.assertContains(page, f'href="/actions/{number}/avis-de-recherche/"')
        self.assertContains(self.client.get("/actions/"), 'href="/actions/avis-de-recherche/"')
        self.assertContains(self.client.get("/actions/21/"), "/actions/21/avis-de-recherche/")

    def test_once_found_all_of_it_leads_to_the_action(self):
        for name in (
            "avis-de-recherche/",
            "avis-de-recherche.pdf",
            "avis-de-recherche/partage.png",
        ):
            with self.subTest(name):
                answer = self.client.get(f"/actions/9/{name}")
                self.assertRedirects(answer, "/actions/9/", status_code=301)
                self.assertEqual(self.client.get(f"/actions/40/{name}").status_code, 404)
        self.assertNotContains(self.client.get("/actions/9/"), "avis-de-recherche")

    def test_the_list_without_any(self):
        for number in (2, 21):
            action = Action.objects.get(number=number)
            action.title = f"Retrouvée {number}"
            action.save()
        text = self.text("/actions/avis-de-recherche/")
        self.assertIn("4 sur 4 retrouvées", text)
        self.assertIn("Tous les titres sont connus", text)

    def test_the_sheet_is_one_tagged_page_whatever_the_number(self):
        record(make_action(number=12045, title=""), occurred_on="2017-03-29", status="a-venir")
        for number in (2, 21, 12045):
            with self.subTest(number):
                answer = self.client.get(f"/actions/{number}/avis-de-recherche.pdf")
                self.assertEqual(
                    answer.headers["Content-Disposition"],
                    f'inline; filename="avis-de-recherche-{number}-affiche.pdf"',
                )
                document = PdfReader(io.BytesIO(answer.content))
                self.assertEqual(len(document.pages), 1)
                self.assertTrue(document.trailer["/Root"]["/MarkInfo"]["/Marked"])
                text = " ".join(document.pages[0].extract_text().split())
                for words in ("Avis de recherche", str(number), "2 sur 5 retrouvées"):
                    self.assertIn(words, text)
                self.assertIn(f"/actions/{number}/avis-de-recherche/", text)
                fonts = document.pages[0]["/Resources"]["/Font"]
                names = {font.get_object()["/BaseFont"] for font in fonts.values()}
                self.assertEqual({"Archivo" in name for name in names}, {True})

    def test_its_image_is_a_poster_of_one_flat_colour(self):
        answer = self.client.get("/actions/21/avis-de-recherche/partage.png")
        image = Image.open(io.BytesIO(answer.content)).convert("RGB")
        self.assertEqual(image.size, (1200, 630))
        ground = tuple(bytes.fromhex(colour("mulberry").removeprefix("#")))
        self.assertEqual(image.getpixel((5, 5)), ground)

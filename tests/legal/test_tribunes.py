from django.test import TestCase
from django.urls import reverse

from legal.models import TribuneSpace
from tests.factories import make_tribune

URL = "/tribunes/"


class TribuneTests(TestCase):
    def open(self, **fields):
        TribuneSpace(is_open=True, **fields).save()

    def test_the_page_does_not_exist_until_the_town_opens_it(self):
        make_tribune()
        self.assertEqual(self.client.get(URL).status_code, 404)
        self.assertNotContains(self.client.get("/"), f'href="{URL}"')
        self.open()
        self.assertEqual(self.client.get(URL).status_code, 200)
        self.assertContains(self.client.get("/"), f'href="{URL}"')
        self.assertContains(self.client.get("/plan-du-site/"), f'href="{URL}"')

    def test_it_shows_group_date_and_text_of_published_ones_only(self):
        self.open(rules="3 000 signes par groupe.")
        make_tribune(text="Nous pensons **le contraire**.")
        make_tribune(group="Brouillon", state="brouillon")
        page = self.client.get(URL)
        self.assertEqual([t.group for t in page.context["tribune_list"]], ["Alès autrement"])
        self.assertContains(page, "<strong>le contraire</strong>")
        self.assertContains(page, 'datetime="2026-03-02"')
        self.assertContains(page, "signes par groupe.")

    def test_an_open_page_without_text_says_so(self):
        self.open()
        self.assertContains(self.client.get(URL), "Aucune tribune n’est publiée")

    def test_html_in_a_text_is_shown_not_run(self):
        self.open()
        make_tribune(text="<script>alert(1)</script>")
        self.assertNotContains(self.client.get(URL), "<script>")

    def test_a_draft_is_previewed_by_its_link_even_before_the_opening(self):
        draft = make_tribune(state="brouillon")
        page = self.client.get(draft.get_preview_url())
        self.assertContains(page, "Nous pensons le contraire.")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")
        self.assertEqual(self.client.get(f"{URL}?apercu=faux").status_code, 404)

    def test_its_address_is_the_page(self):
        self.assertEqual(make_tribune().get_absolute_url(), reverse("legal:tribunes"))

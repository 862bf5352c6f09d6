import io
import re

import pypdf
import pytest
from django.test import TestCase
from django.urls import reverse

from actions.models import Action, Status
from publishing.text.printable import DRAWN
from tests.factories import make_action, make_theme, record


class CardTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.action = make_action(
            number=9, title='Les 5" <b>', reservation="À confirmer.", theme=make_theme()
        )
        record(cls.action, "Le chantier commence.", "2018-Q2", status="en-cours")
        make_action(number=10, state="brouillon")

    def test_a_card_says_where_the_action_stands_and_leads_to_its_page(self):
        page = self.client.get("/actions/9/carte/")
        self.assertContains(page, "Les 5&quot; &lt;b&gt;")
        self.assertContains(page, '<span class="status" data-status="en-cours">En cours</span>')
        self.assertContains(page, "Le chantier commence.")
        self.assertContains(page, "À confirmer.")
        self.assertContains(page, '<a href="/actions/9/" target="_top">')
        self.assertContains(page, '<link rel="canonical" href="http://127.0.0.1:8000/actions/9/">')

    def test_the_counter_counts_as_the_list_does(self):
        make_action(status="realisee")
        card, page = self.client.get("/actions/compteur/carte/"), self.client.get("/actions/")
        self.assertEqual(card.context["state"].totals, page.context["state"].totals)
        self.assertContains(card, "<strong>1</strong>", count=2)
        self.assertContains(card, "Où en sont les 2 actions")

    def test_drafts_and_unknown_numbers_have_no_card(self):
        for number in (10, 11):
            self.assertEqual(self.client.get(f"/actions/{number}/carte/").status_code, 404)

    def test_any_site_may_frame_a_card(self):
        for address in ("/actions/9/carte/", "/actions/compteur/carte/"):
            with self.subTest(address):
                headers = self.client.get(address).headers
                self.assertIn("frame-ancestors *", headers["Content-Security-Policy"])
                self.assertIn("script-src 'self'", headers["Content-Security-Policy"])
                self.assertNotIn("X-Frame-Options", headers)

    def test_nothing_else_may_be_framed(self):
        addresses = ["/", "/actions/", "/actions/9/", "/chiffres/", "/donnees/", "/services/"]
        addresses += ["/donnees/actions.csv", "/actions/affiche.pdf", "/admin/login/", "/rien/"]
        addresses += ["/actions/10/carte/", "/actions/statut/en-cours/", "/plan-du-site/"]
        for address in addresses:
            with self.subTest(address):
                headers = self.client.get(address).headers
                self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
                self.assertEqual(headers["X-Frame-Options"], "DENY")

    def test_a_card_leaves_no_cookie_and_is_not_indexed(self):
        page = self.client.get("/actions/9/carte/")
        self.assertEqual(page.cookies, {})
        self.assertContains(page, '<meta name="robots" content="noindex">')

    def test_the_page_of_the_action_gives_the_lines_to_copy(self):
        page = self.client.get("/actions/9/").content.decode()
        snippet = re.search(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)[1]
        self.assertRegex(
            snippet, r'^&lt;iframe src="http://127.0.0.1:8000/actions/9/carte/"\s+title="Action'
        )
        self.assertIn("Les 5&amp;quot; &amp;lt;b&amp;gt;", snippet)

    def test_cards_are_only_read(self):
        for address in ("/actions/9/carte/", "/actions/compteur/carte/", "/actions/affiche.pdf"):
            self.assertEqual(self.client.post(address).status_code, 405)


@pytest.mark.once
class WallSheetTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        statuses = ["realisee"] * 22 + ["en-cours"] * 10 + ["a-venir"] * 6
        for number, status in enumerate(statuses, 1):
            make_action(number=number, title=f"Promesse numéro {number} : tenue ?", status=status)

    def sheet(self):
        response = self.client.get("/actions/affiche.pdf")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        return pypdf.PdfReader(io.BytesIO(response.content))

    def text(self):
        return " ".join(self.sheet().pages[0].extract_text().split())

    def test_it_is_one_a4_page(self):
        (page,) = self.sheet().pages
        size = [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]]
        self.assertEqual(size, [210, 297])

    def test_it_counts_as_the_site_does(self):
        text = self.text()
        for status, count in Action.objects.published().totals().items():
            if count:
                self.assertIn(f"{count} {status.plural}", text)
        self.assertIn("Où en sont les 38 actions", text)

    def test_every_action_is_there_with_its_word(self):
        text = self.text()
        for action in Action.objects.all():
            label = Status(action.status).label
            self.assertRegex(
                text, rf"\b{action.number} {label}, \w+ Promesse numéro {action.number}\b"
            )

    def test_it_bears_its_day_and_its_address(self):
        self.assertRegex(self.text(), r"État connu au \d{1,2}(er)? \w+ 20\d\d")
        self.assertIn("http://127.0.0.1:8000/actions/", self.text())

    def test_it_is_a_tagged_pdf(self):
        sheet = self.sheet()
        root = sheet.root_object
        self.assertEqual(root["/Lang"], "fr-FR")
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertTrue(root["/ViewerPreferences"]["/DisplayDocTitle"])
        self.assertEqual(sheet.metadata.title, "Où en sont les 38\u00a0actions\u202f?")
        self.assertIn(b"<pdfuaid:part>1</pdfuaid:part>", root["/Metadata"].get_object().get_data())

    def test_its_structure_is_a_heading_a_table_and_a_described_picture(self):
        elements = list(structure(self.sheet().root_object["/StructTreeRoot"]))
        kinds = [element["/S"] for element in elements]
        self.assertEqual(kinds.count("/H1"), 1)
        self.assertEqual((kinds.count("/Table"), kinds.count("/TH")), (1, 3))
        self.assertEqual((kinds.count("/TR"), kinds.count("/TD")), (39, 38 * 3))
        (figure,) = [element for element in elements if element["/S"] == "/Figure"]
        self.assertEqual(figure["/Alt"], "Code QR vers http://127.0.0.1:8000/actions/")

    def test_its_fonts_are_embedded_and_readable_as_text(self):
        fonts = self.sheet().pages[0]["/Resources"]["/Font"].values()
        self.assertGreater(len(fonts), 0)
        for font in map(pypdf.generic.IndirectObject.get_object, fonts):
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            self.assertTrue({"/FontFile2", "/FontFile3"} & set(descriptor))
            self.assertIn("/ToUnicode", font)

    def test_more_and_longer_titles_stay_on_one_page(self):
        Action.objects.filter(number__lte=20).update(title="Un intitulé bien plus long " * 5)
        for number in range(39, 61):
            make_action(number=number)
        self.assertEqual(len(self.sheet().pages), 1)

    def test_a_plan_too_large_for_a_page_is_counted_and_its_list_is_elsewhere(self):
        for number in range(39, 153):
            make_action(number=number, status="en-cours")
        self.assertEqual(len(self.sheet().pages), 1)
        self.assertIn("124 En cours", self.text())
        self.assertIn("leur liste est à cette adresse", self.text())
        self.assertNotIn("Promesse numéro", self.text())

    def test_a_title_cannot_command_the_typesetter(self):
        Action.objects.filter(number=1).update(title='#panic() $x$ *a* <b> \\ "')
        self.assertIn('#panic() $x$ *a* <b> \\ "', self.text())

    def test_a_sign_that_the_font_lacks_leaves_everybody_their_sheet(self):
        for number, title in [(1, "Vélo 🚲 pour tous"), (2, "🚲"), (3, "Ｖélo ภาษา 日本 œ Ł №")]:
            Action.objects.filter(number=number).update(title=title)
        signs = "".join(sorted(DRAWN))
        Action.objects.filter(number=4).update(title=signs[:110])
        Action.objects.filter(number=5).update(title=signs[110:])
        text = self.text()
        self.assertIn("Vélo pour tous", text)
        self.assertIn("Texte à lire sur le site", text)

    def test_an_abandoned_action_is_told_and_is_not_in_the_total(self):
        record(Action.objects.get(number=38), status="abandonnee", occurred_on="2019-01-01")
        self.assertIn("Où en sont les 37 actions", self.text())
        self.assertIn("1 Abandonnée", self.text())
        self.assertIn("38 Abandonnée, prouvée Promesse numéro 38", self.text())
        counter = self.client.get("/actions/compteur/carte/")
        self.assertContains(counter, "Où en sont les 37 actions")

    def test_an_empty_plan_has_a_sheet(self):
        Action.objects.update(state="brouillon")
        self.assertIn("0 Réalisée", self.text())

    def test_the_list_leads_to_it(self):
        self.assertContains(self.client.get("/actions/"), f'href="{reverse("actions:wall_sheet")}"')


def structure(element):
    """The elements of the structure tree, in reading order."""
    element = element.get_object()
    if not hasattr(element, "get"):
        return
    if "/S" in element:
        yield element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from structure(child)

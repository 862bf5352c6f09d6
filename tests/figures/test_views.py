import re
from html import unescape

from django.test import TestCase
from django.utils.html import strip_tags

from figures.models import Reading
from publishing.text.dates import PartialDate
from publishing.text.typography import NARROW
from tests.factories import make_action, make_figure, make_source


class RegisterTests(TestCase):
    def block(self, key):
        """What the register says of one figure, as plain text."""
        html = self.client.get("/chiffres/").content.decode()
        start = html.index(f'<div id="{key}">')
        block = html[start : html.index("</div>", start)]
        return re.sub(r"[ \n]+", " ", unescape(strip_tags(block))).strip()

    def test_every_number_has_its_date_and_its_source(self):
        source = make_source(
            title="Plaquette",
            publisher="Alès Agglomération",
            note="copie",
            url="https://www.ales.fr/plaquette",
        )
        make_figure(
            "habitants",
            131906,
            unit="habitants",
            as_of=PartialDate.from_iso("2017"),
            source=source,
            note="Estimation.",
        )

        self.assertEqual(
            self.block("habitants"),
            f"Habitants 131{NARROW}906 habitants 2017, Plaquette, Alès Agglomération (copie) "
            "Estimation. Contester ce chiffre",
        )

    def test_sources_that_disagree_are_both_there(self):
        figure = make_figure("reponses", 2155)
        Reading.objects.create(
            figure=figure, value=2154, as_of=PartialDate.from_iso("2019"), source=make_source()
        )
        block = self.block("reponses")

        self.assertIn("Les sources se contredisent", block)
        self.assertIn(f"2{NARROW}155", block)
        self.assertIn(f"2{NARROW}154", block)

    def test_totals_are_counted(self):
        make_action(status="realisee")
        make_action(status="en-cours")

        self.assertEqual(self.block("actions-total"), "Actions du plan2")
        self.assertEqual(self.block("actions-realisees"), "Actions réalisées1")

    def test_an_empty_register_says_so(self):
        self.assertContains(self.client.get("/chiffres/"), "Aucun chiffre n’est encore enregistré.")

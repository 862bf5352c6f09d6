"""No page says more than is known: a state has its own date, a proof exists, a status is known.

The whole site is read on a day long after it was loaded, so that the day of the visit cannot be
taken for that of a fact or of a loading.
"""

import re
from html import unescape

import pytest
from django.test import TestCase

from actions.models import Action, Certainty, Status
from tests.clock import clock_at
from tests.crawl import VISIT, is_of_days, whole_site
from tests.seeded import seed

SPELLINGS = ("7 mai 2031", "07/05/2031", "2031-05-07")
# What calls an old total one of today.
PRESENT = re.compile(r"\b(?:à ce jour|à l’heure actuelle|actuellement)\b", re.IGNORECASE)
PROOF = re.compile(r"\b(?:la|sa|leurs?|ses|les) preuves?\b", re.IGNORECASE)
# Pages that say what a proof is and how the site takes it; they show none beside an action.
ON_PROOFS = (
    "/aide/",
    "/ecoconception/",
    "/donnees/",
    "/mentions-legales/",
    "/donnees-personnelles/",
)
CARDS = ("/actions/compteur/carte/", *(f"/actions/{number}/carte/" for number in (2, 9, 26)))
ITEM = re.compile(r"<li\b.*?</li>", re.DOTALL)
OF_ACTION = re.compile(r'href="/actions/(\d+)/')
TAG = re.compile(r"<[^>]+>")
STATUS_WORDS = re.compile(
    "|".join(rf"\b{s.label}\b" for s in Status if s != Status.UNKNOWN), re.IGNORECASE
)


def words(text):
    return " ".join(unescape(text).split())


@pytest.mark.once
@pytest.mark.long
class WhatIsKnownTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed(demo=True)
        cls.unknown = {
            str(action.number)
            for action in Action.objects.published().filter(certainty=Certainty.UNKNOWN)
        }
        cls.crawl = whole_site(cls.client_class())
        with clock_at(VISIT):
            cls.cards = {address: cls.client_class().get(address).text for address in CARDS}
        cls.texts = {
            address: words(" ".join([*page.visible, *page.spoken]))
            for address, page in cls.crawl.pages.items()
        }
        cls.texts |= {address: words(TAG.sub(" ", html)) for address, html in cls.cards.items()}

    def test_no_page_gives_a_state_the_date_of_the_visit(self):
        for address, text in self.texts.items():
            if is_of_days(address):
                continue  # its title is the day that was asked
            with self.subTest(address):
                self.assertEqual([day for day in SPELLINGS if day in text], [])

    def test_the_page_of_the_day_itself_says_from_when_its_state_is(self):
        with clock_at(VISIT):
            page = words(self.client.get("/actions/au/2031-05-07/").text)
        self.assertIn("état connu au 13 avril 2019", page)
        self.assertIn("Aucune étape n’est enregistrée depuis", page)

    def test_no_page_tells_an_old_total_in_the_present(self):
        for address, text in self.texts.items():
            if address == "/corrections/":
                continue  # it quotes what the first version said
            with self.subTest(address):
                self.assertEqual(PRESENT.findall(text), [])

    def test_no_page_promises_a_proof_that_is_not_there(self):
        for address, text in self.texts.items():
            if address.startswith(ON_PROOFS):
                continue
            with self.subTest(address):
                self.assertEqual(PROOF.findall(text), [])

    def test_no_row_gives_a_status_to_an_action_that_has_none(self):
        self.assertGreater(len(self.unknown), 20)
        for address, answer in self.crawl.answers.items():
            if address not in self.crawl.pages or is_of_days(address) or "/historique/" in address:
                continue  # what was said on another day is told as of that day
            with self.subTest(address):
                for item in ITEM.findall(answer.text):
                    named = set(OF_ACTION.findall(item))
                    if named and named <= self.unknown:
                        statuses = set(re.findall(r'data-status="([a-z-]+)"', item))
                        self.assertLessEqual(statuses, {Status.UNKNOWN.value}, item)
                        self.assertEqual(STATUS_WORDS.findall(words(TAG.sub(" ", item))), [], item)

    def test_the_page_of_such_an_action_gives_it_none(self):
        for number in sorted(self.unknown, key=int):
            html = self.crawl.answers[f"/actions/{number}/"].text
            head, _, rest = html.partition("</head>")
            header = rest.partition("</header>")[2].partition("</header>")[0]
            with self.subTest(number):
                self.assertIn('data-status="inconnu"', header)
                told = set(re.findall(r'data-status="([a-z-]+)"', header))
                self.assertEqual(told, {"inconnu"})
                described = re.findall(r'<meta [^>]*content="([^"]*)"', head)
                self.assertEqual(
                    [d for d in described if d.startswith(("Réalisée", "En cours"))], []
                )

    def test_the_search_gives_it_none(self):
        for number in sorted(self.unknown, key=int)[:5]:
            html = self.client.get("/recherche/", {"q": f"n° {number}"}).text
            found = [i for i in ITEM.findall(html) if f'href="/actions/{number}/' in i]
            with self.subTest(number):
                self.assertNotEqual(found, [])
                self.assertEqual(STATUS_WORDS.findall(words(TAG.sub(" ", found[0]))[:200]), [])

import datetime
import json
import re
from html import unescape

from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from actions.models import Status
from actions.views import ActionShareImageView
from portraits.models import Consent
from publishing.tokens import colour
from tests.factories import (
    make_action,
    make_agent,
    make_portrait,
    make_process,
    make_service,
    record,
)


def described(page):
    """The `<meta>` of a page by name, and what its blocks of data say."""
    html = page.content.decode()
    metas = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html))
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return {k: unescape(v) for k, v in metas.items()}, [json.loads(block) for block in blocks]


@override_settings(SITE_URL="https://exemple.fr")
class SharingTests(TestCase):
    def test_a_page_gives_its_address_title_and_words(self):
        make_action(number=9, title="Les Halles d'Alès", summary='Un marché "couvert".')

        page = self.client.get("/actions/9/?x=1", HTTP_HOST="127.0.0.1")
        metas, _ = described(page)

        self.assertContains(page, '<link rel="canonical" href="https://exemple.fr/actions/9/">')
        self.assertEqual(metas["og:url"], "https://exemple.fr/actions/9/")
        self.assertEqual(metas["og:title"], "Action n°\u00a09, Les Halles d’Alès")
        self.assertEqual(metas["og:description"], "À venir\u00a0: Un marché «\u00a0couvert\u00a0».")
        self.assertEqual(metas["description"], metas["og:description"])
        self.assertEqual(metas["og:type"], "article")
        self.assertEqual(metas["og:image"], "https://exemple.fr/actions/9/partage.png")
        self.assertEqual(metas["og:image:alt"], metas["og:title"])

    def test_the_title_is_the_title_of_the_tab(self):
        page = self.client.get(reverse("actions:list"))

        self.assertContains(
            page, "<title>Les actions du cœur de ville – À votre service, Alès</title>"
        )
        self.assertContains(
            page, '<meta property="og:title" content="Les actions du cœur de ville">'
        )

    def test_a_page_without_an_image_of_its_own_has_the_site_s(self):
        metas, _ = described(self.client.get(reverse("services:list")))

        self.assertEqual(metas["og:image"], "https://exemple.fr/partage.png")
        self.assertEqual(metas["og:type"], "website")

    def test_the_home_page_says_who_publishes(self):
        _, (data,) = described(self.client.get("/"))

        self.assertEqual(
            [item["name"] for item in data["@graph"]],
            ["À votre service", "Ville d’Alès", "Alès Agglomération", "CCAS d’Alès"],
        )

    def test_the_breadcrumb_is_said_to_machines(self):
        process = make_process(title="Les </script> « États »")

        _, (data,) = described(self.client.get(process.get_absolute_url()))

        self.assertEqual(data["@type"], "BreadcrumbList")
        self.assertEqual(
            [item["name"] for item in data["itemListElement"]],
            ["Accueil", "Participation", "Les </script> « États »"],
        )

    def test_a_preview_is_not_to_be_shared(self):
        action = make_action(state="brouillon")

        page = self.client.get(action.get_preview_url())

        self.assertNotContains(page, "canonical")
        self.assertNotContains(page, "og:")
        self.assertNotContains(page, "ld+json")

    def test_an_error_page_is_not_to_be_shared(self):
        page = self.client.get("/actions/404/")

        self.assertEqual(page.status_code, 404)
        self.assertNotContains(page, "canonical", status_code=404)
        self.assertContains(page, '<meta name="robots" content="noindex">', status_code=404)


class CardAddressesTests(TestCase):
    def test_an_image_may_be_kept_for_an_hour(self):
        address = reverse("actions:share_image", args=[make_action(number=9).number])
        first = self.client.get(address)

        self.assertEqual((first.status_code, first["Content-Type"]), (200, "image/png"))
        self.assertEqual(first["Cache-Control"], "public, max-age=3600")

    def test_an_event_changes_the_image(self):
        action = make_action(number=9)
        address = reverse("actions:share_image", args=[9])
        before = self.client.get(address)
        record(action, status="realisee", occurred_on="2019-04-13")

        after = self.client.get(address)

        self.assertEqual(after.status_code, 200)
        self.assertNotEqual(after.content, before.content)

    def test_the_card_says_the_number_the_status_and_the_last_event(self):
        record(make_action(number=9, title="Les Halles"), status="en-cours", occurred_on="2018-05")
        view = ActionShareImageView()
        view.setup(None, number=9)
        card = view.get_card()

        note = "En cours, état connu en mai 2018"
        self.assertEqual(
            (card.numeral, card.title, card.shape, card.note),
            ("9", "Les Halles", Status.ONGOING.row.svg_in(colour("on-colour")), note),
        )

    def test_drafts_have_no_image(self):
        make_action(number=9, state="brouillon")
        portrait = make_portrait(state="brouillon")

        for address in (
            reverse("actions:share_image", args=[9]),
            reverse("portraits:share_image", args=[portrait.slug]),
            reverse("actions:share_image", args=[10]),
        ):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_images_are_read_only_and_leave_no_cookie(self):
        make_action(number=9)
        for address in (reverse("pages:share_image"), reverse("actions:share_image", args=[9])):
            self.assertEqual(self.client.head(address).status_code, 200)
            self.assertEqual(self.client.post(address).status_code, 405)
            self.assertEqual(self.client.get(address).cookies, {})


class PersonTests(TestCase):
    def make_agent(self, **fields):
        return make_agent(
            **{"trade": "Jardinière", "service": make_service(body="agglomeration")} | fields
        )

    def people(self, portrait):
        _, blocks = described(self.client.get(portrait.get_absolute_url()))
        return [block for block in blocks if block["@type"] == "Person"]

    def test_an_agent_who_agrees_is_a_person(self):
        (person,) = self.people(self.make_agent())

        self.assertEqual((person["name"], person["jobTitle"]), ("Camille", "Jardinière"))
        self.assertEqual(person["worksFor"]["name"], "Alès Agglomération")

    def test_a_drawn_example_is_nobody(self):
        self.assertEqual(self.people(make_portrait()), [])

    def test_a_portrait_without_a_name_is_nobody(self):
        self.assertEqual(self.people(self.make_agent(consent={"displayed_name": ""})), [])

    def test_the_image_goes_with_the_consent_and_is_never_kept(self):
        portrait = self.make_agent()
        address = reverse("portraits:share_image", args=[portrait.slug])
        seen = self.client.get(address)
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        Consent.objects.update(ends_on=yesterday)

        gone = self.client.get(address)

        self.assertEqual((seen.status_code, seen["Cache-Control"]), (200, "no-cache"))
        self.assertEqual(gone.status_code, 404)

    def test_a_preview_describes_nobody(self):
        portrait = self.make_agent(state="relu")

        page = self.client.get(portrait.get_preview_url())

        self.assertNotContains(page, "Person")

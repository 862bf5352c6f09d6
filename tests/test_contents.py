"""Whoever adds a kind of public content is told where readers would not find it."""

import io
from collections import Counter

from django.apps import apps
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from legal.models import TribuneSpace
from pages.sitemap import CONTENT
from publishing.models import Publishable
from search.index import entries
from search.query import Query, Results
from tests import factories
from tests.crawl import PageReader

# Contents shown on a page that holds others, at an anchor of it: their page is listed, not they.
ON_A_PAGE_OF_OTHERS = {"services.Moment", "legal.Tribune"}
# Listed by what each is, for they have lists of their own besides.
LISTED_APART = {"actions.Action"}


def kinds():
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


class EveryContentTests(TestCase):
    """Of each kind, contents of the shipped site, or one made by `factories.make_<model>`."""

    @classmethod
    def setUpTestData(cls):
        call_command("seed", stdout=io.StringIO())
        TribuneSpace(is_open=True).save()
        factories.make_tribune(text="Un mot de l’opposition.")
        cls.contents = {model: published(model) for model in kinds()}

    def test_those_with_a_page_are_in_the_sitemap(self):
        paged = {m for m in kinds() if m._meta.label not in ON_A_PAGE_OF_OTHERS | LISTED_APART}
        self.assertEqual(paged, set(CONTENT))

    def test_all_are_found_by_the_search(self):
        urls = [entry.url for entry in entries() if entry.url.startswith("/")]
        self.assertEqual([url for url, count in Counter(urls).items() if count > 1], [])
        for model, contents in self.contents.items():
            with self.subTest(model._meta.label):
                self.assertEqual(addresses(contents) - set(urls), set())

    def test_tribunes_are_found_once_their_page_is_open(self):
        self.assertIn("/tribunes/", {entry.url for entry in Results(Query("opposition")).all})
        TribuneSpace(is_open=False).save()
        self.assertNotIn("/tribunes/", {entry.url for entry in Results(Query("opposition")).all})

    def test_all_are_on_the_site_map(self):
        links = set(PageReader(self.client.get(reverse("pages:site_map")).text).links)
        for model, contents in self.contents.items():
            with self.subTest(model._meta.label):
                pages = {address.partition("#")[0] for address in addresses(contents)}
                self.assertEqual(pages - links, set())


def published(model):
    found = list(model.objects.published()[:5])
    return found or [getattr(factories, f"make_{model._meta.model_name}")()]


def addresses(contents):
    return {content.get_absolute_url() for content in contents}

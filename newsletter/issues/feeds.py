"""The issues as an Atom feed: for those who follow without giving an address."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.urls import reverse

from actions.open_data.feeds import NAMES, FrenchAtomFeed
from publishing.text.typography import typeset

from ..models import Issue
from .content import public_numbers
from .views import page_of

LENGTH = 20


class IssueFeed(Feed):
    feed_type = FrenchAtomFeed
    title = "À votre service, Alès\u00a0: la lettre d’information"
    subtitle = "Ce qui a changé dans les actions du cœur de ville, numéro par numéro."
    author_name = "À votre service, Alès"
    feed_copyright = "Licence Ouverte 2.0"
    language = "fr"
    feed_guid = f"{NAMES}/newsletter"

    def link(self):
        return settings.SITE_URL + reverse("newsletter:archive")

    def feed_url(self):
        return settings.SITE_URL + reverse("newsletter:feed")

    def items(self):
        """Each with what it says today."""
        public = public_numbers()
        issues = list(Issue.objects.public()[:LENGTH])
        for issue in issues:
            issue.entry = page_of(issue, public) | {"site": settings.SITE_URL}
        return issues

    def item_title(self, issue):
        return typeset(f"n° {issue.number}, {issue.title}")

    def item_description(self, issue):
        return render_to_string("newsletter/includes/feed_entry.html", issue.entry)

    def item_link(self, issue):
        return settings.SITE_URL + issue.get_absolute_url()

    def item_guid(self, issue):
        return f"{NAMES}/newsletter/{issue.number}"

    def item_pubdate(self, issue):
        return issue.began_at

    def item_updateddate(self, issue):
        return issue.began_at

"""The whole site, found by following links from the home page."""

import pickle
import re
from collections import Counter
from functools import cached_property
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from django.urls import resolve

from bench.live_site import only_one

from .clock import clock_at
from .databases import own_folder

VISIT = "2031-05-07T12:00"
# Elements without an end tag: they open no level.
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "title", "content")


class PageReader(HTMLParser):
    """The parts of a page that the tests speak of."""

    def __init__(self, html):
        super().__init__()
        self.lang = self.title = None
        self.headings, self.links, self.ids, self.images = [], [], [], []
        self.visible, self.spoken, self.inline, self.landmarks = [], [], [], []
        self.open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.lang = attributes.get("lang")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(attributes.get("href"))
        if tag in ("header", "nav", "main", "footer"):
            self.landmarks.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "img":
            self.images.append(attributes)
        runs_here = tag == "script" and "src" not in attributes
        is_data = attributes.get("type") == "application/ld+json"
        if tag == "style" or "style" in attributes or (runs_here and not is_data):
            self.inline.append(tag)
        self.spoken += [attributes[name] for name in SPOKEN_ATTRIBUTES if attributes.get(name)]

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes what was not open, after {self.open}")

    def handle_data(self, data):
        if "title" in self.open and "svg" not in self.open:
            self.title = (self.title or "") + data
        elif "body" in self.open and not {"code", "script"} & set(self.open):
            self.visible.append(data)

    @cached_property
    def text(self):
        return " ".join(self.visible)


def is_internal(address):
    return not urlsplit(address).netloc and urlsplit(address).scheme in ("", "http", "https")


def subject_of(address):
    """The page that a form to write to the town was opened on; "" for any other address."""
    path, _, query = address.partition("?")
    return parse_qs(query).get("page", [""])[0] if path == "/contact/" else ""


def is_of_days(address):
    address = subject_of(address) or address
    return address.startswith(("/actions/au/2", "/actions/entre/2", "/actions/depuis/"))


class Answer(SimpleNamespace):
    """What is kept of an answer: its `status_code`, `headers`, `cookies` and `text`."""


class Crawl:
    """Every page that links lead to from `/`, by address; all is kept, what fails too.

    Drawing a poster takes half a second, and there are hundreds: of each kind of drawn file, the
    first two are asked for. tests/posters holds that the others can be drawn. The same of the form
    to write to the town, which every page opens on itself.
    """

    def __init__(self, client, start="/"):
        self.answers, self.pages = {}, {}
        asked = Counter()
        waiting = [start]
        while waiting:
            address = waiting.pop()
            if address in self.answers:
                continue
            if kind := self.kind_of(address):
                asked[kind] += 1
                if asked[kind] > 2:
                    continue
            answer = client.get(address)
            if answer.streaming:
                answer.getvalue()  # read to its end, which closes its file
            is_html = answer.headers.get("Content-Type", "").startswith("text/html")
            self.answers[address] = Answer(
                status_code=answer.status_code,
                headers=dict(answer.headers),
                cookies={name: cookie.value for name, cookie in answer.cookies.items()},
                text=answer.text if is_html else "",
            )
            if answer.status_code == 302:
                waiting.append(answer["Location"])
            if answer.status_code != 200 or not is_html:
                continue
            if address.endswith("/carte/"):
                continue  # not a page: made to stand in those of other sites
            page = self.pages[address] = PageReader(answer.text)
            found = [
                urldefrag(urljoin(address, link))[0]
                for link in page.links
                if link and is_internal(link)
            ]
            # Each day leads to the day before: of days, only those that other pages name.
            waiting += [link for link in found if not (is_of_days(link) and is_of_days(address))]

    @staticmethod
    def kind_of(address):
        """Those of which two are enough; None for the pages that are all asked for."""
        if subject := subject_of(address):
            return ("contact", resolve(urlsplit(subject).path).view_name)
        if address.endswith((".pdf", ".png")):
            return (resolve(urlsplit(address).path).view_name, address.rpartition("/")[2])
        return None

    def __deepcopy__(self, memo):
        return self  # Django copies what a class sets up; this is only read


def whole_site(client):
    """The crawl of the demonstration as visited long after it was loaded, so that the day of the
    visit cannot be taken for that of a fact. Made once in a run, by the first that asks: the
    database holds what `seed(demo=True)` puts there."""
    file = own_folder() / "crawl"
    with only_one(own_folder() / "crawl.lock"):
        if not file.exists():
            with clock_at(VISIT):
                crawl = Crawl(client)
            file.with_suffix(".new").write_bytes(pickle.dumps(crawl))
            file.with_suffix(".new").rename(file)
    return pickle.loads(file.read_bytes())

"""What the site weighs, measured, and the limits it keeps to."""

import datetime
import gzip
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from . import ecoindex
from .sitemap import KINDS

# Those of public pages: one for all, one for charts, one for paper.
STYLES = ("css/site.css", "css/charts.css", "css/print.css")
SCRIPTS = ("js/day.js", "js/listen.js")
KILOBYTE = 1000
# In kilobytes as sent, compressed; tests hold them.
HTML_LIMIT, STYLES_LIMIT, SCRIPTS_LIMIT, HOME_LIMIT = 15, 12, 10, 150

# Written by `make measure`, in a browser, from the site as it ships.
RECORD = settings.BASE_DIR / "fixtures" / "ecoconception.json"

# The kinds that earn less than A, and why; the tests let no other go below.
BELOW_A = {
    "actions:list": "toutes les actions, leurs graphiques et les tableaux de ces graphiques",
    "actions:at": "toutes les actions, chacune avec l’étape qui fait son statut",
    "actions:between": "tout ce qui s’est passé entre deux dates",
    "actions:journal": "quarante étapes par page, avec leurs preuves",
    "participation:detail": "une démarche entière : chiffres, dates, suites, sources",
    "figures:list": "tous les chiffres du site, avec leurs relevés et leurs sources",
    "data:index": "chaque colonne de chaque fichier, expliquée",
    "pages:site_map": "toutes les pages du site, une par une",
    "pages:eco_design": "la mesure de chaque sorte de page",
}


@dataclass(frozen=True)
class Measure:
    """A part of a page: its limit, and its weight once it has been measured."""

    label: str
    limit: int
    weight: Decimal | None

    @property
    def holds(self):
        return self.weight is None or self.weight <= self.limit


@dataclass(frozen=True)
class PageMeasure:
    """The heaviest page of a kind, as a browser received it at a first visit."""

    kind: str
    path: str
    elements: int
    requests: int
    sent: int  # bytes, all files of the page, as compressed on the wire
    html: int  # bytes of the page itself

    @property
    def label(self):
        return KINDS[self.kind]

    @property
    def reason(self):
        """Why the mark is not better, for those below A."""
        return BELOW_A.get(self.kind, "")

    @property
    def mark(self):
        return ecoindex.mark(self.elements, self.requests, self.sent)

    @property
    def grade(self):
        return ecoindex.grade(self.mark)

    @property
    def kilobytes(self):
        return round(Decimal(self.sent) / KILOBYTE)


@dataclass(frozen=True)
class Record:
    """What was measured that day, the kinds of pages in the order of `KINDS`."""

    measured_on: datetime.date | None = None
    pages: tuple[PageMeasure, ...] = ()

    def page(self, kind):
        return next((page for page in self.pages if page.kind == kind), None)

    @property
    def below(self):
        return [page for page in self.pages if page.grade != "A"]

    @property
    def heaviest_html(self):
        return max((page.html for page in self.pages), default=None)


@cache
def record():
    """The measures that ship with this version of the site; empty until the first are made."""
    if not RECORD.exists():
        return Record()
    content = json.loads(RECORD.read_text(encoding="utf-8"))
    pages = {page["kind"]: PageMeasure(**page) for page in content["pages"]}
    return Record(
        datetime.date.fromisoformat(content["measured_on"]),
        tuple(pages[kind] for kind in KINDS if kind in pages),
    )


@cache
def compressed_weight(names):
    """Static files, compressed, in kilobytes to the tenth."""
    files = [Path(finders.find(name)) for name in names]
    return in_kilobytes(sum(len(gzip.compress(path.read_bytes())) for path in files))


def in_kilobytes(size):
    return None if size is None else round(Decimal(size) / KILOBYTE, 1)


def measures():
    """The limits of `/ecoconception/`, beside what was measured."""
    recorded = record()
    home = recorded.page("pages:home")
    return [
        Measure("Feuilles de style", STYLES_LIMIT, compressed_weight(STYLES)),
        Measure("JavaScript, facultatif", SCRIPTS_LIMIT, compressed_weight(SCRIPTS)),
        Measure(
            "Texte d’une page (HTML), la plus lourde",
            HTML_LIMIT,
            in_kilobytes(recorded.heaviest_html),
        ),
        Measure(
            "Page d’accueil, avec ses images",
            HOME_LIMIT,
            in_kilobytes(home and home.sent),
        ),
    ]

"""What a page weighs on the wire and in the browser; `make measure` keeps the figures."""

import datetime
import json
import os

from pages import ecoindex
from pages.sitemap import KINDS
from pages.weight import BELOW_A, RECORD

from .inspection import Scales, home_weight_faults, weight_faults

# Compared and dated, which no link of the site map leads to.
DAYS = ["/actions/au/2019-04-15/", "/actions/entre/2017-03-29/2019-04-15/"]


def measured(site, browser):
    """`(path, kind, weight)` of every page that a reader may meet."""
    scales = Scales(browser)
    for path in [*site.visited, *site.cards, *DAYS]:
        yield path, site.kind_of(path), scales.weigh(site.url + path)
    scales.context.close()


def test_every_page_is_light(site, browser):
    pages = list(measured(site, browser))

    faults = home_weight_faults(next(weight for path, _, weight in pages if path == "/"))
    for path, kind, weight in pages:
        faults += [f"{path}: {fault}" for fault in weight_faults(weight)]
        mark = ecoindex.mark(weight.elements, weight.requests, weight.sent)
        if ecoindex.grade(mark) != "A" and kind not in BELOW_A:
            faults.append(f"{path}: EcoIndex {mark}, {weight.elements} elements")
    if os.environ.get("RECORD_MEASURES"):
        keep(pages)
    assert faults == []


def keep(pages):
    """The page of each kind with the lowest mark: the others do better. Filtered lists are left
    out, since readers are led to what is kept; a search is nothing without its question."""
    worst = {}
    for path, kind, weight in pages:
        if "?" in path and kind != "search:results":
            continue
        mark = ecoindex.mark(weight.elements, weight.requests, weight.sent)
        if kind in KINDS and (kind not in worst or mark < worst[kind][0]):
            worst[kind] = (
                mark,
                {
                    "kind": kind,
                    "path": path,
                    "elements": weight.elements,
                    "requests": weight.requests,
                    "sent": weight.sent,
                    "html": weight.document,
                },
            )
    content = {
        "command": "make measure",
        "measured_on": datetime.date.today().isoformat(),
        "pages": [worst[kind][1] for kind in KINDS if kind in worst],
    }
    RECORD.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

"""What a page weighs on the wire and in the browser; `make measure` keeps the figures."""

import datetime
import json
import os
import urllib.request

from pages import ecoindex
from pages.sitemap import KINDS
from pages.weight import BELOW_A, RECORD

from .inspection import Scales, home_weight_faults, weight_faults
from .test_html import KeepErrors

# Compared and dated, which no link of the site map leads to.
DAYS = ["/actions/au/2019-04-15/", "/actions/entre/2017-03-29/2019-04-15/"]


def measured(site, browser):
    """`(path, kind, weight)` of pages that a reader may meet: of each kind the one whose document
    is the heaviest, and a few lighter ones."""
    by_kind, opener = {}, urllib.request.build_opener(KeepErrors)
    for path in [*site.visited, *site.cards, *DAYS]:
        with opener.open(site.url + path) as page:
            by_kind.setdefault(site.kind_of(path), []).append((len(page.read()), path))
    scales = Scales(browser)
    for kind, pages in by_kind.items():
        for _, path in sorted(pages, reverse=True)[:: max(1, len(pages) // 4)]:
            yield path, kind, scales.weigh(site.url + path)
    scales.context.close()


def test_the_heaviest_page_of_each_kind_is_light(site, browser):
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


# Of pictures, all of a page down to its end, at the width of a telephone and of a desk, on screens
# of two points a pixel.
PICTURES = {320: 60_000, 1280: 200_000}


def test_pictures_are_light_down_to_the_end_of_a_page(site, browser):
    faults = []
    for width, budget in PICTURES.items():
        window = {"width": width, "height": 9_000}  # lazy ones are in view too
        scales = Scales(browser, window, ratio=2)
        for path in ["/", "/portraits/", "/portraits/jardiniere/", "/services/proprete/"]:
            weight = scales.weigh(site.url + path)
            assert weight.photographs > 0
            if weight.photographs > budget:
                faults.append(f"{path} at {width} px: {weight.photographs} > {budget}")
        scales.context.close()
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

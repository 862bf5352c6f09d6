"""What a page weighs on the wire, measured in the browser."""

from .inspection import home_weight_faults, weigh, weight_faults


def test_the_home_page_is_light(site, browser):
    assert home_weight_faults(weigh(browser, site.url, until="networkidle")) == []


def test_every_page_is_light(site, browser):
    heavy = []
    for path in site.visited:
        heavy += [f"{path}: {fault}" for fault in weight_faults(weigh(browser, site.url + path))]
    assert heavy == []

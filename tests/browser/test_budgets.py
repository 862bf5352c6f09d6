"""What a page weighs on the wire, measured in the browser."""

import gzip

HOME_BYTES, HOME_REQUESTS = 150_000, 15
PAGE_BYTES, HTML_GZIP, CSS_GZIP, SCRIPT_GZIP = 120_000, 15_000, 12_000, 10_000


def weigh(browser, url):
    """`(bytes of everything, photographs apart, requests, bodies by type)` of a first visit."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="networkidle")
    sizes = {"all": 0, "photographs": 0, "document": 0, "stylesheet": 0, "script": 0}
    for answer in answers:
        kind, sent = answer.request.resource_type, answer.request.sizes()["responseBodySize"]
        sizes["all"] += sent
        if "/media/images/" in answer.url:
            sizes["photographs"] += sent
        if kind in sizes:
            sizes[kind] += len(gzip.compress(answer.body()))
    context.close()
    return sizes, len(answers)


def test_the_home_page_is_light(site, browser):
    sizes, requests = weigh(browser, site.url)
    assert sizes["all"] <= HOME_BYTES, sizes
    assert requests <= HOME_REQUESTS


def test_every_page_is_light(site, browser):
    heavy = []
    for path in site.paths:
        sizes, _ = weigh(browser, site.url + path)
        budgets = {
            "without photographs": (sizes["all"] - sizes["photographs"], PAGE_BYTES),
            "HTML": (sizes["document"], HTML_GZIP),
            "CSS": (sizes["stylesheet"], CSS_GZIP),
            "JavaScript": (sizes["script"], SCRIPT_GZIP),
        }
        heavy += [
            f"{path}: {name} {size}" for name, (size, budget) in budgets.items() if size > budget
        ]
    assert heavy == []

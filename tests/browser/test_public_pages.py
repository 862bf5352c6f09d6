"""Every public page, as everybody sees it."""

import pytest

from .inspection import (
    CRAMPED,
    IMPOSED,
    WCAG,
    Watch,
    accessibility_faults,
    contrast_faults,
    layout_faults,
    reading_faults,
)

NARROW, WIDE = 320, 1280  # windows, in CSS pixels
# The pages are dealt out to tests that run side by side.
PARTS = 4
dealt_out = pytest.mark.parametrize("part", range(PARTS))


def resize(page, width):
    page.set_viewport_size({"width": width, "height": 900})


def faults_in_every_look(page, tags):
    resize(page, WIDE)
    faults = accessibility_faults(page, tags)
    resize(page, NARROW)
    faults += [f"{NARROW}: {fault}" for fault in accessibility_faults(page, tags)]
    page.emulate_media(color_scheme="dark")
    for width in (NARROW, WIDE):
        resize(page, width)
        faults += [f"{width} dark: {fault}" for fault in contrast_faults(page)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    # axe computes contrast from the page's colours, which this mode replaces by the system's
    found = accessibility_faults(page, tags, without=["color-contrast"])
    page.emulate_media(forced_colors="none")
    return faults + [f"forced colours: {fault}" for fault in found]


def visit(site, browser, paths, tags):
    """Each page is loaded once, for all that is asked of it."""
    context = browser.new_context(bypass_csp=True)
    watch = Watch(context, site.url, missing=site.url + site.missing)
    page = context.new_page()
    faults = []
    for path in paths:
        page.goto(site.url + path)
        is_sampled = path in site.sampled or path in site.cards
        found = faults_in_every_look(page, tags) if is_sampled else []
        # What words alone push out of a page whose kind was seen shows where room lacks most.
        found += layout_faults(page, IMPOSED if is_sampled else CRAMPED)
        faults += [f"{path} {fault}" for fault in found]
    faults += watch.all_faults()
    context.close()
    return faults


@dealt_out
def test_no_page_has_a_fault(site, browser, part):
    """Console, origins and cookies; accessibility of each kind of page, in every look; nothing is
    pushed out nor small, whatever the font, with spaced text or with text twice as large."""
    faults = visit(site, browser, site.visited[part::PARTS], [*WCAG, "best-practice"])
    assert not faults, "\n".join(faults)


def test_no_card_has_a_fault(site, browser):
    faults = visit(site, browser, site.cards, WCAG)
    assert not faults, "\n".join(faults)


def test_each_kind_of_page_reads_without_javascript(site, browser):
    faults = []
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in [*sorted(site.sampled), *site.cards]:
        page.goto(site.url + path)
        faults += [f"{path}: {fault}" for fault in reading_faults(page)]
    context.close()
    assert faults == []


def test_the_menu_opens_without_javascript(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(site.url)
    link = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Actions")
    assert not link.is_visible()
    page.locator("summary", has_text="Menu").click()
    link.click()
    page.wait_for_url(f"{site.url}/actions/")
    context.close()

"""Every public page, as everybody sees it."""

import pytest

from .inspection import Watch, accessibility_faults, overflow_faults, target_faults

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
# Styles that a reader may impose (WCAG 1.4.12), and text at 200 %.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
LARGE = "html { font-size: 200% !important; }"


def test_no_page_has_a_fault(site, browser):
    """Accessibility, width, targets, console, origins and cookies, in every look of every page."""
    faults = []
    context = browser.new_context(bypass_csp=True)
    watch = Watch(context, site.url)
    page = context.new_page()
    for path in site.paths:
        page.goto(site.url + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                look = f"{path} {width} {scheme}"
                faults += [f"{look}: {fault}" for fault in accessibility_faults(page)]
            faults += [f"{look}: {fault}" for fault in overflow_faults(page)]
            faults += [f"{look}: {fault}" for fault in target_faults(page)]
    faults += watch.all_faults()
    context.close()
    assert not faults, "\n".join(faults)


def test_forced_colours_hide_nothing(site, browser):
    faults = []
    context = browser.new_context(forced_colors="active", bypass_csp=True)
    page = context.new_page()
    for path in samples(site):
        page.goto(site.url + path)
        # axe computes contrast from the page's colours, which this mode replaces by the system's
        found = accessibility_faults(page, without=["color-contrast"])
        faults += [f"{path}: {fault}" for fault in found]
    context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("style", [SPACED, LARGE], ids=["spacing", "200 %"])
def test_readers_may_impose_their_text(site, browser, style):
    """Nothing is cut or pushed out at 320 px, nor at 1280 px with text twice as large."""
    faults = []
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for path in samples(site):
        page.goto(site.url + path)
        page.add_style_tag(content=style)
        for width in (320, 1280) if style == SPACED else (640, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} {width}: {fault}" for fault in overflow_faults(page)]
    context.close()
    assert not faults, "\n".join(faults)


def samples(site):
    """One page of each kind: all but the many services, portraits and actions."""
    many = ("/services/", "/portraits/", "/actions/")
    single = [
        path for path in site.paths if not any(path.startswith(p) and path != p for p in many)
    ]
    return [*single, "/services/eau/", "/portraits/jardiniere/", "/actions/9/", "/actions/2/"]


def test_every_page_reads_without_javascript(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in samples(site):
        page.goto(site.url + path)
        assert page.locator("main h1").inner_text().strip(), path
        assert page.locator("main").inner_text().strip().count("\n") > 0, path
    context.close()


def test_the_menu_opens_without_javascript(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(site.url)
    link = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Actions")
    assert not link.is_visible()
    page.locator("summary", has_text="Menu").click()
    link.click()
    assert page.url == f"{site.url}/actions/"
    context.close()

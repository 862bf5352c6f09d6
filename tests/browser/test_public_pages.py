"""Every public page, as everybody sees it."""

from .inspection import (
    WCAG,
    Watch,
    accessibility_faults,
    overflow_faults,
    reading_faults,
    target_faults,
)

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
# Styles that a reader may impose (WCAG 1.4.12), and text at 200 %.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
LARGE = "html { font-size: 200% !important; }"


def looks(page, tags):
    """Accessibility, width and targets in both widths and schemes, then in forced colours."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            faults += [f"{width} {scheme}: {fault}" for fault in accessibility_faults(page, tags)]
        found = overflow_faults(page) + target_faults(page)
        faults += [f"{width}: {fault}" for fault in found]
    page.emulate_media(forced_colors="active")
    # axe computes contrast from the page's colours, which this mode replaces by the system's
    found = accessibility_faults(page, tags, without=["color-contrast"])
    page.emulate_media(forced_colors="none")
    return faults + [f"forced colours: {fault}" for fault in found]


def visit(site, browser, paths, tags):
    context = browser.new_context(bypass_csp=True)
    watch = Watch(context, site.url, missing=site.url + site.missing)
    page = context.new_page()
    faults = []
    for path in paths:
        page.goto(site.url + path)
        faults += [f"{path} {fault}" for fault in looks(page, tags)]
    faults += watch.all_faults()
    context.close()
    return faults


def test_no_page_has_a_fault(site, browser):
    """Accessibility, width, targets, console, origins and cookies, in every look of every page."""
    faults = visit(site, browser, site.visited, [*WCAG, "best-practice"])
    assert not faults, "\n".join(faults)


def test_no_card_has_a_fault(site, browser):
    faults = visit(site, browser, site.cards, WCAG)
    assert not faults, "\n".join(faults)


def test_readers_may_impose_their_text(site, browser):
    """Nothing is pushed out with spaced text, nor with text twice as large."""
    faults = []
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for path in [*site.visited, *site.cards]:
        page.goto(site.url + path)
        for style, widths in ((SPACED, (320, 1280)), (LARGE, (640, 1280))):
            imposed = page.add_style_tag(content=style)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                faults += [f"{path} {width}: {fault}" for fault in overflow_faults(page)]
            imposed.evaluate("style => style.remove()")
    context.close()
    assert not faults, "\n".join(faults)


def test_every_page_reads_without_javascript(site, browser):
    faults = []
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in [*site.visited, *site.cards]:
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
    assert page.url == f"{site.url}/actions/"
    context.close()

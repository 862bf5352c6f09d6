"""The keyboard alone: order, visible focus, no trap."""

FOCUSED = """() => {
    const e = document.activeElement
    const style = getComputedStyle(e), box = e.getBoundingClientRect()
    return {
        text: (e.innerText || e.value || e.getAttribute('aria-label') || '').trim(),
        tag: e.tagName,
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        visible: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    }
}"""


def walk(page, most=200):
    """Press Tab until the focus leaves the page; what was focused, in order."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["tag"] == "BODY":
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus never leaves the page: {stops[-3:]}")


def test_the_first_stop_skips_to_the_content(open_page):
    page = open_page("/actions/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "Aller au contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_stop_is_seen_and_none_is_a_trap(open_page):
    for path in ("/", "/actions/", "/journee/", "/participation/etats-generaux/"):
        stops = walk(open_page(path))
        hidden = [stop for stop in stops if not (stop["outlined"] and stop["visible"])]
        assert hidden == [], path


def test_the_order_is_that_of_reading(open_page):
    stops = [stop["text"] for stop in walk(open_page("/actions/"))]
    first = [text.split("\n")[0] for text in stops]
    expected = ["Aller au contenu", "À votre service", "La journée", "Accueil", "Toutes"]
    assert [text for text in first if text in expected] == expected


def test_the_menu_of_a_telephone_works_by_keyboard(open_page, site):
    page = open_page("/", viewport={"width": 320, "height": 700})
    page.locator("summary", has_text="Menu").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "La journée"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/journee/")

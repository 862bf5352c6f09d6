"""The keyboard alone: order, visible focus, no trap."""

from .inspection import focus_faults, focused, walk

WALKED = [
    "/",
    "/actions/",
    "/journee/",
    "/participation/etats-generaux/",
    "/recherche/?q=halles",
    "/actions/historique/",
]


def tab_to(page, selector):
    """Press Tab until what this selector names has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_the_first_stop_skips_to_the_content(open_page):
    page = open_page("/actions/")
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "Aller au contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_stop_is_seen_and_none_is_a_trap(open_page):
    for path in WALKED:
        assert focus_faults(open_page(path)) == [], path


def test_the_order_is_that_of_reading(open_page):
    stops, _ = walk(open_page("/actions/"))
    first = [stop["text"].split("\n")[0] for stop in stops]
    expected = ["Aller au contenu", "À votre service", "La journée", "Accueil", "Toutes"]
    assert [text for text in first if text in expected] == expected


def test_the_menu_of_a_telephone_works_by_keyboard(open_page, site):
    page = open_page("/", viewport={"width": 320, "height": 700})
    page.locator("summary", has_text="Menu").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "La journée"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/journee/")


def test_a_search_is_typed_and_sent_by_keyboard(open_page, site):
    page = open_page("/")
    tab_to(page, ".search-link")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/recherche/")
    tab_to(page, "main input[name=q]")
    page.keyboard.type("halles")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/recherche/?q=halles")
    tab_to(page, ".search-results a[href='/actions/9/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/actions/9/")


def test_the_actions_are_filtered_by_keyboard(open_page, site):
    page = open_page("/actions/")
    tab_to(page, ".totals a[href='/actions/statut/en-cours/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/actions/statut/en-cours/")
    assert page.locator("h1").inner_text() == "Actions en cours"
    tab_to(page, ".filters a[href='/actions/theme/habitat/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/actions/theme/habitat/")
    assert page.locator(".filters [aria-current=page]").get_attribute("href") in page.url


def test_the_journal_is_filtered_by_keyboard(open_page, site):
    page = open_page("/actions/historique/")
    all_of_them = page.locator(".event-action").count()
    tab_to(page, "select[name=theme]")
    page.keyboard.type("Commerces")  # a closed list chooses what one types
    tab_to(page, "input[name=au]")
    page.keyboard.type("12122018")
    tab_to(page, ".journal-form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/historique/?*theme=commerces&*au=2018-12-12")
    assert 0 < page.locator(".event-action").count() < all_of_them
    tab_to(page, ".journal-form a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/actions/historique/")

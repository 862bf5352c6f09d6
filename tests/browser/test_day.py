"""The day tells what is going on, without JavaScript; with it, an open page follows the hour."""


def test_without_javascript_the_hour_and_what_goes_on_are_told(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/journee/")
    assert page.locator(".day-now h2").inner_text().startswith("Il est")
    police = page.locator(".moment").filter(has_text="police municipale")
    assert police.get_attribute("aria-current") == "time"  # round the clock
    assert police.locator(".moment-now").is_visible()
    page.locator(".day-now").get_by_role("link", name="Sécurité").click()
    page.wait_for_url(f"**#{police.get_attribute('id')}")


def test_an_open_page_asks_again_when_its_words_end(site, browser):
    page = browser.new_page()
    page.clock.install()
    page.goto(f"{site.url}/journee/")
    title = page.locator(".day-now h2")
    told = title.inner_text()
    title.evaluate("title => title.textContent = 'Il est hier'")
    with page.expect_response("**/journee/"):
        page.clock.fast_forward("01:01:00")
    page.wait_for_function(
        "told => document.querySelector('.day-now h2').innerText === told", arg=told
    )
    assert page.locator(".moment").count() == 20


def test_the_screen_of_a_hall_fits_without_scrolling(site, browser):
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{site.url}/journee/ecran/")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 1080
    assert page.locator(".screen-hour").bounding_box()["height"] > 150

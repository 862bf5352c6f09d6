"""The day finds the present moment, whatever the age of the page."""

import datetime


def at(hour, minute):
    """That time in Alès, on a winter's day, for the browser's clock."""
    return datetime.datetime(2026, 1, 15, hour - 1, minute, tzinfo=datetime.UTC)


def present(page):
    article = page.locator(".moment[aria-current=time]")
    assert article.count() == 1
    assert article.locator(".moment-now").is_visible()
    assert page.locator(".moment-now:visible").count() == 1
    return article.locator("h2").inner_text(), article.locator("time").inner_text()


def visit(site, browser, moment, **options):
    context = browser.new_context(**options)
    page = context.new_page()
    page.clock.set_fixed_time(moment)
    page.goto(f"{site.url}/journee/")
    return page


def test_the_browsers_clock_marks_the_moment(site, browser):
    page = visit(site, browser, at(11, 30), timezone_id="America/New_York")
    assert present(page) == ("Piscine", "11\u00a0h")
    link = page.get_by_role("link", name="En ce moment")
    assert link.inner_text() == "En ce moment\u00a0: 11\u00a0h, Piscine"
    link.click()
    assert page.locator(".moment[aria-current=time]").get_attribute("id") in page.url


def test_before_dawn_the_evening_goes_on(site, browser):
    assert present(visit(site, browser, at(4, 59)))[0] == "Infos en ligne"


def test_without_javascript_one_moment_is_marked(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/journee/")
    assert present(page)[0]

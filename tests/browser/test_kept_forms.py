"""What staff type is kept: a browser that dies, a way back, a lapsed token, a colleague."""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress

import pytest
from playwright.sync_api import expect

from .conftest import ACCOUNT, PASSWORD
from .inspection import WCAG, accessibility_faults, follow, overflow_faults

PAGE = "/admin/pages/page/1/change/"
KEPT_WITHIN = 15  # seconds


def sign_in(page, site):
    page.goto(f"{site.url}/admin/login/")
    page.locator("#id_username").fill(ACCOUNT)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Connexion").click()
    page.wait_for_url(f"{site.url}/admin/")


@pytest.fixture
def profile(browser, as_seeded, tmp_path):
    """Open a browser on one profile, again and again; `kill` ends it as a crash does."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    folder = tmp_path / "profile"

    def open_():
        options = ["--no-sandbox", "--disable-background-networking"]
        context = browser.browser_type.launch_persistent_context(
            folder, executable_path=path, args=options
        )
        return context, context.pages[0]

    def kill():
        found = subprocess.run(
            ["pgrep", "-f", f"user-data-dir={folder}"], capture_output=True, text=True
        )
        for pid in found.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        for lock in folder.glob("Singleton*"):
            lock.unlink()

    yield open_, kill
    kill()


def test_a_browser_that_is_killed_loses_fifteen_seconds_at_most(site, profile):
    open_, kill = profile
    _, page = open_()
    sign_in(page, site)
    page.goto(site.url + PAGE)
    page.locator("#id_lead").press_sequentially("Tapé avant la panne.")
    time.sleep(KEPT_WITHIN)
    kill()

    context, page = open_()
    page.goto(site.url + PAGE)
    if "/login/" in page.url:
        sign_in(page, site)
        page.goto(site.url + PAGE)
    page.get_by_text("n’a pas été enregistrée").wait_for()
    page.get_by_role("button", name="Reprendre cette saisie").click()
    expect(page.locator("#id_lead")).to_have_value(re.compile("Tapé avant la panne."))
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.locator(".messagelist .success").wait_for()
    page.goto(site.url + PAGE)
    page.wait_for_timeout(500)
    assert page.locator(".kept-form").count() == 0
    context.close()


def test_going_back_and_saving_again_makes_one_record(site, staff):
    page = staff.new_page()
    page.goto(f"{site.url}/admin/actions/theme/add/")
    page.locator("#id_name").press_sequentially("L’été d'Alès")
    expect(page.locator("#id_slug")).to_have_value("l-ete-d-ales")
    page.locator("#id_name").fill("Un thème de plus")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    page.go_back()
    follow(page, "button", "Enregistrer", exact=True)
    page.goto(f"{site.url}/admin/actions/theme/?q=de+plus")
    assert page.locator("#result_list tbody tr").count() == 1


def test_a_lapsed_token_gives_the_text_back_without_script_too(
    site, browser, staff_state, as_seeded
):
    context = browser.new_context(storage_state=staff_state, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + PAGE)
    page.locator("#id_lead").fill("Tapé avant que le jeton expire.")
    context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("button", name="Reprendre votre saisie").click()
    expect(page.locator("#id_lead")).to_have_value("Tapé avant que le jeton expire.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".messagelist .success")).to_have_count(1)
    context.close()


def test_the_page_of_two_texts_is_usable_by_all(site, browser, staff, staff_state):
    other = browser.new_context(storage_state=staff_state)
    first, page = other.new_page(), staff.new_page()
    for each, text in ((first, "Du premier."), (page, "De la seconde.")):
        each.goto(site.url + PAGE)
        each.locator("#id_lead").fill(text)
    for each in (first, page):
        follow(each, "button", "Enregistrer et continuer")
    page.get_by_role("heading", name="Deux personnes ont écrit ici").wait_for()
    faults = []
    for width in (320, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        faults += accessibility_faults(page, WCAG) + overflow_faults(page)
    assert not faults, "\n".join(faults)

    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowRight")  # the second of the three
    page.keyboard.press("Enter")
    page.locator(".messagelist .success").wait_for()
    assert page.locator("#id_lead").input_value() == "De la seconde."
    other.close()

"""A person follows an action by mail, without JavaScript: from its page to the last click."""

import email
import re
import time
from email import policy

import pytest
from playwright.sync_api import expect

from .inspection import (
    WCAG,
    Watch,
    accessibility_faults,
    contrast_faults,
    follow,
    overflow_faults,
    target_faults,
)

PERSON = "jeanne.martin@exemple.fr"
SEPARATOR = b"-" * 79  # between messages, in the files of Django's backend


def received(site):
    """Every message that the site has written, the oldest first."""
    site.manage("work", "--once")
    found = []
    for path in sorted(site.mailbox.glob("*"), key=lambda path: path.stat().st_mtime_ns):
        for part in path.read_bytes().split(SEPARATOR):
            if b"Subject:" in part:
                found.append(email.message_from_bytes(part.strip(), policy=policy.default))
    return found


def link_in(message, page):
    text = message.get_body(("plain",)).get_content()
    return re.search(rf"https?://\S+/newsletter/{page}/\S+", text)[0]


def faults(page):
    """What axe, the width and the targets say of a page, on a telephone and on a desk, in both
    themes."""
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += accessibility_faults(page, [*WCAG, "best-practice"])
        page.emulate_media(color_scheme="dark")
        found += contrast_faults(page)
        page.emulate_media(color_scheme="light")
        found += overflow_faults(page) + target_faults(page)
    return found


@pytest.fixture
def person(site, browser):
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    watch = Watch(context, site.url)
    page = context.new_page()
    yield page, watch
    context.close()


def press_when_read(page, name):
    """The form refuses who sends it within three seconds of its being shown, as robots do."""
    time.sleep(3.2)
    follow(page, "button", name)


def test_from_the_page_of_an_action_to_the_last_click(site, person):
    page, watch = person

    page.goto(f"{site.url}/actions/9/")
    follow(page, "link", "Suivre cette action par courriel")
    page.wait_for_url(f"{site.url}/newsletter/inscription/?action=9")
    page.get_by_label("Votre adresse électronique").fill(PERSON)
    press_when_read(page, "M’abonner")
    assert page.locator("h1").inner_text().startswith("Presque fini")
    assert PERSON in page.locator("main").inner_text()

    (message,) = [m for m in received(site) if m["To"] == PERSON]  # others write to staff
    page.goto(link_in(message, "confirmer"))
    follow(page, "button", "Oui, je confirme")
    expect(page.locator("main")).to_contain_text("Modernisation des Halles")

    follow(page, "link", "Changer mes choix")
    page.get_by_label("Chaque trimestre").check()
    page.get_by_label("Habitat").check()
    follow(page, "button", "Enregistrer")
    expect(page.get_by_text("C’est enregistré")).to_be_visible()
    expect(page.get_by_label("Chaque trimestre")).to_be_checked()
    expect(page.get_by_label("Habitat")).to_be_checked()

    follow(page, "link", "Me désabonner")
    follow(page, "button", "Me désabonner")
    expect(page.locator("h1")).to_contain_text("nous ne vous écrirons plus")
    follow(page, "button", "Revenir comme avant")
    expect(page.locator("main")).to_contain_text("Habitat")
    follow(page, "link", "Me désabonner")
    follow(page, "button", "Me désabonner")
    assert watch.all_faults() == []


def test_every_page_on_the_way_can_be_read_by_all(site, open_page):
    page = open_page("/newsletter/inscription/", bypass_csp=True)
    found = {"form": faults(page)}
    page.get_by_label("Votre adresse électronique").fill("jean@gmail.con")
    page.locator("summary", has_text="À suivre").click()
    found["choices"] = faults(page)
    follow(page, "button", "M’abonner")
    found["refused"] = faults(page)
    assert page.get_by_label("Votre adresse électronique").get_attribute("aria-invalid") == "true"
    page.get_by_label("Votre adresse électronique").fill("jean@exemple.fr")
    press_when_read(page, "M’abonner")
    found["done"] = faults(page)
    confirm = link_in(received(site)[-1], "confirmer")
    page.goto(confirm)
    found["confirm"] = faults(page)
    follow(page, "button", "Oui, je confirme")
    found["confirmed"] = faults(page)
    follow(page, "link", "Changer mes choix")
    found["preferences"] = faults(page)
    follow(page, "link", "Me désabonner")
    found["leave"] = faults(page)
    follow(page, "button", "Me désabonner")
    found["left"] = faults(page)
    assert {name: said for name, said in found.items() if said} == {}


def test_a_mail_program_leaves_for_its_owner_from_its_own_origin(site, open_page):
    """RFC 8058: one POST, without cookie, from anywhere."""
    page = open_page("/newsletter/inscription/")
    page.get_by_label("Votre adresse électronique").fill("anne@exemple.fr")
    press_when_read(page, "M’abonner")
    page.goto(link_in(received(site)[-1], "confirmer"))
    follow(page, "button", "Oui, je confirme")
    leave = page.get_by_role("link", name="Me désabonner").get_attribute("href")

    answer = page.context.request.post(
        leave,
        form={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert (answer.status, answer.headers.get("set-cookie")) == (200, None)
    page.goto(leave)
    assert "plus d’abonnement" in page.locator("h1").inner_text()

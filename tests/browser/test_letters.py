"""The newsletter's messages, as a mail reader that knows HTML shows them."""

import shutil

import pytest

from .inspection import (
    WCAG,
    accessibility_faults,
    contrast_faults,
    html_faults,
    layout_faults,
    overflow_faults,
)

CODE = "from tests.browser.written_letters import write; write({!r})"


@pytest.fixture(scope="module")
def letters(site, tmp_path_factory):
    """Written on a copy of the data, so that the site's own pages stay as seeded."""
    folder = tmp_path_factory.mktemp("letters")
    own = type(site)(site.url, tmp_path_factory.mktemp("copy") / "data")
    shutil.copytree(site.folder, own.folder)
    own.manage("shell", "-v0", "-c", CODE.format(str(folder)))
    return sorted(folder.glob("*.html"))


def test_they_are_all_there(letters):
    names = [letter.stem for letter in letters]
    assert names == ["de-tout", "rien-de-nouveau", "tout-le-plan", "une-action"]


@pytest.mark.validator
def test_they_are_valid_html(letters):
    assert html_faults(letters[0].parent) == []


def test_they_are_accessible_at_any_width_in_both_schemes(letters, browser):
    faults = []
    page = browser.new_page()
    for letter in letters:
        page.goto(letter.as_uri())
        for width in (320, 700):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light")
            found = accessibility_faults(page, [*WCAG, "best-practice"])
            page.emulate_media(color_scheme="dark")
            found += contrast_faults(page)
            faults += [f"{letter.stem} {width}: {fault}" for fault in found]
    page.close()
    assert not faults, "\n".join(faults)


def test_they_keep_to_the_window_whatever_the_font(letters, browser):
    page = browser.new_page()
    for letter in letters:
        page.goto(letter.as_uri())
        faults = layout_faults(page, {320: ["none"], 700: ["none"]})
        assert [fault for fault in faults if "wider than" in fault] == [], letter.stem
    page.close()


def test_they_are_read_without_their_style_sheet(letters, browser):
    """Some readers throw <style> away: the order and the words are enough."""
    page = browser.new_page(viewport={"width": 320, "height": 900})
    for letter in letters:
        page.goto(letter.as_uri())
        page.evaluate("document.querySelector('style').remove()")
        assert overflow_faults(page) == []
        assert accessibility_faults(page, WCAG) == []
    page.close()

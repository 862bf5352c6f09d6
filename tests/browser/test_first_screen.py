"""Three questions of a journalist (how many are done, who says so, since when) have their answers
on the first screen of a telephone."""

import pytest

WIDTH, HEIGHT = 390, 844


@pytest.fixture
def telephone(browser):
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    yield context.new_page()
    context.close()


def bottom(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


def words(page, selector):
    return " ".join(page.locator(selector).first.inner_text().split())


def test_the_home_page_says_how_many_who_and_when(site, telephone):
    telephone.goto(site.url)
    told = words(telephone, ".hero-plan")
    for answer in (
        "la Ville d’Alès annonçait 22 réalisées",
        "13 avril 2019",
        "une à une",
        "30 jours",
    ):
        assert answer in told
    assert bottom(telephone, ".hero-plan") <= HEIGHT


def test_the_list_says_how_many_who_and_when(site, telephone):
    telephone.goto(f"{site.url}/actions/")
    said = words(telephone, ".plan-said")
    for answer in ("22 Réalisées", "Selon la Ville d’Alès", "13 avril 2019"):
        assert answer.lower() in said.lower()
    found = words(telephone, ".plan-known")
    assert "état connu au" in found.lower() and "9 réalisées" in found.lower()
    assert bottom(telephone, ".plan-said") <= HEIGHT
    assert bottom(telephone, ".plan-known .totals li") <= HEIGHT

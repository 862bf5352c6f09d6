"""The back office, as staff use it. Every test begins with the data as seeded."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from .inspection import WCAG, Watch, accessibility_faults, contrast_faults, overflow_faults

SAMPLES = settings.BASE_DIR / "fixtures" / "exemples"
PAGES = [
    "/admin/",
    "/admin/actions/action/",
    "/admin/actions/importrun/",
    "/admin/actions/importrun/add/",
    "/admin/actions/event/add/",
    "/admin/portraits/portrait/add/",
    "/admin/services/moment/",
    "/admin/pages/page/",
    "/admin/figures/figure/",
    "/admin/participation/process/add/",
    "/admin/newsletter/issue/",
    "/admin/newsletter/issue/add/",
    "/admin/charte/",
    "/admin/password_change/",
]
PARTS = 2  # which run side by side


@pytest.mark.parametrize("part", range(PARTS))
def test_the_main_pages_are_accessible(site, staff, part):
    """On a telephone and on a desk, in both schemes and in forced colours."""
    faults = []
    page = staff.new_page()
    for path in PAGES[part::PARTS]:
        page.goto(site.url + path)
        faults += [f"{path} {fault}" for fault in faults_in_every_look(page)]
    assert not faults, "\n".join(faults)


def faults_in_every_look(page):
    faults = []
    page.add_style_tag(content="* { transition: none !important }")  # a scheme changes at once
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found = accessibility_faults(page, WCAG)
        if width == 320:
            found += overflow_faults(page)
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in contrast_faults(page)]
        page.emulate_media(color_scheme="light")
        faults += [f"{width}: {fault}" for fault in found]
    page.emulate_media(forced_colors="active")
    # axe computes contrast from the page's colours, which this mode replaces by the system's
    found = accessibility_faults(page, WCAG, without=["color-contrast"])
    page.emulate_media(forced_colors="none")
    return faults + [f"forced colours: {fault}" for fault in found]


def test_the_content_security_policy_stops_nothing_of_ours(site, browser, staff_state):
    context = browser.new_context(storage_state=staff_state)
    watch = Watch(context, site.url)
    page = context.new_page()
    for path in PAGES:
        page.goto(site.url + path)
    page.goto(f"{site.url}/admin/actions/importrun/add/")
    page.get_by_label("Tableur").set_input_files(SAMPLES / "deux-statuts.xlsx")
    page.get_by_role("button", name="Lire le fichier").click()
    page.locator(".import-action").first.wait_for()
    faults = [fault for fault in watch.all_faults() if "cookie" not in fault]
    context.close()
    assert not faults, "\n".join(faults)


def totals(page, site):
    """`{status: number of actions}`, as the public list shows those that it finds."""
    page.goto(f"{site.url}/actions/")
    found = page.locator(".plan-known .totals li").all()
    return {
        row.locator(".status").inner_text(): int(row.locator("strong").inner_text())
        for row in found
    }


def test_an_event_added_here_moves_the_public_pages(site, staff):
    page = staff.new_page()
    before = totals(page, site)
    page.goto(f"{site.url}/actions/9/")
    assert page.locator(".action-status .status").inner_text() == "En cours"

    page.goto(f"{site.url}/admin/actions/action/?q=Halles")
    page.get_by_role("link", name="9", exact=True).click()
    page.get_by_role("link", name="Ajouter une étape").click()
    page.get_by_label("Ce qui s’est passé").fill("L’action est suspendue, le temps d’une étude.")
    page.get_by_label("Date").first.fill("mai 2019")
    page.get_by_label("Statut atteint").select_option("Suspendue")
    page.get_by_role("radio", name="Prouvée").check()
    page.get_by_role("button", name="Voir ce qui va changer").click()
    expect(page.locator(".event-preview ins").first).to_contain_text("Suspendue")
    page.get_by_role("button", name="Enregistrer pour toujours").click()
    expect(page.locator(".messagelist .success")).to_have_count(1)

    page.goto(f"{site.url}/actions/9/")
    assert page.locator(".action-status .status").inner_text() == "Suspendue"
    assert page.get_by_text("L’action est suspendue, le temps d’une étude.").count() > 0
    expected = before | {"En cours": before["En cours"] - 1, "Suspendue": 1}
    assert totals(page, site) == expected


def test_a_wrong_event_says_why_and_keeps_what_was_typed(site, staff):
    page = staff.new_page()
    page.goto(f"{site.url}/admin/actions/event/add/?action=9")
    page.get_by_label("Ce qui s’est passé").fill("Les Halles ouvrent.")
    page.get_by_label("Date").first.fill("32 juillet 2025")
    page.get_by_label("Statut atteint").select_option("Réalisée")
    page.get_by_role("radio", name="Prouvée").check()
    page.get_by_role("button", name="Voir ce qui va changer").click()

    page.locator(".errornote").wait_for()
    errors = page.locator(".errorlist").all_inner_texts()
    assert any("« 32 juillet 2025 » n’est pas une date lisible" in error for error in errors)
    assert page.get_by_label("Ce qui s’est passé").input_value() == "Les Halles ouvrent."
    assert page.get_by_label("Date").first.input_value() == "32 juillet 2025"


def test_an_issue_is_made_read_and_previewed(site, staff):
    faults = []
    page = staff.new_page()
    page.goto(f"{site.url}/admin/newsletter/issue/add/")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url("**/change/")
    for link in (None, "Aperçu, essai, approbation"):
        if link:
            page.get_by_role("link", name=link).click()
            page.wait_for_url("**/apercu/")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            faults += accessibility_faults(page, WCAG) + overflow_faults(page)
    frame = page.frame_locator("iframe")
    assert "Où en sont les actions" in frame.get_by_role("heading", level=1).inner_text()
    page.get_by_label("Comme le lirait quelqu’un").select_option("action-9")
    page.get_by_role("button", name="Montrer").click()
    expect(frame.locator("h3")).to_contain_text("Halles")
    assert not faults, "\n".join(faults)

"""A spreadsheet from a directorate, from its upload to the public page and back."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from .inspection import WCAG, accessibility_faults, follow, overflow_faults

SAMPLES = settings.BASE_DIR / "fixtures" / "exemples"
SAMPLE = "mise-a-jour-2025.ods"
FAULTY = "N°;Statut;Date;Ce qui s’est passé\n9;fini ?;2020;Livré.\n999;En cours;2020;Lancé.\n"


@pytest.fixture
def page(site, staff):
    page = staff.new_page()
    page.goto(f"{site.url}/admin/actions/importrun/add/")
    return page


def upload(page, file):
    page.get_by_label("Tableur").set_input_files(file)
    page.get_by_role("button", name="Lire le fichier").click()
    page.locator(".import-story").wait_for()


def status_of(page, site, number):
    """What a citizen reads."""
    citizen = page.context.browser.new_page()
    citizen.goto(f"{site.url}/actions/{number}/")
    word = citizen.locator(".action-status .status").inner_text()
    citizen.close()
    return word


def assert_accessible(page):
    faults = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        faults += accessibility_faults(page, WCAG) + overflow_faults(page)
    assert not faults, "\n".join(faults)


def test_the_sample_is_read_confirmed_seen_by_the_public_and_taken_back(site, page):
    assert status_of(page, site, 9) == "En cours"
    upload(page, SAMPLES / SAMPLE)
    assert "passent à «\u00a0réalisée\u00a0»" in page.locator(".import-lead").inner_text()
    halls = page.locator(".import-action", has_text="Halles").first
    assert halls.locator("dl div", has_text="Statut").locator("del").inner_text() == "En cours"
    assert_accessible(page)
    assert status_of(page, site, 9) == "En cours"

    page.get_by_role("button", name="Enregistrer ces changements").click()
    expect(page.locator(".messagelist")).to_contain_text("Import appliqué")
    assert status_of(page, site, 9) == "Réalisée"
    assert_accessible(page)

    follow(page, "link", "Annuler cet import")
    assert_accessible(page)
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.locator(".messagelist")).to_contain_text("Import annulé")
    assert status_of(page, site, 9) == "En cours"


def test_the_back_button_after_a_confirmation_does_nothing_twice(site, page):
    upload(page, SAMPLES / SAMPLE)
    page.get_by_role("button", name="Enregistrer ces changements").click()
    page.locator(".messagelist .success").wait_for()
    page.go_back()
    if page.get_by_role("button", name="Enregistrer ces changements").count():
        page.get_by_role("button", name="Enregistrer ces changements").click()
        expect(page.locator(".messagelist")).to_contain_text("déjà appliqué")
    assert status_of(page, site, 9) == "Réalisée"


def test_faults_are_told_by_cell_and_come_back_as_comments(site, page, tmp_path):
    (tmp_path / "fautes.csv").write_bytes(FAULTY.encode("cp1252"))
    upload(page, tmp_path / "fautes.csv")
    rows = page.locator(".import-table tbody tr").all_inner_texts()
    assert len(rows) == 2
    assert "B2" in rows[0]
    assert "n’est pas un statut" in rows[0]
    assert "Aucune action ne porte le n°" in rows[1]
    assert page.get_by_role("button", name="Enregistrer ces changements").count() == 0
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le fichier annoté").click()
    assert download.value.suggested_filename == "fautes, à corriger.xlsx"


def test_two_editors_at_once_and_the_second_reads_the_three_values(site, page):
    upload(page, SAMPLES / SAMPLE)
    other = page.context.new_page()
    other.goto(f"{site.url}/admin/actions/action/?q=Halles")
    other.get_by_role("link", name="9", exact=True).click()
    other.get_by_role("link", name="Ajouter une étape").click()
    other.get_by_label("Ce qui s’est passé").fill("Une pause.")
    other.get_by_label("Date").first.fill("mai 2019")
    other.get_by_label("Statut atteint").select_option("Suspendue")
    other.get_by_role("radio", name="Prouvée").check()
    follow(other, "button", "Voir ce qui va changer")
    other.get_by_role("button", name="Enregistrer pour toujours").click()
    other.locator(".messagelist .success").wait_for()

    page.get_by_role("button", name="Enregistrer ces changements").click()
    row = page.locator(".import-conflict tbody tr").first.inner_text()
    assert [word for word in ("En cours", "Réalisée", "Suspendue") if word in row] == [
        "En cours",
        "Réalisée",
        "Suspendue",
    ]
    assert_accessible(page)
    follow(page, "button", "Refaire l’aperçu")
    halls = page.locator(".import-action", has_text="Halles").first
    assert halls.locator("dl div", has_text="Statut").locator("del").inner_text() == "Suspendue"

"""A spreadsheet from a directorate, from its upload to the public page and back."""

import openpyxl
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


def take_template(page, folder, name):
    with page.expect_download() as download:
        page.get_by_role("link", name="Tableur à remplir pour Excel").click()
    download.value.save_as(folder / name)
    book = openpyxl.load_workbook(folder / name)
    titles = {cell.value: cell.column for cell in book["Actions"][1]}
    rows = {row[0].value: row[0].row for row in book["Actions"].iter_rows(min_row=2)}

    def write(number, title, value):
        book["Actions"].cell(rows[number], titles[title]).value = value
        book.save(folder / name)

    return write


def test_two_offices_take_the_template_and_send_it_back_after_an_editor(site, page, tmp_path):
    first, second = (take_template(page, tmp_path, name) for name in ("un.xlsx", "deux.xlsx"))
    first(12, "Lieu", "Place de la Mairie")
    first(20, "Lieu", "Quai du Gardon")
    second(12, "Lieu", "Rue d’Avéjan")
    second(24, "Résumé", "Ce que la seconde direction en dit.")

    other = page.context.new_page()
    other.goto(f"{site.url}/admin/actions/action/?q=Halles")
    follow(other, "link", "9")
    other.locator("#id_place").fill("Halles de l’Abbaye")
    other.get_by_role("button", name="Enregistrer", exact=True).click()
    other.locator(".messagelist .success").wait_for()

    upload(page, tmp_path / "un.xlsx")
    expect(page.locator(".import-lead")).to_contain_text("2 fiches sont modifiées")
    page.get_by_role("button", name="Enregistrer ces changements").click()
    expect(page.locator(".messagelist")).to_contain_text("2 fiches modifiées")

    page.goto(f"{site.url}/admin/actions/importrun/add/")
    upload(page, tmp_path / "deux.xlsx")
    [question] = page.locator(".import-faults tbody tr").all()
    expect(question).to_contain_text("« Place de la Mairie » sur le site")
    assert_accessible(page)
    question.get_by_label("Rue d’Avéjan (fichier)").check()
    page.get_by_role("button", name="Relire avec ces corrections").click()
    page.get_by_role("button", name="Enregistrer ces changements").click()
    expect(page.locator(".messagelist")).to_contain_text("2 fiches modifiées")
    for number, words in {
        9: "Halles de l’Abbaye",
        12: "Rue d’Avéjan",
        20: "Quai du Gardon",
        24: "Ce que la seconde direction en dit.",
    }.items():
        page.goto(f"{site.url}/actions/{number}/")
        expect(page.locator("main")).to_contain_text(words)


def test_a_column_and_a_word_are_asked_once(site, page, tmp_path):
    (tmp_path / "un.csv").write_text(
        "N°;Statut;Date;Texte;Lien vers l’article\n20;livrée partiellement;2024;Vu.;ales.fr/vu\n"
    )
    upload(page, tmp_path / "un.csv")
    assert_accessible(page)
    page.get_by_label("Lien vers l’article").select_option("Preuve (adresse) (sans doute)")
    page.get_by_label("livrée partiellement").select_option("En cours")
    page.get_by_role("button", name="Relire avec ces corrections").click()
    page.get_by_text("Mots lus comme vos services l’ont dit (2)").click()
    assert_accessible(page)
    page.get_by_role("button", name="Enregistrer ces changements").click()
    expect(page.locator(".messagelist")).to_contain_text("Import appliqué")

    (tmp_path / "deux.csv").write_text(
        "N°;Statut;Date;Texte;Lien vers l’article\n24;Livrée partiellement;2024;Lu.;ales.fr/lu\n"
    )
    page.goto(f"{site.url}/admin/actions/importrun/add/")
    upload(page, tmp_path / "deux.csv")
    expect(page.locator(".import-change")).to_contain_text("https://ales.fr/lu")
    page.goto(f"{site.url}/admin/actions/importword/")
    expect(page.locator("#result_list tbody tr")).to_have_count(2)

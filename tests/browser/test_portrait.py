"""A portrait from its picture to its withdrawal, as staff and the person do it."""

import datetime
import re

from playwright.sync_api import expect

from tests.publishing.test_pictures import photograph

from .inspection import follow


def test_from_the_picture_to_the_approval_the_public_page_the_poster_and_the_withdrawal(
    site, staff, open_page, tmp_path
):
    file = tmp_path / "photo.jpg"
    file.write_bytes(photograph(1400, 1000))
    today = datetime.date.today()
    page = staff.new_page()

    page.goto(f"{site.url}/admin/portraits/consent/add/")
    page.get_by_label("Nom de la personne").fill("Camille Zinzolin")
    page.get_by_label("Nom affiché").fill("Camille")
    page.get_by_label("Pour quoi faire").fill("Faire connaître mon métier.")
    page.get_by_label("Couvre le texte du portrait").check()
    for medium in ("Site", "Affiche", "Réseaux sociaux"):
        page.get_by_label(medium, exact=True).check()
    page.get_by_label("Commence le").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Finit le").fill(f"{today + datetime.timedelta(days=300):%d/%m/%Y}")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    own = page.locator(".field-own_link a").inner_text()
    consent = re.search(r"/consent/(\d+)/", page.url)[1]

    # The file is chosen, its focal point moved with the arrows, and kept through a fault.
    page.goto(f"{site.url}/admin/portraits/portrait/add/")
    page.locator("#id_trade").fill("Fontainière")
    page.locator("#id_text").fill("Elle répare les fontaines.")
    page.locator("#id_testimony").fill("J’aime le bruit de l’eau.")
    page.locator("#id_file").set_input_files(file)
    page.locator("[data-focal] img[src^='data:image/jpeg']").wait_for()
    page.locator("[data-focal]").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    assert page.locator("#id_focal_x").input_value() == "0.60"
    cuts = page.locator(".field-crops").first.locator("figure")
    expect(cuts).to_have_text(
        [
            *("Mur des portraits, image de partage", "Affiche A4"),
            *("Image carrée", "Image verticale"),
        ]
    )
    positions = "all => all.map(i => i.style.objectPosition)"
    assert cuts.locator("img").evaluate_all(positions) == ["60% 45%"] * 4
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_text("Fichier gardé : photo.jpg").wait_for()
    page.locator("#id_alt").fill("Une femme répare une fontaine.")
    page.locator("#id_is_covered").check()
    choose = f"select => select.append(new Option('Camille', '{consent}', true, true))"
    page.locator("#id_consent").evaluate(choose)
    page.locator("#id_state").select_option("publie")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_text("n’a pas encore approuvé la page").wait_for()
    public = f"{site.url}/portraits/fontainiere/"
    assert page.request.get(public).status == 404

    page.get_by_role("link", name="Bon à tirer").click()
    page.get_by_role("button", name="Préparer un lien").click()
    link = page.locator(".private-link").inner_text()

    person = open_page(link)
    assert person.get_by_role("heading", level=1).inner_text().startswith("Camille,")
    shown = person.locator(".portrait-picture img")
    assert shown.evaluate("i => i.complete && i.naturalWidth > 0")
    person.get_by_role("button", name="J’approuve cette page").click()
    person.get_by_role("heading", name="Vous avez approuvé votre page").wait_for()

    reader = open_page(public)
    assert reader.get_by_text("J’aime le bruit de l’eau.").count() == 1
    picture = reader.locator(".portrait-picture img").get_attribute("src")
    assert reader.request.get(site.url + picture).status == 200

    follow(reader, "link", "Son affiche, à imprimer ou à partager")
    poster = reader.url
    expect(reader.get_by_label("Le message à coller")).to_have_value(
        re.compile("Fontainière.*Camille.*/portraits/fontainiere/", re.DOTALL)
    )
    posters = {"affiche.pdf": b"%PDF", "affiche-a3.pdf": b"%PDF"}
    posters |= {"affiche-carree.png": b"\x89PNG", "affiche-story.png": b"\x89PNG"}
    for name, start in posters.items():
        assert reader.request.get(public + name).body().startswith(start)
    expect(reader.locator('a[href$=".pdf"], a[href$=".png"]')).to_have_count(4)

    person.goto(own)
    person.get_by_role("button", name="Retirer mon autorisation").click()
    person.get_by_role("heading", name="Ce qui a été effacé").wait_for()
    assert reader.request.get(public).status == 410
    assert reader.request.get(site.url + picture).status == 404
    assert page.request.get(link).status == 410
    for gone in (poster, *(public + name for name in posters), public + "partage.png"):
        assert reader.request.get(gone).status in (404, 410), gone

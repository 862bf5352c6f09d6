"""A citizen contests a status; staff answer, publish and record; the citizen
sees it, and a late one is counted late when the clock moves."""

import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from tests.contact.writing import pdf

from .inspection import Watch, follow
from .test_newsletter import faults, press_when_read, received

PERSON = "paul.durand@exemple.fr"
MAKE_LATE = """
from contact.models import Message
import datetime
Message.objects.create(subject="autre", text="Et alors ?", form_digest="tard",
    due_on=datetime.date.today() - datetime.timedelta(days=3))
"""


@pytest.fixture
def citizen(site, browser):
    context = browser.new_context(reduced_motion="reduce")
    watch = Watch(context, site.url)
    page = context.new_page()
    yield page, watch
    context.close()


def sent_file():
    content: ContentFile = pdf()
    return {"name": "compte-rendu.pdf", "mimeType": "application/pdf", "buffer": content.read()}


def test_from_a_status_to_the_published_answer(site, staff, citizen):
    page, watch = citizen

    page.goto(f"{site.url}/actions/9/")
    follow(page, "link", "Contester, compléter, demander")
    expect(page.locator(".message-about")).to_contain_text("Statut")
    assert faults(page) == []
    page.get_by_label("Votre message").fill("Je suis Paul. Les Halles sont ouvertes.")
    page.get_by_label("Votre adresse électronique").fill("paul.durand")
    page.locator("#id_piece").set_input_files(sent_file())
    press_when_read(page, "Envoyer")
    expect(page.get_by_text("Fichier gardé")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Votre adresse électronique").fill(PERSON)
    press_when_read(page, "Envoyer")
    expect(page.locator("h1")).to_have_text("Votre message est arrivé")
    assert faults(page) == []
    number = re.search(r"\d+", page.locator(".kicker").inner_text())[0]
    followed = page.url
    (mail,) = [one for one in received(site) if one["To"] == PERSON]
    assert f"n° {number}" in mail["Subject"]

    office = staff.new_page()
    office.goto(f"{site.url}/admin/contact/message/{number}/change/")
    with office.expect_download() as download:
        office.get_by_role("link", name="Ouvrir le fichier").click()
    assert download.value.suggested_filename.endswith(".pdf")
    event = office.get_by_role("link", name="Préparer l’étape").get_attribute("href")
    office.get_by_label("Suite donnée").select_option("acceptee")
    office.locator("#id_answer").fill("Oui, depuis l’été.")
    office.locator("#id_signature").fill("Léa, service des Halles")
    office.get_by_label("Publier la réponse").check()
    office.get_by_label("Question publiée").fill("Les Halles sont ouvertes.")
    follow(office, "button", "Enregistrer", exact=True)
    expect(office.locator(".messagelist")).to_contain_text("La réponse part par courriel.")
    office.goto(site.url + event)
    words = office.get_by_label("Ce qui s’est passé")
    expect(words).to_have_value(re.compile(f"Signalé par un habitant .message n° {number} du"))
    words.fill(f"{words.input_value()}ouverture constatée.")
    office.get_by_role("radio", name="Prouvée").check()
    follow(office, "button", "Voir ce qui va changer")
    follow(office, "button", re.compile("^Enregistrer"))
    office.goto(f"{site.url}/admin/contact/message/{number}/change/")
    office.get_by_label("Étape écrite").select_option(index=1)
    follow(office, "button", "Enregistrer", exact=True)
    office.close()

    answers = [one for one in received(site) if one["To"] == PERSON]
    assert "Oui, depuis l’été." in answers[-1].get_body(("plain",)).get_content()
    page.goto(followed)
    expect(page.locator("main")).to_contain_text("Oui, depuis l’été.")
    page.goto(f"{site.url}/actions/9/")
    expect(page.locator(".answers-here")).to_contain_text("Les Halles sont ouvertes.")
    expect(page.locator("main")).to_contain_text("Signalé par un habitant")
    expect(page.locator("main")).not_to_contain_text("Paul")
    assert faults(page) == []

    page.goto(f"{site.url}/contact/reponses/")
    expect(page.locator("p.lead")).to_contain_text("1 message : 1 répondu, 0 en retard")
    site.manage("shell", "-c", MAKE_LATE)
    page.goto(f"{site.url}/contact/reponses/")
    expect(page.locator("p.lead")).to_contain_text("2 messages : 1 répondu, 1 en retard")
    assert faults(page) == []
    assert watch.faults == []

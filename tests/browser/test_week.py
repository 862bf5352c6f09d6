"""The week of an officer, from the telephone that is enrolled to the desk that is empty."""

import base64
import datetime
import re
import shutil
import time

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from bench.live_site import collect_static
from tests.databases import prepared, run_apart
from tests.publishing.test_pictures import photograph

from .conftest import Site, free_port, running
from .inspection import (
    WCAG,
    Watch,
    accessibility_faults,
    contrast_faults,
    focused,
    follow,
    overflow_faults,
)
from .test_newsletter import received
from .test_writing import CLIPBOARD, PASTE
from .week_data import ADDRESS, PASSWORD

OFFICER, READER, WRITER, NEWCOMER = "a.roux", "d.blanc", "e.petit", "f.brun"
DESK, TELEPHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


class MovedSite(Site):
    """One whose clock moves, and which asks everybody for a second factor."""

    manage_py = ("-m", "tests.browser.moved_clock")
    application = "tests.browser.moved_clock:application"

    @property
    def environment(self):
        return super().environment | {
            "CLOCK": str(self.folder / "clock"),
            "SECOND_FACTOR": "1",
            "SECURITY_CONTACT": "mailto:securite@exemple.fr",
        }

    def move_clock(self, **time_):
        seconds = datetime.timedelta(**time_).total_seconds()
        (self.folder / "clock").write_text(str(seconds))
        self.manage("work", "--once")


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    folder = tmp_path_factory.mktemp("week")
    site = MovedSite(f"http://127.0.0.1:{free_port()}", folder)
    (folder / "clock").write_text("0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "sqlite://")  # the engine of the site, whatever the run's
        shutil.copy(prepared("migrated").name, site.database)
    made = run_apart("tests.browser.week_data", f"sqlite:///{site.database}")
    assert made.returncode == 0, made.stderr
    collect_static(site.manage)
    with running(site):
        yield site


class Person:
    """Somebody's window, on a desk; what the policy of the site stops there is a fault."""

    def __init__(self, browser, site):
        options = {"reduced_motion": "reduce", "locale": "fr-FR"}
        self.context = browser.new_context(viewport=DESK, **options)
        self.page, self.watch = self.context.new_page(), Watch(self.context, site.url)
        self.unseen = []

    def look(self):
        """What axe finds, and what leaves the window, in four renderings."""
        heard = len(self.watch.faults), len(self.watch.responses)
        for size in (DESK, TELEPHONE):
            self.page.set_viewport_size(size)
            found = accessibility_faults(self.page, WCAG) + overflow_faults(self.page)
            self.show_in("dark")
            found += [f"dark: {fault}" for fault in contrast_faults(self.page)]
            self.show_in("light")
            self.unseen += [f"{self.page.url} {size['width']} {fault}" for fault in found]
        self.page.set_viewport_size(DESK)
        # axe itself reads style sheets and writes styles, which the policy stops
        del self.watch.faults[heard[0] :], self.watch.responses[heard[1] :]

    def show_in(self, scheme):
        """Once the colours have finished to change."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")

    def sign_in(self, name):
        self.page.get_by_label("Identifiant").fill(name)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        follow(self.page, "button", "Connexion")

    def enrol(self, name, look=lambda: None):
        """The first time: a telephone reads the key, and shows a code. Returns recovery codes."""
        self.sign_in(name)
        look()
        key = self.page.locator(".second-factor-key").text_content().replace(" ", "")
        telephone = TOTP(base64.b32decode(key))
        telephone.time = time.time()
        self.page.get_by_label("Code").fill(f"{telephone.token():06d}")
        follow(self.page, "button", "Associer ce téléphone")
        look()
        codes = self.page.locator(".second-factor-codes code").all_inner_texts()
        follow(self.page, "link", "C’est noté, continuer")
        return codes

    def faults(self):
        heard = [fault for fault in self.watch.all_faults() if "cookie" not in fault]
        return heard + self.unseen


@pytest.fixture
def somebody(week, browser):
    people = []

    def open_():
        people.append(Person(browser, week))
        return people[-1]

    yield open_
    faults = [fault for one in people for fault in one.faults()]
    for one in people:
        one.context.close()
    assert not faults, "\n".join(faults)


def test_the_week_of_an_officer(week, somebody, tmp_path):
    officer = somebody()
    page, look = officer.page, officer.look
    page.goto(f"{week.url}/admin/")
    codes = officer.enrol(OFFICER, look)
    look()

    # A page is written: pasted from a word processor, with a picture from a file.
    follow(page, "link", "Écrire une page")
    page.get_by_label("Titre").fill("Le jury citoyen")
    page.get_by_label("Chapô").fill("Quinze personnes tirées au sort.")
    area = page.locator("#id_text")
    area.focus()
    page.evaluate(PASTE, [(CLIPBOARD / "word.html").read_text(encoding="utf-8"), ""])
    area.evaluate("area => area.setSelectionRange(0, 0)")
    file = tmp_path / "jury.jpg"
    file.write_bytes(photograph(1400, 1000))
    page.get_by_role("button", name="Image…").click()
    dialog = page.get_by_role("dialog", name="Placer une image")
    dialog.get_by_text("Déposer une image").click()
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_label("Nom").fill("Jury")
    dialog.get_by_label("Texte de remplacement").fill("Une salle où l’on débat.")
    dialog.get_by_role("button", name="Déposer et placer").click()
    expect(area).to_have_value(re.compile(r"!\[.*\]\(image:\d+\)"))
    page.get_by_label("Rubrique").select_option("La collectivité")
    look()
    follow(page, "button", "Enregistrer et continuer les modifications")
    record = page.url

    # What is not saved is previewed at the width of a telephone, and somebody is asked to read.
    page.get_by_label("Chapô").fill("Quinze habitants tirés au sort.")
    page.get_by_label("État").select_option("Publié")
    follow(page, "button", "Aperçu")
    follow(page, "link", "Sur un téléphone")
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_text("Quinze habitants tirés au sort.")).to_be_visible()
    expect(frame.get_by_role("heading", name="Qui en est ?")).to_be_visible()
    picture = frame.get_by_role("img", name="Une salle où l’on débat.")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth") > 0
    assert frame.locator("html").evaluate("html => html.clientWidth") <= 400
    assert page.request.get(f"{week.url}/le-jury-citoyen/").status == 404
    page.get_by_label("À qui").select_option(label="Diane")
    page.get_by_label("Ce que vous demandez").fill("Les mots du jury sont-ils justes ?")
    follow(page, "button", "Demander")
    look()

    # Another role reads, and answers with words.
    asked = [m for m in received(week) if m["To"] == ADDRESS.format(READER)]
    reader = somebody()
    reader.page.goto(re.search(r"https?://\S+", asked[-1].get_body(("plain",)).get_content())[0])
    reader.enrol(READER)
    expect(reader.page.get_by_text("Les mots du jury sont-ils justes ?")).to_be_visible()
    reader.page.get_by_label("Relu, bon à publier").check()
    reader.page.get_by_label("Avec vos mots").fill("Oui, c’est juste.")
    reader.look()
    follow(reader.page, "button", "Répondre")

    # The answer is on the desk; the page is planned, and the clock publishes it.
    page.goto(f"{week.url}/admin/")
    follow(page, "link", "Relue, bonne à publier")
    expect(page.get_by_text("Oui, c’est juste.")).to_be_visible()
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    page.get_by_label("date", exact=True).fill(f"{tomorrow:%d/%m/%Y}")
    page.get_by_label("heure", exact=True).fill("8h05")
    follow(page, "button", "Programmer")
    week.move_clock(days=2)
    page.goto(record)
    officer.sign_in(OFFICER)  # a session does not last two days
    page.get_by_label("Code").fill(codes[0])
    follow(page, "button", "Continuer")
    expect(page.get_by_label("État")).to_have_value("publie")
    public = page.context.new_page()
    public.goto(f"{week.url}/collectivite/")
    follow(public, "link", "Le jury citoyen")
    expect(public.get_by_text("Quinze habitants tirés au sort.")).to_be_visible()
    expect(public.get_by_role("img", name="Une salle où l’on débat.")).to_be_visible()

    # A change for the worse is published, and the former version brought back.
    page.get_by_label("Chapô").fill("Un chapô malheureux.")
    follow(page, "button", "Enregistrer et continuer les modifications")
    public.reload()
    expect(public.get_by_text("Un chapô malheureux.")).to_be_visible()
    follow(page, "link", "Historique")
    look()
    with page.expect_navigation():
        page.locator(".version-head a").nth(1).click()
    look()
    follow(page, "button", "Revenir à cette version")
    public.reload()
    expect(public.get_by_text("Quinze habitants tirés au sort.")).to_be_visible()

    # The desk is answered, line after line.
    page.goto(f"{week.url}/admin/")
    follow(page, "link", "Actions sans intitulé : 1")
    follow(page, "link", "2", exact=True)
    page.locator("#id_title").fill("Un jardin partagé par quartier")
    look()
    follow(page, "button", "Enregistrer", exact=True)

    page.goto(f"{week.url}/admin/")
    follow(page, "link", "Actions au statut inconnu : 1")
    follow(page, "link", "2", exact=True)
    follow(page, "link", "Ajouter une étape")
    record_step(page, "En cours")
    look()
    follow(page, "button", "Enregistrer pour toujours")

    page.goto(f"{week.url}/admin/")
    follow(page, "link", "Bancs publics")
    page.get_by_label("À revoir le").fill("1er mars 2032")
    look()
    follow(page, "button", "Enregistrer", exact=True)

    page.goto(f"{week.url}/admin/")
    follow(page, "link", "Mentions à compléter : 1")
    look()
    page.locator("#content").get_by_role("link").first.click()
    page.get_by_label("Adresse électronique du site").fill("site@exemple.fr")
    follow(page, "button", "Enregistrer", exact=True)

    page.goto(f"{week.url}/admin/")
    expect(page.locator(".waiting")).to_contain_text("Rien ne vous attend.")


def record_step(page, status):
    """What happened, as the guide says it, up to what will change."""
    page.get_by_label("Date").first.click()
    page.keyboard.type("mars 2026")
    page.get_by_label("Ce qui s’est passé").click()
    page.keyboard.type("Le premier jardin est ouvert.")
    page.get_by_label("Statut atteint").select_option(status)
    page.get_by_role("radio", name="Prouvée").check()
    follow(page, "button", "Voir ce qui va changer")


# Presses of a mouse or a finger; a list that opens counts one more, for what is chosen in it.
COUNT = """addEventListener("pointerdown", (event) => {
  const more = event.target.matches("select") ? 2 : 1
  sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + more
}, true)"""


def test_a_first_change_of_status_takes_twelve_clicks(week, somebody):
    """By the guide, from the desk: `docs/guide/changer-le-statut-d-une-action.md`."""
    newcomer = somebody()
    page = newcomer.page
    page.goto(f"{week.url}/admin/")
    newcomer.enrol(NEWCOMER)
    newcomer.context.add_init_script(COUNT)
    page.reload()
    follow(page, "link", "Actions", exact=True)
    follow(page, "link", "Rénovation des Halles")
    follow(page, "link", "Ajouter une étape")
    page.get_by_label("Statut atteint").click()
    page.keyboard.press("Escape")
    record_step(page, "Suspendue")
    follow(page, "button", "Enregistrer pour toujours")
    expect(page.locator(".messagelist .success")).to_have_count(1)
    assert int(page.evaluate("sessionStorage.clicks")) <= 12


def reach(page, target, most=60):
    """Press Tab until this has the focus: it is outlined, and in sight."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            stop = focused(page)
            assert stop["outlined"] and stop["visible"], stop
            return
    raise AssertionError(f"no way to {target} by the keyboard")


def skip_to_content(page):
    if "#content-start" not in page.url:  # a browser keeps it through a redirection
        reach(page, page.get_by_role("link", name="Passer au contenu principal"), most=1)
        page.keyboard.press("Enter")


def press(page, target, most=60):
    reach(page, target, most)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    skip_to_content(page)


def test_a_version_is_proposed_by_the_keyboard_alone(week, somebody):
    writer = somebody()
    page, keyboard = writer.page, writer.page.keyboard
    page.goto(f"{week.url}/admin/")
    writer.enrol(WRITER)
    reach(page, page.get_by_role("searchbox").first)
    keyboard.type("bien lire")
    with page.expect_navigation():
        keyboard.press("Enter")
    skip_to_content(page)
    press(page, page.get_by_role("link", name="Bien lire ce site"))
    reach(page, page.get_by_label("Chapô"))
    keyboard.type("Quelques repères.")
    press(page, page.get_by_role("button", name="Aperçu"))
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_text("Quelques repères.")).to_be_visible()
    press(page, page.get_by_role("link", name="Sur un téléphone"))
    reach(page, page.get_by_role("link", name="Passer l’aperçu"))
    keyboard.press("Enter")
    reach(page, page.get_by_label("À qui"))
    keyboard.type("Diane")
    reach(page, page.get_by_label("Ce que vous demandez"))
    keyboard.type("Est-ce clair ?")
    press(page, page.get_by_role("button", name="Demander"))
    expect(page.locator(".remarks")).to_contain_text("Est-ce clair ?")
    press(page, page.get_by_role("button", name="Publier maintenant"))
    expect(page.locator(".messagelist .success")).to_have_count(1)
    page.goto(f"{week.url}/aide/")
    expect(page.get_by_text("Quelques repères.")).to_be_visible()

"""A text written in a real browser: pasting, the keyboard, a picture at the cursor."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .inspection import WCAG, accessibility_faults, overflow_faults

CLIPBOARD = Path(__file__).parent / "clipboard"
ADD = "/admin/pages/page/add/"
# What the browser does of a clipboard; `file` is a picture in base64.
PASTE = """([html, file]) => {
  const data = new DataTransfer()
  if (html) data.setData("text/html", html)
  if (file) data.items.add(new File([Uint8Array.from(atob(file), (c) => c.charCodeAt(0))],
    "capture.png", { type: "image/png" }))
  const paste = { clipboardData: data, bubbles: true, cancelable: true }
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste))
}"""
WORD = """## Le jury citoyen

Un **jury** de *quinze* personnes, tirées au sort sur les listes : \
[le règlement](https://www.ales.fr/jury_%282025%29).

### Qui en est ?

- des habitants
   - de chaque quartier
- des associations
1. le tirage

2019\\. Un astérisque \\* et un\\_nom\\_souligné restent tels quels.

| **Année** | Dossiers |
| --- | --- |
| 2024 | 12 |

\\[image : Le jury au travail\\]"""
LIBREOFFICE = """## Le jury citoyen

Un **jury** de *quinze* personnes, tirées au sort. **Gras** rouge.

1. le tirage
1. la réunion
   - le matin

### Le calendrier

> « Un mot de chacun »

| Année | Dossiers |
| --- | --- |
| 2024 | 12 |

[La Ville](https://www.ales.fr/)1"""


@pytest.fixture
def writing(browser, staff_state, as_seeded, site):
    """The form of a new page, under the policy of the site, which nothing may break."""
    faults = []
    context = browser.new_context(storage_state=staff_state)
    page = context.new_page()
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(site.url + ADD)
    yield page
    context.close()
    assert faults == []


def test_what_word_processors_mean_is_kept(writing):
    area = writing.locator("#id_text")
    said = writing.locator(".field-text .writing-said")
    for name, expected, told in (
        ("word", WORD, "1 image à déposer à part"),
        ("libreoffice", LIBREOFFICE, "sa mise en forme réduite à celle du site"),
    ):
        area.fill("")
        area.focus()
        html = (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")
        writing.evaluate(PASTE, [html, ""])
        read = area.input_value().replace("\u00a0", " ")
        assert read == expected
        expect(said).to_contain_text(told)
    page = writing.get_by_role("region", name="Ce que le public lira")
    expect(page.get_by_role("heading", name="Le calendrier", level=3)).to_be_visible()
    expect(page.get_by_role("cell", name="2024")).to_be_visible()


def test_the_toolbar_is_used_by_the_keyboard(writing):
    area = writing.locator("#id_text")
    area.fill("un deux")
    area.select_text()
    area.press("Control+b")
    expect(area).to_have_value("**un deux**")
    bar = writing.get_by_role("toolbar", name="Mise en forme : Texte")
    bar.get_by_role("button", name="Intertitre", exact=True).focus()
    writing.keyboard.press("Enter")
    expect(area).to_have_value("## **un deux**")
    bar.get_by_role("button", name="Intertitre", exact=True).focus()
    for _ in range(4):
        writing.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Liste", exact=True)).to_be_focused()
    writing.keyboard.press("Space")
    expect(area).to_have_value("- **un deux**")
    writing.keyboard.press("Control+z")
    expect(area).to_have_value("## **un deux**")

    area.fill("")
    area.press("Control+k")
    dialog = writing.get_by_role("dialog", name="Placer un lien")
    other = dialog.get_by_role("button", name="Métiers", exact=False)
    expect(other).to_be_visible()
    writing.keyboard.type("plan du site")
    writing.keyboard.press("Enter")
    expect(other).to_have_count(0)
    dialog.get_by_role("button", name="Plan du site").focus()
    writing.keyboard.press("Enter")
    expect(area).to_have_value("[Plan du site](/plan-du-site/)")
    expect(area).to_be_focused()


def test_a_picture_is_pasted_described_and_placed(staff, site):
    writing = staff.new_page()
    writing.goto(site.url + ADD)
    picture = writing.evaluate(
        """() => { const c = document.createElement("canvas"); c.width = 400; c.height = 300
        return c.toDataURL("image/png").split(",")[1] }"""
    )
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    area = writing.locator("#id_text")
    area.focus()
    writing.evaluate(PASTE, ["", picture])
    dialog = writing.get_by_role("dialog", name="Placer une image")
    dialog.get_by_label("Nom").fill("Capture")
    dialog.get_by_role("button", name="Déposer et placer").click()
    expect(dialog.get_by_text("Écrivez le texte de remplacement")).to_be_visible()
    assert accessibility_faults(writing, WCAG) == []
    dialog.get_by_label("Texte de remplacement").fill("Un carré noir.")
    dialog.get_by_label("Légende").fill("Le plan")
    dialog.get_by_role("button", name="Déposer et placer").click()
    expect(area).to_have_value(re.compile(r"^\n\n!\[Le plan\]\(image:\d+\)\n\n$"))
    page = writing.get_by_role("region", name="Ce que le public lira")
    expect(page.get_by_role("img", name="Un carré noir.")).to_be_visible()
    writing.set_viewport_size({"width": 390, "height": 844})
    assert overflow_faults(writing) == []

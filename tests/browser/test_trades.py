"""The names of trades, set large, are never broken within a word, whatever the font."""

import pytest

from .inspection import BROUGHT, brought_style

WIDTHS = (320, 390, 768, 1024, 1920)
# Of each word of each title, the lines that it stands on (a hyphen of its own may end one); and the
# titles wider than their place.
BROKEN = """fonts => {
    const found = []
    for (const font of fonts) {
        document.documentElement.dataset.font = font
        for (const title of document.querySelectorAll('.fitted, .poster-tiles a')) {
            const texts = document.createTreeWalker(title, NodeFilter.SHOW_TEXT)
            while (texts.nextNode())
            for (const word of texts.currentNode.data.matchAll(/[^\\s-]+-?/g)) {
                const range = document.createRange()
                range.setStart(texts.currentNode, word.index)
                range.setEnd(texts.currentNode, word.index + word[0].length)
                const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)))
                if (lines.size > 1) found.push(`${innerWidth} ${font}: « ${word[0]} » is broken`)
            }
            if (title.scrollWidth > title.clientWidth + 1 && title.clientWidth)
                found.push(`${innerWidth} ${font}: « ${title.textContent} » is too wide`)
        }
    }
    return found
}"""


@pytest.mark.parametrize(
    "path",
    [
        *("/portraits/", "/affiches/", "/portraits/conductrice-de-bus/"),
        *("/portraits/bibliothecaire/", "/portraits/policiere-municipale/"),
        *("/portraits/bibliothecaire/affiche/", "/portraits/policiere-municipale/affiche/"),
    ],
)
def test_no_trade_is_broken(open_page, path):
    page = open_page(path, bypass_csp=True)
    page.add_style_tag(content=brought_style())
    for font in BROUGHT:
        page.evaluate("font => document.fonts.load(`1em ${font}`)", font)
    assert page.locator(".fitted").count() > 0
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += page.evaluate(BROKEN, BROUGHT)
    assert faults == []

"""What a page is examined for. Each function returns the faults it found, in words.

`test_inspection.py` plants a fault of each kind and holds that it is found.
"""

import base64
import gzip
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
FONTS = Path(__file__).parent / "fonts"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def accessibility_faults(page, tags=(*WCAG, "best-practice"), without=()):
    """What axe finds by the rules of these tags, without those named."""
    return axe_faults(
        page,
        runOnly={"type": "tag", "values": list(tags)},
        rules={rule: {"enabled": False} for rule in without},
    )


def contrast_faults(page):
    """What axe finds of colours: all that a scheme may change of what it reads."""
    return axe_faults(page, runOnly=["color-contrast", "link-in-text-block"])


def axe_faults(page, **options):
    if page.evaluate("typeof axe === 'undefined'"):  # once for all the looks of a page
        page.evaluate(AXE.axe_script)
    options |= {"resultTypes": ["violations"]}
    run = "options => axe.run(document, options).then(found => found.violations)"
    return [
        f"{violation['id']}: {node['html'][:120]} ({node['failureSummary'][:160]})"
        for violation in page.evaluate(run, options)
        for node in violation["nodes"]
    ]


OVERFLOW = """() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > width + 1)
        .slice(0, 3).map(e => `wider than the window: ${e.outerHTML.slice(0, 120)}`)
        .concat(`wider than the window: ${document.documentElement.scrollWidth} > ${width}`)
}"""
TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter(e => e.checkVisibility() && !e.closest('p, dd, li p, .prose, h1, h2, h3, dt'))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width > 0 && (box.width < 23.5 || box.height < 23.5))
    .filter(([e]) => getComputedStyle(e).clipPath === 'none')
    .map(([e, box]) => `small target, ${Math.round(box.width)}×${Math.round(box.height)}: `
         + e.outerHTML.slice(0, 100))"""


def follow(page, role, name, **options):
    """Press what leads to another page and wait for that page: a click does not."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, **options).click()


def overflow_faults(page):
    """What makes the page wider than the window: names the widest elements."""
    return page.evaluate(OVERFLOW)


def target_faults(page):
    """Links and controls under 24 CSS px, unless in a line of text (WCAG 2.2, 2.5.8)."""
    return page.evaluate(TARGETS)


# --- Layout, whatever the font and the reader's own styles --------------------------------

# The one is narrower than any text face of a system, the other as wide as DejaVu Sans Bold: the
# fonts of the machine have no say.
BROUGHT = ("narrow", "wide")
# What a reader may impose, by the width of the window: spaced text (WCAG 1.4.12), text at 200 %.
IMPOSED = {320: ["none", "spaced"], 640: ["large"], 1280: ["none", "spaced", "large"]}
CRAMPED = {320: ["none", "spaced"], 640: ["large"]}
STYLE = """
html[data-text=spaced] * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
html[data-text=spaced] p { margin-block-end: 2em !important; }
html[data-text=large] { font-size: 200% !important; }
"""
FACE = """
@font-face {{ font-family: "{0}"; font-weight: 100 900; src: url(data:font/woff2;base64,{1}); }}
html[data-font={0}] * {{ font-family: "{0}" !important; }}
"""
# In one call, since each takes longer than what it measures.
LAYOUTS = (
    f"""([fonts, texts]) => {{
    const overflow = {OVERFLOW}
    const targets = {TARGETS}
"""
    + """
    const root = document.documentElement, faults = []
    for (const font of fonts) for (const text of texts) {
        root.dataset.font = font
        root.dataset.text = text
        const found = overflow().concat(text === 'none' ? targets() : [])
        faults.push(...found.map(fault => `${innerWidth} ${font} font, text ${text}: ${fault}`))
    }
    delete root.dataset.font
    delete root.dataset.text
    return faults
}"""
)


def brought_style():
    faces = [
        FACE.format(font, base64.b64encode((FONTS / f"{font}.woff2").read_bytes()).decode())
        for font in BROUGHT
    ]
    return STYLE + "".join(faces)


def layout_faults(page, imposed=IMPOSED):
    """What is pushed out of the window, and targets too small, in each font, window and text."""
    style = page.add_style_tag(content=brought_style())
    for font in BROUGHT:
        loaded = "font => document.fonts.load(`1em ${font}`).then(found => found.length)"
        assert page.evaluate(loaded, font) == 1
    faults = []
    for width, texts in imposed.items():
        page.set_viewport_size({"width": width, "height": 900})
        faults += page.evaluate(LAYOUTS, [BROUGHT, texts])
    style.evaluate("style => style.remove()")
    return faults


def reading_faults(page):
    """What a page lacks to be read: a title and, under it, some content."""
    title, main = page.locator("main h1"), page.locator("main")
    if title.count() != 1 or not title.inner_text().strip():
        return ["no title in the content"]
    lines = [line for line in main.inner_text().splitlines() if line.strip()]
    return [] if len(lines) > 1 else ["nothing to read under the title"]


# --- The keyboard ---------------------------------------------------------------------

FOCUSED = """() => {
    const e = document.activeElement
    const style = getComputedStyle(e), box = e.getBoundingClientRect()
    // Inside a date field, the calendar's button is the browser's, with the browser's own ring.
    const inner = e.matches('input[type=date]:not(:focus-visible)')
    return {
        text: (e.innerText || e.value || e.getAttribute('aria-label') || '').trim(),
        tag: e.tagName,
        outlined: inner || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        visible: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    }
}"""


def focused(page):
    """What has the focus: its text, its tag, whether it is outlined and in sight."""
    return page.evaluate(FOCUSED)


def walk(page, most=200):
    """Press Tab until the focus leaves the page: `(what was focused, in order, did it leave)`."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop["tag"] == "BODY":
            return stops, True
        stops.append(stop)
    return stops, False


def focus_faults(page):
    """Stops of the keyboard that one does not see, and traps."""
    stops, has_left = walk(page)
    faults = [f"focus without outline: {stop}" for stop in stops if not stop["outlined"]]
    faults += [f"focus out of sight: {stop}" for stop in stops if not stop["visible"]]
    return faults if has_left else [*faults, f"focus trap: {stops[-2:]}"]


# --- The wire -------------------------------------------------------------------------


class Watch:
    """Listens to a context: origins, console errors, exceptions, failed requests, cookies."""

    def __init__(self, context, origin, missing=None):
        """`missing` is the address of a page that must not exist: its 404 is no fault."""
        self.context, self.origin, self.missing = context, origin, missing
        self.faults, self.responses = [], []
        context.on("request", self.on_request)
        context.on("response", lambda response: self.responses.append(response))
        context.on("console", self.on_console)
        context.on("weberror", self.on_exception)

    def on_request(self, request):
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.faults.append(f"another origin: {request.url}")

    def on_console(self, message):
        if message.location["url"] == self.missing:
            return  # Chromium says there what the status says already
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def on_exception(self, exception):
        self.faults.append(f"exception: {exception.error.message}")

    def response_faults(self, response):
        expected = 404 if response.url == self.missing else 200
        if response.status >= 400 and response.status != expected:
            yield f"{response.status}: {response.url}"
        if response.header_value("set-cookie"):
            yield f"a cookie: {response.url}"

    def all_faults(self):
        """What was heard; to be asked while the context is open."""
        answered = [fault for one in self.responses for fault in self.response_faults(one)]
        kept = [f"a cookie is kept: {cookie['name']}" for cookie in self.context.cookies()]
        return self.faults + answered + kept


@dataclass
class Weight:
    """Bytes sent at a first visit; those of pages, styles and scripts as gzip makes them."""

    sent: int = 0
    photographs: int = 0
    requests: int = 0
    document: int = 0
    stylesheet: int = 0
    script: int = 0
    elements: int = 0  # of the page, drawings counted as one each

    def add(self, answer):
        kind, sent = answer.request.resource_type, answer.request.sizes()["responseBodySize"]
        self.requests += 1
        self.sent += sent
        if "/media/photos/" in answer.url:
            self.photographs += sent
        if kind in ("document", "stylesheet", "script"):
            setattr(self, kind, getattr(self, kind) + len(gzip.compress(answer.body())))


# As EcoIndex counts them: what is inside a drawing is not.
ELEMENTS = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"


LATE = "document.querySelector('[loading=lazy], iframe') !== null"  # what comes after the page


class Scales:
    """Weighs first visits: one after the other in one window, which keeps nothing of the last."""

    def __init__(self, browser, viewport=None, ratio=1):
        """`ratio`: how many points of the screen make a pixel of the page."""
        viewport = viewport or {"width": 1280, "height": 900}
        self.context = browser.new_context(viewport=viewport, device_scale_factor=ratio)
        self.page, self.answers = self.context.new_page(), []
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.page.on("response", lambda answer: self.answers.append(answer))

    def weigh(self, url):
        """What a first visit to this address weighs."""
        self.answers.clear()
        self.page.goto(url)
        if self.page.evaluate(LATE):
            self.page.wait_for_load_state("networkidle")
        weight = Weight(elements=self.page.evaluate(ELEMENTS))
        for answer in self.answers:
            answer.finished()
            weight.add(answer)
        return weight


HOME_BYTES, HOME_REQUESTS = 150_000, 15
PAGE_BYTES, HTML_GZIP, CSS_GZIP, SCRIPT_GZIP = 120_000, 15_000, 12_000, 10_000


def weight_faults(weight):
    """The budgets of any page that this one exceeds."""
    budgets = {
        "without photographs": (weight.sent - weight.photographs, PAGE_BYTES),
        "HTML": (weight.document, HTML_GZIP),
        "CSS": (weight.stylesheet, CSS_GZIP),
        "JavaScript": (weight.script, SCRIPT_GZIP),
    }
    return excess(budgets)


def home_weight_faults(weight):
    """The home page's own budgets that it exceeds."""
    return excess({"all": (weight.sent, HOME_BYTES), "requests": (weight.requests, HOME_REQUESTS)})


def excess(budgets):
    return [
        f"too heavy, {name}: {size} > {budget}"
        for name, (size, budget) in budgets.items()
        if size > budget
    ]


def html_faults(folder):
    """What the W3C's validator says of the HTML files of this folder."""
    vnu = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--no-langdetect"]
    found = subprocess.run([*vnu, str(folder)], capture_output=True, text=True)
    return found.stderr.splitlines()

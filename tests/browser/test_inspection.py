"""The inspection sees: one fault of each kind is planted in a page, and reported."""

import random
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from .inspection import (
    Scales,
    Watch,
    accessibility_faults,
    focus_faults,
    home_weight_faults,
    html_faults,
    overflow_faults,
    reading_faults,
    target_faults,
    weight_faults,
)

SOUND = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Une page sans faute</title>
<link rel="icon" href="data:,">
<style>
  a, button { display: inline-block; padding: 12px }
  :focus-visible { outline: 3px solid black }
</style>
</head>
<body>
<main>
<h1>Une page sans faute</h1>
<p>Du texte noir, sur du blanc.</p>
<div><a href="/suite/">La suite</a> <button type="button">Agir</button></div>
<!-- planted -->
</main>
</body>
</html>
"""
TRAP = """<button type="button" id="piege">Piège</button>
<script>
  document.querySelector("#piege").addEventListener("keydown", event => event.preventDefault())
</script>"""
WRITTEN_BY_SCRIPT = "<script>document.querySelector('main').append('Du texte')</script>"


def planted(fault):
    return SOUND.replace("<!-- planted -->", fault)


@dataclass
class Planted:
    """A small site of this machine: `serve` gives an address to a page."""

    url: str
    other: str
    pages: dict

    def serve(self, html, **headers):
        path = f"/{len(self.pages)}/"
        self.pages[path] = html.encode(), headers
        return self.url + path


@pytest.fixture(scope="module")
def planted_site():
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body, headers = pages.get(self.path, (SOUND.encode(), {}))
            self.send_response(200 if self.path in pages else 404)
            defaults = {"Content_Type": "text/html; charset=utf-8", "Content_Length": len(body)}
            for name, value in (defaults | headers).items():
                self.send_header(name.replace("_", "-"), str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        port = server.server_port
        yield Planted(f"http://127.0.0.1:{port}", f"http://localhost:{port}", pages)
        server.shutdown()
        thread.join()


@pytest.fixture
def inspect(browser, planted_site):
    """Everything that the inspection says of a page, weight and HTML apart."""
    contexts = []

    def inspect_(html, forced_colors="none", java_script_enabled=True, **headers):
        context = browser.new_context(
            viewport={"width": 320, "height": 700},
            forced_colors=forced_colors,
            java_script_enabled=java_script_enabled,
        )
        contexts.append(context)
        watch = Watch(context, planted_site.url)
        page = context.new_page()
        page.goto(planted_site.serve(html, **headers))
        if not java_script_enabled:
            return reading_faults(page)
        return [
            *accessibility_faults(page),
            *overflow_faults(page),
            *target_faults(page),
            *reading_faults(page),
            *focus_faults(page),
            *watch.all_faults(),
        ]

    yield inspect_
    for context in contexts:
        context.close()


def test_a_sound_page_has_no_fault(inspect):
    assert inspect(SOUND) == []
    assert inspect(SOUND, forced_colors="active") == []
    assert inspect(SOUND, java_script_enabled=False) == []


FAULTS = {
    "low contrast": ('<p style="color: #999">Pâle</p>', "color-contrast"),
    "no alternative": ('<img src="data:," width="30" height="30">', "image-alt"),
    "no label": ('<div><input style="height: 40px"></div>', "label"),
    "outside landmarks": ("</main><p>Dehors</p>", "region"),
    "too wide": ('<div style="width: 600px">Large</div>', "wider than the window"),
    "small target": ('<div><a href="#" style="padding: 0; font-size: 9px">ici</a></div>', "small"),
    "no outline": ('<button style="outline: none">Où ?</button>', "focus without outline"),
    "out of sight": (
        '<a href="#" style="position: fixed; top: -90px">Caché</a>',
        "focus out of sight",
    ),
    "trap": (TRAP, "focus trap"),
    "console error": ("<script>console.error('aïe')</script>", "console: aïe"),
    "exception": ("<script>ceci_n_existe_pas()</script>", "ceci_n_existe_pas"),
    "not found": ('<img alt="" src="/rien.png">', "404: "),
    "cookie by script": ("<script>document.cookie = 'a=1'</script>", "a cookie is kept: a"),
}


ALONE = ("too wide", "out of sight", "outside landmarks", "trap", "exception")  # they hide others
TOGETHER = [*([name] for name in ALONE), [name for name in FAULTS if name not in ALONE]]


@pytest.mark.parametrize("faults", TOGETHER, ids=" ".join)
def test_planted_faults_are_reported(inspect, faults):
    planted_here = [FAULTS[name] for name in faults]
    found = inspect(planted("".join(html for html, _ in planted_here)))
    for _, expected in planted_here:
        assert any(expected in one for one in found), found


def test_another_origin_is_reported(inspect, planted_site):
    found = inspect(planted(f'<img alt="" src="{planted_site.other}/0/">'))
    assert f"another origin: {planted_site.other}/0/" in found


def test_a_cookie_of_the_server_is_reported(inspect):
    found = inspect(SOUND, Set_Cookie="b=2")
    assert "a cookie is kept: b" in found
    assert any(fault.startswith("a cookie: ") for fault in found)


def test_forced_colours_are_examined(inspect):
    """A fault that only this mode shows."""
    only_forced = """<style>@media (forced-colors: active) { #nom { display: none } }</style>
        <button type="button"><span id="nom">Agir encore</span></button>"""
    assert inspect(planted(only_forced)) == []
    found = inspect(planted(only_forced), forced_colors="active")
    assert any("button-name" in fault for fault in found), found


def test_a_page_written_by_script_is_reported(inspect):
    empty = SOUND.replace("<p>Du texte noir, sur du blanc.</p>", "").replace(
        "<div>", "<div hidden>"
    )
    html = empty.replace("<!-- planted -->", WRITTEN_BY_SCRIPT)
    assert inspect(html) == []
    assert inspect(html, java_script_enabled=False) == ["nothing to read under the title"]


def test_the_missing_page_may_be_missing_but_no_other(browser, planted_site):
    context = browser.new_context()
    missing = f"{planted_site.url}/absente/"
    watch = Watch(context, planted_site.url, missing=missing)
    page = context.new_page()
    page.goto(missing)
    assert watch.all_faults() == []
    page.goto(f"{planted_site.url}/autre/")
    assert f"404: {planted_site.url}/autre/" in watch.all_faults()
    context.close()


def noise(size):
    """Text that gzip can hardly shorten."""
    return "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size))


@pytest.fixture
def weigh(browser):
    scales = Scales(browser)
    yield scales.weigh
    scales.context.close()


def test_every_visit_is_weighed_as_a_first_one(weigh, planted_site):
    kept = {"Content_Type": "text/css", "Cache_Control": "max-age=9999"}
    asset = planted_site.serve(f"/* {noise(9_000)} */", **kept)
    page = planted_site.serve(planted(f'<link rel="stylesheet" href="{asset}">'))
    for _ in range(2):
        weight = weigh(page)
        assert weight.requests == 2
        assert weight.sent > 9_000


def test_a_heavy_page_is_reported(weigh, planted_site):
    sound = weigh(planted_site.serve(SOUND))
    assert weight_faults(sound) == home_weight_faults(sound) == []
    heavy = weigh(planted_site.serve(planted(f"<!-- {noise(160_000)} -->")))
    assert {fault.split(":")[0] for fault in weight_faults(heavy) + home_weight_faults(heavy)} == {
        "too heavy, without photographs",
        "too heavy, HTML",
        "too heavy, all",
    }


@pytest.mark.parametrize(
    ("tag", "name"),
    [('<link rel="stylesheet" href="{}">', "CSS"), ('<script src="{}"></script>', "JavaScript")],
)
def test_a_heavy_style_or_script_is_reported(weigh, planted_site, tag, name):
    kind = "text/css" if name == "CSS" else "text/javascript"
    asset = planted_site.serve(f"/* {noise(30_000)} */", Content_Type=kind)
    page = planted_site.serve(planted(tag.format(asset)))
    found = weight_faults(weigh(page))
    assert [fault.split(":")[0] for fault in found] == [f"too heavy, {name}"]


def test_too_many_requests_are_reported(weigh, planted_site):
    many = "".join(f'<img alt="" src="/0/?{number}">' for number in range(20))
    found = home_weight_faults(weigh(planted_site.serve(planted(many))))
    assert found == ["too heavy, requests: 21 > 15"]


@pytest.mark.validator
def test_invalid_html_is_reported(tmp_path):
    (tmp_path / "page.html").write_text(SOUND)
    assert html_faults(tmp_path) == []
    (tmp_path / "page.html").write_text(planted('<p id="a">Un</p><p id="a">Deux</p><ul><p></ul>'))
    found = "\n".join(html_faults(tmp_path))
    assert "Duplicate ID" in found
    assert "not allowed as child of element “ul”" in found

"""What a page is examined for. Each function returns the faults it found, in words."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def accessibility_faults(page, tags=(*WCAG, "best-practice"), without=()):
    """What axe finds by the rules of these tags, without those named."""
    options = {
        "runOnly": {"type": "tag", "values": list(tags)},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    found = AXE.run(page, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]} ({node['failureSummary'][:160]})"
        for violation in found
        for node in violation["nodes"]
    ]


def overflow_faults(page):
    """What makes the page wider than the window: names the widest elements."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= width) return []
            return [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > width + 1)
                .slice(0, 3).map(e => `wider than the window: ${e.outerHTML.slice(0, 120)}`)
                .concat(`${document.documentElement.scrollWidth} > ${width}`)
        }"""
    )


def target_faults(page):
    """Links and controls under 24 CSS px, unless in a line of text (WCAG 2.2, 2.5.8)."""
    return page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, summary')]
            .filter(e => e.checkVisibility() && !e.closest('p, dd, li p, .prose, h1, h2, h3, dt'))
            .map(e => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width > 0 && (box.width < 23.5 || box.height < 23.5))
            .filter(([e]) => getComputedStyle(e).clipPath === 'none')
            .map(([e, box]) => `${Math.round(box.width)}×${Math.round(box.height)}: `
                 + e.outerHTML.slice(0, 100))"""
    )


class Watch:
    """Listens to a context: origins asked, console errors, failed requests, cookies."""

    def __init__(self, context, origin):
        self.context, self.origin = context, origin
        self.requests, self.faults = [], []
        context.on("request", self.on_request)
        context.on("response", self.on_response)
        context.on("console", self.on_console)

    def on_request(self, request):
        self.requests.append(request)
        if not request.url.startswith((self.origin, "data:")):
            self.faults.append(f"another origin: {request.url}")

    def on_response(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")
        if response.header_value("set-cookie"):
            self.faults.append(f"a cookie: {response.url}")

    def on_console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def all_faults(self):
        if self.context.cookies():
            self.faults.append("a cookie is kept")
        return self.faults

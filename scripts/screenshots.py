"""Take pictures of pages as a designer looks at them: each width, light and dark.

    .venv/bin/python scripts/screenshots.py http://127.0.0.1:8000 var/screenshots / /actions/9/

Without pages, one of each kind. Needs the packages of `make test` and a Chromium (CHROMIUM=…).
"""

import sys
from pathlib import Path

from chromium import chromium

PAGES = [
    "/",
    "/journee/",
    "/services/",
    "/services/eau/",
    "/portraits/",
    "/portraits/jardiniere/",
    "/collectivite/",
    "/mot-du-directeur-general/",
    "/participation/",
    "/participation/etats-generaux/",
    "/actions/",
    "/actions/9/",
    "/actions/2/",
    "/chiffres/",
    "/cette-page-n-existe-pas/",
]
WIDTHS = (320, 768, 1280)


def main(site, folder, *pages):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                page = context.new_page()
                for path in pages or PAGES:
                    page.goto(site + path)
                    page.evaluate(  # pictures below the fold load when they come near
                        "document.querySelectorAll('img').forEach(i => i.loading = 'eager')"
                    )
                    page.wait_for_load_state("networkidle")
                    name = path.strip("/").replace("/", "-") or "accueil"
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                context.close()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

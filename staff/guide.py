"""The guide of the back office: a page of docs/guide for each gesture, read beside the screens.

`make guide` takes its pictures; tests/staff/test_guide.py holds what it says against the screens.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString, mark_safe

from publishing.text.prose import RULES

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
NEWS = "nouveautes"  # what changed, for staff: CHANGELOG.md
# Its pages, in the order of its contents, and the models whose screens lead to each.
PAGES: dict[str, tuple[str, ...]] = {
    "premier-acces": (),
    "le-bureau": (),
    "changer-le-statut-d-une-action": ("actions.event", "actions.action", "actions.theme"),
    "corriger-une-etape": (),
    "importer-un-tableau": ("actions.importrun", "actions.importword"),
    "les-bilans": ("actions.tally",),
    "repondre-au-public": ("contact.message",),
    "un-chiffre": ("figures.figure", "figures.source"),
    "un-portrait-et-son-accord": ("portraits.portrait", "portraits.consent"),
    "le-bon-a-tirer": (),
    "une-affiche": (),
    "une-photographie": ("publishing.picture",),
    "un-service-et-ses-horaires": ("services.service", "services.need", "services.trade"),
    "un-moment-de-la-journee": ("services.moment",),
    "une-page": ("pages.page", "pages.campaign", "pages.correction"),
    "une-image-ou-un-document-dans-un-texte": ("writing.attachment",),
    "proposer-une-version": ("staff.proposal",),
    "une-demarche": ("participation.process",),
    "la-lettre-d-information": ("newsletter.issue", "newsletter.delivery"),
    "les-abonnes": ("newsletter.subscriber", "newsletter.listimport"),
    "les-mots-cherches": ("search.signpost", "search.missedword"),
    "revenir-a-une-version": ("admin.logentry",),
    "retirer-des-mots": ("actions.redaction",),
    "importer-et-exporter-une-liste": (),
    "les-mentions-de-la-loi": (
        *("legal.publisher", "legal.host", "legal.identity", "legal.statement", "legal.audit"),
        *("legal.nonconformity", "legal.processing"),
    ),
    "une-tribune": ("legal.tribune", "legal.tribunespace"),
    "en-periode-electorale": ("legal.election", "legal.agreement"),
    "creer-un-compte": ("auth.user", "auth.group", "staff.helpdesk"),
}
# Screens that have no model of their own: the name of their address.
SCREENS = {"index": "le-bureau", "search": "le-bureau", "enrol": "premier-acces"}


class Page(NamedTuple):
    slug: str
    title: str
    html: SafeString

    @property
    def address(self) -> str:
        return reverse("admin:guide_page", args=[self.slug])


def page_for(request: HttpRequest) -> str:
    """The page of the gesture one is on; nothing where none is declared."""
    name = request.resolver_match.url_name or "" if request.resolver_match else ""
    models = {model.replace(".", "_"): slug for slug, models in PAGES.items() for model in models}
    found = [key for key in models if name.startswith(f"{key}_")]
    return models[max(found, key=len)] if found else SCREENS.get(name, "")


def address_for(request: HttpRequest) -> str:
    slug = page_for(request)
    return reverse("admin:guide_page", args=[slug]) if slug else reverse("admin:guide")


@lru_cache(maxsize=1)
def markdown() -> Any:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    for name, rule in RULES.items():
        made.add_render_rule(name, rule)
    made.add_render_rule("link_open", _link)
    made.add_render_rule("image", _image)
    return made


def _link(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    """« corriger-une-etape.md », as the repository shows it, is a page here."""
    href = str(tokens[index].attrs["href"])
    if match := re.fullmatch(r"([a-z0-9-]+)\.md", href):
        tokens[index].attrs["href"] = reverse("admin:guide_page", args=[match[1]])
    return str(renderer.renderToken(tokens, index, options, environment))


def _image(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    token = tokens[index]
    name = str(token.attrs["src"]).rpartition("/")[2]
    token.attrs = {
        "src": reverse("admin:guide_image", args=[name]),
        "alt": token.content,
        "loading": "lazy",
    }
    return str(renderer.renderToken(tokens, index, options, environment))


@cache
def read(slug: str) -> Page:
    """A page of the guide. Raises Http404."""
    if slug not in PAGES and slug != NEWS:
        raise Http404("Cette page du guide n’existe pas.")
    source = Path(settings.BASE_DIR) / "CHANGELOG.md" if slug == NEWS else FOLDER / f"{slug}.md"
    heading, _, text = source.read_text(encoding="utf-8").partition("\n")
    return Page(slug, heading.removeprefix("# "), mark_safe(markdown().render(text)))


class GuidePages:
    """Its addresses in the back office, for its `AdminSite`."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def urls(self) -> list[URLPattern]:
        view = self.site.admin_view
        return [
            path("guide/", view(self.contents), name="guide"),
            path("guide/images/<str:name>", view(self.image), name="guide_image"),
            path("guide/<slug:slug>/", view(self.page), name="guide_page"),
        ]

    def contents(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, "contents", "Guide", pages=[read(slug) for slug in PAGES])

    def page(self, request: HttpRequest, slug: str) -> HttpResponse:
        page, order = read(slug), list(PAGES)
        place = order.index(slug) if slug in order else -2
        following = read(order[place + 1]) if 0 <= place < len(order) - 1 else None
        return self.show(request, "page", page.title, page=page, following=following)

    def image(self, request: HttpRequest, name: str) -> HttpResponse:
        file = FOLDER / "images" / name
        if not re.fullmatch(r"[a-z0-9-]+\.webp", name) or not file.exists():
            raise Http404
        return HttpResponse(file.read_bytes(), content_type="image/webp")

    def show(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        context |= self.site.each_context(request) | {"title": title}
        return TemplateResponse(request, f"admin/guide/{name}.html", context)

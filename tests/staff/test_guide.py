"""The guide is held against the screens: each model has its page, each label quoted exists."""

import ast
import html
import re
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.sites import site
from django.contrib.auth.models import User
from django.test import SimpleTestCase, TestCase
from django.urls import reverse
from django.utils.text import capfirst

from publishing.text.typography import NARROW, NBSP
from scripts.count_lines import product_files
from staff import french, guide

QUOTED = re.compile(r"\*\*« (.+?) »\*\*")
SECTIONS = ["Quand", "Comment faire", "Ce qui peut coincer", "Revenir en arrière"]


def plain(text):
    for space in (NBSP, NARROW, "&nbsp;", "&#8239;"):
        text = text.replace(space, " ")
    return " ".join(html.unescape(text).split())


def words_of_templates():
    for path in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html")):
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
        for inputs in re.findall(r'(?:value|placeholder)="([^"{]+)"', text):
            yield plain(inputs)
        for default in re.findall(r'default:"([^"]+)"', text):
            yield plain(default)
        for piece in re.split(r"<[^>]*>|{%.*?%}|{{.*?}}", text):
            yield plain(piece).rstrip(" :…")


def words_of_scripts():
    for path in sorted((Path(settings.BASE_DIR) / "static" / "js").glob("*.js")):
        yield from map(plain, re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8")))


def words_of_python():
    """Labels: strings that are written in the product, as they are or with a capital."""
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for piece in re.split(r"<[^>]*>", node.value):
                    yield capfirst(plain(piece))


def words_of_django():
    """What Django writes itself, in French, with our names and articles."""
    folder = Path(admin.__file__).parent.parent
    for catalogue in (admin.__file__, folder / "auth" / "__init__.py"):
        file = Path(catalogue).parent / "locale" / "fr" / "LC_MESSAGES" / "django.po"
        for text in re.findall(r'msgstr "(.+)"', file.read_text(encoding="utf-8")):
            yield capfirst(plain(text))
    for model in site._registry:
        name = str(model._meta.verbose_name)
        yield f"Ajouter {french.a(name)}"
        yield capfirst(str(model._meta.verbose_name_plural))


class GuideTextTests(SimpleTestCase):
    def test_each_label_that_it_quotes_is_on_a_screen(self):
        known = {*words_of_templates(), *words_of_scripts(), *words_of_python(), *words_of_django()}
        unknown = [
            f"{slug} : {label}"
            for slug in guide.PAGES
            for label in QUOTED.findall(plain((guide.FOLDER / f"{slug}.md").read_text()))
            if label not in known
        ]
        self.assertEqual(unknown, [])

    def test_each_page_says_when_how_what_may_go_wrong_and_how_to_undo(self):
        files = {path.stem for path in guide.FOLDER.glob("*.md")}
        self.assertEqual(files, set(guide.PAGES))
        for slug in guide.PAGES:
            text = (guide.FOLDER / f"{slug}.md").read_text(encoding="utf-8")
            with self.subTest(slug):
                self.assertEqual(re.findall(r"^## (.+)$", text, re.M), SECTIONS)
                self.assertTrue(QUOTED.search(text))
                for name in re.findall(r"\(([a-z0-9-]+)\.md\)", text):
                    self.assertIn(name, guide.PAGES)
                (picture,) = re.findall(r"!\[.+\]\(images/(.+)\)", text)
                self.assertTrue((guide.FOLDER / "images" / picture).exists(), picture)

    def test_each_model_of_the_menu_has_its_page_and_pictures_are_light(self):
        menu = {model._meta.label_lower for model in site._registry}
        told = [model for models in guide.PAGES.values() for model in models]
        self.assertEqual((set(told), len(told)), (menu, len(menu)))
        pictures = list((guide.FOLDER / "images").iterdir())
        self.assertEqual({path.stem for path in pictures}, set(guide.PAGES))
        self.assertLess(sum(path.stat().st_size for path in pictures), 2_000_000)


class GuideScreenTests(TestCase):
    def test_it_is_read_from_the_screen_one_is_on_by_staff_alone(self):
        self.assertEqual(self.client.get(reverse("admin:guide")).status_code, 302)
        self.client.force_login(User.objects.create_superuser("admin"))
        for name, slug in (
            ("admin:index", "le-bureau"),
            ("admin:actions_event_add", "changer-le-statut-d-une-action"),
            ("admin:newsletter_listimport_add", "les-abonnes"),
            ("admin:portraits_portrait_changelist", "un-portrait-et-son-accord"),
        ):
            address = reverse("admin:guide_page", args=[slug])
            self.assertContains(self.client.get(reverse(name)), f'<a href="{address}">Aide</a>')
        contents = self.client.get(reverse("admin:guide"))
        for slug in (*guide.PAGES, guide.NEWS):
            address = reverse("admin:guide_page", args=[slug])
            self.assertContains(contents, f'href="{address}"')
            self.assertEqual(self.client.get(address).status_code, 200)
        page = self.client.get(reverse("admin:guide_page", args=["retirer-des-mots"]))
        self.assertContains(page, 'href="/admin/guide/corriger-une-etape/"')
        self.assertContains(page, 'src="/admin/guide/images/retirer-des-mots.webp"')
        image = self.client.get("/admin/guide/images/retirer-des-mots.webp")
        self.assertEqual(image["Content-Type"], "image/webp")
        for missing in ("images/secret.webp", "images/..%2Fune-page.md", "autre/"):
            self.assertEqual(self.client.get(f"/admin/guide/{missing}").status_code, 404)

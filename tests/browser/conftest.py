"""A real site, as `make run` starts it, and a real Chromium that visits it."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import sync_playwright

from bench.live_site import collect_static, only_one
from tests.databases import prepared

SECRET_KEY = "navigateur-" + "".join(chr(97 + i % 26) for i in range(60))
ACCOUNT = "essai"
PASSWORD = "un-mot-de-passe-d-essai"
MISSING = "/cette-page-n-existe-pas/"
# What no link of the site map leads to: what is searched, filtered, not understood, not there.
ASKED = [
    "/recherche/?q=halles",
    "/recherche/?q=enfants&type=service",
    "/recherche/?q=hales",
    "/recherche/?q=zzyzx",
    "/recherche/?q=a",
    "/actions/historique/?action=9",
    "/actions/historique/?statut=realisee&du=2018-01-01",
    "/actions/historique/?du=demain&statut=perdue",
    "/actions/historique/?statut=abandonnee",
    "/newsletter/inscription/?action=9&theme=habitat",
    MISSING,
]
# Framed by other sites: one block, without the landmarks of a page.
CARDS = ["/actions/9/carte/", "/actions/2/carte/", "/actions/compteur/carte/"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """The address of the running site, the folder of its data, the paths of its public pages."""

    url: str
    folder: Path
    paths: list[str] = field(default_factory=list)
    cards = CARDS
    missing = MISSING

    @property
    def database(self):
        return self.folder / "db.sqlite3"

    @property
    def mailbox(self):
        return self.folder / "mail"

    @property
    def environment(self):
        return os.environ | {
            "SECRET_KEY": SECRET_KEY,
            "DEBUG": "0",
            "SITE_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.folder / "media"),
            "EMAIL_URL": f"filemail:///{self.mailbox}",
            "PAGE_FILES_ROOT": str(self.folder / "pages"),
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        }

    @property
    def visited(self):
        """Every page that a reader may meet: linked, asked for, or not there."""
        return [*self.paths, *ASKED]

    @staticmethod
    def kind_of(path):
        """The name of the address, or None where there is nothing."""
        try:
            return resolve(path.partition("?")[0]).view_name
        except Resolver404:
            return None

    @property
    def sampled(self):
        """Of each kind of page the first, then one in ten: they differ by their words alone."""
        kinds = {}
        for path in self.visited:
            kinds.setdefault(self.kind_of(path), []).append(path)
        return {path for pages in kinds.values() for path in pages[::10]}

    manage_py = ("manage.py",)
    application = "ales_services.wsgi:application"

    def manage(self, *arguments):
        subprocess.run(
            [sys.executable, *self.manage_py, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            check=True,
            capture_output=True,
        )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("the site stopped while starting")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)  # the process gives no other sign that it listens
    raise RuntimeError(f"nothing answers at {url}")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory, worker_id):
    """A folder with the data as seeded: made by the first process that asks, copied by each."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent  # that of the whole run
    folder = shared / "seeded"
    with only_one(shared / "seeded.lock"):
        if not (folder / "done").exists():
            made = prepared("demonstration")
            shutil.copytree(made.files, folder)
            site = Site("http://127.0.0.1", folder)
            shutil.copy(made.name, site.database)
            collect_static(site.manage)
            account = ("--username", ACCOUNT, "--email", "e@e.example")
            site.manage("createsuperuser", "--noinput", *account)
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def site(seeded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(seeded, folder)
    site = Site(f"http://127.0.0.1:{free_port()}", folder)
    with running(site):
        site.paths = public_paths(site.url)
        yield site


@contextmanager
def running(site):
    """Its server answers, within this context."""
    server = subprocess.Popen(
        [
            *[sys.executable, "-m", "granian", "--interface", "wsgi"],
            *[site.application, "--host", "127.0.0.1", "--port", site.url.rpartition(":")[2]],
            *["--blocking-threads", "4", "--no-ws", "--log-level", "error"],
        ],
        cwd=settings.BASE_DIR,
        env=site.environment,
    )
    try:
        wait_for(site.url, server)
        yield
    finally:
        server.terminate()
        server.wait(10)


def public_paths(url):
    """Every public page that the site map for people names, at the address it ends up at."""
    with urllib.request.urlopen(f"{url}/plan-du-site/") as page:
        links = {"/", *re.findall(r'<a [^>]*href="(/[^"#?]*)"', page.read().decode())}
    paths = set()
    for link in links:
        with urllib.request.urlopen(url + link) as page:
            if page.headers.get_content_type() == "text/html":
                paths.add(page.geturl().removeprefix(url))
    return sorted(paths)


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    options = ["--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium's sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def staff_state(site, browser):
    """What the browser of a signed-in member of staff remembers."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/admin/login/")
    page.get_by_label("Identifiant").fill(ACCOUNT)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Connexion").click()
    page.wait_for_url(f"{site.url}/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def as_seeded(site, staff_state, tmp_path):
    """Puts back what the test changes, so that no other test sees it, in any order."""
    with sqlite3.connect(site.database) as live, sqlite3.connect(tmp_path / "before") as before:
        live.backup(before)
        yield
        before.backup(live)
    live.close()
    before.close()


@pytest.fixture
def staff(browser, staff_state, as_seeded):
    context = browser.new_context(storage_state=staff_state, bypass_csp=True)
    yield context
    context.close()


@pytest.fixture
def open_page(site, browser):
    """Open a path in a fresh, anonymous context; keyword options are Playwright's own."""
    contexts = []

    def open_(path, **options):
        # Without smooth scrolling, what has the focus is in sight at once.
        defaults = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        context = browser.new_context(**defaults | options)
        contexts.append(context)
        page = context.new_page()
        page.goto(site.url + path if path.startswith("/") else path)
        return page

    yield open_
    for context in contexts:
        context.close()

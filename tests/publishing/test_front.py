"""The whole shape of production: nginx, the application server, a database of its own."""

import gzip
import shutil
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
from django.test import SimpleTestCase

from bench.live_site import LiveSite, live_site
from tests.databases import prepared

pytestmark = pytest.mark.front
# The agent of the demonstration allows networks too: the link to withdraw, the public picture.
AGENT = """
from portraits.models import Portrait
from portraits.withdrawal import link_of
portrait = Portrait.objects.get(slug="camille-exemple")
portrait.consent.on_networks = True
portrait.consent.save()
portrait.approved_digest = portrait.shown_digest()
portrait.save()
print("agent", link_of(portrait.consent), portrait.picture.address(640, "avif"))
"""
PASSING = {"date", "server", "connection", "content-length", "vary", "last-modified", "etag"}


@contextmanager
def another_machine(site):
    """A second one of this site, on the same database: its own application, nginx, page files and
    copy of the media."""
    with tempfile.TemporaryDirectory(prefix="machine-") as folder:
        Path(folder).chmod(0o755)
        machine = LiveSite(Path(folder), site.database)
        machine.environment["SITE_URL"] = site.url
        for media in site.folder.glob("media*"):
            shutil.copytree(media, Path(folder) / media.name)
        try:
            machine.start_application()
            machine.start_front()
            yield machine
        finally:
            machine.stop()


def told(answer):
    """The headers of an answer, comparable from one server to another."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    policy = headers.get("content-security-policy", "")
    headers["content-security-policy"] = "; ".join(sorted(policy.split("; ")))
    return {name: value for name, value in headers.items() if name not in PASSING}


@pytest.mark.long
class ProductionTests(SimpleTestCase):
    databases = {"default"}  # the site's own is made on the server of the database under test

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        site = prepared("demonstration")
        cls.site = cls.enterClassContext(live_site(site.name, site.files))

    def front(self, path, **options):
        return self.site.get(path, **options)

    def application(self, path, **options):
        return self.site.get(path, port=self.site.port, **options)

    def pages(self):
        """The addresses of all that the front may send by itself."""
        root = self.site.pages / "current" / "pages"
        files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
        plain = [file for file in files if not file.endswith((".gz", ".br"))]
        return [f"/{file.removesuffix('index.html')}" for file in plain]

    @pytest.mark.once
    def test_every_page_is_the_same_from_both_with_the_same_headers(self):
        self.site.manage("warm")
        pages = self.pages()
        self.assertGreater(len(pages), 100)
        for rank, path in enumerate(sorted(pages)):
            for coding in ("identity", "gzip", "br") if rank % 10 == 0 else ("identity",):
                front = self.front(path, Accept_Encoding=coding)
                alone = self.application(path, Accept_Encoding=coding)
                with self.subTest(f"{path} {coding}"):
                    self.assertEqual((front.status, alone.status), (200, 200))
                    self.assertEqual(told(front), told(alone))
                    self.assertEqual(front.headers["ETag"], alone.headers.get("etag"))
                    self.assertEqual(front.body, alone.body)

    def test_pages_never_asked_for_have_the_same_headers_when_the_application_makes_them(self):
        for path in ("/actions/9/carte/", "/actions/au/2018-05-05/", "/actions/au/2018-05-05.json"):
            made, kept = self.front(path), self.front(path)
            self.assertEqual(told(made), told(kept), path)

    def test_it_sends_what_is_compressed_and_says_who_has_it_already(self):
        plain = self.front("/actions/").body
        for coding, read in (("gzip", gzip.decompress), ("br", brotli.decompress)):
            page = self.front("/actions/", Accept_Encoding=coding)
            self.assertEqual(page.headers["Content-Encoding"], coding)
            self.assertEqual(read(page.body), plain)
            again = self.front(
                "/actions/", Accept_Encoding=coding, If_None_Match=page.headers["ETag"]
            )
            self.assertEqual((again.status, again.body), (304, b""))
        head = self.front("/actions/", method="HEAD")
        self.assertEqual((head.status, head.body), (200, b""))

    def test_it_leaves_to_the_application_what_is_no_plain_page(self):
        for path, status in {
            "/recherche/?q=halles": 200,
            "/actions/?page=1": 200,
            "/actions": 301,
            "/actions/index.html": 404,
            "/actions/index.html.gz": 404,
            "/actions/flux.atom.gz": 404,
            "/actions/%2e%2e/%2e%2e/until": 400,
            "/actions/%2e%2e/until": 404,
            "/../../etc/passwd": 400,
            "/until": 301,
            "/about/actions/index.html": 404,
            "/absente/": 404,
            "/admin/login/": 200,
        }.items():
            with self.subTest(path):
                self.assertEqual(self.front(path).status, status)
        refused = self.front("/actions/", method="POST", body="a=b")
        self.assertEqual((refused.status, refused.headers["allow"]), (405, "GET, HEAD"))
        self.assertEqual(self.front("/actions/", Host="ailleurs.example").status, 400)
        self.assertIn("noindex", self.front("/absente/").text)

    def test_an_answer_to_one_question_is_compressed_as_it_leaves_but_for_the_back_office(self):
        plain = self.front("/recherche/?q=halles").body
        page = self.front("/recherche/?q=halles", Accept_Encoding="gzip")
        self.assertEqual(page.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(page.body), plain)
        # Its forms hold secrets, which compression beside typed words would let guess (BREACH).
        staff = self.front("/admin/login/", Accept_Encoding="gzip")
        self.assertNotIn("Content-Encoding", staff.headers)

    def test_static_files_come_compressed_for_ever_and_pictures_too(self):
        page = self.front("/").text
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        sheet = self.front(style, Accept_Encoding="br")
        self.assertEqual(sheet.headers["Content-Encoding"], "br")
        self.assertIn("immutable", sheet.headers["Cache-Control"])
        self.assertEqual(told(sheet)["content-type"], "text/css; charset=utf-8")
        picture = page.split("/media/photos/")[1].split(" ")[0].split('"')[0]
        image = self.front(f"/media/photos/{picture}")
        self.assertEqual((image.status, image.headers["Content-Type"]), (200, "image/avif"))
        self.assertEqual(image.headers["X-Content-Type-Options"], "nosniff")

    def test_after_an_edit_under_load_no_old_page_is_sent(self):
        self.site.sign_in()
        answered, stop, faults, seen = [0], threading.Event(), [], []

        def visit():
            while not stop.is_set():
                at_least = answered[0]
                page = self.front("/actions/9/").text
                version = int(page.split("Version ")[1].split("<")[0])
                seen.append(version)
                if version < at_least:
                    faults.append((at_least, version))

        self.site.rename_theme("Version 0")
        visitors = [threading.Thread(target=visit) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        try:
            for version in range(1, 13):
                self.site.rename_theme(f"Version {version}")
                answered[0] = version
                self.assertIn(f"Version {version}<", self.front("/actions/9/").text)
        finally:
            stop.set()
            for visitor in visitors:
                visitor.join()
        self.assertEqual(faults, [])
        self.assertGreater(len(seen), 20)

    def test_a_withdrawal_takes_all_away_from_every_machine_within_a_minute(self):
        link, picture = self.site.manage("shell", "-c", AGENT).split("agent ")[-1].split()
        page = "/portraits/camille-exemple/"
        names = ["", "partage.png", "affiche/", "affiche.pdf", "affiche-a3.pdf"]
        names += ["affiche-carree.png", "affiche-story.png"]
        paths = [picture, *(page + name for name in names)]
        with another_machine(self.site) as other:
            machines = [self.site, other]
            for path in paths * 2:  # the second time nginx has it written
                for machine in machines:
                    self.assertEqual(machine.get(path).status, 200, path)
                    self.assertEqual(machine.get(path, port=machine.port).status, 200, path)
            for machine in machines:
                self.assertTrue((machine.pages / f"current/pages{page}index.html").exists())

            answer = self.front(link.removeprefix(self.site.url), method="POST")
            self.assertEqual(answer.status, 302)

            left = [(machine, path) for machine in machines for path in paths]
            for machine, path in left[: len(paths)]:  # the one that was asked: at once
                self.assertIn(machine.get(path).status, (404, 410), path)
            until = time.monotonic() + 60
            while left and time.monotonic() < until:
                left = [(one, path) for one, path in left if one.get(path).status == 200]
            self.assertEqual([path for _, path in left], [])
            for machine in machines:
                self.assertEqual(machine.get(page).status, 410)
                for path in paths:
                    self.assertIn(machine.get(path, port=machine.port).status, (404, 410), path)

    def until(self, path, status):
        """Ask again until it is so: what the site promises is that it comes by itself."""
        for _ in range(600):
            if self.site.get(path).status == status:
                return
            time.sleep(0.05)
        self.fail(f"{path} never answered {status}")

    def test_written_pages_outlive_the_application_then_the_database(self):
        written, other = "/actions/", "/actions/au/2018-06-06/"
        for _ in range(2):
            self.assertEqual(self.site.get(written).status, 200)

        self.site.kill_application()
        self.assertEqual(self.site.get(written).status, 200)
        away = self.site.get(other)
        self.assertEqual(away.status, 503)
        self.assertIn("Le site revient dans quelques minutes", away.text)
        self.assertEqual(away.headers["Retry-After"], "30")
        self.assertEqual(away.headers["X-Frame-Options"], "DENY")

        self.site.database.stop()
        self.assertEqual(self.site.get(written).status, 200)
        self.site.start_application()
        self.assertEqual(self.site.get(written).status, 200)
        self.assertEqual(self.site.get(written, port=self.site.port).status, 200)
        away = self.site.get(other)
        self.assertEqual(away.status, 503)
        self.assertIn("Le site revient dans quelques minutes", away.text)

        self.site.database.start()
        self.until(other, 200)
        self.assertEqual(self.site.get(written).status, 200)

import gzip
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from unittest import mock

import brotli
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import OperationalError
from django.test import SimpleTestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from publishing.page_files import front, log, versions
from publishing.page_files.folder import PageFolder
from publishing.page_files.pages import LARGE, codings_of, family_of, file_of, is_cacheable
from publishing.page_files.serving import PageFiles
from publishing.page_files.store import FAMILY_LIMIT, VersionStore
from tests.clock import clock_at
from tests.factories import make_action, make_moment, make_portrait

from .page_files_case import PageFilesTestCase, Visitor


class NameTests(SimpleTestCase):
    def test_a_page_has_a_folder_and_a_file_its_own_name(self):
        for path, file in {
            "/": "index.html",
            "/actions/9/": "actions/9/index.html",
            "/actions/flux.atom": "actions/flux.atom",
            "/actions/au/2019-04-15.json": "actions/au/2019-04-15.json",
        }.items():
            self.assertEqual(file_of(path), file)

    def test_what_could_lead_elsewhere_has_no_file(self):
        for path in [
            "",
            "actions/",
            "//",
            "/../etc/passwd",
            "/actions/../../x.json",
            "/.well-known/security.txt",
            "/actions/.cache/",
            "/a\0b/",
            "/caf\xe9/",
            "/a b/",
            "/a//b/",
            "/actions",
            "/index.html",
            "/actions/index.html",
            "/actions/flux.atom.gz",
            "/actions/index.html.br",
            "/admin/",
            "/static/css/base.css",
            "/media/images/1/2.jpg",
            f"/{'a' * 200}/",
        ]:
            with self.subTest(path[:30]):
                self.assertIsNone(file_of(path))

    def test_only_addresses_without_end_are_a_family(self):
        self.assertEqual(family_of("actions/au/2019-04-15.json"), "actions/au")
        self.assertEqual(family_of("actions/entre/a/b/index.html"), "actions/entre")
        for file in ("index.html", "actions/index.html", "actions/9/index.html", "flux.atom"):
            self.assertIsNone(family_of(file))


class ChoiceTests(SimpleTestCase):
    def test_only_what_is_the_same_for_anyone_is_kept(self):
        self.assertTrue(is_cacheable("200 OK", [("Cache-Control", "public, no-cache")]))
        for status, name, value in [
            ("404 Not Found", "Server", "x"),
            ("301 Moved Permanently", "Location", "/"),
            ("200 OK", "Set-Cookie", "a=b"),
            ("200 OK", "cache-control", "max-age=0, No-Store"),
            ("200 OK", "Cache-Control", "private"),
            ("200 OK", "Vary", "Accept, Cookie"),
            ("200 OK", "Vary", "*"),
            ("200 OK", "X-Robots-Tag", "noindex"),
            ("200 OK", "Content-Encoding", "gzip"),
        ]:
            with self.subTest(f"{name}: {value}"):
                self.assertFalse(is_cacheable(status, [(name, value)]))

    def test_the_best_coding_that_the_browser_takes(self):
        for accepted, codings in {
            "gzip, deflate, br": ("br", "gzip", ""),
            "gzip;q=1.0, br;q=0": ("gzip", ""),
            "GZIP": ("gzip", ""),
            "identity": ("",),
            "": ("",),
        }.items():
            self.assertEqual(codings_of(accepted), codings)


class KeepingTests(PageFilesTestCase):
    def test_a_page_is_made_once_then_sent_from_its_file(self):
        make_action(number=9, title="Les Halles")

        first, second = self.visit("/actions/9/"), self.visit("/actions/9/")

        self.assertEqual(self.asked, ["/actions/9/"])
        self.assertIn("Les Halles", first.text)
        self.assertEqual(first, second)
        self.assertEqual(
            self.files(), [f"actions/9/index.html{suffix}" for suffix in ("", ".br", ".gz")]
        )

    def test_another_process_sends_the_same_file(self):
        page = self.visit("/actions/")
        _, visit = self.another_process()
        self.assertEqual(visit("/actions/"), page)
        self.assertEqual(self.asked, ["/actions/"])

    def test_each_browser_has_it_compressed_as_it_likes(self):
        plain = self.visit("/actions/")
        for coding, read in (("gzip", gzip.decompress), ("br", brotli.decompress)):
            page = self.visit("/actions/", HTTP_ACCEPT_ENCODING=coding)
            self.assertEqual(page.headers["Content-Encoding"], coding)
            self.assertEqual(page.headers["Vary"], "Accept-Encoding")
            self.assertEqual(page.headers["Content-Length"], str(len(page.body)))
            self.assertEqual(read(page.body), plain.body)
        self.assertNotIn("Content-Encoding", plain.headers)

    def test_whoever_has_it_already_is_told_so(self):
        for coding in ("", "gzip", "br"):
            etag = self.visit("/actions/", HTTP_ACCEPT_ENCODING=coding).headers["ETag"]
            for known in (etag, f'"autre", W/{etag}', "*"):
                again = self.visit(
                    "/actions/", HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=known
                )
                self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual(self.visit("/actions/", HTTP_IF_NONE_MATCH='"autre"').status, 200)

    def test_a_condition_asked_first_does_not_keep_the_page_from_being_written(self):
        page = self.visit(
            "/actions/flux.atom", HTTP_IF_MODIFIED_SINCE="Fri, 01 Jan 2038 00:00:00 GMT"
        )
        self.assertEqual(page.status, 200)
        self.assertIn("actions/flux.atom", self.files())

    def test_head_is_answered_from_the_file_without_its_bytes(self):
        head, page = self.visit("/actions/", method="HEAD"), self.visit("/actions/")
        self.assertEqual((head.status, head.body), (200, b""))
        self.assertEqual(head.headers, page.headers)
        self.assertEqual(self.asked, ["/actions/"])

    def test_every_kind_of_file_keeps_its_type(self):
        make_action(status="en-cours")
        for path, content_type in {
            "/actions/flux.atom": "application/atom+xml; charset=utf-8",
            "/donnees/actions.csv": "text/csv; charset=utf-8; header=present",
            "/donnees/actions.json": "application/json; charset=utf-8",
            "/donnees/catalogue.jsonld": "application/ld+json",
            "/actions/affiche.pdf": "application/pdf",
            "/partage.png": "image/png",
            "/robots.txt": "text/plain; charset=utf-8",
            "/sitemap.xml": "application/xml",
        }.items():
            with self.subTest(path):
                first, second = self.visit(path), self.visit(path)
                self.assertEqual(first.status, 200)
                self.assertEqual(second.headers["Content-Type"], content_type)
                self.assertEqual(self.asked.count(path), 1)
                self.assertEqual(first.body, second.body)

    def test_the_headers_are_those_of_django(self):
        make_action(number=9)
        for path in ("/", "/actions/9/", "/actions/9/carte/", "/actions/flux.atom"):
            django = Visitor(WSGIHandler())(path).headers
            for _ in range(2):
                kept = self.visit(path).headers
                for name in set(django) - {"ETag", "Last-Modified", "Content-Security-Policy"}:
                    self.assertEqual(kept[name], django[name], path)
                self.assertEqual(
                    sorted(kept["Content-Security-Policy"].split("; ")),
                    sorted(django["Content-Security-Policy"].split("; ")),
                )

    def test_a_front_may_send_only_what_has_the_headers_it_foresees(self):
        make_action(number=9)
        for path in ("/actions/9/", "/actions/9/carte/", "/donnees/actions.csv"):
            self.visit(path)
        places = {
            path.parts[-1]: path.relative_to(self.root).parts[1]
            for path in self.root.glob("[0-9]*/[pa][ap]*/**/*")
            if path.is_file() and path.suffix in (".html", ".csv")
        }
        self.assertEqual(places, {"index.html": "pages", "actions.csv": "apart"})
        cards = list(self.root.glob("[0-9]*/pages/actions/9/carte/index.html"))
        self.assertEqual(len(cards), 1)
        self.assertNotIn("X-Frame-Options", front.headers_of("/actions/9/carte/"))
        self.assertIn(
            "frame-ancestors *", front.headers_of("/actions/9/carte/")["Content-Security-Policy"]
        )
        self.assertEqual(front.headers_of("/actions/9/")["X-Frame-Options"], "DENY")

    def test_what_is_not_a_public_page_is_never_written(self):
        action = make_action(number=9, state="brouillon", title="Secrète")
        for path in [
            "/recherche/?q=halles",
            action.get_preview_url(),
            "/actions/9/",
            "/actions/404/",
            "/actions",
            "/admin/login/",
            "/.well-known/security.txt",
        ]:
            self.visit(path)
        self.visit("/actions/", method="POST")
        self.visit("/", HTTP_HOST="ailleurs.example")
        self.assertEqual(self.files(), [])
        self.assertEqual(self.anywhere("Secrète"), [])

    def test_what_a_visitor_says_of_themselves_does_not_reach_the_page_of_all(self):
        self.visit("/actions/", HTTP_COOKIE="sessionid=x", HTTP_USER_AGENT="Mouchard/1.0")
        self.assertEqual(self.anywhere("Mouchard"), [])
        self.assertIn("actions/index.html", self.files())

    def test_addresses_without_end_do_not_fill_the_disk(self):
        make_action(status="en-cours")
        self.visit("/")
        store = self.folder.store()
        store.families["actions/au"] = FAMILY_LIMIT - 1

        for day in ("2019-01-01", "2019-01-02", "2019-01-03"):
            self.assertEqual(self.visit(f"/actions/au/{day}/").status, 200)

        kept = [file for file in self.files() if file.endswith("index.html") and "au/" in file]
        self.assertEqual(kept, ["actions/au/2019-01-01/index.html"])

    def test_a_file_of_data_is_the_same_whatever_follows_its_question_mark(self):
        make_action(status="en-cours")
        self.visit("/donnees/etapes.csv?1")
        self.assertEqual(self.visit("/donnees/etapes.csv?2"), self.visit("/donnees/etapes.csv"))
        self.assertEqual(self.asked, ["/donnees/etapes.csv"])

    def test_a_large_answer_is_kept_on_the_disk_and_sent_from_there(self):
        body = b"une ligne de chiffres\n" * (LARGE // 20)

        def django(environ, start_response):
            self.asked.append(environ["PATH_INFO"])
            start_response("200 OK", [("Content-Type", "text/csv")])
            return iter([body[:1000], body[1000:]])

        visit = Visitor(PageFiles(django, self.folder))
        first, second = visit("/donnees/etapes.csv"), visit("/donnees/etapes.csv")
        packed = visit("/donnees/etapes.csv", HTTP_ACCEPT_ENCODING="gzip, br")
        etag = second.headers["ETag"]

        self.assertEqual(self.asked, ["/donnees/etapes.csv"])
        self.assertEqual((first.body, second.body), (body, body))
        self.assertEqual(gzip.decompress(packed.body), body)
        self.assertEqual(visit("/donnees/etapes.csv", HTTP_IF_NONE_MATCH=etag).status, 304)
        self.assertEqual(self.folder.store().pages, {})  # nothing of it in memory

    @override_settings(SECURE_SSL_REDIRECT=True)
    def test_a_page_is_not_sent_without_safety_where_the_site_is_safe(self):
        self.visit("/actions/", **{"wsgi.url_scheme": "https"})
        self.assertEqual(self.visit("/actions/").status, 301)
        self.assertEqual(self.visit("/actions/", HTTP_X_FORWARDED_PROTO="https").status, 301)


class FreshnessTests(PageFilesTestCase):
    def sign_in(self):
        """What the browser of an administrator sends with a form."""
        User.objects.create_superuser("essai", password="un-mot-de-passe-d-essai")
        self.client.login(username="essai", password="un-mot-de-passe-d-essai")
        session = self.client.cookies["sessionid"].value
        token = "a" * 32
        return {
            "HTTP_COOKIE": f"sessionid={session}; csrftoken={token}",
            "HTTP_X_CSRFTOKEN": token,
            "HTTP_ORIGIN": "http://127.0.0.1:8000",
        }

    def test_an_edit_is_on_the_page_at_the_next_request(self):
        action = make_action(number=9, title="Les Halles")
        former = self.visit("/actions/9/")
        former_etag = former.headers["ETag"]

        Action.objects.filter(pk=action.pk).update(title="Les Hallas")  # the same length
        self.folder.follow()

        page = self.visit("/actions/9/", HTTP_IF_NONE_MATCH=former_etag)
        self.assertEqual(page.status, 200)
        self.assertIn("Les Hallas", page.text)
        self.assertEqual(len(self.anywhere("Les Halles")), 0)

    def test_a_withdrawn_portrait_is_gone_from_the_disk_when_the_form_has_answered(self):
        portrait = make_portrait(trade="Fontainier", slug="fontainier")
        for path in ("/portraits/", "/portraits/fontainier/", "/plan-du-site/"):
            self.assertIn("Fontainier", self.visit(path).text)
        self.assertEqual(len(self.anywhere("Fontainier")), 3)
        staff = self.sign_in()

        form = (
            "slug=fontainier&trade=Fontainier&text=Il+veille.&is_example=on&state=brouillon"
            f"&picture={portrait.picture_id}&_save="
            "&focal_x=0.5&focal_y=0.5&is_decorative=on"
            "&other_pictures-TOTAL_FORMS=0&other_pictures-INITIAL_FORMS=0"
        )
        answer = self.visit(
            reverse("admin:portraits_portrait_change", args=[portrait.pk]),
            method="POST",
            body=form.encode(),
            **staff,
        )

        self.assertEqual(answer.status, 302)
        portrait.refresh_from_db()
        self.assertEqual(portrait.state, "brouillon")
        self.assertEqual(self.anywhere("Fontainier"), [])
        self.assertEqual(self.visit("/portraits/fontainier/").status, 404)

    def test_another_process_sends_nothing_of_before_the_edit(self):
        make_action(number=9, title="Avant")
        _, visit = self.another_process()
        visit("/actions/9/")
        Action.objects.update(title="Après")
        self.folder.follow()
        self.assertIn("Après", visit("/actions/9/").text)

    def test_a_page_made_of_older_rows_never_lands_in_a_newer_version(self):
        make_action(number=9, title="Avant")

        def django(environ, start_response):
            pieces = WSGIHandler()(environ, start_response)
            Action.objects.update(title="Après")  # while the page is on its way
            self.folder.follow()
            return pieces

        slow = Visitor(PageFiles(django, self.folder))
        self.assertIn("Avant", slow("/actions/9/").text)
        self.assertEqual(self.anywhere("Avant"), [])
        self.assertIn("Après", self.visit("/actions/9/").text)

    def test_a_process_that_dies_before_moving_the_folder_is_made_up_for(self):
        make_action(number=9, title="Avant")
        self.visit("/actions/9/")
        Action.objects.update(title="Après")  # and nobody follows: the process is dead
        other, visit = self.another_process()
        other.follow()  # as each process does every half second
        self.assertIn("Après", visit("/actions/9/").text)
        self.assertEqual(self.anywhere("Avant"), [])

    def test_one_that_dies_while_moving_leaves_no_stale_page(self):
        make_action(number=9, title="Avant")
        self.visit("/actions/9/")
        Action.objects.update(title="Après")
        half_made = self.root / f"{versions.number()}-{self.folder.release}" / "pages/actions/9"
        half_made.mkdir(parents=True)
        (half_made / "index.html").write_text("D’une autre vie de la base")
        self.folder.follow()
        self.assertIn("Après", self.visit("/actions/9/").text)
        self.assertEqual(self.anywhere("autre vie"), [])

    def test_a_backup_put_back_is_followed_too(self):
        self.visit("/")
        versions.move()
        self.folder.follow()
        forward = self.folder.name
        versions.ContentVersion.objects.update(number=1)
        self.folder.follow()
        self.assertNotEqual(self.folder.name, forward)
        self.assertTrue(self.folder.name.startswith("1-"))

    def test_pages_of_another_release_are_not_sent(self):
        self.visit("/actions/")
        newer, visit = self.another_process("fedcba987654")
        newer.follow()
        visit("/actions/")
        self.assertEqual(self.asked, ["/actions/", "/actions/"])
        self.assertTrue(self.folder.name.endswith("fedcba987654"))
        self.folder.follow()  # the older process, before it ends, does not take it back
        self.assertTrue(self.folder.name.endswith("fedcba987654"))
        self.assertEqual(self.visit("/actions/").status, 200)

    def test_two_machines_each_follow_the_same_database(self):
        make_action(number=9, title="Avant")
        self.visit("/actions/9/")
        elsewhere = PageFolder(self.root.parent / "autre", self.folder.release)
        visit = Visitor(PageFiles(self.django, elsewhere))
        visit("/actions/9/")
        Action.objects.update(title="Après")
        for folder in (self.folder, elsewhere):
            folder.follow()
        self.assertIn("Après", self.visit("/actions/9/").text)
        self.assertIn("Après", visit("/actions/9/").text)
        self.assertEqual(
            self.visit("/actions/9/").headers["ETag"], visit("/actions/9/").headers["ETag"]
        )


class TimeTests(PageFilesTestCase):
    def until(self):
        self.folder.follow()
        return self.folder.store().until

    def test_midnight_ends_a_version(self):
        midnight = timezone.localtime() + timezone.timedelta(days=1)
        midnight = midnight.replace(hour=0, minute=0, second=0, microsecond=0)
        self.assertEqual(self.until(), midnight.timestamp())

    def test_planned_publications_and_withdrawals_end_it_sooner(self):
        soon = timezone.now() + timezone.timedelta(seconds=20)
        make_action(number=9, title="Bientôt", publish_at=soon)
        make_action(number=8, state="brouillon", publish_at=soon - timezone.timedelta(seconds=0.1))
        self.assertEqual(self.until(), soon.timestamp())
        make_action(number=7, unpublish_at=soon - timezone.timedelta(seconds=0.05))
        self.assertEqual(self.until(), (soon - timezone.timedelta(seconds=0.05)).timestamp())

    def test_what_was_planned_shows_at_its_instant_whoever_looks(self):
        end = timezone.now() + timezone.timedelta(minutes=1)
        make_action(number=9, title="Éphémère", status="en-cours", unpublish_at=end)
        self.assertIn("Éphémère", self.visit("/actions/").text)
        number = versions.number()
        later = end + timezone.timedelta(seconds=1)

        with clock_at(later.isoformat()), mock.patch.object(time, "time", later.timestamp):
            page = self.visit("/actions/")

        self.assertNotIn("Éphémère", page.text)
        self.assertEqual(versions.number(), number + 1)
        self.assertEqual(self.anywhere("Éphémère"), [])

    def test_the_moment_of_the_home_page_gives_way_to_the_next(self):
        noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
        make_moment(time="12:00")
        make_moment(time="15:00", state="brouillon")
        with clock_at((noon - timezone.timedelta(hours=1)).isoformat()):
            self.assertEqual(self.until(), noon.timestamp())


class TroubleTests(PageFilesTestCase):
    def setUp(self):
        super().setUp()
        log.last_logged.clear()

    def test_a_database_away_leaves_the_written_pages(self):
        make_action(number=9, title="Les Halles")
        self.visit("/actions/9/")

        def away(*_):
            raise OperationalError("la base est arrêtée")

        with mock.patch.object(versions, "number", away), self.assertLogs(log.logger) as told:
            self.folder.store().until = 0  # past its time, too
            with mock.patch.object(versions, "move_from", away):
                for _ in range(3):
                    self.assertIn("Les Halles", self.visit("/actions/9/").text)
                    self.folder.store().until = 0
        self.assertEqual(len(told.output), 1)

    def test_a_full_disk_slows_the_site_and_is_told_once(self):
        make_action(number=9, title="Les Halles")
        self.visit("/")
        with (
            mock.patch.object(os, "rename", side_effect=OSError(28, "No space left on device")),
            self.assertLogs(log.logger) as told,
        ):
            for _ in range(3):
                self.assertIn("Les Halles", self.visit("/actions/9/").text)
        self.assertEqual(len(told.output), 1)
        self.assertIn("No space left", told.output[0])
        self.assertEqual(self.asked.count("/actions/9/"), 3)
        self.assertEqual(list(self.root.rglob("draft-*")), [])

    def test_a_folder_that_cannot_follow_serves_no_page_of_the_past(self):
        make_action(number=9, title="Avant")
        self.visit("/actions/9/")
        Action.objects.update(title="Après")
        with (
            mock.patch.object(Path, "mkdir", side_effect=OSError(30, "Read-only file system")),
            self.assertLogs(log.logger) as told,
        ):
            self.folder.follow()
            self.assertIn("Après", self.visit("/actions/9/").text)
            self.assertIsNone(self.folder.name)
        self.assertIn("Read-only", told.output[0])
        self.folder.follow()  # the disk is well again
        self.visit("/actions/9/")
        self.assertEqual(self.asked.count("/actions/9/"), 3)
        self.visit("/actions/9/")
        self.assertEqual(self.asked.count("/actions/9/"), 3)

    def test_no_page_is_kept_while_the_database_does_not_watch_its_tables(self):
        """As after a `migrate` that was killed: a withdrawal would never be seen."""
        make_action(number=9, title="Les Halles")
        self.visit("/actions/9/")
        versions.remove_triggers()
        with self.assertLogs(log.logger) as logged:
            self.folder.follow()  # as each process does every half second
        self.assertIn("manage.py migrate", logged.output[0])
        Action.objects.update(state="brouillon")
        self.assertEqual(self.visit("/actions/9/").status, 404)
        self.assertEqual(self.files(), [])

        call_command("migrate", verbosity=0)
        self.folder.follow()
        self.visit("/actions/")
        self.assertEqual(self.files(), [f"actions/index.html{end}" for end in ("", ".br", ".gz")])

    def test_a_root_that_is_a_file_is_told_and_the_site_goes_on(self):
        self.root.write_text("")
        with self.assertLogs(log.logger):
            self.assertEqual(self.visit("/actions/").status, 200)
        self.assertEqual(self.visit("/actions/").status, 200)

    def test_a_version_removed_by_hand_is_made_again(self):
        self.visit("/actions/")
        shutil.rmtree(self.root)
        self.assertEqual(self.visit("/actions/").status, 200)
        self.folder.follow()
        self.visit("/actions/")
        self.assertIn("actions/index.html", self.files())

    def test_nothing_can_be_added_to_a_version_that_is_over(self):
        self.visit("/")
        store = VersionStore(self.root, self.folder.name)
        versions.move()
        self.folder.follow()
        page = store.add("actions/index.html", "/actions/", [("Content-Type", "text/html")], b"x")
        self.assertEqual(page.forms[""].body, b"x")
        self.assertEqual(self.files(), [])


class CrowdTests(SimpleTestCase):
    """Many ask for one page at once: with threads, so without the database of the tests."""

    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.asked = 0
        self.ready = threading.Event()
        version = self.root / "1-0123456789ab"
        version.mkdir()
        (version / "until").write_text(str(time.time() + 3600))
        (self.root / "current").symlink_to(version.name)

    def site(self, status="200 OK"):
        """Each has a folder of its own, as each process has."""

        def slow(environ, start_response):
            self.asked += 1
            self.ready.wait(10)
            start_response(status, [("Content-Type", "text/html"), ("Content-Length", "4")])
            return [b"page"]

        return Visitor(PageFiles(slow, PageFolder(self.root, "0123456789ab")))

    def crowd(self, visits):
        answers = []
        threads = [
            threading.Thread(target=lambda visit=visit: answers.append(visit("/actions/")))
            for visit in visits
        ]
        for thread in threads:
            thread.start()
        self.ready.set()
        for thread in threads:
            thread.join(30)
        return answers

    def test_one_makes_the_page_and_the_others_wait_for_it(self):
        visit = self.site()
        answers = self.crowd([visit] * 8)
        self.assertEqual([answer.body for answer in answers], [b"page"] * 8)
        self.assertEqual(self.asked, 1)

    def test_so_do_those_of_several_processes(self):
        answers = self.crowd([self.site() for _ in range(6)])
        self.assertEqual([answer.body for answer in answers], [b"page"] * 6)
        self.assertEqual(self.asked, 1)

    def test_one_who_fails_frees_the_others(self):
        attempts = []

        def fails_once(environ, start_response):
            attempts.append(environ)
            if len(attempts) == 1:
                raise MemoryError
            start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "4")])
            return [b"page"]

        visit = Visitor(PageFiles(fails_once, PageFolder(self.root, "0123456789ab")))
        with self.assertRaises(MemoryError):
            visit("/actions/")
        self.assertEqual(visit("/actions/").body, b"page")

    def test_nobody_waits_twice_for_what_is_not_kept(self):
        visit = self.site("404 Not Found")
        self.ready.set()
        visit("/actions/")
        store = visit.application.folder.store()
        self.assertEqual(store.refused, {"actions/index.html"})
        with visit.application.folder.turn("actions/index.html"):
            self.assertEqual(visit("/actions/").status, 404)  # though another holds the place

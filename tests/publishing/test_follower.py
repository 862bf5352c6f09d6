"""Each process looks by itself, in a thread; and the commands that write pages and settings."""

import io
import threading

from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.test import SimpleTestCase, override_settings

from publishing.page_files import versions
from publishing.page_files.folder import Follower, follow_content
from publishing.progress import Progress
from tests.factories import make_action

from .page_files_case import PageFilesTestCase


class CountingFolder:
    """Stands where the folder does, and counts the looks."""

    def __init__(self, answers):
        self.looks = 0
        self.answers = answers
        self.enough = threading.Event()

    def follow_if_possible(self):
        self.looks += 1
        if self.looks >= len(self.answers):
            self.enough.set()
        return self.answers[min(self.looks, len(self.answers)) - 1]


class FollowerTests(SimpleTestCase):
    def follow(self, answers):
        folder = CountingFolder(answers)
        follower = Follower(folder, seconds=0.001)
        for _ in range(5):  # as many requests
            follower.start()
        self.assertTrue(folder.enough.wait(30))
        threads = [thread for thread in threading.enumerate() if thread.name == "follower"]
        follower.stop()
        for thread in threads:
            thread.join(30)
        return threads

    def test_one_thread_by_process_looks_again_and_again(self):
        self.assertEqual(len(self.follow([True, True, True])), 1)

    def test_it_goes_on_after_a_database_that_was_away(self):
        self.assertEqual(len(self.follow([True, False, False, True])), 1)


class CommandTests(PageFilesTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(override_settings(PAGE_FILES_ROOT=self.root))

    def test_warm_writes_pages_feeds_and_data_and_says_how_many(self):
        make_action(number=9, title="Les Halles", status="en-cours")
        said = io.StringIO()
        call_command("warm", stdout=said)
        self.assertRegex(said.getvalue(), r"^\d+ adresses prêtes dans /")
        for file in (
            "index.html",
            "actions/9/index.html",
            "actions/flux.atom",
            "donnees/actions.csv",
            "sitemap.xml",
        ):
            self.assertIn(file, self.files())

    @override_settings(PAGE_FILES_ROOT=None)
    def test_without_a_folder_the_commands_say_what_is_missing(self):
        for command in ("warm", "nginx_conf"):
            with self.assertRaisesMessage(CommandError, "donnez PAGE_FILES_ROOT"):
                call_command(command, stdout=io.StringIO())

    def test_the_worker_follows_for_its_machine(self):
        follow_content()
        first = (self.root / "current").readlink()
        versions.move()
        follow_content()
        self.assertNotEqual((self.root / "current").readlink(), first)

    def test_the_configuration_tells_nothing_that_is_not_asked(self):
        said = io.StringIO()
        call_command("nginx_conf", listen="8080", without_brotli=True, stdout=said)
        conf = said.getvalue()
        self.assertIn("listen 8080;", conf)
        self.assertIn("# brotli_static on;", conf)
        self.assertIn(f"{self.root}/current/pages;", conf)
        self.assertNotIn("{{", conf)
        self.assertNotIn("https", conf.split("server {")[1])
        self.assertIn("Le site revient", (self.root / "503.html").read_text(encoding="utf-8"))

    @override_settings(HTTPS=True)
    def test_a_safe_site_sends_no_page_without_safety(self):
        said = io.StringIO()
        call_command("nginx_conf", stdout=said)
        self.assertIn("if ($scheme != https) {\n            return 418;", said.getvalue())


class ProgressTests(SimpleTestCase):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def test_a_person_sees_how_far_it_is_and_a_file_sees_nothing(self):
        for stream, seen in ((self.Terminal(), True), (io.StringIO(), False)):
            progress = Progress(OutputWrapper(stream), "adresses", 4)
            progress.move(1, "/actions/")
            progress.end()
            self.assertEqual("1/4 adresses /actions/" in stream.getvalue(), seen)
            self.assertEqual(bool(stream.getvalue()), seen)

"""A site is put away, lost, and brought back: on the same database and on the other."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from bench.databases import database
from bench.processes import environment_of_site
from tests.databases import empty_database, empty_sqlite, is_on_server, prepared

# Somebody leaves, an agent takes their consent back, words are taken out of a step.
ERASE = """
from django.contrib.auth.models import User
from actions.models import Event, Redaction
from newsletter.models import Subscriber
from portraits.models import Consent, Removal
from portraits.withdrawal import take_away
Subscriber.objects.get(email="partie@exemple.fr").leave()
take_away(Consent.objects.filter(pictures__isnull=False).first().pk, Removal.Reason.PERSON)
asked_by, confirmed_by = (User.objects.get(username=name) for name in ("une", "deux"))
event = Event.objects.exclude(text="").order_by("rank").first()
asked = Redaction(event=event, cells=["texte"], reason="demande", asked_by=asked_by)
asked.save()
asked.confirm(confirmed_by)
"""
BEFORE = """
from django.contrib.auth.models import User
from django.utils import timezone
from newsletter.models import Subscriber
for name in ("une", "deux"): User.objects.create_user(name)
for name in ("partie", "restee"):
    Subscriber.objects.create(email=f"{name}@exemple.fr", confirmed_at=timezone.now())
"""
LEFT = """
import json
from actions.models import Event
from newsletter.models import ForgottenAddress, Subscriber
from portraits.models import Portrait, Removal
print(json.dumps([
    sorted(Subscriber.objects.values_list("email", flat=True)),
    ForgottenAddress.holds("partie@exemple.fr"), Portrait.objects.count(),
    Event.objects.filter(is_redacted=True).count(), Removal.objects.count(),
]))
"""


class Site:
    """A copy of the site with its own database and folders, used by its commands alone."""

    def __init__(self, url, folder):
        self.folder = folder
        self.environment = environment_of_site(url, folder, "http://127.0.0.1")

    def run(self, *arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def shell(self, code):
        done = self.run("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @property
    def files(self):
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*")}


def manifest_of(archive):
    with tarfile.open(archive) as opened:
        return json.load(opened.extractfile("manifest.json"))


class ArchiveTests(SimpleTestCase):
    def setUp(self):
        self.stack = ExitStack()
        self.addCleanup(self.stack.close)
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        made = prepared("demonstration")
        url = self.stack.enter_context(database("lost", template=made.name)).url
        shutil.copytree(made.files, self.folder / "lost")
        self.site = Site(url, self.folder / "lost")
        self.archive = self.folder / "ales-2026-11-01.tar.gz"

    def another(self, name, empty=empty_database):
        (self.folder / name).mkdir()
        return Site(self.stack.enter_context(empty()), self.folder / name)

    def assert_refused(self, done, *said):
        self.assertEqual(done.returncode, 1, done.stdout)
        for words in said:
            self.assertIn(words, done.stderr)

    def test_all_comes_back_and_what_was_erased_stays_so(self):
        self.site.shell(BEFORE)
        done = self.site.run("backup", str(self.archive))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.archive.stat().st_mode & 0o777, 0o600)
        self.assertNotIn(self.site.environment["SECRET_KEY"].encode(), self.archive.read_bytes())
        made = manifest_of(self.archive)
        self.assertGreater(made["rows"]["actions.event"], 90)
        self.assertTrue([name for name in made["files"] if name.startswith(("media/", "private/"))])
        latest = self.archive
        for number, empty in enumerate([empty_sqlite, empty_database][not is_on_server() :]):
            other = self.another(f"exact{number}", empty)
            done = other.run("restore", str(latest))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("L’historique est intact", done.stdout)
            self.assertRegex(done.stdout, r"\d{3} adresses répondent\.")
            latest = self.folder / f"again{number}.tar.gz"
            other.run("backup", str(latest))
            again = manifest_of(latest)
            for name in ("rows", "files", "history", "migrations"):
                self.assertEqual(again[name], made[name], name)
        self.assert_refused(
            other.run("restore", str(latest)), "Rien n’a été touché : la base contient déjà"
        )

        self.site.shell(ERASE)
        (journal,) = self.folder.glob("lost/**/effacements.jsonl")
        for word in ("partie", "exemple.fr"):
            self.assertNotIn(word, journal.read_text())
        third = self.another("erased")
        done = third.run("restore", str(self.archive), "--erasures", str(journal))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("3 effacements faits de nouveau.", done.stdout)
        left = json.loads(third.shell(LEFT))
        self.assertEqual(left, json.loads(self.site.shell(LEFT)))
        self.assertEqual(left[0], ["restee@exemple.fr"])
        self.assertEqual([left[1], left[3], left[4]], [True, 1, 1])

    def test_what_is_no_sound_archive_touches_nothing(self):
        other = self.another("other", empty_sqlite)
        phrase, wrong = self.folder / "phrase", self.folder / "wrong"
        phrase.write_text("une phrase que personne ne devine\n")
        wrong.write_text("une autre\n")
        older = self.folder / "ales-2026-10-01.tar.gz"
        older.write_bytes(b"")
        done = self.site.run(
            *("backup", str(self.archive), "--passphrase-file", str(phrase), "--keep", "1")
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(older.exists())
        self.assert_refused(self.site.run("backup", str(self.archive)), "existe déjà")
        refused = f"Rien n’a été touché. {self.archive} est refusée : "
        self.assert_refused(other.run("restore", str(self.archive)), refused)
        self.assert_refused(
            other.run("restore", str(self.archive), "--passphrase-file", str(wrong)),
            "gpg n’a pas pu déchiffrer",
        )
        clear = self.folder / "clear.tar.gz"
        self.site.run("backup", str(clear))
        whole = clear.read_bytes()
        middle = len(whole) // 2
        for damaged in (whole[:middle], whole[:middle] + b"\0\1\2\3" + whole[middle + 4 :], b""):
            self.archive.write_bytes(damaged)
            self.assert_refused(other.run("restore", str(self.archive)), refused)
        with tarfile.open(self.archive, "w:gz") as foreign:
            foreign.add(settings.BASE_DIR / "README.md", "README.md")
        self.assert_refused(other.run("restore", str(self.archive)), refused)
        with tarfile.open(clear) as good, tarfile.open(self.archive, "w:gz") as changed:
            for member in good:  # one letter of a step, all else whole
                data = good.extractfile(member).read()
                if member.name == "database/actions.event":
                    data = data.replace(b"a", b"e", 1)
                member.size = len(data)
                changed.addfile(member, io.BytesIO(data))
        self.assert_refused(
            other.run("restore", str(self.archive)), "abîmée ou modifiée (database/actions.event)"
        )
        self.assertFalse([name for name in other.files if not name.startswith("mail")])


class MigrateTests(SimpleTestCase):
    def test_machines_updated_together_wait_for_each_other(self):
        """SQLite has one machine."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            site = Site(stack.enter_context(empty_database()), folder)
            machines = [
                subprocess.Popen(
                    [sys.executable, "manage.py", "migrate", "-v0"],
                    cwd=settings.BASE_DIR,
                    env=os.environ | site.environment,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                for _ in range(3 if is_on_server() else 1)
            ]
            for machine in machines:
                _, said = machine.communicate(timeout=300)
                self.assertEqual((machine.returncode, said), (0, ""))
            self.assertEqual(site.run("migrate", "--check").returncode, 0)

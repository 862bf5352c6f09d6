"""The site in the shape of production, on this machine, for measures and tests of the whole.

An application server with two processes (one on SQLite), nginx in front, a database of its own;
files in one folder, which goes with it.
"""

import fcntl
import http.client
import os
import shutil
import signal
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from . import processes
from .databases import database
from .processes import await_port, environment_of_site, free_port

# An editor who has signed in, and a theme to rename: what is measured or tested comes after.
READY_TO_EDIT = """
from django.contrib.auth import get_user_model
from django.test import Client
from actions.models import Action, Theme
client = Client()
client.force_login(get_user_model().objects.create_superuser("essai"))
theme = Theme.objects.create(slug="theme-d-essai", name="Version 0")
Action.objects.filter(number=9).update(theme=theme)
print("ready", client.cookies["sessionid"].value, theme.pk)
"""


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class LiveSite:
    def __init__(self, folder, database):
        self.folder, self.database = folder, database
        self.pages = folder / "pages"
        self.port, self.front_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.front_port}"
        self.processes = 1 if self.database.url.startswith("sqlite") else 2
        self.application = self.front = None
        self.environment = environment_of_site(database.url, folder, self.url)

    # --- Its parts -------------------------------------------------------------------------

    def manage(self, *arguments):
        return processes.run("manage.py", *arguments, **self.environment)

    def prepare(self):
        self.manage("migrate", "-v0")
        collect_static(self.manage)
        self.manage("seed", "--demo", "-v0")

    def start(self, *command):
        with (self.folder / "journal").open("ab") as journal:
            return processes.start(command, os.environ | self.environment, journal)

    def start_application(self):
        options = ("--workers", str(self.processes), "--blocking-threads", "8")
        module = "ales_services.wsgi:application"
        command = processes.granian(module, self.port, *options, "--backpressure", "64")
        self.application = self.start(*command)
        await_port(self.port, self.application)

    def start_front(self):
        configuration = self.folder / "nginx.conf"
        places = ("--listen", f"127.0.0.1:{self.front_port}")
        places += ("--application", f"127.0.0.1:{self.port}", "--alone", str(self.folder))
        configuration.write_text(self.manage("nginx_conf", *places), encoding="utf-8")
        self.front = self.start(processes.nginx_program(), "-c", str(configuration))
        await_port(self.front_port, self.front)

    def kill_application(self):
        """At once, as a machine out of memory does."""
        processes.end(self.application, signal.SIGKILL)

    def stop(self):
        for process in (self.front, self.application):
            if process is not None:
                processes.end(process)

    # --- Its visitors ------------------------------------------------------------------------

    def get(self, path, method="GET", port=None, body=None, **headers):
        connection = http.client.HTTPConnection(
            "127.0.0.1", port or self.front_port, timeout=processes.PATIENCE
        )
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=names)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def sign_in(self):
        session, theme = self.manage("shell", "-c", READY_TO_EDIT).split("ready ")[-1].split()
        self.cookie = f"sessionid={session}; csrftoken={'a' * 32}"
        self.theme_form = f"/admin/actions/theme/{theme}/change/"

    def rename_theme(self, name):
        """An edit as an editor makes it: every page of actions names its theme."""
        fields = {"name": name, "rank": "0", "slug": "theme-d-essai", "_save": "1"}
        answer = self.get(
            self.theme_form,
            method="POST",
            body=urlencode(fields),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=self.cookie,
            X_CSRFToken="a" * 32,
            Origin=self.url,
        )
        if answer.status != 302:
            raise RuntimeError(f"the form was refused: {answer.status} {answer.text[:2000]}")


@contextmanager
def only_one(path):
    """Of several processes, one at a time is here; `path` is the file that they lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def collect_static(manage):
    """It takes long, and changes only when its sources do."""
    with only_one(processes.ROOT / "var" / "collectstatic.lock"):
        collected = processes.ROOT / "var" / "static" / "staticfiles.json"
        sources = [path for path in (processes.ROOT / "static").rglob("*") if path.is_file()]
        newest = max(path.stat().st_mtime for path in sources)
        if not collected.is_file() or collected.stat().st_mtime <= newest:
            manage("collectstatic", "--noinput", "-v0")


@contextmanager
def live_site(template=None, files=None):
    """The site, seeded here or copied: from a database as `database` takes it, and its files."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="site-")))
        folder.chmod(0o755)  # nginx may run under another account
        site = LiveSite(folder, stack.enter_context(database("live", template=template)))
        stack.callback(site.stop)
        if template is None:
            site.prepare()
        else:
            shutil.copytree(files, folder, dirs_exist_ok=True)
            collect_static(site.manage)
        site.start_application()
        site.start_front()
        yield site

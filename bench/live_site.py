"""The site in the shape of production, on this machine, for measures and tests of the whole.

An application server with two processes (one on SQLite), nginx in front if it is asked for, a
database of its own; files in one folder, which goes with it.
"""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.live_database import database_for_a_while

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "site-d-essai-" + "".join(chr(97 + i % 26) for i in range(60))
PATIENCE = 60  # seconds

# Signs in without the form: what is measured or tested here comes after.
SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
user = get_user_model().objects.filter(username="essai").first()
user = user or get_user_model().objects.create_superuser("essai")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print("session", session.session_key)
"""


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()


def nginx_program():
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LiveSite:
    def __init__(self, folder, with_front):
        self.folder = folder
        self.database = database_for_a_while(folder)
        self.port = free_port()
        self.front_port = free_port() if with_front else self.port
        self.url = f"http://127.0.0.1:{self.front_port}"
        self.processes = 1 if self.database.url.startswith("sqlite") else 2
        self.application = self.front = self.worker = None
        self.cookie = ""
        self.environment = os.environ | {
            "SECRET_KEY": SECRET_KEY,
            "DEBUG": "0",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "",
            "DATABASE_URL": self.database.url,
            "MEDIA_ROOT": str(folder / "media"),
            "PAGE_FILES_ROOT": str(self.pages),
            "TRUSTED_PROXIES": "127.0.0.1",
        }

    @property
    def pages(self):
        return self.folder / "pages"

    # --- Its parts -------------------------------------------------------------------------

    def manage(self, *arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}: {done.stderr or done.stdout}")
        return done.stdout

    def prepare(self):
        self.manage("migrate", "-v0")
        collect_static(self.manage)
        self.manage("seed", "--demo", "-v0")

    def start(self, *command):
        # A group of its own: it is stopped with the processes that it starts itself.
        with (self.folder / "journal").open("ab") as journal:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=journal,
                start_new_session=True,
            )

    def start_application(self):
        self.application = self.start(
            *[sys.executable, "-m", "granian", "--interface", "wsgi"],
            *["ales_services.wsgi:application", "--host", "127.0.0.1", "--port", str(self.port)],
            *["--workers", str(self.processes), "--blocking-threads", "8"],
            *["--backpressure", "64", "--no-ws", "--log-level", "error"],
        )
        await_port(self.port, self.application)

    def start_worker(self):
        self.worker = self.start(sys.executable, "manage.py", "work")

    def start_front(self):
        program = nginx_program()
        if program is None:
            raise RuntimeError("nginx is not installed: apt-get install nginx")
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            self.manage(
                *["nginx_conf", "--alone", str(self.folder)],
                *["--listen", f"127.0.0.1:{self.front_port}"],
                *["--application", f"127.0.0.1:{self.port}"],
            ),
            encoding="utf-8",
        )
        self.front = self.start(program, "-c", str(configuration))
        await_port(self.front_port, self.front)

    def kill_application(self):
        """At once, as a machine out of memory does."""
        end(self.application, signal.SIGKILL)

    def stop(self):
        for process in (self.worker, self.front, self.application):
            if process is not None:
                end(process, signal.SIGTERM)
        self.database.remove()

    # --- Its visitors ------------------------------------------------------------------------

    def get(self, path, method="GET", port=None, body=None, **headers):
        connection = http.client.HTTPConnection(
            "127.0.0.1", port or self.front_port, timeout=PATIENCE
        )
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=names)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def sign_in(self):
        session = self.manage("shell", "-c", SIGN_IN).split("session ")[-1].strip()
        self.cookie = f"sessionid={session}; csrftoken={'a' * 32}"

    def send(self, path, **fields):
        """A form of the back office, sent by a member of staff."""
        return self.get(
            path,
            method="POST",
            body=urlencode(fields),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=self.cookie,
            X_CSRFToken="a" * 32,
            Origin=self.url,
        )

    def rename_theme(self, name):
        """An edit as an editor makes it: every page of actions names its theme."""
        answer = self.send(self.theme_form, name=name, rank="0", slug="theme-d-essai", _save="1")
        if answer.status != 302:
            raise RuntimeError(f"the form was refused: {answer.status} {answer.text[:2000]}")

    def add_theme(self):
        said = self.manage(
            *["shell", "-c"],
            "from actions.models import Action, Theme;"
            "theme = Theme.objects.create(slug='theme-d-essai', name='Version 0');"
            "Action.objects.filter(number=9).update(theme=theme); print('theme', theme.pk)",
        )
        self.theme_form = f"/admin/actions/theme/{said.split('theme ')[-1].strip()}/change/"


@contextmanager
def only_one(path):
    """Of several processes, one at a time is here; `path` is the file that they lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def collect_static(manage):
    """It takes long, and changes only when its sources do."""
    with only_one(ROOT / "var" / "collectstatic.lock"):
        if not static_is_collected():
            manage("collectstatic", "--noinput", "-v0")


def static_is_collected():
    collected = ROOT / "var" / "static" / "staticfiles.json"
    sources = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    newest = max(path.stat().st_mtime for path in sources)
    return collected.is_file() and collected.stat().st_mtime > newest


def await_port(port, process):
    for _ in range(PATIENCE * 20):
        if process.poll() is not None:
            raise RuntimeError("a server stopped while starting")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # the process gives no other sign that it listens
    raise RuntimeError(f"nothing answers on port {port}")


def end(process, how):
    """A server and the processes that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


@contextmanager
def live_site(with_front=True):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="site-")))
        folder.chmod(0o755)  # nginx may run under another account
        site = LiveSite(folder, with_front)
        stack.callback(site.stop)
        site.prepare()
        site.start_application()
        if with_front:
            site.start_front()
        yield site

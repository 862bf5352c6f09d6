"""A hot page, by the shipped front and by the application alone, against the limits.

The same bytes each time (the list of actions, compressed by brotli), 16 connections kept open, the
load and the servers on the same processors. Rounds alternate: a busy moment weighs on all.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .load import has_wrk, rate
from .rows import Row
from .running import ROOT
from .servers import answered, free_port, granian, running

PAGE = "/actions/"
# As scripts/site.sh starts it.
SERVER = ("--workers", "2", "--blocking-threads", "8", "--backpressure", "64", "--no-ws")
PLAIN = """
{user}
worker_processes auto;
worker_rlimit_nofile 8192;
pid {folder}/{name}.pid;
error_log stderr crit;
daemon off;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    {how}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/plain;
        location / {{ default_type "text/html; charset=utf-8"; add_header Content-Encoding br; }}
    }}
}}
"""


# How the plain file is sent: as fast as nginx reads a small one; and with files kept open, which
# a site that must withdraw a page at once cannot do.
READ, KEPT_OPEN = "sendfile off;", "sendfile on; tcp_nopush on; open_file_cache max=1000;"


def measure(small: bool = False) -> Iterator[Row]:
    rounds, seconds = (1, 1) if small else (5, 3)
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's workers read in it
        urls = started(stack, folder)
        found: dict[str, list[float]] = {name: [] for name in urls}
        for _ in range(rounds):
            for name, url in urls.items():
                found[name].append(rate(url, seconds))
    rates = {name: statistics.median(values) for name, values in found.items()}
    yield from rows(rates)


def rows(rates):
    unit, by = "requêtes/s", "nginx, mêmes octets"
    goals = (0.95, 0.35) if has_wrk() else (None, None)
    note = "" if has_wrk() else "wrk manque : charge par Python, qui est la limite"
    yield Row(
        *("pages", "page chaude, par nginx livré", rates["front"], unit),
        *(by, rates["plain"], goals[0], "more"),
        note=note
        or "publié ailleurs, en part de nginx : WordPress derrière son cache, 0,07 à 0,14",
    )
    yield Row(
        *("pages", "page chaude, application seule", rates["alone"], unit),
        *(by, rates["plain"], goals[1], "more"),
        note=note
        or "publié ailleurs, à froid : WordPress 0,0005 ; site de démonstration de "
        "Wagtail 0,0005 ; vue et gabarit Django nus 0,005",
    )
    yield Row(
        *("pages", "page chaude, par nginx livré", rates["front"], unit),
        *("nginx, fichier tenu ouvert", rates["open"], None, "more"),
        note="un fichier tenu ouvert part encore après son retrait : le site ne peut s’en aider",
    )
    yield Row(
        *("pages", "page chaude, application seule", rates["alone"], unit),
        *("réponse WSGI nue, même serveur", rates["bare"], None, "more"),
    )


def started(stack, folder):
    """Start the four servers and return what each is asked."""
    front, behind = free_port(), free_port()
    site = {
        "SITE_URL": f"http://127.0.0.1:{front}",
        "TRUSTED_PROXIES": "127.0.0.1",
        "PAGE_FILES_ROOT": str(folder / "pages"),
    }
    for command in (["seed", "--demo", "--verbosity", "0"], ["collectstatic", "--noinput", "-v0"]):
        manage(site, *command)
    application = granian("ales_services.wsgi:application", behind, *SERVER)
    answered(stack.enter_context(running(application, **site)), f"http://127.0.0.1:{behind}{PAGE}")
    (folder / "front").mkdir()
    configuration = folder / "front" / "nginx.conf"
    places = ("--listen", f"127.0.0.1:{front}", "--application", f"127.0.0.1:{behind}")
    configuration.write_text(
        manage(site, "nginx_conf", *places, "--alone", str(folder / "front")), encoding="utf-8"
    )
    body = fetched(stack.enter_context(nginx(configuration)), f"http://127.0.0.1:{front}{PAGE}")
    (folder / "plain").mkdir()
    (folder / "plain" / "page").write_bytes(body)
    plain = start_plain(stack, folder, "plain", READ)
    kept_open = start_plain(stack, folder, "open", KEPT_OPEN)
    bare = free_port()
    command = granian("bench.bare.answer:application", bare, *SERVER)
    limit = stack.enter_context(running(command, BENCH_BODY=str(folder / "plain" / "page")))
    answered(limit, f"http://127.0.0.1:{bare}/")
    return {
        "plain": plain,
        "open": kept_open,
        "front": f"http://127.0.0.1:{front}{PAGE}",
        "alone": f"http://127.0.0.1:{behind}{PAGE}",
        "bare": f"http://127.0.0.1:{bare}{PAGE}",
    }


def manage(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-500:])
    return done.stdout


def fetched(process, url):
    """The bytes that the front sends a browser."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})
    answered(process, url)
    with urllib.request.urlopen(request, timeout=10) as answer:
        if answer.headers["Content-Encoding"] != "br":
            raise RuntimeError("the front does not send the page compressed by brotli")
        return answer.read()


def start_plain(stack, folder, name, how):
    port = free_port()
    configuration = folder / f"{name}.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # it reads one folder, that of root
    configuration.write_text(
        PLAIN.format(user=user, folder=folder, name=name, port=port, how=how), encoding="utf-8"
    )
    url = f"http://127.0.0.1:{port}/page"
    answered(stack.enter_context(nginx(configuration)), url)
    return url


@contextmanager
def nginx(configuration):
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with running([program, "-c", str(configuration), "-e", "stderr"]) as process:
        yield process

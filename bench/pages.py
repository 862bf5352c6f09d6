"""The site behind its front: a hot page, an edit under load, the application and database stopped.

Rates are those of the list of actions compressed by brotli, over 16 connections kept open, the
load and the servers on the same processors. Each round has its own ratio to the same bytes as a
plain file: a busy moment weighs on both sides of it.
"""

import os
import re
import statistics
import time
from collections import Counter
from contextlib import contextmanager

from .live_site import live_site
from .load import Crowd, has_wrk, rate
from .processes import first_answer, free_port, nginx_program, running
from .rows import Row, not_measured

PAGE, EDITED, NOT_WRITTEN = "/actions/", "/actions/9/", "/actions/au/2018-06-06/"
ROUNDS, SECONDS = 7, 2
CHECKS, EDITS, EDITS_MOST = 10_000, 20, 60
VERSION = re.compile(rb"Version (\d+)")
PLAIN = """
{user}
worker_processes auto;
worker_rlimit_nofile 8192;
pid {folder}/plain.pid;
error_log stderr crit;
daemon off;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile off;
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
# What others publish, as a share of nginx: WordPress behind its cache, 0.07 to 0.14; cold,
# WordPress and Wagtail 0.0005, bare Django 0.005.
HOT = {
    "front": ("page chaude, par nginx livré", 0.95),
    "alone": ("page chaude, application seule", 0.35),
}


def measure(small=False):
    with live_site() as site:
        yield from fresh(site, *((1, 1) if small else (CHECKS, EDITS)))
        if has_wrk():
            yield from hot(site, 1 if small else ROUNDS)
            yield from without_the_rest(site, 1 if small else ROUNDS)
        else:
            yield not_measured("page chaude, et pendant une panne", "wrk manque")


# --- A hot page -------------------------------------------------------------------------


def hot(site, rounds):
    with plain_file(site) as plain:
        alone = f"http://127.0.0.1:{site.port}{PAGE}"
        urls = {"plain": plain, "front": site.url + PAGE, "alone": alone}
        found = [{name: rate(url, SECONDS) for name, url in urls.items()} for _ in range(rounds)]
    usual = statistics.median(one["plain"] for one in found)
    for name, (title, goal) in HOT.items():
        ratio = statistics.median(one[name] / one["plain"] for one in found)
        by = "nginx, mêmes octets"
        yield Row(title, ratio * usual, "requêtes/s", by, usual, goal, "more")


@contextmanager
def plain_file(site):
    """A server of those bytes as one file, read and written in the same way: its address."""
    (site.folder / "plain").mkdir()
    body = first_answer(site.front, site.url + PAGE, "br")
    (site.folder / "plain" / "page").write_bytes(body)
    port, configuration = free_port(), site.folder / "plain.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # it reads one folder, that of root
    configuration.write_text(
        PLAIN.format(user=user, folder=site.folder, port=port), encoding="utf-8"
    )
    with running([nginx_program(), "-c", str(configuration), "-e", "stderr"]) as process:
        url = f"http://127.0.0.1:{port}/page"
        first_answer(process, url)
        yield url


# --- After an edit ----------------------------------------------------------------------


def fresh(site, checks, edits):
    """Sixteen visitors who never stop, while somebody edits what they read."""
    site.sign_in()
    site.rename_theme("Version 0")
    answered_at = [(0.0, 0)]  # when the edit of each version had been answered
    counts, delays, version = Counter(), [], 0

    def look(started, status, body):
        """Stale: older than the last edit that was answered before the page was asked for."""
        known = next(number for instant, number in reversed(answered_at) if instant <= started)
        found = VERSION.search(body)
        is_current = found and int(found[1]) >= known
        counts["refused" if status != 200 else "good" if is_current else "stale"] += 1

    with Crowd(site.front_port, EDITED, encoding="identity", look=look) as crowd:
        usual = statistics.median(crowd.rate_during(0.5) for _ in range(4))
        counts.clear()
        while version < edits or (counts["good"] < checks and version < EDITS_MOST):
            version += 1
            site.rename_theme(f"Version {version}")
            answered_at.append((time.monotonic(), version))
            delays.append(seconds_until_back(crowd, 0.9 * usual))
    name, note = f"pages à jour, {version} modifications", f"{counts['refused']} refusées"
    against = ("réponses vérifiées", counts["good"] + counts["stale"], 1, "more", note)
    yield Row(name, counts["good"], "réponses", *against)
    name, note = "retour à 0,9 × du débit après une modification", f"au pire {max(delays):.1f} s"
    yield Row(name, statistics.median(delays), "s", "deux secondes", 2, 1, note=note)


def seconds_until_back(crowd, rate):
    """From the answer to the edit to the first quarter of a second at that rate."""
    started = time.monotonic()
    while crowd.rate_during(0.25) < rate and time.monotonic() - started < 10:
        pass
    return time.monotonic() - started


# --- Without the application, then without the database ---------------------------------


def without_the_rest(site, rounds):
    for _ in range(2):
        site.get(PAGE)

    def usual_rate():
        return statistics.median(rate(site.url + PAGE, 1) for _ in range(rounds))

    # One visitor counts what is refused at any moment, the load measures the rates.
    with Crowd(site.front_port, PAGE, count=1) as crowd:
        before = usual_rate()
        site.kill_application()
        killed = usual_rate()
        site.database.stop()
        stopped = usual_rate()
        site.start_application()
        unavailable = site.get(NOT_WRITTEN).status
        site.database.start()
        started = time.monotonic()
        while site.get(NOT_WRITTEN).status != 200 and time.monotonic() - started < 60:
            time.sleep(0.05)
        recovered = time.monotonic() - started
        usual = (before + usual_rate()) / 2  # what the machine does meanwhile weighs on both
    for name, found in (("application tuée", killed), ("puis base arrêtée", stopped)):
        name = f"page écrite, {name}"
        yield Row(name, found, "requêtes/s", "tout en marche", usual, 0.9, "more")
    asked = crowd.answered + crowd.refused
    note = f"une page non écrite répond {unavailable} pendant la panne"
    name, against = "page écrite, pendant la panne", ("demandes", asked, 1, "more", note)
    yield Row(name, crowd.answered, "réponses", *against)
    name = "retour d’une page non écrite, la base revenue"
    yield Row(name, recovered, "s", "cinq secondes", 5, 1)

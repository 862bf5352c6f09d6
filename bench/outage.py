"""The application killed, then the database stopped: what visitors still get."""

import statistics
import time
from collections.abc import Iterator

from bench.live_site import live_site
from bench.load import rate
from bench.rows import Row
from bench.visitors import Crowd

SUBJECT = "panne"
WRITTEN = "/actions/"
NOT_WRITTEN = "/actions/au/2018-06-06/"
ROUNDS = 7  # of a second; the connections of each fall otherwise on nginx's processes


def measure() -> Iterator[Row]:
    with live_site() as site:
        for _ in range(2):
            site.get(WRITTEN)
        url = site.url + WRITTEN
        # One visitor counts what is refused at any moment, the load measures the rates.
        with Crowd(site.front_port, WRITTEN, count=1) as crowd:
            before = usual_rate(url)
            site.kill_application()
            killed = usual_rate(url)
            site.database.stop()
            stopped = usual_rate(url)
            site.start_application()
            unavailable = site.get(NOT_WRITTEN).status
            site.database.start()
            started = time.monotonic()
            while site.get(NOT_WRITTEN).status != 200 and time.monotonic() - started < 60:
                time.sleep(0.05)
            recovered = time.monotonic() - started
            # Before and after: what the machine does meanwhile weighs on both.
            usual = (before + usual_rate(url)) / 2
        yield from rates(usual, killed, stopped)
        refused = crowd.refused
    yield Row(
        SUBJECT,
        "page écrite, pendant toute la panne",
        crowd.answered,
        "réponses",
        "demandes",
        crowd.answered + refused,
        1.0,
        "more",
        f"une page non écrite répond {unavailable} pendant la panne",
    )
    yield Row(
        SUBJECT,
        "retour d’une page non écrite, la base revenue",
        recovered,
        "s",
        "promis",
        5,
        1.0,
        "less",
        "sans redémarrer le serveur frontal",
    )


def usual_rate(url):
    return statistics.median(rate(url, 1) for _ in range(ROUNDS))


def rates(usual, killed, stopped):
    for name, found in (("application tuée", killed), ("puis base arrêtée", stopped)):
        yield Row(
            SUBJECT,
            f"page écrite, {name}",
            found,
            "requêtes/s",
            "tout en marche",
            usual,
            0.9,
            "more",
        )

"""The application killed, then the database stopped: what visitors still get."""

import time
from collections.abc import Iterator

from bench.live_site import live_site
from bench.rows import Row
from bench.visitors import Crowd

SUBJECT = "panne"
WRITTEN = "/actions/"
NOT_WRITTEN = "/actions/au/2018-06-06/"
SECONDS = 3


def measure() -> Iterator[Row]:
    with live_site() as site:
        for _ in range(2):
            site.get(WRITTEN)
        with Crowd(site.front_port, WRITTEN) as crowd:
            crowd.rate_during(0.5)
            usual = crowd.rate_during(SECONDS)
            site.kill_application()
            killed = crowd.rate_during(SECONDS)
            site.database.stop()
            stopped = crowd.rate_during(SECONDS)
            site.start_application()
            unavailable = site.get(NOT_WRITTEN).status
            site.database.start()
            started = time.monotonic()
            while site.get(NOT_WRITTEN).status != 200 and time.monotonic() - started < 60:
                time.sleep(0.05)
            recovered = time.monotonic() - started
            # Before and after: what the machine does meanwhile weighs on both.
            usual = (usual + crowd.rate_during(SECONDS)) / 2
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


def rates(usual, killed, stopped):
    for name, rate in (("application tuée", killed), ("puis base arrêtée", stopped)):
        yield Row(
            SUBJECT,
            f"page écrite, {name}",
            rate,
            "requêtes/s",
            "tout en marche",
            usual,
            0.9,
            "more",
        )

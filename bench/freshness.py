"""After an edit under full load: no old page, and the rate is back at once."""

import re
import statistics
import time
from collections.abc import Iterator

from bench.live_site import live_site
from bench.rows import Row
from bench.visitors import Crowd

SUBJECT = "fraîcheur"
PAGE = "/actions/9/"
CHECKS = 10_000
EDITS = 20
EDITS_MOST = 60
BACK_WITHIN = 2  # seconds
VERSION = re.compile(rb"Version (\d+)")


class Witness:
    """Notes each answer that is older than the last edit answered before it was asked for."""

    def __init__(self):
        self.answered_at = [(0.0, 0)]  # when the edit of each version had been answered
        self.checked = self.stale = 0

    def look(self, started, status, body):
        if status != 200:
            return
        edits = reversed(self.answered_at)
        known = next(version for instant, version in edits if instant <= started)
        found = VERSION.search(body)
        self.checked += 1
        if found is None or int(found[1]) < known:
            self.stale += 1

    def note(self, version):
        self.answered_at.append((time.monotonic(), version))


def measure() -> Iterator[Row]:
    """Through the shipped front, with sixteen visitors who never stop."""
    with live_site() as site:
        site.add_theme()
        site.sign_in()
        site.rename_theme("Version 0")
        witness = Witness()
        with Crowd(site.front_port, PAGE, encoding="identity", look=witness.look) as crowd:
            hot = statistics.median(crowd.rate_during(0.5) for _ in range(4))
            delays, version = [], 0
            witness.checked = witness.stale = 0
            while version < EDITS or (witness.checked < CHECKS and version < EDITS_MOST):
                version += 1
                site.rename_theme(f"Version {version}")
                witness.note(version)
                delays.append(seconds_until_back(crowd, 0.9 * hot))
        refused = crowd.refused
    yield Row(
        SUBJECT,
        f"pages à jour, {version} modifications sous charge",
        witness.checked - witness.stale,
        "réponses",
        "réponses vérifiées",
        witness.checked,
        1.0,
        "more",
        f"{witness.stale} périmées, {refused} refusées",
    )
    yield Row(
        SUBJECT,
        "retour à 0,9 × du débit après une modification",
        statistics.median(delays),
        "s",
        "promis",
        BACK_WITHIN,
        1.0,
        "less",
        f"au pire {max(delays):.1f} s ; {hot:.0f} requêtes/s de ce client",
    )


def seconds_until_back(crowd, rate):
    """From the answer to the edit to the first quarter of a second at that rate."""
    started = time.monotonic()
    while crowd.rate_during(0.25) < rate and time.monotonic() - started < 10:
        pass
    return time.monotonic() - started

"""A module of measures that never ends, and starts a process that does not either."""

import subprocess
import sys
import time

from bench.rows import Row


def measure(small=False):
    child = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    )
    yield Row(str(child.pid), 1.0, "s")
    time.sleep(600)

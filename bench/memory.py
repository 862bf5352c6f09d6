"""The most memory that a process held."""

import re
from pathlib import Path


def peak_megabytes() -> float:
    """Of this program alone: what `getrusage` tells began with its parent's, before it was loaded.

    Linux only, as the rest of the bench.
    """
    told = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    [kilobytes] = re.findall(r"^VmHWM:\s+(\d+) kB$", told, re.MULTILINE)
    return int(kilobytes) / 1000

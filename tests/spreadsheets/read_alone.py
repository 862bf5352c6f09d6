"""Read a file in a process of its own, and say what it cost, as JSON: the sentence of the refusal
or the number of rows, the largest memory in bytes, the processor time in seconds, and the pace of
this machine.

    python -m tests.spreadsheets.read_alone FILE

The compression of these files is never held against them, since any guard that rests on it can be
turned: it is what comes after that is measured here.
"""

import json
import resource
import sys
import time
from pathlib import Path

CPU_SECONDS = 30  # then the system ends the process: no test waits for ever

resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
sys.modules["django"] = None  # type: ignore[assignment]  # it is not needed, and large

from spreadsheets import Limits, Refused, open_book  # noqa: E402 (after the limit)


def read(path: Path) -> str:
    try:
        with open_book(path, Limits(ratio=10**9)) as book:
            return f"{sum(1 for sheet in book.sheets for _ in sheet.rows())} lignes"
    except Refused as refused:
        return str(refused)


def largest_memory() -> int:
    """In bytes. The system's own count would include the process that started this one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


def pace() -> float:
    """What a million turns of a loop take here: machines, and their days, are not alike."""
    before = time.process_time()
    for _ in range(1_000_000):
        pass
    return time.process_time() - before


if __name__ == "__main__":
    said = read(Path(sys.argv[1]))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {
        "said": said,
        "memory": largest_memory(),
        "cpu": used.ru_utime + used.ru_stime,
        "pace": pace(),
    }
    print(json.dumps(cost))

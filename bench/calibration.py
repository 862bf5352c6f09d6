"""How fast this machine is now, beside the one on which the goals in seconds were set."""

import hashlib
import time

# Processor seconds of one turn of the loop below on that machine (two cores, 95 000 requests a
# second from plain nginx), at rest.
REFERENCE = 0.027
TURNS = 9


def slowness() -> float:
    """1 on the machine of reference, 3 on one three times slower."""
    return sorted(one_turn() for _ in range(TURNS))[TURNS // 2] / REFERENCE


def one_turn() -> float:
    """What a page is made of: short texts, dictionaries, sorting, a digest."""
    started = time.process_time()
    words = [f"action-{number * 7919 % 10_007}" for number in range(40_000)]
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + len(word.upper())
    text = "\n".join(f"<li>{word}: {count}</li>" for word, count in sorted(counts.items()))
    hashlib.sha256(text.encode()).hexdigest()
    return time.process_time() - started

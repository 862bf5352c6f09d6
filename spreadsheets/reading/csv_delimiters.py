"""What separates the cells of a csv file: French Excel writes semicolons, others commas or tabs."""

import csv
import re
from collections import Counter
from itertools import islice

DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}
DECLARED = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
SAMPLE = 200  # rows


def declared(line: str) -> str | None:
    """The separator that a first line « sep=; » announces, for Excel."""
    match = DECLARED.fullmatch(line)
    return match[1] if match else None


def delimiter_of(lines: list[str]) -> str:
    """The one that cuts rows into the same number of cells, and into most cells."""
    return max(DELIMITERS, key=lambda delimiter: regularity(lines, delimiter))


def regularity(lines: list[str], delimiter: str) -> tuple[bool, float]:
    """Whether every row is alike, then how much the usual row is cut, for how many rows."""
    try:
        rows = islice(csv.reader(lines, delimiter=delimiter), SAMPLE)
        widths = Counter(len(row) for row in rows if row)
    except csv.Error:
        return False, 0
    scores = {width: (width - 1) * count for width, count in widths.items()}
    width = max(scores, key=lambda width: scores[width], default=1)
    return len(widths) == 1 and width > 1, scores.get(width, 0)

"""Whether the format of a cell shows a date: Excel tells a date from a number by nothing else."""

import re

BUILT_IN = {
    **dict.fromkeys([14, 15, 16], "date"),
    17: "month",
    **dict.fromkeys([18, 19, 20, 21, 45, 47], "time"),
    22: "both",
    46: "elapsed",
    **dict.fromkeys([*range(27, 37), *range(50, 59)], "date"),  # of East Asian versions
}
LONGEST = 255  # signs of a format, says Excel
ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# Quoted words, escaped or padding signs, colours, conditions, currencies, « matin » signs.
LITERALS = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p|general|standard|e[+-]', re.IGNORECASE
)
FRENCH = str.maketrans("ja", "dy")  # jj/mm/aaaa, as some programs write it


def shown_by(code: str) -> str:
    """`date`, `month` (and year), `time`, `both`, `elapsed`, or nothing for a number or a text."""
    section = code[:LONGEST].partition(";")[0]
    if ELAPSED.search(section):
        return "elapsed"
    letters = LITERALS.sub("", section).lower().translate(FRENCH)
    has_time = bool(re.search(r"[hs]", letters))
    if not has_time and re.search("m", letters) and re.search("y", letters) and "d" not in letters:
        return "month"
    has_date = bool(re.search(r"[dy]", letters)) or ("m" in letters and not has_time)
    return {(True, True): "both", (True, False): "date", (False, True): "time"}.get(
        (has_date, has_time), ""
    )

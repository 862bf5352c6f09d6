"""EcoIndex: a mark out of 100 for the burden of a page, by three counts.

The method is the collectif Conception numérique responsable's (ecoindex.fr): each count is placed
among the twentieths of 500,000 pages of the HTTP Archive, elements weigh three times, requests
twice, kilobytes once. It hardly sees weight, hence the byte budgets beside it (`pages.weight`).
"""

from bisect import bisect_right

ELEMENTS = (
    *(0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603),
    *(674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601),
)
REQUESTS = (
    0,
    2,
    15,
    25,
    34,
    42,
    49,
    56,
    63,
    70,
    78,
    86,
    95,
    105,
    117,
    130,
    147,
    170,
    205,
    281,
    3920,
)
KILOBYTES = (
    *(0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32),
    *(1648.27, 1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26),
)
# From the lightest: a mark above the bound earns the letter.
GRADES = (("A", 80), ("B", 70), ("C", 55), ("D", 40), ("E", 25), ("F", 10))


def position(value, twentieths):
    """How many twentieths of the pages do with less, with its fraction."""
    rank = bisect_right(twentieths, value)
    if rank >= len(twentieths):
        return len(twentieths) - 1
    below, above = twentieths[rank - 1], twentieths[rank]
    return rank - 1 + (value - below) / (above - below)


def mark(elements, requests, sent):
    """From 100, the lightest, down to 0; `sent` in bytes."""
    burden = (
        3 * position(elements, ELEMENTS)
        + 2 * position(requests, REQUESTS)
        + position(sent / 1000, KILOBYTES)
    )
    return round(100 - 5 * burden / 6)


def grade(value):
    return next((letter for letter, bound in GRADES if value > bound), "G")

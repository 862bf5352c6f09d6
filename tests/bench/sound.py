"""A module of measures that goes well, for the tests of the frame."""

from bench.rows import Row, not_measured


def measure(small=False):
    yield Row("services", 1.0, "s", "deux", 2.0, 1.0)
    yield Row("débit", 10.0 if small else 0.0, "requêtes/s", "vingt", 20.0, 0.9, "more")
    yield Row("dit sans promesse", 1234.5, "Mo", note="rien n’est promis")
    yield not_measured("débit de wrk", "wrk manque")

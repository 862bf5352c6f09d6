"""A module of measures that fails after its first row."""

from bench.rows import Row


def measure(small=False):
    yield Row("avant l’échec", 1.0, "s")
    raise RuntimeError("la mesure a échoué")

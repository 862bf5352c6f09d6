"""A module of measures that goes well, for the tests of the frame."""

from bench.rows import Row


def measure(small=False):
    from services.models import Service

    yield Row("sound", "services", float(Service.objects.count() + 1), "s", "deux", 2.0, 1.0)
    yield Row("sound", "débit", 10.0 if small else 0.0, "requêtes/s", "vingt", 20.0, 0.9, "more")
    yield Row("sound", "dit sans promesse", 1234.5, "Mo", note="rien n’est promis")

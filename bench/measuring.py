"""Asking `bench.probe` what pages cost, in a process of its own."""

import json
import os
import subprocess
import sys

from .running import ROOT

OURS, BARE = "ales_services.wsgi:django_application", "bench.bare.wsgi:application"


def settings_of(application):
    return f"{application.partition(':')[0].rpartition('.')[0]}.settings"


def probe(application, rounds, *paths, turns=20):
    """What each path costs, by path: see `bench.probe.measure`."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.probe", application, str(rounds), str(turns), *paths],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings_of(application)},
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise RuntimeError(found.stderr.strip()[-500:])
    return json.loads(found.stdout)

"""`python -m bench [MODULE…]`: measure, print a table, keep the figures of a whole run."""

import argparse
import sys

from . import calibration, report
from .databases import database
from .running import MODULES, run

LONGEST = 240  # seconds for one module on the machine of reference; as much more on a slower one


def main(arguments=None):
    options = parse(arguments)
    slowness = calibration.slowness()
    longest = LONGEST * max(1, slowness)
    outcomes = []
    for name in options.modules or MODULES:
        print(f"… {name}", file=sys.stderr, flush=True)
        with database("bench") as own:
            outcomes.append(run(name, own.url, longest, options.small))
        print(report.table(outcomes[-1]), flush=True)
    print(report.summary(outcomes))
    path = options.output or (report.path_of_today() if not options.modules else None)
    if path and not (options.small and not options.output):
        report.write(path, outcomes, options.small, slowness)
        print(f"Mesures écrites dans {path.name}.")
    if any(outcome.failure for outcome in outcomes):
        return 1
    return 2 if options.strict and report.missed(outcomes) else 0


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    parser.add_argument("--small", action="store_true", help="tiny sizes: says that all runs")
    parser.add_argument("--output", type=report.path, help="where to write the figures")
    parser.add_argument("--strict", action="store_true", help="exit 2 when a goal is missed")
    options = parser.parse_args(arguments)
    if unknown := set(options.modules) - set(MODULES):
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())

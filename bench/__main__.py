"""`python -m bench [MODULE…]`: measure, print a table, keep the figures of a whole run."""

import argparse
import sys
import time

from . import databases, report
from .running import MODULES, run


def main(arguments=None):
    options = parse(arguments)
    end = time.monotonic() + options.minutes * 60
    outcomes = []
    with databases.template() as make_database:
        for name in options.modules or MODULES:
            print(f"… {name}", file=sys.stderr, flush=True)
            with make_database(name) as address:
                outcome = run(name, address, end - time.monotonic(), options.small)
            outcomes.append(outcome)
            print(report.table(outcome), flush=True)
    print(report.summary(outcomes))
    path = options.output or (report.path_of_today() if not options.modules else None)
    if path and not (options.small and not options.output):
        report.write(path, outcomes, options.small)
        print(f"Mesures écrites dans {path.name}.")
    if any(outcome.failure for outcome in outcomes):
        return 1
    return 2 if options.strict and report.missed(outcomes) else 0


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    parser.add_argument("--small", action="store_true", help="tiny sizes: says that all runs")
    parser.add_argument("--minutes", type=float, default=10, help="what is not done by then is cut")
    parser.add_argument("--output", type=report.path, help="where to write the figures")
    parser.add_argument("--strict", action="store_true", help="exit 2 when a goal is missed")
    options = parser.parse_args(arguments)
    if unknown := set(options.modules) - set(MODULES):
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())

"""make count: lines of the product's Python by room, its largest files and longest functions.

Tests, bench, migrations and scripts are left out. Lines are counted as they are in the files.
"""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APART = {"tests", "bench", "migrations", "scripts", "fixtures", "var", "node_modules"}
# The most lines that one may have; tests/test_architecture.py holds them. A limit that is lowered
# stays so: of the whole product, 24 500 is what it goes to.
FILE, FUNCTION = 400, 60
ROOMS = {"publishing": 3_500}
PRODUCT, BENCH = 47_400, 1_820


def product_files():
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).parts
        if not APART & set(parts) and not any(part.startswith(".") for part in parts):
            yield path


def bench_files():
    return sorted((ROOT / "bench").rglob("*.py"))


def length(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def name(path):
    return path.relative_to(ROOT).as_posix()


def rooms():
    """Lines of each folder at the root; files of the root itself under their own name."""
    counts = Counter()
    for path in product_files():
        counts[path.relative_to(ROOT).parts[0]] += length(path)
    return counts


def long_functions():
    """`(lines, where)` of each function that passes the limit."""
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION:
                    yield lines, f"{name(path)}:{node.lineno} {node.name}"


def too_large():
    """What passes its limit, in words."""
    counts = rooms()
    sizes = [(name(path), length(path), FILE) for path in product_files()]
    sizes += [(room, counts[room], limit) for room, limit in ROOMS.items()]
    sizes += [("product", counts.total(), PRODUCT)]
    sizes += [("bench", sum(map(length, bench_files())), BENCH)]
    faults = [
        f"{what}: {lines} lines, {limit} at most" for what, lines, limit in sizes if lines > limit
    ]
    return faults + [f"{where}: {lines} lines" for lines, where in long_functions()]


def main():
    counts = rooms()
    for room, lines in counts.most_common():
        print(f"{lines:7} {room}")
    print(f"{counts.total():7} product, without tests, bench, migrations and scripts")
    print(f"{sum(map(length, bench_files())):7} bench\n")
    print("Largest files")
    for lines, path in sorted(((length(p), name(p)) for p in product_files()), reverse=True)[:10]:
        print(f"{lines:7} {path}{'  (over the limit)' if lines > FILE else ''}")
    print(f"\nFunctions over {FUNCTION} lines")
    for lines, where in sorted(long_functions(), reverse=True) or [(0, "none")]:
        print(f"{lines:7} {where}")


if __name__ == "__main__":
    main()

"""Two people's changes of one long text: what differs from what they opened, and both together."""

from difflib import SequenceMatcher

GAP = "[…]"


def edits(before: list[str], after: list[str]) -> list[tuple[int, int, list[str]]]:
    """`(from, to, lines)`: what replaces these lines of what was before."""
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(i, j, after[k:m]) for tag, i, j, k, m in codes if tag != "equal"]


def changed_lines(before: str, after: str) -> list[tuple[bool, str]]:
    """`(changed?, line)` of the new text; long runs of what did not change are a gap."""
    old, new = before.split("\n"), after.split("\n")
    found: list[tuple[bool, str]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            run = new[k:m]
            run = run if len(run) < 5 else [*run[:1], GAP, *run[-2:]]
            found += [(False, line) for line in run]
        else:
            gone = [] if k < m else [f"(supprimé : {' '.join(old[i:j])})"]
            found += [(bool(line), line) for line in new[k:m] + gone]
    return found


def together(before: str, theirs: str, mine: str) -> str:
    """Both changes in one text; where both touched the same lines, theirs, then mine."""
    base, made, place = before.split("\n"), [], 0
    for start, end, lines in sorted(
        [*edits(base, theirs.split("\n")), *edits(base, mine.split("\n"))], key=lambda one: one[:2]
    ):
        made += base[place:start] + lines
        place = max(place, end)
    return "\n".join(made + base[place:])

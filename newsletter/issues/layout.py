"""How much of an issue is shown where: some facts at length, many in a line, the rest by a link."""

from dataclasses import dataclass
from typing import Any

from actions.statuses import Group

from .groups import GROUPS

# In a message, for all its groups together: Gmail cuts a message at 102 kB.
AT_LENGTH, IN_LINES = 24, 40
# On the page of the issue everything has at least its line.
AT_LENGTH_ON_PAGE = 60


@dataclass
class Section:
    """The facts of a group: those at length, those in a line, and how many are left out."""

    group: Group
    full: list[Any]
    short: list[Any]
    left: int = 0

    @property
    def count(self) -> int:
        return len(self.full) + len(self.short) + self.left


def sections(
    facts: list[Any], at_length: int = AT_LENGTH, in_lines: int | None = IN_LINES
) -> list[Section]:
    """Each group has its share, and what a small group leaves goes to the others."""
    groups = [(group, [fact for fact in facts if fact["group"] == group.value]) for group in GROUPS]
    groups = [(group, found) for group, found in groups if found]
    lengths = shares([len(found) for _, found in groups], at_length)
    rests = [len(found) - length for (_, found), length in zip(groups, lengths, strict=True)]
    lines = rests if in_lines is None else shares(rests, in_lines)
    return [
        Section(group, found[:length], found[length : length + line], len(found) - length - line)
        for (group, found), length, line in zip(groups, lengths, lines, strict=True)
    ]


def shares(wanted: list[int], available: int) -> list[int]:
    """Share places between those who want some: the least greedy are served whole."""
    given = [0] * len(wanted)
    waiting = sorted(range(len(wanted)), key=lambda index: wanted[index])
    while waiting:
        index = waiting[0]
        given[index] = min(wanted[index], available // len(waiting))
        available -= given[index]
        waiting = waiting[1:]
    return given

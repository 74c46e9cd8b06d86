"""What changed between two texts, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CONTEXT = 3


class LineKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class DiffLine:
    """A line of a comparison; a skipped one stands for many that did not change."""

    kind: LineKind
    text: str = ""

    @property
    def sign(self) -> str:
        return {LineKind.ADDED: "+", LineKind.REMOVED: "-"}.get(self.kind, "")


def compared(before: str, after: str, *, context: int | None = CONTEXT) -> list[DiffLine]:
    """The lines of both texts in order, with `context` unchanged ones around each change.

    None gives all of them.
    """
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    if context is None:
        return _lines(matcher.get_opcodes(), old, new)
    lines: list[DiffLine] = []
    for group in matcher.get_grouped_opcodes(context):
        if lines or group[0][1] > 0:
            lines.append(DiffLine(LineKind.SKIPPED))
        lines += _lines(group, old, new)
    return lines


def _lines(
    steps: Sequence[tuple[str, int, int, int, int]], old: list[str], new: list[str]
) -> list[DiffLine]:
    lines: list[DiffLine] = []
    for tag, first, last, from_, to in steps:
        if tag == "equal":
            lines += [DiffLine(LineKind.SAME, line) for line in old[first:last]]
            continue
        lines += [DiffLine(LineKind.REMOVED, line) for line in old[first:last]]
        lines += [DiffLine(LineKind.ADDED, line) for line in new[from_:to]]
    return lines

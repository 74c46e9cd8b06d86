"""The way of an incident from report to closure, and what each step asks for."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from governance.choices import IncidentState

TRANSITIONS: Mapping[IncidentState, frozenset[IncidentState]] = {
    IncidentState.REPORTED: frozenset({IncidentState.TRIAGED, IncidentState.DISMISSED}),
    IncidentState.TRIAGED: frozenset(
        {IncidentState.CONTAINED, IncidentState.RESOLVED, IncidentState.DISMISSED}
    ),
    IncidentState.CONTAINED: frozenset({IncidentState.RESOLVED, IncidentState.TRIAGED}),
    IncidentState.RESOLVED: frozenset({IncidentState.CLOSED, IncidentState.TRIAGED}),
    IncidentState.CLOSED: frozenset(),
    IncidentState.DISMISSED: frozenset(),
}

OPEN = frozenset(
    {
        IncidentState.REPORTED,
        IncidentState.TRIAGED,
        IncidentState.CONTAINED,
        IncidentState.RESOLVED,
    }
)
"""Somebody still works on it."""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP_LENGTH = 5, 5
TITLE_LENGTH = 120


@dataclass(frozen=True)
class Standing:
    """What closing looks at."""

    has_review: bool
    open_actions: int
    running_clocks: int


def can_move(current: IncidentState, to: IncidentState, *, is_near_miss: bool) -> bool:
    """Whether the table has this way; only a near miss has nothing to contain."""
    if current == IncidentState.TRIAGED and to == IncidentState.RESOLVED:
        return is_near_miss
    return to in TRANSITIONS[current]


def missing_to_close(standing: Standing) -> tuple[str, ...]:
    """Codes of what must be there before an incident is closed; worded in queries/incidents.py."""
    wanted = {
        "review": not standing.has_review,
        "actions": standing.open_actions > 0,
        "clocks": standing.running_clocks > 0,
    }
    return tuple(code for code, is_missing in wanted.items() if is_missing)


def title_of(report: str) -> str:
    """The first line of a report, until triage gives it a better name."""
    first = next((line for line in report.splitlines() if line.strip()), "")
    return textwrap.shorten(first, TITLE_LENGTH, placeholder="…")


def code_from(numbers: bytes) -> str:
    """A follow-up code of random bytes, in groups that can be read out: no 0/O, no 1/I/L."""
    letters = [ALPHABET[byte % len(ALPHABET)] for byte in numbers[: GROUPS * GROUP_LENGTH]]
    groups = ("".join(letters[start : start + GROUP_LENGTH]) for start in _starts())
    return "-".join(groups)


def code_hash(code: str) -> str:
    """What is kept of a code, however it was typed; empty for what can be none."""
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    if len(plain) != GROUPS * GROUP_LENGTH:
        return ""
    return hashlib.sha256(plain.encode()).hexdigest()


def _starts() -> range:
    return range(0, GROUPS * GROUP_LENGTH, GROUP_LENGTH)

"""Which controls of a case are known to be missing, and which are waived for a time. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from governance.choices import WaiverState
from governance.logic.paths import GATES

# Days before the last day of a waiver on which its people are reminded.
NOTICE_DAYS: Final = (30, 7, 1)
RUNNING: Final = frozenset({WaiverState.REQUESTED, WaiverState.GRANTED})
TRANSITIONS: Final[Mapping[WaiverState, frozenset[WaiverState]]] = {
    WaiverState.REQUESTED: frozenset(
        {WaiverState.GRANTED, WaiverState.REFUSED, WaiverState.WITHDRAWN}
    ),
    WaiverState.GRANTED: frozenset({WaiverState.EXPIRED, WaiverState.REVOKED, WaiverState.SETTLED}),
    WaiverState.EXPIRED: frozenset({WaiverState.SETTLED}),
    WaiverState.REVOKED: frozenset({WaiverState.SETTLED}),
    WaiverState.REFUSED: frozenset({WaiverState.SETTLED}),
    WaiverState.WITHDRAWN: frozenset(),
    WaiverState.SETTLED: frozenset(),
}


@dataclass(frozen=True)
class Line:
    """One waiver of a case; `number` tells which is newer, `gate` where its control is due."""

    number: int
    control: str
    gate: str
    state: WaiverState
    expires_on: dt.date


def may_become(before: WaiverState, after: WaiverState) -> bool:
    """Whether a waiver goes from one state to another."""
    return after in TRANSITIONS[before]


def current_lines(lines: Iterable[Line]) -> dict[str, Line]:
    """What counts for each control: its newest waiver that nobody took back."""
    found: dict[str, Line] = {}
    for line in sorted(lines, key=lambda one: one.number):
        if line.state != WaiverState.WITHDRAWN:
            found[line.control] = line
    return found


def is_in_force(line: Line, today: dt.date) -> bool:
    """Granted, its last day included; the clock need not have come round."""
    return line.state == WaiverState.GRANTED and today <= line.expires_on


def missing_controls(lines: Iterable[Line], gate: str, today: dt.date) -> list[str]:
    """Controls due by this gate that somebody asked to waive and that no waiver covers now.

    Who asks for a waiver says that the control is missing: until it is granted, and again when it
    has ended, the gate is closed, unless somebody else saw that the control is in place.
    """
    return [
        line.control
        for line in current_lines(lines).values()
        if line.state != WaiverState.SETTLED
        and not is_in_force(line, today)
        and is_due_by(line.gate, gate)
    ]


def is_due_by(due_at: str, gate: str) -> bool:
    """Whether a control of one gate must be in place at another; one of no gate at every gate."""
    if due_at not in GATES or gate not in GATES:
        return True
    return GATES.index(due_at) <= GATES.index(gate)

"""Where a use case may go from where it stands. The table is the rule; lifecycle writes by it."""

from __future__ import annotations

from collections.abc import Mapping

from intake.choices import Gate, Stage

LADDER = (
    Stage.INTAKE,
    Stage.DISCOVERY,
    Stage.POC,
    Stage.PILOT,
    Stage.PRODUCTION,
    Stage.MONITORING,
    Stage.RETIRED,
)
"""The way of a case that goes well."""

RESTING = frozenset({Stage.ON_HOLD, Stage.SUSPENDED})
"""A case rests here and may go back to where it was."""

RESUME = "resume"
"""What must hold before a resting case goes on: apps declare it as they do for a gate."""

ENDING = "ending"
"""What must hold before a suspended case is retired: it passes no gate with an approval."""

CLOSED = frozenset({Stage.RETIRED, Stage.REJECTED, Stage.WITHDRAWN})
"""Nobody works on a case here. Only rejected and withdrawn ones can start again, at intake."""

_BUILDING = (Stage.DISCOVERY, Stage.POC, Stage.PILOT)
_LIVE = (Stage.PRODUCTION, Stage.MONITORING)

TRANSITIONS: Mapping[Stage, frozenset[Stage]] = {
    Stage.INTAKE: frozenset(
        {Stage.DISCOVERY, Stage.ON_HOLD, Stage.REJECTED, Stage.WITHDRAWN, Stage.SUSPENDED}
    ),
    **{
        stage: frozenset(
            {
                LADDER[LADDER.index(stage) + 1],
                LADDER[LADDER.index(stage) - 1],
                Stage.ON_HOLD,
                Stage.SUSPENDED,
                Stage.REJECTED,
                Stage.WITHDRAWN,
            }
        )
        for stage in _BUILDING
    },
    Stage.PRODUCTION: frozenset({Stage.MONITORING, Stage.PILOT, Stage.SUSPENDED, Stage.RETIRED}),
    Stage.MONITORING: frozenset({Stage.PRODUCTION, Stage.PILOT, Stage.SUSPENDED, Stage.RETIRED}),
    Stage.ON_HOLD: frozenset({Stage.INTAKE, *_BUILDING, Stage.REJECTED, Stage.WITHDRAWN}),
    Stage.SUSPENDED: frozenset(
        {Stage.INTAKE, *_BUILDING, *_LIVE, Stage.REJECTED, Stage.WITHDRAWN, Stage.RETIRED}
    ),
    Stage.RETIRED: frozenset(),
    Stage.REJECTED: frozenset({Stage.INTAKE}),
    Stage.WITHDRAWN: frozenset({Stage.INTAKE}),
}


def can_move(current: Stage, to: Stage) -> bool:
    """Whether the table has this way."""
    return to in TRANSITIONS[current]


def is_forward(current: Stage, to: Stage) -> bool:
    """Whether the way leads up the ladder, and so through a gate; back from rest does not."""
    if current not in LADDER or to not in LADDER:
        return False
    return LADDER.index(to) > LADDER.index(current)


def gate_between(current: Stage, to: Stage) -> Gate | None:
    """The gate that this move must pass, or None when it needs none."""
    return Gate(to.value) if is_forward(current, to) else None


def may_resume(came_from: Stage, to: Stage) -> bool:
    """Whether a resting case may go on to a stage: never further than where it rested from.

    Otherwise putting a case on hold would be a way around the gates.
    """
    if to not in LADDER or to == Stage.RETIRED:
        return True
    return came_from in LADDER and LADDER.index(to) <= LADDER.index(came_from)


def goes_on(current: Stage, to: Stage) -> bool:
    """Whether this move takes a resting case back to work."""
    return current in RESTING and to in LADDER and to not in CLOSED


def asked_between(current: Stage, to: Stage) -> str | None:
    """What this move asks for: a gate, RESUME or ENDING; None when it asks for nothing."""
    if goes_on(current, to):
        return RESUME
    if current in RESTING and to == Stage.RETIRED:
        return ENDING
    gate = gate_between(current, to)
    return None if gate is None else gate.value


def next_gate(current: Stage) -> Gate | None:
    """The gate ahead of a stage on the ladder; None at the end and beside the ladder."""
    if current not in LADDER or current == Stage.RETIRED:
        return None
    return Gate(LADDER[LADDER.index(current) + 1].value)

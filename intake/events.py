"""What intake tells the apps above it: ids only, same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.events.bus import Event


@dataclass(frozen=True)
class UseCaseSubmitted(Event):
    """The first assessment of a use case; `gate` is the way it wants to go."""

    use_case_id: int
    assessment_id: int
    gate: str


@dataclass(frozen=True)
class MaterialChange(Event):
    """A later assessment changed what reviews rested on; `touches` are values of choices.Touch."""

    use_case_id: int
    assessment_id: int
    touches: tuple[str, ...]


@dataclass(frozen=True)
class StageChanged(Event):
    """A use case moved."""

    use_case_id: int
    from_stage: str
    to_stage: str

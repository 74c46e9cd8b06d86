"""The numbers of strategy, flow, efficiency, skills and adoption by hand, and what they read."""

from __future__ import annotations

from dataclasses import dataclass

from tests.metrics.plain import building, flow, skills

NUMBERS = {**flow.NUMBERS, **building.NUMBERS, **skills.NUMBERS}


@dataclass
class World:
    """Everything that happened, as plain Python."""

    cases: list
    models: list
    assets: list
    people: list
    targets: dict

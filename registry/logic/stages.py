"""Where a version may go from where it stands, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.choices import VersionStage

ALL: Final = frozenset(VersionStage)

TRANSITIONS: Final[Mapping[VersionStage, frozenset[VersionStage]]] = {
    stage: ALL - {stage} for stage in VersionStage
}
"""Clients move versions freely; only the way into production has a gate."""

GUARDED: Final = frozenset({VersionStage.PRODUCTION})
"""Stages that only approved versions enter."""


def can_move(version_stage: VersionStage, to: VersionStage) -> bool:
    """Whether the table has this step."""
    return to in TRANSITIONS[version_stage]


def is_guarded(to: VersionStage) -> bool:
    """Whether the gate is asked first."""
    return to in GUARDED

"""Activities that training can be required for. Other apps declare theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Activity:
    """Something that only trained people do; `label` completes "who want to …".

    `doers()` gives the members who may be asked to do it today.
    """

    code: str
    label: Any
    doers: Callable[[], Any]


_declared: dict[str, Activity] = {}


def declare_activity(code: str, label: Any, doers: Callable[[], Any]) -> Activity:
    """Make it known; ValueError when the code is taken."""
    if code in _declared:
        msg = f"Activity {code} is declared twice."
        raise ValueError(msg)
    _declared[code] = Activity(code, label, doers)
    return _declared[code]


def declared_activities() -> list[Activity]:
    """All of them, by code."""
    return [_declared[code] for code in sorted(_declared)]

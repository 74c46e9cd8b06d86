"""What a gate asks for: apps declare requirements, whoever opens the gate asks them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Unmet:
    """One thing that is missing, in words for the user, with the page where it can be done."""

    code: str
    message: str
    url: str = ""


Check = Callable[[Any], Unmet | None]


@dataclass(frozen=True)
class Requirement:
    """One condition of a gate; `check(subject)` answers None when it is met."""

    gate: str
    code: str
    label: str | Promise
    check: Check


_requirements: dict[str, dict[str, Requirement]] = defaultdict(dict)


def requirement(*gates: str, code: str, label: str | Promise) -> Callable[[Check], Check]:
    """Declare a requirement of one or more gates; ValueError when the code is taken."""

    def register(check: Check) -> Check:
        for gate in gates:
            if code in _requirements[gate]:
                msg = f"Requirement {code} of gate {gate} is declared twice."
                raise ValueError(msg)
            _requirements[gate][code] = Requirement(gate, code, label, check)
        return check

    return register


def requirements(gate: str) -> list[Requirement]:
    """All requirements of a gate, in the order of declaration."""
    return list(_requirements[gate].values())


def unmet(gate: str, subject: object) -> list[Unmet]:
    """What the subject still lacks for this gate; empty when it may pass."""
    answers = (requirement.check(subject) for requirement in requirements(gate))
    return [answer for answer in answers if answer is not None]

"""What may become of a vendor, and what has to be known before it is approved. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from registry.choices import Criterion, Pledge, VendorStatus

HIGHEST: Final = 5
GRACE: Final = dt.timedelta(days=30)
"""How long after the day of its review a vendor still counts as reviewed."""

TRANSITIONS: Final[Mapping[VendorStatus, frozenset[VendorStatus]]] = {
    VendorStatus.PROPOSED: frozenset({VendorStatus.APPROVED, VendorStatus.REJECTED}),
    VendorStatus.APPROVED: frozenset({VendorStatus.SUSPENDED, VendorStatus.ENDED}),
    VendorStatus.SUSPENDED: frozenset({VendorStatus.APPROVED, VendorStatus.ENDED}),
    VendorStatus.REJECTED: frozenset({VendorStatus.PROPOSED}),
    VendorStatus.ENDED: frozenset({VendorStatus.PROPOSED}),
}
LIVE: Final = frozenset({VendorStatus.PROPOSED, VendorStatus.APPROVED, VendorStatus.SUSPENDED})
"""Those that somebody keeps up and reviews."""

MARKED: Final = frozenset({VendorStatus.SUSPENDED, VendorStatus.REJECTED, VendorStatus.ENDED})
"""Those on which nothing should rely."""


def may_become(status: VendorStatus, to: VendorStatus) -> bool:
    """Whether the table has this step."""
    return to in TRANSITIONS[status]


class Lack(StrEnum):
    """What is not known about a vendor that nobody should approve without."""

    DATA_USE = "data_use"
    TRAINING = "training"
    PLACES = "places"
    SECURITY = "security"
    CONTRACT_OVER = "contract_over"
    EVALUATION = "evaluation"


@dataclass(frozen=True)
class Known:
    """What is known about a vendor."""

    data_use: str
    no_training: Pledge
    places: str
    security: str
    certificates: int
    contract_until: dt.date | None
    scored: frozenset[Criterion]


def lacks(known: Known, today: dt.date) -> list[Lack]:
    """What is missing for the approval; a promise that was refused is known, too."""
    found = {
        Lack.DATA_USE: not known.data_use.strip(),
        Lack.TRAINING: known.no_training == Pledge.UNKNOWN,
        Lack.PLACES: not known.places.strip(),
        Lack.SECURITY: not known.security.strip() and not known.certificates,
        Lack.CONTRACT_OVER: known.contract_until is not None and known.contract_until < today,
        Lack.EVALUATION: known.scored != frozenset(Criterion),
    }
    return [lack for lack, is_missing in found.items() if is_missing]


def is_reviewed(review_on: dt.date | None, today: dt.date) -> bool:
    """Whether the review of a vendor is not overdue by more than the grace."""
    return review_on is not None and today <= review_on + GRACE


def mean_of(scores: Sequence[int]) -> float | None:
    """The mean of the scores; None while there are none."""
    return sum(scores) / len(scores) if scores else None

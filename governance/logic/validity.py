"""How long an approval holds, when it is reviewed again, and who may waive a control. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from governance.logic.paths import REVIEWED_TIERS
from intake.choices import Tier

MOST_MONTHS: Final = 60
MOST_LEAD_DAYS: Final = 180
MOST_WAIVER_DAYS: Final = 366
# Days before the last day of an approval on which its owner is reminded.
NOTICE_DAYS: Final = (60, 30, 7)


@dataclass(frozen=True)
class TierTerms:
    """What holds for one tier; `acceptors` are the roles that may accept the risk of a waiver."""

    valid_months: int
    renewal_days: int
    waiver_days: int
    acceptors: frozenset[str]


@dataclass(frozen=True)
class TermsFlaw:
    """What is wrong with the terms of one tier."""

    tier: str
    field: str


Terms = Mapping[str, TierTerms]

_STRICT: Final = TierTerms(12, 60, 90, frozenset({"executive"}))
DEFAULT_TERMS: Final[Terms] = {
    Tier.LOW.value: TierTerms(24, 30, 180, frozenset({"coe_staff", "org_admin", "executive"})),
    Tier.MEDIUM.value: TierTerms(12, 45, 180, frozenset({"coe_staff", "executive"})),
    Tier.HIGH.value: _STRICT,
}


def terms_of(terms: Terms, tier: str) -> TierTerms:
    """The terms of a tier; one that is not named has the strictest: forgetting never helps."""
    return terms.get(tier, _STRICT)


def parse_terms(rows: Mapping[str, Mapping[str, Any]]) -> Terms:
    """Read the stored JSON."""
    return {
        tier: TierTerms(
            row["valid_months"],
            row["renewal_days"],
            row["waiver_days"],
            frozenset(row["acceptors"]),
        )
        for tier, row in rows.items()
    }


def dump_terms(terms: Terms) -> dict[str, dict[str, Any]]:
    """The JSON that `parse_terms` reads back."""
    return {
        tier: {
            "valid_months": row.valid_months,
            "renewal_days": row.renewal_days,
            "waiver_days": row.waiver_days,
            "acceptors": sorted(row.acceptors),
        }
        for tier, row in terms.items()
    }


def terms_flaws(terms: Terms, roles: Collection[str]) -> list[TermsFlaw]:
    """Everything that forbids publishing these terms; `roles` are those that may accept at all."""
    return [
        TermsFlaw(tier, field)
        for tier in REVIEWED_TIERS
        for field in _row_flaws(terms.get(tier), roles)
    ]


def _row_flaws(row: TierTerms | None, roles: Collection[str]) -> list[str]:
    if row is None:
        return ["valid_months"]
    found = {
        "valid_months": 1 <= row.valid_months <= MOST_MONTHS,
        "renewal_days": 0 <= row.renewal_days <= MOST_LEAD_DAYS,
        "waiver_days": 1 <= row.waiver_days <= MOST_WAIVER_DAYS,
        "acceptors": bool(row.acceptors) and row.acceptors <= set(roles),
    }
    return [field for field, is_right in found.items() if not is_right]


def months_valid(terms: TierTerms, board_months: int | None) -> int:
    """For how many months an approval holds: a board may grant less than its tier, never more."""
    if board_months is None:
        return terms.valid_months
    return min(terms.valid_months, board_months)


def renewal_opens_on(valid_until: dt.date, terms: TierTerms) -> dt.date:
    """The day on which the review of an approval opens by itself."""
    return valid_until - dt.timedelta(days=terms.renewal_days)


def notice_due(days_left: int, steps: Collection[int] = NOTICE_DAYS) -> int | None:
    """Which notice is to be given by now of a last day so many days ahead; None for none.

    Each is given once; after missed days only the latest one.
    """
    if days_left < 0:
        return None
    return min((step for step in steps if days_left <= step), default=None)

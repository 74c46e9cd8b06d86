"""Months of benefits as plain Python and as rows, and the numbers of the ledger without a database.

The rows are written directly, because the point is the arithmetic over any history.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import fsum
from statistics import median

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from intake.models.use_cases import UseCase
from metrics.choices import BenefitKind, BenefitState, EntryState
from metrics.models.benefits import Benefit, BenefitEntry
from tests.metrics.history import END, PlainCase

UNITS = ("", "OPS", "RET")
COSTS = (BenefitKind.COST, BenefitKind.RISK, BenefitKind.QUALITY)


@dataclass
class PlainEntry:
    """One month of a benefit; `verified` is None where finance did not stand for it."""

    case: int
    kind: str
    unit: str
    month: date
    claimed: float
    hours: float
    claimed_at: datetime
    settled_at: datetime | None
    verified: float | None
    revoked_at: datetime | None

    def counts_at(self, at: datetime) -> bool:
        if self.verified is None or self.settled_at is None or self.settled_at > at:
            return False
        return self.revoked_at is None or self.revoked_at > at

    def waits_at(self, at: datetime) -> bool:
        return self.claimed_at <= at and (self.settled_at is None or self.settled_at > at)

    def hours_verified(self) -> float:
        return round(self.hours * (self.verified or 0) / self.claimed, 2) if self.claimed else 0.0


def make_entries(seed: int, cases: list[PlainCase], count: int = 150) -> list[PlainEntry]:
    rng = random.Random(seed)  # noqa: S311 (a history, not a secret)
    return [_entry(rng, cases) for _ in range(count)]


def _entry(rng: random.Random, cases: list[PlainCase]) -> PlainEntry:
    number = rng.randrange(len(cases))
    claimed_at = later(rng, cases[number].registered_at, 200)
    settled_at = later(rng, claimed_at, 60) if rng.random() < 0.8 else None
    claimed = round(rng.uniform(0, 50_000), 2)
    is_verified = settled_at is not None and rng.random() < 0.7
    verified = round(claimed * rng.choice((1, 1, 0.5)), 2) if is_verified else None
    is_revoked = verified is not None and rng.random() < 0.2
    return PlainEntry(
        case=number,
        kind=rng.choice(BenefitKind.values),
        unit=rng.choice(UNITS),
        month=(claimed_at - timedelta(days=rng.randint(0, 45))).date().replace(day=1),
        claimed=claimed,
        hours=round(claimed / 40, 2),
        claimed_at=claimed_at,
        settled_at=settled_at,
        verified=verified,
        revoked_at=later(rng, settled_at or claimed_at, 90) if is_revoked else None,
    )


def later(rng: random.Random, after: datetime, days: int) -> datetime:
    return after + timedelta(hours=rng.randint(1, 24 * days), seconds=rng.randint(0, 59))


def store_entries(entries: list[PlainEntry], owner: Membership) -> None:
    """A benefit for each entry, of the case of the same place in the history."""
    units = {code: BusinessUnit.objects.create(name=code, code=code) for code in UNITS if code}
    cases = list(UseCase.objects.order_by("number"))
    for number, entry in enumerate(entries, start=1):
        benefit = Benefit.objects.create(
            number=number,
            use_case=cases[entry.case],
            title=f"Benefit {number}",
            hypothesis="Less work.",
            process=f"Process {number}",
            kind=entry.kind,
            unit=units.get(entry.unit),
            owner=owner,
            state=BenefitState.CLOSED,
        )
        is_hours = entry.kind == BenefitKind.HOURS
        BenefitEntry.objects.create(
            benefit=benefit,
            month=entry.month,
            claimed_amount=money(entry.claimed),
            claimed_hours=money(entry.hours) if is_hours else None,
            evidence="Counted.",
            claimed_by=owner,
            claimed_at=entry.claimed_at,
            state=state_of(entry),
            verified_amount=None if entry.verified is None else money(entry.verified),
            verified_hours=money(entry.hours_verified())
            if is_hours and entry.verified is not None
            else None,
            settled_at=entry.settled_at,
            revoked_at=entry.revoked_at,
        )


def money(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")


def state_of(entry: PlainEntry) -> EntryState:
    if entry.settled_at is None:
        return EntryState.CLAIMED
    if entry.verified is None:
        return EntryState.RETURNED
    return EntryState.REVOKED if entry.revoked_at else EntryState.VERIFIED


def plain_numbers(entries: list[PlainEntry], cases: list[PlainCase], as_of) -> dict:
    """The parts of each KPI of the ledger."""
    at = as_of.at
    last = at.astimezone(as_of.zone).date().replace(day=1)
    first = date(last.year - 1, last.month, 1)
    year = [entry for entry in entries if first < entry.month <= last]
    counting = [entry for entry in entries if entry.counts_at(at)]
    quarter = [entry for entry in counting if entry.settled_at >= as_of.since]
    hours = [entry for entry in quarter if entry.kind == BenefitKind.HOURS]
    return {
        "annual_value": sums((e.kind, e.verified) for e in year if e.counts_at(at)),
        "claimed_value": sums((e.kind, e.claimed) for e in year if e.waits_at(at)),
        "total_savings": sums((e.unit, e.verified) for e in hours),
        "time_saved": sums((e.unit, e.hours_verified()) for e in hours),
        "revenue_influenced": sums(
            (e.unit, e.verified) for e in quarter if e.kind == BenefitKind.REVENUE
        ),
        "avoided_cost": sums((e.kind, e.verified) for e in quarter if e.kind in COSTS),
        "time_to_value": first_values(counting, cases, as_of),
    }


def sums(pairs) -> dict[str, float]:
    found = defaultdict(list)
    for part, amount in pairs:
        found[part].append(amount)
    return {part: round(fsum(amounts), 2) for part, amounts in found.items()}


def first_values(counting: list[PlainEntry], cases: list[PlainCase], as_of) -> dict[str, float]:
    firsts = {}
    for entry in counting:
        known = firsts.get(entry.case, END + timedelta(days=9999))
        firsts[entry.case] = min(known, entry.settled_at)
    days = defaultdict(list)
    for number, first in firsts.items():
        if first >= as_of.since:
            case = cases[number]
            length = (first - case.registered_at).total_seconds() / 86400
            days[case.tier_at(as_of.at)].append(length)
    return {tier: round(median(lengths), 2) for tier, lengths in days.items()}

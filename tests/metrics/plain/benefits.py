"""Months of benefits as plain Python and as rows, and the numbers of the ledger without a database.

The rows are written directly, because the point is the arithmetic over any history.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from intake.models.use_cases import UseCase
from metrics.choices import BenefitKind, BenefitState, EntryState
from metrics.models.benefits import Benefit, BenefitEntry
from tests.metrics.history import PlainCase
from tests.metrics.plain.facts import Row, day_of, days

UNITS = ("", "OPS", "RET")
COSTS = (BenefitKind.COST, BenefitKind.RISK, BenefitKind.QUALITY)
UNTIERED = "untiered"


@dataclass
class PlainEntry:
    """One month of a benefit; `verified` is None where finance did not stand for it."""

    case: int
    kind: str
    unit: str
    month: date
    claimed: float
    hours: float
    hours_verified: float
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


def make_entries(seed: int, cases: list[PlainCase], count: int = 150) -> list[PlainEntry]:
    rng = random.Random(seed)  # noqa: S311 (a history, not a secret)
    return [_entry(rng, cases) for _ in range(count)]


def _entry(rng: random.Random, cases: list[PlainCase]) -> PlainEntry:
    number = rng.randrange(len(cases))
    claimed_at = later(rng, cases[number].registered_at, 200)
    settled_at = later(rng, claimed_at, 60) if rng.random() < 0.8 else None
    claimed = round(rng.uniform(0, 50_000), 2)
    hours = round(claimed / 40, 2)
    is_verified = settled_at is not None and rng.random() < 0.7
    verified = round(claimed * rng.choice((1, 1, 0.5)), 2) if is_verified else None
    is_revoked = verified is not None and rng.random() < 0.2
    return PlainEntry(
        case=number,
        kind=rng.choice(BenefitKind.values),
        unit=rng.choice(UNITS),
        month=(claimed_at - timedelta(days=rng.randint(0, 45))).date().replace(day=1),
        claimed=claimed,
        hours=hours,
        hours_verified=round(hours * (verified or 0) / claimed, 2) if claimed else 0.0,
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
            verified_hours=money(entry.hours_verified)
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


@dataclass
class PlainLedger:
    """Months of benefits, and the cases that they belong to by their place."""

    entries: list[PlainEntry]
    cases: list[PlainCase]

    def row(self, entry: PlainEntry, part: str, amount: float, as_of) -> Row:
        tier = self.cases[entry.case].tier_at(as_of.at)
        return Row(part, amount, unit=entry.unit or None, tier="" if tier == UNTIERED else tier)


def of_last_year(ledger, as_of):
    """Of the twelve months up to that of the moment."""
    last = day_of(as_of).replace(day=1)
    first = date(last.year - 1, last.month, 1)
    return [entry for entry in ledger.entries if first < entry.month <= last]


def annual_value(ledger, as_of):
    return [
        ledger.row(entry, entry.kind, entry.verified, as_of)
        for entry in of_last_year(ledger, as_of)
        if entry.counts_at(as_of.at)
    ]


def claimed_value(ledger, as_of):
    return [
        ledger.row(entry, entry.kind, entry.claimed, as_of)
        for entry in of_last_year(ledger, as_of)
        if entry.waits_at(as_of.at)
    ]


def of_quarter(ledger, as_of, *kinds):
    """What finance stands for, settled in the quarter."""
    return [
        entry
        for entry in ledger.entries
        if entry.kind in kinds and entry.counts_at(as_of.at) and entry.settled_at >= as_of.since
    ]


def total_savings(ledger, as_of):
    hours = of_quarter(ledger, as_of, BenefitKind.HOURS)
    return [ledger.row(entry, entry.unit, entry.verified, as_of) for entry in hours]


def time_saved(ledger, as_of):
    hours = of_quarter(ledger, as_of, BenefitKind.HOURS)
    return [ledger.row(entry, entry.unit, entry.hours_verified, as_of) for entry in hours]


def revenue_influenced(ledger, as_of):
    revenue = of_quarter(ledger, as_of, BenefitKind.REVENUE)
    return [ledger.row(entry, entry.unit, entry.verified, as_of) for entry in revenue]


def avoided_cost(ledger, as_of):
    costs = of_quarter(ledger, as_of, *COSTS)
    return [ledger.row(entry, entry.kind, entry.verified, as_of) for entry in costs]


def time_to_value(ledger, as_of):
    firsts = {}
    for entry in ledger.entries:
        if entry.counts_at(as_of.at):
            firsts.setdefault(entry.case, []).append(entry.settled_at)
    rows = []
    for place, settled in firsts.items():
        case, first = ledger.cases[place], min(settled)
        if first >= as_of.since and case.registered_at <= as_of.at:
            tier = case.tier_at(as_of.at)
            rows.append(
                Row(
                    tier,
                    days(case.registered_at, first),
                    unit=case.unit_at(as_of.at),
                    tier="" if tier == UNTIERED else tier,
                )
            )
    return rows


NUMBERS = {
    function.__name__: function
    for function in (
        annual_value,
        avoided_cost,
        claimed_value,
        revenue_influenced,
        time_saved,
        time_to_value,
        total_savings,
    )
}

"""People and numbers for tests of the sign-off."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from metrics.actions.closing import sign_quarter
from metrics.actions.snapshots import take_snapshots
from metrics.logic.periods import Quarter
from metrics.queries.quarters import sheet_of
from tests.metrics.history import make_history, store

ENDED = Quarter(2026, 3)


def with_numbers(organization, *, seed=7, count=12, quarters=1):
    """A history, and the numbers of the quarters up to the one that ended last."""
    store(make_history(seed, count=count))
    take_snapshots(organization, ENDED.back(quarters), actor=Actor.system("tests"))


def sign(member, quarter=ENDED):
    """Signs what is there now."""
    return sign_quarter(quarter, seen=sheet_of(quarter).seal, actor=Actor.member(member))

"""People and numbers for tests of the sign-off, and of the pages that show numbers."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from metrics.actions.closing import sign_quarter
from metrics.actions.snapshots import take_snapshots
from metrics.kpis.registry import all_kpis
from metrics.logic.periods import Quarter
from metrics.models.snapshots import Snapshot
from metrics.queries.quarters import sheet_of
from tests.metrics.history import make_history, store

ENDED = Quarter(2026, 3)
CLOCK = Actor.system("tests")
# The numbers that tests look at: to compute all seventy takes most of a second.
USED = (
    "cases_by_stage",
    "cases_decided",
    "cases_submitted",
    "days_to_decision",
    "funnel",
    "support_tickets",
    "training_completions",
)
COPIED = ("kind", "quarter", "starts_on", "as_of", "computed_at")


def with_numbers(organization, *, seed=7, count=12, quarters=1):
    """A history, and the numbers of the quarters up to the one that ended last."""
    store(make_history(seed, count=count))
    take_used(organization, ENDED.back(quarters))


def take_used(organization, quarters):
    """Numbers of all KPIs: those that tests look at, and of the others that nothing is known."""
    taken = take_snapshots(organization, quarters, actor=CLOCK, codes=USED)
    unknown = [
        Snapshot(
            kpi=kpi.code, inputs=0, digest="", **{name: getattr(like, name) for name in COPIED}
        )
        for like in taken
        if like.kpi == USED[0]
        for kpi in all_kpis()
        if kpi.code not in USED
    ]
    for snapshot in unknown:
        snapshot.enter_organization()
    Snapshot.objects.bulk_create(unknown)


def sign(member, quarter=ENDED):
    """Signs what is there now."""
    return sign_quarter(quarter, seen=sheet_of(quarter).seal, actor=Actor.member(member))

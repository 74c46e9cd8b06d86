"""Numbers are kept by quarter and by day; a past quarter is restated beside the old number."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.costs import void_cost
from metrics.actions.restating import restate
from metrics.actions.snapshots import take_days, take_snapshots
from metrics.choices import SnapshotKind
from metrics.kpis.registry import all_kpis
from metrics.logic.periods import Quarter
from metrics.models.snapshots import Snapshot
from metrics.tasks.snapshots import take_nightly_snapshots
from registry.models.models import AIModel, ModelVersion, UsageRecord
from tests.metrics.costs import booked
from tests.metrics.history import END, make_history, store

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 3)
CLOCK = Actor.system("tests")
FEW = ("cases_by_stage", "cases_decided")
LATE = datetime(2026, 8, 1, 12, tzinfo=UTC)


@pytest.fixture
def history(in_scope, time_machine):
    time_machine.move_to(END, tick=False)
    store(make_history(3, count=20))
    return in_scope


def forgotten_case(number=500):
    """A use case of the ended quarter that was registered in the portal too late."""
    return UseCase.objects.create(number=number, title="Forgotten", registered_at=LATE)


def test_each_day_is_kept_once(history):
    day = dt.date(2026, 8, 14)
    first = take_days(history, [day], actor=CLOCK)
    assert {row.kpi for row in first} == {kpi.code for kpi in all_kpis()}
    assert {(row.kind, row.day, row.as_of) for row in first} == {
        (SnapshotKind.DAY, day, datetime(2026, 8, 15, tzinfo=UTC) - timedelta(microseconds=1))
    }
    assert take_days(history, [day], actor=CLOCK) == []


def test_a_day_that_is_not_over_is_not_kept(history):
    assert take_days(history, [END.date(), END.date() + timedelta(days=1)], actor=CLOCK) == []


def test_only_what_is_asked_for_is_taken(history):
    day = END.date() - timedelta(days=1)
    for taken in (
        take_snapshots(history, [QUARTER], actor=CLOCK, codes=FEW),
        take_days(history, [day], actor=CLOCK, codes=FEW),
    ):
        assert sorted(row.kpi for row in taken) == sorted(FEW)
    rest = {row.kpi for row in take_snapshots(history, [QUARTER], actor=CLOCK)}
    assert rest == {kpi.code for kpi in all_kpis()} - set(FEW)


def test_the_night_keeps_the_day_before_and_the_quarter_that_ended(history):
    take_nightly_snapshots(organization_id=history.pk)
    kept = set(Snapshot.objects.values_list("kind", "quarter", "day"))
    yesterday = END.date() - timedelta(days=1)
    assert kept == {("day", "2026-Q4", yesterday), ("quarter", "2026-Q3", None)}


def test_a_restated_number_stands_beside_the_old_one(history):
    take_snapshots(history, [QUARTER], actor=CLOCK, codes=FEW)
    before = Snapshot.objects.get(kpi="cases_by_stage")
    assert restate(history, QUARTER, reason="Looking", actor=CLOCK) == []
    forgotten_case()

    made = restate(history, QUARTER, reason="A case was registered late", actor=CLOCK)

    after = next(row for row in made if row.kpi == "cases_by_stage")
    assert (after.restates, after.as_of) == (before, before.as_of)
    assert after.value == before.value + 1
    assert Snapshot.objects.get(pk=before.pk).value == before.value
    latest = Snapshot.objects.latest_of([QUARTER.starts_on], (kpi.code for kpi in all_kpis()))
    assert latest.get(kpi="cases_by_stage") == after
    told = AuditEvent.objects.filter(action="metrics.snapshots.restated").get()
    assert told.reason == "A case was registered late"
    assert told.after["2026-Q3 cases_by_stage"] == after.value


def test_a_correction_is_corrected_in_turn(history):
    take_snapshots(history, [QUARTER], actor=CLOCK, codes=FEW)
    forgotten_case(500)
    (first,) = restate(history, QUARTER, reason="One", actor=CLOCK, codes=["cases_by_stage"])
    forgotten_case(501)
    (second,) = restate(history, QUARTER, reason="Two", actor=CLOCK, codes=["cases_by_stage"])
    assert second.restates == first
    rows = Snapshot.objects.of_kpi("cases_by_stage").standing()
    assert list(rows) == [second]
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(
            **{
                name: getattr(second, name)
                for name in ("kpi", "quarter", "starts_on", "as_of", "computed_at", "digest")
            },
            inputs=0,
            restates=first,
            reason="Twice",
        )


def test_what_is_not_asked_for_is_not_restated(history):
    take_snapshots(history, [QUARTER], actor=CLOCK, codes=FEW)
    forgotten_case()
    assert restate(history, QUARTER, reason="No", actor=CLOCK, codes=["cases_decided"]) == []


def test_the_running_quarter_is_not_restated(history):
    with pytest.raises(RuleViolation, match="still runs"):
        restate(history, Quarter(2026, 4), reason="Soon", actor=CLOCK)


def test_nobody_restates_without_a_reason(history):
    with pytest.raises(InvalidInput):
        restate(history, QUARTER, reason=" ", actor=CLOCK)


def test_executives_do_not_restate(history, member):
    with pytest.raises(NotAllowed):
        restate(history, QUARTER, reason="Nicer", actor=Actor.member(member(Role.EXECUTIVE)))


def test_costs_that_are_booked_late_restate_their_quarter_at_night(history, other_organization):
    code, september = "infrastructure_cost_per_case", dt.date(2026, 9, 1)
    for each in (history, other_organization):
        with scope(each):
            take_nightly_snapshots(organization_id=each.pk)
    entry = booked("6000.00", month=september)
    take_nightly_snapshots(organization_id=history.pk)
    correction = Snapshot.objects.get(restates__isnull=False)
    before = correction.restates
    assert (correction.kpi, correction.quarter, before.value) == (code, "2026-Q3", 0)
    assert correction.value == pytest.approx(6000 / before.inputs, abs=0.01)
    assert correction.reason.startswith("Costs or the use of models")

    take_nightly_snapshots(organization_id=history.pk)
    assert Snapshot.objects.filter(restates__isnull=False).count() == 1

    void_cost(entry, "Booked twice", actor=CLOCK)
    take_nightly_snapshots(organization_id=history.pk)
    assert Snapshot.objects.get(restates=correction).value == 0
    with scope(other_organization):
        assert not Snapshot.objects.filter(restates__isnull=False).exists()


def test_use_that_is_sent_late_restates_its_quarter_at_night(history, member):
    take_nightly_snapshots(organization_id=history.pk)
    model = AIModel.objects.create(number=1, name="scores", owner=member())
    version = ModelVersion.objects.create(model=model, number=1)
    last_day = {"version": version, "day": dt.date(2026, 9, 30), "consumer": "app"}
    UsageRecord.objects.create(calls=2_000, cost=4, **last_day)
    take_nightly_snapshots(organization_id=history.pk)
    correction = Snapshot.objects.get(restates__isnull=False)
    assert (correction.kpi, correction.quarter) == ("cost_per_request", "2026-Q3")
    assert (correction.restates.value, correction.value) == (None, 2)


def test_another_organization_restates_only_its_own(history, other_organization):
    take_snapshots(history, [QUARTER], actor=CLOCK, codes=FEW)
    forgotten_case()
    with scope(other_organization):
        take_snapshots(other_organization, [QUARTER], actor=CLOCK, codes=FEW)
        assert restate(other_organization, QUARTER, reason="Ours", actor=CLOCK) == []
        assert Snapshot.objects.get(kpi="cases_by_stage").value == 0

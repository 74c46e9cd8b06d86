"""Every number equals a plain computation over the same history, and the rows that it opens."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from statistics import median

import pytest

from governance.choices import APPROVALS
from intake.models.use_cases import UseCase
from metrics.actions.snapshots import take_snapshots
from metrics.choices import Summary
from metrics.kpis.registry import AsOf, all_kpis, kpi_named
from metrics.logic.periods import Quarter, last_moment
from metrics.models.snapshots import Snapshot
from metrics.queries.dashboard import quarterly_dashboard
from metrics.queries.drilldown import drilldown
from tests.metrics.history import END, make_history, store
from tests.metrics.quarters import CLOCK, USED, take_used

pytestmark = pytest.mark.django_db
QUARTERS = [Quarter(2025, 1), Quarter(2025, 3), Quarter(2026, 2), Quarter(2026, 4)]
BUILT = {"poc", "pilot", "production", "monitoring", "retired"}
LIVE = {"production", "monitoring", "retired"}


@pytest.fixture(params=[1, 2])
def history(request, in_scope):
    cases = make_history(request.param)
    store(cases)
    return cases


def seen_from(quarter):
    return AsOf(quarter, last_moment(quarter, UTC, END), UTC)


def within(as_of, at):
    return as_of.since <= at <= as_of.at


def plain_numbers(cases, as_of):
    """The parts of each KPI, computed without the database."""
    at = as_of.at
    registered = [case for case in cases if case.registered_at <= at]
    cohort = [
        case
        for case in cases
        if case.assessments and not case.imported and within(as_of, case.assessments[0][0])
    ]
    decided = [d for case in cases for d in case.decisions if within(as_of, d.decided_at)]
    days = {}
    for decision in decided:
        length = (decision.decided_at - decision.started_at).total_seconds() / 86400
        days.setdefault(decision.path, []).append(length)
    return {
        "cases_by_stage": Counter(f"{c.stage_at(at)}/{c.tier_at(at)}" for c in registered),
        "cases_submitted": Counter(case.assessments[0][1] for case in cohort),
        "cases_decided": Counter(decision.outcome for decision in decided),
        "days_to_decision": {path: round(median(all_), 2) for path, all_ in days.items()},
        "reviews_overdue": Counter(
            review.path
            for case in cases
            for review in case.reviews
            if review.opened_at <= at
            and review.due_at < at
            and (review.closed_at is None or review.closed_at > at)
        ),
        "funnel": Counter(furthest(case, at) for case in cohort),
    }


def furthest(case, at):
    stages = {stage for when, stage in case.moves if when <= at}
    outcomes = {d.outcome for d in case.decisions if d.decided_at <= at}
    if stages & LIVE:
        return "live"
    if stages & BUILT:
        return "built"
    if outcomes & APPROVALS:
        return "approved"
    return "decided" if outcomes else "submitted"


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.code)
def test_numbers_equal_a_plain_computation(history, quarter):
    as_of = seen_from(quarter)
    plain = {code: dict(parts) for code, parts in plain_numbers(history, as_of).items()}
    measured = {code: dict(kpi_named(code).measured(as_of).parts) for code in plain}
    assert measured == plain


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.code)
def test_a_number_equals_the_count_of_the_rows_it_opens(history, quarter):
    as_of = seen_from(quarter)
    for kpi in all_kpis():
        measurement = kpi.measured(as_of)
        assert kpi.rows_behind(as_of).count() == measurement.inputs
        counted = {part: kpi.rows_behind(as_of, [part]).count() for part in measurement.parts}
        assert sum(counted.values()) == measurement.inputs
        if kpi.summary == Summary.COUNT:
            assert counted == dict(measurement.parts)


def test_a_past_quarter_gives_the_same_numbers_after_more_has_happened(history, organization):
    """Rows of a later time change nothing about an earlier one."""
    quarter = Quarter(2025, 4)
    first = {kpi.code: kpi.measured(seen_from(quarter)) for kpi in all_kpis()}
    later = make_history(99, count=20)
    for case in later:
        case.registered_at = max(case.registered_at, datetime(2026, 3, 1, tzinfo=UTC))
        case.assessments = [(max(at, case.registered_at), tier) for at, tier in case.assessments]
        case.moves, case.reviews, case.decisions = [], [], []
    for number, case in enumerate(later, start=1000):
        UseCase.objects.create(number=number, title="Later", registered_at=case.registered_at)
    assert {kpi.code: kpi.measured(seen_from(quarter)) for kpi in all_kpis()} == first


def test_the_dashboard_shows_what_was_measured(history, organization, time_machine):
    time_machine.move_to(END)
    quarter = Quarter(2026, 4)
    quarters = quarter.back(5)
    take_used(organization, quarters)
    board = quarterly_dashboard(quarter)
    plain, before, year_before = (
        plain_numbers(history, seen_from(each)) for each in (quarter, quarters[-2], quarters[0])
    )
    for code in ("cases_by_stage", "cases_submitted", "cases_decided"):
        tile = board.tile(code)
        assert tile.figure.value == plain[code].total()
        assert tile.change.difference == plain[code].total() - before[code].total()
        assert tile.year_change.difference == plain[code].total() - year_before[code].total()
    steps = [step.figure.value for step in board.steps]
    assert steps[0] == plain["funnel"].total()
    assert steps == sorted(steps, reverse=True)
    assert board.cases == plain["cases_by_stage"].total()
    assert {
        path.path: path.figure.value for path in board.paths if path.figure.value is not None
    } == (plain["days_to_decision"])
    assert {row.stage: row.total.value for row in board.matrix} == Counter(
        {
            stage: sum(
                n for part, n in plain["cases_by_stage"].items() if part.startswith(f"{stage}/")
            )
            for stage in {part.split("/")[0] for part in plain["cases_by_stage"]}
        }
    )


def test_each_figure_of_the_dashboard_opens_as_many_rows_as_it_says(
    history, organization, time_machine
):
    time_machine.move_to(END)
    quarter = Quarter(2026, 4)
    take_snapshots(organization, [quarter], actor=CLOCK)
    board = quarterly_dashboard(quarter)
    counts = [tile for tile in board.tiles if tile.declared.summary == Summary.COUNT]
    figures = [
        *(tile.figure for tile in counts),
        *(cell for row in board.matrix for cell in (*row.cells, row.total)),
        *(step.figure for step in board.steps),
        *board.outcomes,
    ]
    assert len(figures) > 20
    for figure in figures:
        found = drilldown(kpi_named(figure.kpi), quarter, parts=figure.parts, zone=UTC, now=END)
        assert found.rows.count() == figure.value


def test_the_dashboard_is_read_by_two_queries(
    history, organization, django_assert_num_queries, time_machine
):
    """Signatures, and the numbers with their commentary and targets."""
    time_machine.move_to(END)
    take_used(organization, Quarter(2026, 4).back(5))
    with django_assert_num_queries(2):
        board = quarterly_dashboard(Quarter(2026, 4))
    assert len(board.tiles) > 10


def missing(quarter, now):
    return quarterly_dashboard(quarter).taken.missing(UTC, now)


def test_a_quarter_without_numbers_is_missing_until_taken_after_its_end(
    history, organization, time_machine
):
    quarter = Quarter(2026, 3)
    during = datetime(2026, 8, 1, tzinfo=UTC)
    after = datetime(2026, 10, 2, tzinfo=UTC)
    time_machine.move_to(during)
    assert missing(quarter, during) == quarter.back(5)
    take_used(organization, quarter.back(5))
    assert missing(quarter, during) == ()
    assert missing(quarter, after) == (quarter,)
    time_machine.move_to(after)
    take_used(organization, quarter.back(5))
    assert missing(quarter, after) == ()
    count = Snapshot.objects.count()
    assert take_snapshots(organization, [quarter], actor=CLOCK, codes=USED) == []
    assert Snapshot.objects.count() == count


def test_a_quarter_that_has_not_begun_lacks_nothing(organization, in_scope):
    assert missing(Quarter(2026, 4), datetime(2026, 8, 1, tzinfo=UTC)) == Quarter(2026, 3).back(4)

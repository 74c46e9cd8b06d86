from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db.models import F

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.closing import withdraw_signature
from metrics.actions.commentary import draft_commentary, publish_commentary
from metrics.actions.restating import restate
from metrics.actions.snapshots import take_snapshots
from metrics.choices import SnapshotKind
from metrics.logic.periods import Quarter
from metrics.models.quarters import Commentary, QuarterClose
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiTarget
from metrics.queries.freshness import freshness_of
from tests.metrics.history import END, make_history, store
from tests.metrics.quarters import CLOCK, ENDED, USED, sign, take_used, with_numbers

pytestmark = pytest.mark.django_db


def fresh(quarter=ENDED, now=END):
    return freshness_of(quarter, 4, zone=UTC, now=now)


@pytest.fixture
def numbers(in_scope, time_machine):
    time_machine.move_to(END, tick=False)
    with_numbers(in_scope)
    return in_scope


@pytest.fixture
def head(organization, member):
    return member(Role.COE_STAFF, name="Hanna Head")


def say(text, by, *, publish=True):
    about = Commentary(kpi="cases_decided", quarter=ENDED.code, starts_on=ENDED.starts_on)
    verb = publish_commentary if publish else draft_commentary
    return verb(about, text, actor=Actor.member(by))


def kept_later(quarter, kpi):
    """One more number of a KPI, an hour newer than the newest."""
    row = Snapshot.objects.latest_of([quarter.starts_on], [kpi]).get()
    row.pk, row.as_of = None, row.as_of + timedelta(hours=1)
    row._state.adding = True
    row.save()


def hour_passes(time_machine):
    time_machine.move_to(END + timedelta(hours=1), tick=False)


def test_it_tells_when_and_of_how_many_cases_the_numbers_are(numbers):
    newest = Snapshot.objects.get(kpi="cases_by_stage")
    told = fresh()
    assert (told.as_of, told.cases) == (newest.as_of, newest.value)
    assert told.cases > 0
    assert not told.is_empty
    assert told.missing == ENDED.back(5)[:-1]


def test_numbers_of_nothing_are_not_the_same_as_none(in_scope, time_machine):
    time_machine.move_to(END, tick=False)
    assert fresh().as_of is None
    assert not fresh().is_empty
    assert fresh().missing == ENDED.back(5)
    take_used(in_scope, ENDED.back(5))
    assert fresh().is_empty
    assert fresh().missing == ()


def test_it_is_one_query(numbers, django_assert_num_queries):
    with django_assert_num_queries(1):
        fresh()


def test_the_version_stays_while_nothing_changes(numbers, head, time_machine):
    before = fresh()
    say("Not out yet", head, publish=False)
    hour_passes(time_machine)
    assert fresh() == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _by: kept_later(ENDED, USED[0]), id="a newer number"),
        pytest.param(lambda _by: kept_later(ENDED, USED[-1]), id="a newer one of another KPI"),
        pytest.param(lambda by: say("Holidays", by), id="a commentary"),
        pytest.param(sign, id="a signature"),
        pytest.param(
            lambda by: KpiTarget.objects.create(
                kpi="cases_decided", since=ENDED.starts_on, target=3, good=2, fair=1, set_by=by
            ),
            id="a target",
        ),
    ],
)
def test_whatever_is_shown_changes_the_version(numbers, head, change):
    before = fresh()
    change(head)
    after = fresh()
    assert after.version != before.version
    assert (after.cases, after.missing) == (before.cases, before.missing)


def test_a_commentary_that_is_changed_or_whose_author_is_renamed_changes_it(numbers, head):
    said = [fresh().version]
    for text in ("Holidays", "Holidays, and a strike"):
        say(text, head)
        said.append(fresh().version)
    head.user.name = "Hanna Haupt"
    head.user.save()
    said.append(fresh().version)
    assert len(set(said)) == 4


def test_a_signature_that_is_withdrawn_changes_it(numbers, head):
    sign(head)
    signed = fresh().version
    close = QuarterClose.objects.get()
    withdraw_signature(close, "Too early", actor=Actor.member(head))
    assert fresh().version != signed


def test_a_correction_changes_it(numbers, time_machine):
    before = fresh().version
    UseCase.objects.create(number=500, title="Late", registered_at=END - timedelta(days=60))
    hour_passes(time_machine)
    assert restate(numbers, ENDED, reason="Registered late", actor=CLOCK, codes=[*USED])
    assert fresh().version != before


def test_another_organization_changes_nothing(numbers, other_organization):
    before = fresh()
    with scope(other_organization):
        store(make_history(9, count=5))
        take_used(other_organization, [ENDED])
        theirs = fresh()
    assert fresh() == before
    assert theirs.version != before.version
    assert theirs.cases == 5


def test_a_quarter_without_numbers_is_missing_until_taken_after_its_end(in_scope, time_machine):
    quarter = Quarter(2026, 3)
    during = datetime(2026, 8, 1, tzinfo=UTC)
    after = datetime(2026, 10, 2, tzinfo=UTC)
    store(make_history(7, count=12))
    time_machine.move_to(during)
    take_used(in_scope, quarter.back(5))
    assert fresh(quarter, during).missing == ()
    assert fresh(quarter, after).missing == (quarter,)
    time_machine.move_to(after)
    take_used(in_scope, quarter.back(5))
    assert fresh(quarter, after).missing == ()
    count = Snapshot.objects.count()
    assert take_snapshots(in_scope, [quarter], actor=CLOCK, codes=USED) == []
    assert Snapshot.objects.count() == count


@pytest.mark.parametrize("seed", range(3))
def test_the_newest_is_the_one_that_stands_first_in_order(in_scope, seed):
    """Days and quarters, the same moment twice, corrections: against sorting all of them."""
    chance = random.Random(seed)  # noqa: S311 (nothing to guess)
    quarters, kpis = ENDED.back(3), ("cases_by_stage", "cases_decided", "funnel")
    for _row in range(60):
        quarter, kind = chance.choice(quarters), chance.choice(SnapshotKind.values)
        day = quarter.starts_on + timedelta(days=chance.randrange(4))
        kept(quarter, chance.choice(kpis), kind, day, chance.randrange(3))
    rows = sorted(
        Snapshot.objects.all(),
        key=lambda row: (row.as_of, row.kind, row.computed_at, row.pk),
    )
    expected = {(row.starts_on, row.kpi): row.pk for row in rows}
    days = [quarter.starts_on for quarter in quarters]
    found = Snapshot.objects.latest_of(days, kpis)
    assert {(row.starts_on, row.kpi): row.pk for row in found} == expected
    assert list(found) == list(found.order_by("starts_on", F("kpi")))


def kept(quarter, kpi, kind, day, hour):
    """A number; a second one for the same moment corrects the first."""
    as_of = datetime.combine(day, time(23), UTC)
    same = Snapshot.objects.filter(kpi=kpi, kind=kind, as_of=as_of).order_by("-pk").first()
    Snapshot.objects.create(
        kpi=kpi,
        kind=kind,
        quarter=quarter.code,
        starts_on=quarter.starts_on,
        day=day if kind == SnapshotKind.DAY else None,
        as_of=as_of,
        computed_at=as_of + timedelta(hours=hour),
        value=1,
        inputs=0,
        digest="",
        restates=same,
        reason="Known late" if same else "",
    )

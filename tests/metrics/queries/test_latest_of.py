from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

import pytest

from metrics.choices import SnapshotKind
from metrics.models.snapshots import Snapshot
from tests.metrics.quarters import ENDED

pytestmark = pytest.mark.django_db


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
    assert [(row.starts_on, row.kpi) for row in found] == sorted(expected)


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

"""Which numbers of a quarter are the newest, told without reading them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import Any, Final

from django.db import connection

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import current_organization_id
from metrics.kpis.registry import all_kpis
from metrics.logic.periods import Quarter, last_moment
from metrics.models.snapshots import NEWEST, newest_of

# The numbers behind a dashboard are hundreds of rows, and all that the page asks most of the time
# is whether they are still those that it drew. Snapshots, targets and signatures never change, so
# their keys say it; commentary is told by its words.
STATEMENT: Final = f"""
WITH asked AS (
    SELECT %s::bigint AS organization, %s::date AS shown, %s::date AS day, %s::date[] AS days
),
newest AS ({NEWEST}),
taken AS (
    SELECT starts_on, count(*) AS kept, min(as_of) AS oldest,
        md5(string_agg(concat_ws('|', id, computed_at), ',' ORDER BY id)) AS names
    FROM newest
    GROUP BY starts_on
)
SELECT
    (SELECT jsonb_object_agg(starts_on, jsonb_build_array(kept, oldest, names)) FROM taken),
    (
        SELECT jsonb_build_array(kept.as_of, kept.value)
        FROM asked
        JOIN newest ON newest.starts_on = asked.shown AND newest.kpi = 'cases_by_stage'
        JOIN metrics_snapshot AS kept ON kept.id = newest.id
    ),
    (
        SELECT string_agg(concat_ws('|', said.kpi, said.text, said.published_at, author.name,
            author.email), ',' ORDER BY said.kpi)
        FROM asked
        JOIN metrics_commentary AS said
            ON said.organization_id = asked.organization AND said.starts_on = asked.shown
        LEFT JOIN accounts_membership AS member ON member.id = said.published_by_id
        LEFT JOIN accounts_user AS author ON author.id = member.user_id
        WHERE said.text <> ''
    ),
    (
        SELECT string_agg(wanted.id::text, ',' ORDER BY wanted.id)
        FROM asked
        JOIN metrics_kpitarget AS wanted
            ON wanted.organization_id = asked.organization AND wanted.since <= asked.day
    ),
    (
        SELECT string_agg(concat_ws('|', given.id, closed.state), ',' ORDER BY given.id)
        FROM asked
        JOIN metrics_quarterclose AS closed
            ON closed.organization_id = asked.organization AND closed.starts_on = ANY(asked.days)
        JOIN metrics_signature AS given ON given.close_id = closed.id
    )
"""  # noqa: S608 (a constant of this project; what varies are parameters)


@dataclass(frozen=True)
class Freshness:
    """Of when the numbers of a quarter and of those before it are.

    `as_of` and `cases` are those of the quarter itself, `missing` the quarters whose numbers must
    be taken first, and `version` is another one whenever anything that is shown of them is.
    """

    quarter: Quarter
    as_of: datetime | None
    cases: int
    missing: tuple[Quarter, ...]
    version: str

    @property
    def is_empty(self) -> bool:
        """Whether the numbers are known, and say that there is not one use case yet."""
        return self.as_of is not None and not self.cases


def freshness_of(quarter: Quarter, before: int, *, zone: tzinfo, now: datetime) -> Freshness:
    """How new the numbers of a quarter and of as many `before` it are, in one query."""
    quarters = quarter.back(before + 1)
    days = [each.starts_on for each in quarters]
    day = min(quarter.ends_on, today_here())
    asked = (current_organization_id(), quarter.starts_on, day, days)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, (*asked, *newest_of(days, (kpi.code for kpi in all_kpis()))))
        taken, cases, *words = cursor.fetchone()
    taken = json.loads(taken) if taken else {}
    as_of, count = json.loads(cases) if cases else (None, 0)
    return Freshness(
        quarter=quarter,
        as_of=None if as_of is None else datetime.fromisoformat(as_of),
        cases=int(count or 0),
        missing=tuple(_missing(quarters, taken, zone, now)),
        version=_version(quarter, sorted(taken.items()), words),
    )


def _missing(
    quarters: Iterable[Quarter],
    taken: Mapping[str, tuple[int, str, str]],
    zone: tzinfo,
    now: datetime,
) -> Iterable[Quarter]:
    """Quarters that lack numbers, or that ended after their last ones were taken."""
    for quarter in quarters:
        if quarter.starts_at(zone) > now:
            continue
        kept, oldest, _names = taken.get(quarter.starts_on.isoformat(), (0, "", ""))
        is_over = quarter.ends_at(zone) <= now
        if kept < len(all_kpis()) or (
            is_over and datetime.fromisoformat(oldest) < last_moment(quarter, zone, now)
        ):
            yield quarter


def _version(quarter: Quarter, *facts: Any) -> str:
    shown = sha256(repr(facts).encode()).hexdigest()
    return f"{current_organization_id()}:{quarter.code}:{shown}"

"""Organizations with two years of history, written in bulk."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from coe_portal.accounts.actions import (
    MembershipPayload,
    OrganizationPayload,
    add_member,
    create_organization,
)
from coe_portal.accounts.models import User
from coe_portal.accounts.roles import MEMBERS
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import scope
from governance.choices import ReviewState
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.actions import rulebooks
from intake.choices import Stage
from intake.models.assessments import Assessment
from intake.models.use_cases import StageChange, UseCase
from intake.queries.rulebook import in_force
from metrics.actions.snapshots import take_days
from metrics.choices import SnapshotKind
from metrics.kpis.registry import all_kpis
from metrics.logic.periods import Quarter, quarter_of
from metrics.models.snapshots import Snapshot
from tests.benchmarks.data import ACTOR
from tests.metrics.history import END, make_case

BATCH: Final = 2_000
UNITS: Final = 12


def fill(slug: str, cases: int) -> Organization:
    """An organization with so many use cases and what happened to them in two years."""
    return with_cases(founded(slug), cases)


def founded(slug: str) -> Organization:
    """An organization with rules, units and somebody who may do all."""
    owner = Organization.objects.filter(slug=slug).first()
    if owner is None:
        payload = OrganizationPayload(name=slug.title(), slug=slug)
        owner = create_organization(payload, actor=ACTOR)
        with scope(owner):
            rulebooks.install_defaults(owner, actor=ACTOR)
            BusinessUnit.objects.bulk_create(
                BusinessUnit(organization=owner, name=f"Unit {number}", code=f"unit-{number}")
                for number in range(UNITS)
            )
            user = User.objects.create_user(f"{slug}-0@example.com", name="Person 0")
            add_member(user, MembershipPayload(roles=tuple(sorted(MEMBERS))), actor=ACTOR)
    return owner


def with_cases(owner: Organization, cases: int) -> Organization:
    """As many as are missing."""
    chance = random.Random(owner.slug)  # noqa: S311
    with scope(owner):
        units = list(BusinessUnit.objects.all())
        for start in range(UseCase.objects.count(), cases, BATCH):
            add_cases(owner, units, chance, range(start, min(start + BATCH, cases)))
    return owner


def add_cases(owner: Organization, units: list[Any], chance: random.Random, numbers: range) -> None:
    """Cases with their moves, assessments, reviews and decisions, each table at once."""
    plain = [make_case(chance) for _number in numbers]
    stored = UseCase.objects.bulk_create(
        UseCase(
            organization=owner,
            number=number + 1,
            title=f"Case {number}",
            business_unit=chance.choice(units),
            registered_at=case.registered_at,
            stage=case.stage_at(END),
            external_key=f"key-{number}" if case.imported else "",
        )
        for number, case in zip(numbers, plain, strict=True)
    )
    pairs = list(zip(stored, plain, strict=True))
    StageChange.objects.bulk_create(
        StageChange(
            organization=owner, use_case=row, from_stage=before, to_stage=stage, changed_at=at
        )
        for row, case in pairs
        for (at, stage), before in zip(case.moves, [case.first_stage, *_stages(case)], strict=False)
    )
    add_judgements(owner, pairs)


def keep_past(owner: Organization, last: dt.date, days: int) -> None:
    """Numbers of the days before the last, of which they are copies, and of the ended quarters."""
    with scope(owner):
        if Snapshot.objects.by_day().count() > len(all_kpis()):
            return
        take_days(owner, [last], actor=ACTOR)
        now = quarter_of(last, owner.fiscal_year_start_month)
        copy_of_days(owner, last, days)
        for back in range(1, days // 90 + 1):
            copy_of_quarter(owner, last, now.shifted(-back))


def copy_of_days(owner: Organization, last: dt.date, days: int) -> None:
    """The day's numbers for each day before it."""
    own = {
        "day": "day - back",
        "as_of": "as_of - make_interval(days => back)",
        "starts_on": "date_trunc('quarter', day - back)",
        "quarter": "to_char(day - back, 'YYYY\"-Q\"Q')",
        "value": "value + back %% 7",
    }
    copied(owner, last, own, f"generate_series(1, {days}) AS back")


def copy_of_quarter(owner: Organization, last: dt.date, quarter: Quarter) -> None:
    """The day's numbers as those of a quarter that ended before."""
    own = {
        "kind": f"'{SnapshotKind.QUARTER}'",
        "day": "NULL",
        "as_of": f"timestamptz '{quarter.ends_on} 23:59:59 UTC'",
        "starts_on": f"date '{quarter.starts_on}'",
        "quarter": f"'{quarter.code}'",
    }
    copied(owner, last, own, "(SELECT 1) AS once")


def copied(owner: Organization, last: dt.date, own: dict[str, str], times: str) -> None:
    """Insert the last day's numbers again, with these columns of their own."""
    columns = [field.column for field in Snapshot._meta.concrete_fields if not field.primary_key]
    values = [own.get(column, column) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO metrics_snapshot ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM metrics_snapshot, {times} WHERE organization_id = %s AND day = %s"
            " ON CONFLICT DO NOTHING",
            [owner.pk, last],
        )


def _stages(case: Any) -> Iterator[str]:
    return (stage for _at, stage in case.moves)


def add_judgements(owner: Organization, pairs: list[tuple[Any, Any]]) -> None:
    """Assessments, reviews and decisions of the cases."""
    rules = in_force()
    documents = {
        "questionnaire": rules.questionnaire,
        "rubric": rules.rubric,
        "tier_policy": rules.tier_policy,
        "catalogue": rules.catalogue,
    }
    made = Assessment.objects.bulk_create(
        Assessment(
            organization=owner,
            use_case=row,
            number=number,
            tier=tier,
            submitted_at=at,
            digest="0",
            **documents,
        )
        for row, case in pairs
        for number, (at, tier) in enumerate(case.assessments, start=1)
    )
    assessments = {(one.use_case_id, one.number): one for one in made}
    reviews = add_reviews(owner, pairs, assessments)
    taken = itertools.count(Decision.objects.count() + 1)
    Decision.objects.bulk_create(
        Decision(
            organization=owner,
            number=next(taken),
            use_case=row,
            assessment=assessments[row.pk, index],
            review=reviews.get((row.pk, decision.started_at)),
            gate=Stage.DISCOVERY,
            path=decision.path,
            tier=decision.tier,
            outcome=decision.outcome,
            title=row.title,
            started_at=decision.started_at,
            decided_at=decision.decided_at,
            decided_by="The board",
        )
        for row, case in pairs
        for index, decision in enumerate(case.decisions, start=1)
    )


def add_reviews(
    owner: Organization,
    pairs: list[tuple[Any, Any]],
    assessments: dict[tuple[int, int], Assessment],
) -> dict[tuple[int, dt.datetime], Review]:
    """Reviews of the cases, by the case's key and when they were opened."""
    taken = itertools.count(Review.objects.count() + 1)
    made = Review.objects.bulk_create(
        Review(
            organization=owner,
            number=next(taken),
            use_case=row,
            assessment=assessments[row.pk, review.assessment],
            gate=Stage.DISCOVERY,
            path=review.path,
            state=ReviewState.CLOSED if review.closed_at else ReviewState.OPEN,
            opened_at=review.opened_at,
            days=10,
            due_at=review.due_at,
            closed_at=review.closed_at,
        )
        for row, case in pairs
        for review in possible_reviews(case)
    )
    return {(review.use_case_id, review.opened_at): review for review in made}


def possible_reviews(case: Any) -> Iterator[Any]:
    """All that are over, and one that is open: no gate has two at once."""
    yield from (review for review in case.reviews if review.closed_at)
    yield from itertools.islice((one for one in case.reviews if not one.closed_at), 1)

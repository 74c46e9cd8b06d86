"""Organizations with two years of history, written in bulk."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any, Final

from coe_portal.accounts.actions import OrganizationPayload, create_organization
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import scope
from governance.models.decisions import Decision
from intake.actions import rulebooks
from intake.choices import Stage, Tier
from intake.models.assessments import Assessment
from intake.models.use_cases import StageChange, UseCase
from intake.queries.rulebook import in_force
from tests.benchmarks.data import ACTOR
from tests.metrics.history import END, make_case

BATCH: Final = 2_000
UNITS: Final = 12


def fill(slug: str, cases: int) -> Organization:
    """An organization with so many use cases and what happened to them in two years."""
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
    chance = random.Random(slug)  # noqa: S311
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


def _stages(case: Any) -> Iterator[str]:
    return (stage for _at, stage in case.moves)


def add_judgements(owner: Organization, pairs: list[tuple[Any, Any]]) -> None:
    """Assessments and decisions of the cases."""
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
    first = {assessment.use_case_id: assessment for assessment in reversed(made)}
    taken = itertools.count(Decision.objects.count() + 1)
    Decision.objects.bulk_create(
        Decision(
            organization=owner,
            number=next(taken),
            use_case=row,
            assessment=first[row.pk],
            gate=Stage.DISCOVERY,
            path=decision.path,
            tier=Tier.LOW,
            outcome=decision.outcome,
            title=row.title,
            started_at=decision.started_at,
            decided_at=decision.decided_at,
            decided_by="The board",
        )
        for row, case in pairs
        for decision in case.decisions
    )

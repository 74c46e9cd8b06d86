"""Count how use cases stand with each framework. What comes out is derived, never edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import current_organization_id
from governance.logic.coverage import NONE, Count, count
from governance.models.coverage import CaseCoverage
from governance.queries.coverage import (
    Measure,
    control_set,
    exclusions_of,
    facts_of,
    fulfilled_controls,
    measures,
    of_case,
    waived_controls,
)
from intake.models.use_cases import UseCase

FIELDS = ("covered", "partly", "waived", "open", "excluded")
WRITTEN = ["version", "updated_at", *FIELDS, *(f"{name}_ids" for name in FIELDS)]
AT_ONCE = 500


@transaction.atomic
def recount(use_cases: Collection[int]) -> int:
    """Bring the counts of these cases up to date; how many rows changed.

    The number of queries does not depend on the number of cases or requirements. The cases are
    locked, so that of two counts the later one has seen what both saw.
    """
    ids = list(UseCase.objects.filter(pk__in=use_cases).locked_rows().values_list("pk", flat=True))
    kept = {(row.use_case_id, row.framework_id): row for row in _rows_of(ids)}
    fresh = {(row.use_case_id, row.framework_id): row for row in _counted(ids)}
    stale = [row.pk for key, row in kept.items() if key not in fresh]
    changed = [row for key, row in fresh.items() if _differs(row, kept.get(key))]
    CaseCoverage.objects.filter(pk__in=stale).delete()
    CaseCoverage.objects.bulk_create(
        changed,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["organization", "use_case", "framework"],
        update_fields=WRITTEN,
    )
    return len(stale) + len(changed)


def _rows_of(ids: list[int]) -> Iterable[CaseCoverage]:
    return CaseCoverage.objects.filter(use_case__in=ids)


def _counted(ids: list[int]) -> Iterable[CaseCoverage]:
    """The rows as they should be. Cases that are alike are counted once."""
    cases = facts_of(UseCase.objects.filter(pk__in=ids))
    frameworks, controls = measures(), control_set()
    fulfilled, excluded = fulfilled_controls(ids, today_here()), exclusions_of(ids)
    waived = waived_controls(ids, controls)
    known: dict[object, Count] = {}
    for pk, case in cases.items():
        needed, done = controls.needed(case), of_case(fulfilled, pk) | controls.automatic
        spared = waived.get(pk, NONE)
        for measure in frameworks:
            codes = excluded.get((pk, measure.framework_id), frozenset())
            key = (measure.version_id, case.facts, needed, done, spared, codes)
            if key not in known:
                known[key] = count(
                    measure.rules,
                    case.facts,
                    linked=measure.linked,
                    needed=needed,
                    fulfilled=done,
                    waived=spared,
                    excluded=codes,
                )
            yield _row(pk, measure, known[key])


def _row(use_case: int, measure: Measure, counted: Count) -> CaseCoverage:
    ids = {f"{name}_ids": list(found) for name, found in asdict(counted).items()}
    return CaseCoverage(
        organization_id=current_organization_id(),
        use_case_id=use_case,
        framework_id=measure.framework_id,
        version_id=measure.version_id,
        updated_at=timezone.now(),
        **ids,
        **{name: len(ids[f"{name}_ids"]) for name in FIELDS},
    )


def _differs(row: CaseCoverage, before: CaseCoverage | None) -> bool:
    if before is None or before.version_id != row.version_id:
        return True
    return any(getattr(before, f"{name}_ids") != getattr(row, f"{name}_ids") for name in FIELDS)

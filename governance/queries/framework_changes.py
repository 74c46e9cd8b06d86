"""What an edition changes, and what that means here: use cases, controls and evidence concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from coe_portal.tenancy.clock import today_here
from governance.choices import RequirementStatus
from governance.logic.coverage import applies
from governance.logic.frameworks import (
    Change,
    ChangeKind,
    RequirementRow,
    changes_between,
    lineage,
)
from governance.models.controls import Control, ControlLink, Evidence
from governance.models.frameworks import FrameworkVersion, Requirement
from governance.queries.coverage import facts_of, rule_of
from intake.models.use_cases import UseCase


def rows_of(version: FrameworkVersion | None) -> list[RequirementRow]:
    """The stored requirements as plain rows."""
    if version is None:
        return []
    return [_plain(row) for row in Requirement.objects.filter(version=version)]


def _plain(row: Requirement) -> RequirementRow:
    return RequirementRow(
        code=row.code,
        parent=row.parent,
        is_group=row.is_group,
        title=row.title,
        summary=row.summary,
        note=row.note,
        status=RequirementStatus(row.status),
        applies_from=row.applies_from,
        dates=row.dates,
        roles=tuple(row.roles),
        classes=tuple(row.classes),
        tiers=tuple(row.tiers),
        by_finding=row.by_finding,
        evidence=tuple(row.evidence),
        facts=row.facts,
    )


def changes_of(version: FrameworkVersion) -> tuple[Change, ...]:
    """What this edition changes compared with the one before it that was adopted."""
    return changes_between(rows_of(base_of(version)), rows_of(version))


def base_of(version: FrameworkVersion) -> FrameworkVersion | None:
    """The edition that this one follows: the last one before it that counts or counted."""
    earlier = FrameworkVersion.objects.filter(
        framework=version.framework_id, number__lt=version.number
    )
    found: FrameworkVersion | None = (
        earlier.filter(state__in=["adopted", "superseded"]).order_by("-number").first()
    )
    return found


@dataclass(frozen=True)
class ChangeLine:
    """A change, and what of ours it concerns."""

    change: Change
    cases: int
    controls: tuple[Control, ...]
    evidence: int


@dataclass(frozen=True)
class Update:
    """The page of an edition: every change with what it means here."""

    base: FrameworkVersion | None
    lines: tuple[ChangeLine, ...]
    counts: dict[str, int]
    cases: int
    controls: int
    evidence: int


def update_of(version: FrameworkVersion) -> Update:
    """An edition with its changes and what they concern. Queries do not grow with either."""
    before, after = base_of(version), rows_of(version)
    old = rows_of(before)
    changes = changes_between(old, after)
    parents = {row.code: row.parent for row in (*old, *after)}
    controls = _controls_by_code(version)
    evidence = _evidence_by_control()
    reach = _cases_by_code(version, before)
    lines = tuple(
        _line(change, lineage(parents, change.code), controls, evidence, reach)
        for change in changes
    )
    concerned = {control.pk for line in lines for control in line.controls}
    kinds = {kind.value: sum(line.change.kind == kind for line in lines) for kind in ChangeKind}
    return Update(
        base=before,
        lines=lines,
        counts=kinds,
        cases=len(set().union(*(reach.get(change.code, set()) for change in changes))),
        controls=len(concerned),
        evidence=sum(evidence.get(pk, 0) for pk in concerned),
    )


def _line(
    change: Change,
    codes: Iterable[str],
    controls: dict[str, list[Control]],
    evidence: dict[int, int],
    reach: dict[str, set[int]],
) -> ChangeLine:
    found = {control.pk: control for code in codes for control in controls.get(code, ())}
    return ChangeLine(
        change=change,
        cases=len(reach.get(change.code, ())),
        controls=tuple(found.values()),
        evidence=sum(evidence.get(pk, 0) for pk in found),
    )


def _controls_by_code(version: FrameworkVersion) -> dict[str, list[Control]]:
    links = ControlLink.objects.filter(
        framework=version.framework_id, control__is_active=True
    ).select_related("control")
    found: dict[str, list[Control]] = defaultdict(list)
    for link in links:
        found[link.code].append(link.control)
    return found


def _evidence_by_control() -> dict[int, int]:
    rows: Any = Evidence.objects.valid_on(today_here()).order_by().values_list("control")
    return dict(rows.annotate(Count("pk")))


def _cases_by_code(
    version: FrameworkVersion, before: FrameworkVersion | None
) -> dict[str, set[int]]:
    """To which cases each requirement applies: of the edition, or of the one it was dropped from.

    Cases that are alike are judged once.
    """
    alike: dict[Any, list[int]] = defaultdict(list)
    for pk, case in facts_of(UseCase.objects.all()).items():
        alike[case.facts].append(pk)
    rows = Requirement.objects.filter(Q(version=version) | Q(version=before)).order_by("version")
    found: dict[str, set[int]] = {}
    for row in rows.defer("summary", "note", "evidence", "facts", "dates"):
        rule = rule_of(row)
        found[row.code] = {
            pk for facts, cases in alike.items() if applies(rule, facts) for pk in cases
        }
    return found

"""Compliance as its pages show it: bars, trees, crosswalk, and one case with its reasons."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, Q, Sum, Value, When

from coe_portal.tenancy.clock import today_here
from governance.catalogs.frameworks import CatalogFramework, catalog_frameworks
from governance.choices import ControlScope, Standing
from governance.logic.coverage import Reason, applies, standing
from governance.logic.frameworks import digest_of, lineage
from governance.models.controls import Control, ControlLink, Evidence
from governance.models.coverage import CaseCoverage, Exclusion
from governance.models.frameworks import (
    Framework,
    FrameworkVersion,
    Mapping,
    Requirement,
)
from governance.models.waivers import Waiver
from governance.queries.coverage import (
    CaseFacts,
    ControlSet,
    control_set,
    exclusions_of,
    facts_of_case,
    fulfilled_controls,
    of_case,
    rule_of,
)
from governance.queries.waivers import waivers_in_force
from intake.models.use_cases import UseCase

MOST_CASES = 50
MOST_LINES = 200
NOT_COVERED = ("open", "partly", "waived")
COUNTS = ("covered", "partly", "waived", "open", "excluded")


@dataclass
class Bar:
    """Requirements that apply, counted once for each use case."""

    covered: int = 0
    partly: int = 0
    waived: int = 0
    open: int = 0
    excluded: int = 0

    @property
    def applicable(self) -> int:
        return self.covered + self.partly + self.waived + self.open

    @property
    def percent(self) -> int:
        return 100 * self.covered // self.applicable if self.applicable else 0

    def add(self, other: Bar) -> None:
        """Count the other one here, too."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class FrameworkLine:
    """A framework of the organization with its bar, and the edition that waits."""

    framework: Framework
    bar: Bar
    waiting: FrameworkVersion | None


@dataclass(frozen=True)
class UnitLine:
    """A business unit; `bars` are in the order of the frameworks."""

    name: str
    pk: int | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Overview:
    """The first page of compliance."""

    frameworks: tuple[FrameworkLine, ...]
    units: tuple[UnitLine, ...]
    available: tuple[CatalogFramework, ...]
    retired: tuple[Framework, ...]


def overview() -> Overview:
    """Bars of all frameworks and units. Three queries, however many cases and requirements."""
    frameworks = list(Framework.objects.select_related("current"))
    adopted = [framework for framework in frameworks if framework.is_adopted]
    waiting = {row.framework_id: row for row in FrameworkVersion.objects.waiting()}
    sums: Any = (
        CaseCoverage.objects.order_by()
        .values_list("framework", "use_case__business_unit", "use_case__business_unit__name")
        .annotate(*(Sum(name) for name in COUNTS))
    )
    totals: dict[int, Bar] = defaultdict(Bar)
    units: dict[tuple[str, int | None], dict[int, Bar]] = defaultdict(dict)
    for framework, unit, name, *counts in sums:
        bar = Bar(*counts)
        totals[framework].add(bar)
        units[name or "", unit][framework] = bar
    known = {framework.key for framework in frameworks}
    return Overview(
        frameworks=tuple(
            FrameworkLine(framework, totals[framework.pk], waiting.get(framework.pk))
            for framework in frameworks
            if framework.is_adopted or framework.pk in waiting
        ),
        units=tuple(
            UnitLine(name, unit, tuple(bars.get(one.pk, Bar()) for one in adopted))
            for (name, unit), bars in sorted(units.items(), key=_by_name)
        ),
        available=tuple(one for one in catalog_frameworks() if one.key not in known),
        retired=tuple(one for one in frameworks if one.retired_at is not None),
    )


def _by_name(item: tuple[tuple[str, int | None], object]) -> tuple[bool, str]:
    (name, _pk), _bars = item
    return (not name, name)


def shipped_is_newer(framework: Framework) -> bool:
    """Whether the portal brings another edition than the adopted one."""
    if framework.is_own or framework.current is None:
        return False
    for shipped in catalog_frameworks():
        if shipped.key == framework.key:
            return digest_of(shipped.requirements) != framework.current.digest
    return False


def _counted(framework: Framework, name: str) -> dict[int, int]:
    """How many use cases have it so, by requirement."""
    rows: Any = (
        CaseCoverage.objects.filter(framework=framework)
        .order_by()
        .annotate(requirement=Func(F(f"{name}_ids"), function="unnest"))
        .values("requirement")
        .annotate(cases=Count("pk"))
    )
    return dict(rows.values_list("requirement", "cases"))


@dataclass
class Branch:
    """A requirement of the tree with the bar of all use cases, and what stands below it."""

    requirement: Requirement
    bar: Bar
    controls: int = 0
    depth: int = 0


def framework_tree(framework: Framework, rows: Iterable[Requirement]) -> list[Branch]:
    """Requirements in their order; a heading has the sum of what stands below it."""
    counts = {name: _counted(framework, name) for name in COUNTS}
    everything = list(Requirement.objects.filter(version=framework.current).defer("summary"))
    parents = {row.code: row.parent for row in everything}
    linked = Counter(
        ControlLink.objects.filter(framework=framework, control__is_active=True).values_list(
            "code", flat=True
        )
    )
    bars: dict[str, Bar] = defaultdict(Bar)
    for row in everything:
        own = Bar(*(counts[name].get(row.pk, 0) for name in COUNTS))
        for code in lineage(parents, row.code):
            bars[code].add(own)
    return [
        Branch(
            requirement=row,
            bar=bars[row.code],
            controls=sum(linked[code] for code in lineage(parents, row.code)),
            depth=len(lineage(parents, row.code)) - 1,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Crossing:
    """The other end of a line of the crosswalk; `requirement` is None if its edition lacks it."""

    mapping: Mapping
    framework: Framework
    code: str
    requirement: Requirement | None


def crossings(requirement: Requirement) -> list[Crossing]:
    """Requirements that share evidence with this one, read both ways."""
    framework = requirement.version.framework
    here = Q(framework=framework, code=requirement.code)
    there = Q(to_framework=framework, to_code=requirement.code)
    rows = list(
        Mapping.objects.filter(here | there).select_related("framework", "to_framework")[
            :MOST_LINES
        ]
    )
    ends = [
        (row, row.to_framework, row.to_code)
        if (row.framework_id, row.code) == (framework.pk, requirement.code)
        else (row, row.framework, row.code)
        for row in rows
    ]
    known = {
        (row.version.framework_id, row.code): row
        for row in Requirement.objects.in_force()
        .filter(code__in=[code for _row, _framework, code in ends])
        .select_related("version__framework")
    }
    return [Crossing(row, other, code, known.get((other.pk, code))) for row, other, code in ends]


@dataclass(frozen=True)
class RequirementPage:
    """One requirement: what serves it, what it shares, and where it is open."""

    bar: Bar
    controls: list[Control]
    links: list[ControlLink]
    crossings: list[Crossing]
    cases: list[CaseCoverage]
    above: Requirement | None


def requirement_page(requirement: Requirement) -> RequirementPage:
    """Controls with their valid evidence, crosswalk, and the first use cases, open ones first."""
    framework = requirement.version.framework
    parents = dict(
        Requirement.objects.filter(version=requirement.version_id).values_list("code", "parent")
    )
    codes = lineage(parents, requirement.code)
    links = list(
        ControlLink.objects.filter(framework=framework, code__in=codes)
        .select_related("control__owner__user")
        .order_by("control__number")
    )
    cases = with_standing(requirement)
    bar: Any = Counter(cases.order_by().values_list("standing_code", flat=True))
    above = None
    if requirement.parent:
        above = Requirement.objects.filter(
            version=requirement.version_id, code=requirement.parent
        ).first()
    return RequirementPage(
        bar=Bar(**{name: bar.get(name, 0) for name in COUNTS}),
        controls=list({link.control_id: link.control for link in links}.values()),
        links=links,
        crossings=crossings(requirement),
        cases=list(cases[:MOST_CASES]),
        above=above,
    )


def with_standing(requirement: Requirement) -> Any:
    """The use cases that the requirement applies to, with how each stands; open ones first."""
    whens = [
        When(**{f"{name}_ids__contains": [requirement.pk]}, then=Value(name)) for name in COUNTS
    ]
    order = Case(
        *(When(standing_code=name, then=Value(at)) for at, name in enumerate(NOT_COVERED)),
        default=Value(9),
        output_field=IntegerField(),
    )
    return (
        CaseCoverage.objects.filter(framework=requirement.version.framework_id)
        .annotate(standing_code=Case(*whens, default=Value("")))
        .exclude(standing_code="")
        .select_related("use_case__owner__user")
        .defer(*(f"{name}_ids" for name in COUNTS))
        .order_by(order, "use_case__number")
    )


@dataclass(frozen=True)
class CaseLine:
    """A requirement that applies to a case: why, how it stands, and by which controls."""

    requirement: Requirement
    reason: Reason
    standing: Standing
    controls: tuple[ControlLine, ...]
    exclusion: Exclusion | None

    @property
    def waived_until(self) -> dt.date | None:
        """The day after which something is open again, of what is waived now."""
        days = [one.waiver.expires_on for one in self.controls if one.waiver is not None]
        return min(days) if days and self.standing == Standing.WAIVED else None


@dataclass(frozen=True)
class ControlLine:
    """A control for a case: whether it must be there, and what shows that it is."""

    control: Control
    is_needed: bool
    is_covered: bool
    evidence: Evidence | None = None
    # What lets the case go without it today; None where it is covered.
    waiver: Waiver | None = None


@dataclass
class CaseFramework:
    """A framework with what of it applies to a case."""

    framework: Framework
    bar: Bar = field(default_factory=Bar)
    lines: list[CaseLine] = field(default_factory=list)


@dataclass(frozen=True)
class CaseCompliance:
    """The compliance of one use case."""

    frameworks: list[CaseFramework]
    controls: list[ControlLine]
    is_judged: bool


def case_compliance(use_case: UseCase) -> CaseCompliance:
    """What applies to one case and why, live. Queries do not grow with requirements or controls."""
    case = facts_of_case(use_case)
    if case is None:
        return CaseCompliance([], [], is_judged=False)
    controls = _control_lines(use_case, case, control_set())
    by_pk = {line.control.pk: line for line in controls}
    needed = frozenset(pk for pk, line in by_pk.items() if line.is_needed)
    done = frozenset(pk for pk, line in by_pk.items() if line.is_covered)
    waived = frozenset(pk for pk, line in by_pk.items() if line.waiver is not None)
    excluded = exclusions_of([use_case.pk])
    claims = {
        (row.framework_id, row.code): row
        for row in Exclusion.objects.filter(
            use_case=use_case, state__in=["claimed", "confirmed"]
        ).select_related("claimed_by__user", "settled_by__user")
    }
    links: dict[tuple[int, str], set[int]] = defaultdict(set)
    for link in ControlLink.objects.filter(control__in=list(by_pk)):
        links[link.framework_id, link.code].add(link.control_id)
    found: dict[int, CaseFramework] = {}
    rows = list(
        Requirement.objects.in_force()
        .select_related("version__framework")
        .order_by("version__framework__name", "position")
    )
    parents: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows:
        parents[row.version_id][row.code] = row.parent
    for row in rows:
        reason = None if row.is_group else applies(rule_of(row), case.facts)
        if reason is None:
            continue
        framework = row.version.framework
        chain = lineage(parents[row.version_id], row.code)
        linked = frozenset(pk for code in chain for pk in links.get((framework.pk, code), ())) & (
            needed | done
        )
        is_out = row.code in excluded.get((use_case.pk, framework.pk), ())
        state = Standing.EXCLUDED if is_out else standing(linked, needed, done, waived)
        part = found.setdefault(framework.pk, CaseFramework(framework))
        setattr(part.bar, state.value, getattr(part.bar, state.value) + 1)
        part.lines.append(
            CaseLine(
                requirement=row,
                reason=reason,
                standing=state,
                controls=tuple(by_pk[pk] for pk in sorted(linked)),
                exclusion=claims.get((framework.pk, row.code)),
            )
        )
    wanted = [line for line in controls if line.is_needed or line.is_covered]
    return CaseCompliance(list(found.values()), wanted, is_judged=True)


def _control_lines(
    use_case: UseCase, case: CaseFacts, controls_in_use: ControlSet
) -> list[ControlLine]:
    today, needed = today_here(), controls_in_use.needed(case)
    done = of_case(fulfilled_controls([use_case.pk], today), use_case.pk)
    done |= controls_in_use.automatic
    latest: dict[int, Evidence] = {}
    rows = Evidence.objects.filter(
        Q(use_case=use_case) | Q(use_case__isnull=True, control__scope=ControlScope.ORGANIZATION),
        control__in=needed | done,
    ).exclude(state__in=["returned", "withdrawn"])
    for row in rows.order_by("number"):
        before = latest.get(row.control_id)
        if before is None or row.state == "accepted" or before.state != "accepted":
            latest[row.control_id] = row
    controls = Control.objects.filter(pk__in=needed | done).select_related("owner__user")
    waivers = waivers_in_force(use_case)
    return [
        ControlLine(
            control,
            is_needed=control.pk in needed,
            is_covered=(is_covered := control.pk in done),
            evidence=latest.get(control.pk),
            waiver=None if is_covered or not control.key else waivers.get(control.key),
        )
        for control in controls
    ]


def controls_of_gate(use_case: UseCase, gate: str) -> list[Control]:
    """Controls that hold a gate of the case closed: needed there, not covered and not waived."""
    assessment = use_case.current_assessment
    if assessment is None:
        return []
    keys = {
        control["id"]
        for part in assessment.gates
        if part["gate"] == gate
        for control in part["controls"]
        if control["necessity"] == "required"
    }
    holding = Control.objects.filter(Q(key__in=keys) | Q(key="", gate=gate), holds_gate=True)
    open_here = _open_controls(use_case) if holding else frozenset()
    found = [control for control in holding if control.pk in open_here]
    if not found:
        return []
    waived = waivers_in_force(use_case)
    return [control for control in found if control.key not in waived]


def _open_controls(use_case: UseCase) -> frozenset[int]:
    """Keys of controls that the case needs and that nothing covers yet."""
    case = facts_of_case(use_case)
    if case is None:
        return frozenset()
    controls = control_set()
    done = of_case(fulfilled_controls([use_case.pk], today_here()), use_case.pk)
    return frozenset(controls.needed(case) - done - controls.automatic)


def crosswalk_rows() -> Any:
    """All lines of the crosswalk."""
    return Mapping.objects.select_related("framework", "to_framework")

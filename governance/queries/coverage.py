"""What coverage is counted from: rules, facts of use cases, and controls with valid evidence."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Func, JSONField, Value

from coe_portal.tenancy.clock import today_here
from governance.choices import ControlScope, ExclusionState
from governance.logic.coverage import NONE, Facts, Ids, Rule
from governance.logic.frameworks import lineage
from governance.models.controls import Control, ControlLink, Evidence
from governance.models.coverage import Exclusion
from governance.models.frameworks import Framework, Requirement
from governance.models.waivers import Waiver
from intake.models.use_cases import UseCase, UseCaseQuerySet

DEPLOYER: Final = "deployer"
PROVIDER_RULES: Final = frozenset({"O-provider", "G-std", "G-sys"})
"""Rules of the legal questionnaire that make us a provider, whatever we call ourselves."""


class _JsonPath(Func):
    """All values that a JSON path finds."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s::jsonpath)"
    output_field = JSONField()


def _found(field: str, path: str) -> _JsonPath:
    return _JsonPath(F(f"current_assessment__{field}"), Value(path))


@dataclass(frozen=True)
class Measure:
    """A framework in force: its version, the rules of what counts, and the controls of each."""

    framework_id: int
    version_id: int
    rules: tuple[Rule, ...]
    linked: Mapping[int, Ids]


def measures() -> list[Measure]:
    """All frameworks in force. Three queries."""
    adopted = dict(Framework.objects.adopted().values_list("current", "pk"))
    links: dict[tuple[int, str], set[int]] = defaultdict(set)
    for framework, code, control in ControlLink.objects.filter(control__is_active=True).values_list(
        "framework", "code", "control"
    ):
        links[framework, code].add(control)
    rows: dict[int, list[Requirement]] = defaultdict(list)
    wanted = Requirement.objects.filter(version__in=list(adopted)).order_by("position")
    for row in wanted.defer("summary", "note", "evidence", "facts", "dates"):
        rows[row.version_id].append(row)
    return [
        _measure(framework, version, rows[version], links) for version, framework in adopted.items()
    ]


def _measure(
    framework: int,
    version: int,
    rows: list[Requirement],
    links: Mapping[tuple[int, str], set[int]],
) -> Measure:
    parents = {row.code: row.parent for row in rows}
    counted = [row for row in rows if not row.is_group]
    linked = {
        row.pk: frozenset(
            control
            for code in lineage(parents, row.code)
            for control in links.get((framework, code), ())
        )
        for row in counted
    }
    return Measure(framework, version, tuple(rule_of(row) for row in counted), linked)


def rule_of(row: Requirement) -> Rule:
    """To which use cases a requirement applies."""
    return Rule(
        id=row.pk,
        code=row.code,
        roles=frozenset(row.roles),
        classes=frozenset(row.classes),
        tiers=frozenset(row.tiers),
        by_finding=row.by_finding,
    )


@dataclass(frozen=True)
class CaseFacts:
    """A case as coverage sees it; `keys` are the controls that the tier policy requires."""

    facts: Facts
    keys: frozenset[str]


def facts_of(cases: UseCaseQuerySet) -> dict[int, CaseFacts]:
    """The facts of those that are judged and not over, by use case. One query."""
    rows = (
        cases.open()
        .submitted()
        .order_by()
        .annotate(
            roles=F("current_assessment__answers__roles"),
            named=_found("ai_act", "$.findings[*].requirements[*]"),
            fired=_found("ai_act", "$.findings[*].rule"),
            keys=_found("gates", '$[*].controls[*] ? (@.necessity == "required").id'),
        )
        .values_list(
            "pk",
            "current_assessment__tier",
            "current_assessment__ai_act_class",
            "roles",
            "named",
            "fired",
            "keys",
        )
    )
    return {row[0]: _case_facts(*row[1:]) for row in rows}


def _case_facts(
    tier: str, ai_act_class: str, roles: Any, named: list[str], fired: list[str], keys: list[str]
) -> CaseFacts:
    own = frozenset(roles if isinstance(roles, list) and roles else [DEPLOYER])
    if PROVIDER_RULES & set(fired):
        own |= {"provider"}
    facts = Facts(tier, ai_act_class, own, frozenset(named) if fired else None)
    return CaseFacts(facts, frozenset(keys))


AUTOMATIC: Final = frozenset({"use-case-record", "tiering", "prohibited-screen"})
"""Controls of the tier policy that a submitted use case shows by itself."""


@dataclass(frozen=True)
class ControlSet:
    """The controls in use: which are needed of a case follows from its facts."""

    by_key: Mapping[str, int]
    everywhere: Ids
    own: tuple[tuple[int, frozenset[str]], ...]

    @property
    def automatic(self) -> Ids:
        """Controls that the portal's own record is the evidence of."""
        return frozenset(self.by_key[key] for key in AUTOMATIC if key in self.by_key)

    def needed(self, case: CaseFacts) -> Ids:
        """The controls that must be in place for the case, at whichever gate."""
        by_policy = {self.by_key[key] for key in case.keys if key in self.by_key}
        own = {pk for pk, tiers in self.own if not tiers or case.facts.tier in tiers}
        return frozenset(by_policy | own) | self.everywhere


def control_set() -> ControlSet:
    """All active controls. One query."""
    rows = list(Control.objects.active().values_list("pk", "key", "scope", "tiers"))
    per_case = [row for row in rows if row[2] == ControlScope.USE_CASE]
    return ControlSet(
        by_key={key: pk for pk, key, _scope, _tiers in per_case if key},
        everywhere=frozenset(row[0] for row in rows if row[2] == ControlScope.ORGANIZATION),
        own=tuple((pk, frozenset(tiers)) for pk, key, _scope, tiers in per_case if not key),
    )


def fulfilled_controls(cases: Iterable[int], today: dt.date) -> dict[int | None, Ids]:
    """Controls with valid evidence by use case; under None those of the organization. One query."""
    valid = Evidence.objects.valid_on(today).filter(control__is_active=True)
    rows = valid.filter(use_case__in=list(cases)) | valid.filter(use_case__isnull=True)
    found: dict[int | None, set[int]] = defaultdict(set)
    for use_case, control in rows.order_by().values_list("use_case", "control"):
        found[use_case].add(control)
    return {key: frozenset(controls) for key, controls in found.items()}


def waived_controls(cases: Iterable[int], controls: ControlSet) -> dict[int, Ids]:
    """Controls that a case goes without for a time, by use case. One query."""
    rows = Waiver.objects.in_force(today_here()).filter(use_case__in=list(cases))
    found: dict[int, set[int]] = defaultdict(set)
    for use_case, code in rows.order_by().values_list("use_case", "control"):
        if code in controls.by_key:
            found[use_case].add(controls.by_key[code])
    return {use_case: frozenset(pks) for use_case, pks in found.items()}


def of_case(fulfilled: Mapping[int | None, Ids], use_case: int) -> Ids:
    """What counts for one case: its own evidence and that of the organization."""
    return fulfilled.get(use_case, NONE) | fulfilled.get(None, NONE)


def exclusions_of(cases: Iterable[int]) -> dict[tuple[int, int], frozenset[str]]:
    """Codes that do not apply, confirmed by two people, by use case and framework. One query."""
    rows = Exclusion.objects.filter(use_case__in=list(cases), state=ExclusionState.CONFIRMED)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for use_case, framework, code in rows.values_list("use_case", "framework", "code"):
        found[use_case, framework].add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


def facts_of_case(use_case: UseCase) -> CaseFacts | None:
    """The facts of one case; None while nobody has judged it, and when it is over."""
    return facts_of(UseCase.objects.filter(pk=use_case.pk)).get(use_case.pk)

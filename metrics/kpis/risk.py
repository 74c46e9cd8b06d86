"""Risk and quality: incidents, findings, conditions, waivers, and controls with evidence.

Rows that only say how they are today are read as the trail tells of them up to the moment.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from governance.choices import ConditionState, Harm, IncidentKind, IncidentState
from governance.declarations import compliance, incidents as incident_events, reviews, waivers
from governance.models.controls import Evidence
from governance.models.decisions import Condition
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident
from governance.models.waivers import Waiver
from governance.queries.coverage import AUTOMATIC
from intake.choices import Stage
from intake.logic.stages import CLOSED
from intake.models.assessments import Assessment
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.history import NO_AMOUNT, UNTIERED, cases_at, last_day, tier_then, unit_then
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, Bands, kpi
from metrics.kpis.trail import events_of, last_action, last_said
from metrics.logic.periods import MONTHS_IN_QUARTER, MONTHS_IN_YEAR

UNTRIAGED: Final = "untriaged"
AT_WORK: Final = (Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING)

RISK = _("Risk and compliance lead")


def months_of(as_of: AsOf) -> int:
    """How many months of the quarter have begun by then, 1 to 3."""
    day, first = last_day(as_of), as_of.quarter.starts_on
    begun = (day.year - first.year) * MONTHS_IN_YEAR + day.month - first.month + 1
    return max(1, min(begun, MONTHS_IN_QUARTER))


def slices_of_case(as_of: AsOf, path: str = "use_case") -> dict[str, Any]:
    """By what rows that belong to a use case can be narrowed."""
    return {
        "slice_unit": unit_then(as_of, path),
        "slice_tier": tier_then(as_of, path),
    }


def counted(rows: QuerySet[Any], part: Any, amount: Any = NO_AMOUNT, **more: Any) -> QuerySet[Any]:
    """The rows as a KPI gives them."""
    found: QuerySet[Any] = rows.annotate(part=part, amount=amount, **more)
    return found


def cases_then(as_of: AsOf) -> QuerySet[Any]:
    """Use cases with what they were then."""
    return cases_at(as_of)


def incidents(as_of: AsOf) -> QuerySet[Any]:
    """Incidents reported in the quarter as triage saw them by then, without what was none."""
    reported = Incident.objects.filter(reported_at__gte=as_of.since, reported_at__lte=as_of.at)
    real = reported.exclude(state=IncidentState.DISMISSED, closed_at__lte=as_of.at)
    return real.annotate(
        severity_then=_triaged("severity", as_of),
        kind_then=_triaged("kind", as_of),
        harm_then=_triaged("harm", as_of),
        **slices_of_case(as_of),
    )


def _triaged(name: str, as_of: AsOf) -> Any:
    return last_said(name, Incident, as_of.at, incident_events.TRIAGED, before=UNTRIAGED)


@kpi(
    "incident_rate",
    area=Area.RISK,
    question=_("How many incidents are there in a month?"),
    unit=Unit.PER_MONTH,
    direction=Direction.DOWN,
    summary=Summary.SUM,
    formula=_(
        "Incidents reported in the quarter over the months of it that have begun, by severity as "
        "triaged by then; without those found to be no incident"
    ),
    source=_("Incidents, audit trail"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
)
def incident_rate(as_of: AsOf) -> QuerySet[Any]:
    """Parts are severities, or "untriaged"."""
    share = Value(1 / months_of(as_of), output_field=FloatField())
    return counted(incidents(as_of), F("severity_then"), share)


def _incidents_about(as_of: AsOf, kind: IncidentKind) -> QuerySet[Any]:
    return counted(incidents(as_of).filter(kind_then=kind), F("severity_then"))


@kpi(
    "policy_violations",
    area=Area.RISK,
    question=_("How often was a policy broken this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_(
        "Incidents reported in the quarter that triage found to be misuse or a breach of policy, "
        "by severity"
    ),
    source=_("Incidents, audit trail"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
)
def policy_violations(as_of: AsOf) -> QuerySet[Any]:
    """Parts are severities."""
    return _incidents_about(as_of, IncidentKind.MISUSE)


@kpi(
    "access_violations",
    area=Area.RISK,
    question=_("How often was access gained or tried that was not granted?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_(
        "Incidents reported in the quarter that triage found to be about security, by severity"
    ),
    source=_("Incidents, audit trail"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
)
def access_violations(as_of: AsOf) -> QuerySet[Any]:
    """Parts are severities."""
    return _incidents_about(as_of, IncidentKind.SECURITY)


@kpi(
    "data_exposure_events",
    area=Area.RISK,
    question=_("How often was personal data exposed?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_(
        "Incidents reported in the quarter that triage found to be about personal data and to have "
        "done harm, by severity; near misses are not counted"
    ),
    source=_("Incidents, audit trail"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=0, good=0, fair=0),
)
def data_exposure_events(as_of: AsOf) -> QuerySet[Any]:
    """Parts are severities."""
    return _incidents_about(as_of, IncidentKind.PRIVACY).filter(harm_then=Harm.HARM)


@kpi(
    "audit_findings",
    area=Area.RISK,
    question=_("How many findings of audits are open?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_(
        "Findings raised by that day that nobody had verified as settled by then, by severity"
    ),
    source=_("Audit findings"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
)
def audit_findings(as_of: AsOf) -> QuerySet[Any]:
    """Parts are severities of findings."""
    unsettled = Q(verified_at__isnull=True) | Q(verified_at__gt=as_of.at)
    rows = AuditFinding.objects.filter(unsettled, raised_on__lte=last_day(as_of))
    return rows.annotate(
        part=F("severity"), amount=NO_AMOUNT, **slices_of_case(as_of, "audit__use_case")
    )


@kpi(
    "conditions_overdue",
    area=Area.RISK,
    question=_("How many conditions of approvals are late?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_(
        "Conditions past their day at that moment that were neither met nor waiting for a check of "
        "their evidence, of use cases that were not over; by whether they had lapsed"
    ),
    source=_("Conditions, stage changes, audit trail"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=0, good=0, fair=2),
)
def conditions_overdue(as_of: AsOf) -> QuerySet[Any]:
    """Parts are "open" and "lapsed"."""
    moves = (reviews.EVIDENCE_OFFERED, reviews.EVIDENCE_RETURNED, reviews.CONDITION_MET)
    late = Condition.objects.filter(decision__decided_at__lte=as_of.at, due_on__lt=last_day(as_of))
    running = late.annotate(
        last_move=last_action(Condition, as_of.at, *moves),
        has_lapsed=Exists(events_of(Condition, as_of.at, reviews.CONDITION_LAPSED)),
        case_is_over=Exists(
            cases_then(as_of).filter(pk=OuterRef("use_case"), stage_then__in=CLOSED)
        ),
    ).filter(case_is_over=False)
    owed = running.exclude(
        last_move__in=[reviews.EVIDENCE_OFFERED.code, reviews.CONDITION_MET.code]
    )
    state = Case(
        When(has_lapsed=True, then=Value(ConditionState.LAPSED.value)),
        default=Value(ConditionState.OPEN.value),
    )
    return owed.annotate(part=state, amount=NO_AMOUNT, **slices_of_case(as_of))


@kpi(
    "technical_debt",
    area=Area.RISK,
    question=_("How many controls do we go without for a time?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_("Waivers that were granted and in force on that day, by the tier they are for"),
    source=_("Waivers, audit trail"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
)
def technical_debt(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    moves = (
        waivers.WAIVER_GRANTED,
        waivers.WAIVER_REVOKED,
        waivers.WAIVER_EXPIRED,
        waivers.WAIVER_SETTLED,
    )
    asked = Waiver.objects.filter(decided_at__lte=as_of.at, expires_on__gte=last_day(as_of))
    granted = asked.annotate(last_move=last_action(Waiver, as_of.at, *moves)).filter(
        last_move=waivers.WAIVER_GRANTED.code
    )
    return granted.annotate(part=F("tier"), amount=NO_AMOUNT, **slices_of_case(as_of))


class _RequiredKeys(Func):
    """The controls that the gates of an assessment require, by their key in the tier policy."""

    function = "jsonb_path_query_array"
    template = (
        "%(function)s(%(expressions)s,"
        """ '$[*].controls[*] ? (@.necessity == "required").id'::jsonpath)"""
    )
    output_field = JSONField()


class _Length(Func):
    function = "jsonb_array_length"
    output_field = IntegerField()


class _Holds(Func):
    """Whether a list in JSON holds a text."""

    template = "(%(expressions)s::text))"
    arg_joiner = " @> to_jsonb("
    output_field = BooleanField()


def evidence_at(as_of: AsOf) -> QuerySet[Evidence]:
    """Evidence accepted by then, not withdrawn by then, that held on that day."""
    day = last_day(as_of)
    holds = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    moves = (compliance.EVIDENCE_ACCEPTED, compliance.EVIDENCE_WITHDRAWN)
    rows = Evidence.objects.filter(holds, effective_on__lte=day)
    return rows.annotate(last_move=last_action(Evidence, as_of.at, *moves)).filter(
        last_move=compliance.EVIDENCE_ACCEPTED.code
    )


def _shown_by_itself() -> Any:
    """How many of the required controls the portal's own record is the evidence of."""
    return sum(
        (
            Case(When(_Holds(F("required"), Value(key)), then=Value(1)), default=Value(0))
            for key in sorted(AUTOMATIC)
        ),
        start=Value(0),
    )


@kpi(
    "compliance_coverage",
    area=Area.RISK,
    question=_("How much of what its tier requires is shown for what is in use?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.RATIO,
    formula=_(
        "Controls with evidence that was accepted and held on that day, of those that the tier "
        "policy requires of the use cases in pilot, production or monitoring then, by tier; a "
        "waiver is no evidence"
    ),
    source=_("Assessments, stage changes, evidence of controls, audit trail"),
    owner=RISK,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=100, good=90, fair=70),
)
def compliance_coverage(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers; each use case brings as many as are required of it."""
    judged = Assessment.objects.filter(use_case=OuterRef("pk"), submitted_at__lte=as_of.at)
    required = judged.order_by("-number").annotate(keys=_RequiredKeys("gates")).values("keys")
    shown = (
        evidence_at(as_of)
        .filter(_Holds(OuterRef("required"), F("control__key")), use_case=OuterRef("pk"))
        .exclude(control__key__in=AUTOMATIC)
        .order_by()
        .values("use_case")
        .annotate(controls=Count("control", distinct=True))
        .values("controls")
    )
    cases = cases_then(as_of).filter(stage_then__in=AT_WORK).exclude(tier_then=UNTIERED)
    known = cases.annotate(required=Subquery(required[:1]))
    with_needs = known.annotate(needed=_Length("required")).filter(needed__gt=0)
    covered = Coalesce(Subquery(shown), Value(0)) + _shown_by_itself()
    return counted(
        with_needs,
        F("tier_then"),
        Cast(covered, FloatField()) * 100.0,
        base=Cast("needed", FloatField()),
    )

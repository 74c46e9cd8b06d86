"""Incidents, findings, conditions, waivers and evidence, read from rows into plain Python."""

from __future__ import annotations

from collections import defaultdict

from coe_portal.audit.models import AuditEvent
from governance.declarations import incidents
from governance.models.controls import Evidence
from governance.models.decisions import Condition
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident
from governance.models.waivers import Waiver
from intake.models.assessments import Assessment
from tests.metrics.plain.facts import heaps
from tests.metrics.plain.risk import (
    CONDITION_STEPS,
    EVIDENCE_STEPS,
    WAIVER_STEPS,
    GovernedCase,
    PlainCondition,
    PlainEvidence,
    PlainFinding,
    PlainIncident,
    PlainRisk,
    PlainWaiver,
)


def risk_loaded(cases):
    """What went wrong, is owed or done without around the cases, which are by their key."""
    places = {key: place for place, key in enumerate(cases)}
    conditions = Condition.objects.values_list(
        "pk", "use_case", "decision", "decision__decided_at", "due_on"
    )
    condition_steps = _steps(CONDITION_STEPS)
    waivers = Waiver.objects.values_list("pk", "use_case", "tier", "expires_on")
    waiver_steps = _steps(WAIVER_STEPS)
    findings = AuditFinding.objects.values_list("raised_on", "verified_at", "severity")
    return PlainRisk(
        list(cases.values()),
        incidents=_incidents(),
        findings=[PlainFinding(*row) for row in findings],
        conditions=[
            PlainCondition(places[case], *rest, condition_steps[key])
            for key, case, *rest in conditions
        ],
        waivers=[
            PlainWaiver(places[case], *rest, waiver_steps[key]) for key, case, *rest in waivers
        ],
        governed=_governed(cases),
    )


def _steps(names):
    """What the trail tells of each row, in order."""
    name_of = {action.code: name for name, action in names.items()}
    events = AuditEvent.objects.filter(action__in=name_of).order_by("sequence")
    found = defaultdict(list)
    for key, at, code in events.values_list("subject_id", "at", "action"):
        found[key].append((at, name_of[code]))
    return found


def _incidents():
    triaged = AuditEvent.objects.filter(action=incidents.TRIAGED.code).order_by("sequence")
    triages = heaps(triaged.values_list("subject_id", "at", "after"))
    rows = Incident.objects.values_list("pk", "reported_at", "state", "closed_at")
    return [
        PlainIncident(reported_at, closed_at if state == "dismissed" else None, triages[key])
        for key, reported_at, state, closed_at in rows
    ]


def _governed(cases):
    assessments = heaps(
        Assessment.objects.order_by("number").values_list(
            "use_case", "submitted_at", "tier", "gates"
        )
    )
    evidence = defaultdict(list)
    steps = _steps(EVIDENCE_STEPS)
    rows = Evidence.objects.values_list(
        "pk", "use_case", "control__key", "effective_on", "expires_on"
    )
    for key, case, *rest in rows:
        evidence[case].append(PlainEvidence(*rest, steps[key]))
    return [
        GovernedCase(
            case.registered_at,
            case.moves,
            [(at, tier, _required(gates)) for at, tier, gates in assessments[key]],
            evidence[key],
            case.first_stage,
        )
        for key, case in cases.items()
    ]


def _required(gates):
    """Each control once, at however many gates it is asked for."""
    wanted = (control for gate in gates for control in gate["controls"])
    return tuple(dict.fromkeys(one["id"] for one in wanted if one["necessity"] == "required"))

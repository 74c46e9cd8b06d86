"""Risk and quality by hand: what went wrong, was found, is owed or is done without, as generated.

What happens to a row after it was made is told by the trail; the row itself says how it ended.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import count

import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import record
from governance.choices import (
    AuditKind,
    ConditionState,
    ControlScope,
    EvidenceState,
    FindingSeverity,
    FindingState,
    Harm,
    IncidentKind,
    IncidentState,
    Severity,
    WaiverState,
)
from governance.declarations import compliance, incidents, reviews, waivers
from governance.models.audits import Audit
from governance.models.controls import Control, Evidence
from governance.models.decisions import Condition, Decision
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident
from governance.models.waivers import Waiver
from intake.choices import Stage, Tier
from intake.models.assessments import Assessment
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.models.use_cases import StageChange, UseCase
from tests.metrics.history import BEGIN, END, moments
from tests.metrics.plain.facts import Row, day_of, within

TESTS = Actor.system("tests")
OVER = {"retired", "rejected", "withdrawn"}
AT_WORK = {"pilot", "production", "monitoring"}
KEYS = ("owner", "human-approval", "tests", "logging")
FREQUENT = ("privacy", "privacy", "misuse", "security")
ALWAYS = ("use-case-record", "tiering", "prohibited-screen")


def some_moment(rng):
    return BEGIN + dt.timedelta(hours=rng.randint(0, 24 * 660), minutes=rng.randint(0, 59))


def some_time_after(rng, moment):
    """Within three weeks."""
    return moment + dt.timedelta(hours=rng.randint(1, 24 * 20))


@dataclass
class PlainIncident:
    reported_at: dt.datetime
    dismissed_at: dt.datetime | None
    triages: list[tuple[dt.datetime, dict[str, str]]]

    def seen_at(self, at):
        """What triage had said by then."""
        known = [said for when, said in self.triages if when <= at]
        return known[-1] if known else dict.fromkeys(("severity", "kind", "harm"), "untriaged")


@dataclass
class PlainFinding:
    raised_on: dt.date
    verified_at: dt.datetime | None
    severity: str


@dataclass
class PlainCondition:
    """`case` and `decision` say to what it belongs, by their places in the history."""

    case: int
    decision: int
    decided_at: dt.datetime
    due_on: dt.date
    steps: list[tuple[dt.datetime, str]]


@dataclass
class PlainWaiver:
    case: int
    tier: str
    expires_on: dt.date
    steps: list[tuple[dt.datetime, str]]


@dataclass
class PlainEvidence:
    key: str
    effective_on: dt.date
    expires_on: dt.date | None
    steps: list[tuple[dt.datetime, str]]

    def holds(self, as_of, day):
        known = [step for when, step in self.steps if when <= as_of.at]
        in_time = self.effective_on <= day and (self.expires_on is None or day <= self.expires_on)
        return in_time and known[-1:] == ["accepted"]


@dataclass
class GovernedCase:
    """A case whose assessment says which controls its gates require."""

    registered_at: dt.datetime
    moves: list[tuple[dt.datetime, str]]
    assessments: list[tuple[dt.datetime, str, tuple[str, ...]]]
    evidence: list[PlainEvidence]
    first_stage: str = "intake"

    def stage_at(self, at):
        before = [stage for when, stage in self.moves if when <= at]
        return before[-1] if before else self.first_stage

    def assessed_at(self, at):
        before = [one[1:] for one in self.assessments if one[0] <= at]
        return before[-1] if before else None


@dataclass
class PlainRisk:
    cases: list
    incidents: list[PlainIncident] = field(default_factory=list)
    findings: list[PlainFinding] = field(default_factory=list)
    conditions: list[PlainCondition] = field(default_factory=list)
    waivers: list[PlainWaiver] = field(default_factory=list)
    governed: list[GovernedCase] = field(default_factory=list)


def make_risk(rng, cases):
    """Everything that can go wrong around the cases of a history."""
    world = PlainRisk(cases)
    world.incidents = [make_incident(rng) for _ in range(90)]
    world.findings = [make_finding(rng) for _ in range(40)]
    world.conditions = list(make_conditions(rng, cases))
    world.waivers = [make_waiver(rng, place) for place in range(len(cases)) for _ in range(2)]
    world.governed = [make_governed(rng) for _ in range(25)]
    return world


def make_incident(rng):
    reported = some_moment(rng)
    triages = [
        (
            at,
            {
                "severity": rng.choice(Severity.values),
                "kind": rng.choice((*IncidentKind.values, *FREQUENT)),
                "harm": rng.choice(Harm.values),
            },
        )
        for at in sorted(some_time_after(rng, reported) for _ in range(rng.randint(0, 2)))
    ]
    later = moments(rng, 1, triages[-1][0] if triages else reported)
    return PlainIncident(reported, later[0] if later and rng.random() < 0.3 else None, triages)


def make_finding(rng):
    raised = some_moment(rng)
    settled = moments(rng, 1, raised + dt.timedelta(days=1))
    is_settled = settled and rng.random() < 0.6
    return PlainFinding(
        raised.date(), settled[0] if is_settled else None, rng.choice(FindingSeverity.values)
    )


def make_conditions(rng, cases):
    decided = count()
    for place, case in enumerate(cases):
        for decision in case.decisions:
            number = next(decided)
            steps = [
                (at, rng.choice(("offered", "returned", "met", "lapsed")))
                for at in moments(rng, rng.randint(0, 4), decision.decided_at)
            ]
            due = decision.decided_at.date() + dt.timedelta(days=rng.randint(1, 120))
            yield PlainCondition(place, number, decision.decided_at, due, steps)


def make_waiver(rng, place):
    asked = some_moment(rng)
    steps = list(
        zip(
            moments(rng, rng.randint(0, 3), asked),
            ("granted", rng.choice(("revoked", "expired", "settled")), "settled"),
            strict=False,
        )
    )
    ends = asked.date() + dt.timedelta(days=rng.randint(10, 300))
    return PlainWaiver(place, rng.choice(Tier.values), ends, steps)


def make_governed(rng):
    registered = some_moment(rng)
    keys = [key for key in (*KEYS, *ALWAYS) if rng.random() < 0.7]
    assessments = [
        (at, rng.choice(Tier.values[:3]), tuple(keys[place:]))
        for place, at in enumerate(moments(rng, rng.randint(0, 3), registered))
    ]
    moves = [
        (at, rng.choice(("pilot", "production", "discovery", "retired")))
        for at in moments(rng, rng.randint(1, 3), registered)
    ]
    return GovernedCase(registered, moves, assessments, list(make_evidence(rng, registered)))


def make_evidence(rng, after):
    for key in rng.choices((*KEYS, "never-asked"), k=4):
        steps = list(
            zip(moments(rng, rng.randint(0, 2), after), ("accepted", "withdrawn"), strict=False)
        )
        begins = after.date() + dt.timedelta(days=rng.randint(0, 90))
        ends = begins + dt.timedelta(days=rng.randint(1, 300)) if rng.random() < 0.6 else None
        yield PlainEvidence(key, begins, ends, steps)


# The numbers


def reported(world, as_of):
    for incident in world.incidents:
        is_none = incident.dismissed_at is not None and incident.dismissed_at <= as_of.at
        if within(as_of, incident.reported_at) and not is_none:
            yield incident.seen_at(as_of.at)


def incident_rate(world, as_of):
    months = (day_of(as_of).month - as_of.quarter.starts_on.month) % 12 + 1
    return [Row(said["severity"], 1 / months) for said in reported(world, as_of)]


def about(kind):
    def counted(world, as_of):
        return [Row(said["severity"]) for said in reported(world, as_of) if said["kind"] == kind]

    return counted


def data_exposure_events(world, as_of):
    return [
        Row(said["severity"])
        for said in reported(world, as_of)
        if said["kind"] == "privacy" and said["harm"] == "harm"
    ]


def audit_findings(world, as_of):
    return [
        Row(finding.severity)
        for finding in world.findings
        if finding.raised_on <= day_of(as_of)
        and (finding.verified_at is None or finding.verified_at > as_of.at)
    ]


def conditions_overdue(world, as_of):
    for condition in world.conditions:
        case = world.cases[condition.case]
        known = [step for when, step in condition.steps if when <= as_of.at]
        moved = [step for step in known if step != "lapsed"]
        if (
            condition.decided_at <= as_of.at
            and condition.due_on < day_of(as_of)
            and moved[-1:] not in (["offered"], ["met"])
            and case.registered_at <= as_of.at
            and case.stage_at(as_of.at) not in OVER
        ):
            yield Row("lapsed" if "lapsed" in known else "open")


def technical_debt(world, as_of):
    for waiver in world.waivers:
        known = [step for when, step in waiver.steps if when <= as_of.at]
        if known[-1:] == ["granted"] and waiver.expires_on >= day_of(as_of):
            yield Row(waiver.tier)


def compliance_coverage(world, as_of):
    for case in world.governed:
        assessed = case.assessed_at(as_of.at)
        if case.stage_at(as_of.at) not in AT_WORK or assessed is None:
            continue
        tier, keys = assessed
        if not keys:
            continue
        held = {one.key for one in case.evidence if one.holds(as_of, day_of(as_of))}
        shown = [key for key in keys if key in held or key in ALWAYS]
        yield Row(tier, 100 * len(shown), len(keys))


NUMBERS = {
    "incident_rate": incident_rate,
    "policy_violations": about("misuse"),
    "access_violations": about("security"),
    "data_exposure_events": data_exposure_events,
    "audit_findings": audit_findings,
    "conditions_overdue": conditions_overdue,
    "technical_debt": technical_debt,
    "compliance_coverage": compliance_coverage,
}


# The same as rows

CONDITION_STEPS = {
    "offered": reviews.EVIDENCE_OFFERED,
    "returned": reviews.EVIDENCE_RETURNED,
    "met": reviews.CONDITION_MET,
    "lapsed": reviews.CONDITION_LAPSED,
}
WAIVER_STEPS = {
    "granted": waivers.WAIVER_GRANTED,
    "revoked": waivers.WAIVER_REVOKED,
    "expired": waivers.WAIVER_EXPIRED,
    "settled": waivers.WAIVER_SETTLED,
}
EVIDENCE_STEPS = {
    "accepted": compliance.EVIDENCE_ACCEPTED,
    "withdrawn": compliance.EVIDENCE_WITHDRAWN,
}


def tell(action, subject, at, **facts):
    with time_machine.travel(at, tick=False):
        record(action, subject, actor=TESTS, after=facts)


def store_risk(world, auditor, other):
    """Write it as rows; the use cases of the history are there already, in their order."""
    cases = list(UseCase.objects.order_by("number"))
    store_incidents(world)
    store_findings(world, cases[0], auditor)
    store_conditions(world, cases)
    store_waivers(world, cases, auditor, other)
    store_governed(world, len(cases))


def store_incidents(world):
    for number, plain in enumerate(world.incidents, start=1):
        last = plain.triages[-1][1] if plain.triages else {}
        state = IncidentState.TRIAGED if plain.triages else IncidentState.REPORTED
        incident = Incident.objects.create(
            number=number,
            title=f"Incident {number}",
            what_happened="Something.",
            noticed_at=plain.reported_at,
            reported_at=plain.reported_at,
            state=IncidentState.DISMISSED if plain.dismissed_at else state,
            closed_at=plain.dismissed_at,
            follow_up_hash=f"{number:064}",
            **{"harm": Harm.HARM, **last},
        )
        for at, said in plain.triages:
            tell(incidents.TRIAGED, incident, at, **said)


def store_findings(world, case, auditor):
    audit = Audit.objects.create(
        number=1,
        kind=AuditKind.AD_HOC,
        subject_type="intake.usecase",
        subject_id=case.pk,
        use_case=case,
        title="Audit",
        planned_on=BEGIN.date(),
        due_on=END.date(),
    )
    for number, plain in enumerate(world.findings, start=1):
        AuditFinding.objects.create(
            number=number,
            audit=audit,
            severity=plain.severity,
            title=f"Finding {number}",
            description="A gap.",
            owner=auditor,
            raised_on=plain.raised_on,
            due_on=END.date(),
            state=FindingState.VERIFIED if plain.verified_at else FindingState.OPEN,
            verified_at=plain.verified_at,
        )


def store_conditions(world, cases):
    decisions = list(Decision.objects.order_by("number"))
    for plain in world.conditions:
        condition = Condition.objects.create(
            decision=decisions[plain.decision],
            use_case=cases[plain.case],
            position=1,
            text="Only with a person in the loop.",
            due_on=plain.due_on,
            state=ConditionState.OPEN,
        )
        for at, step in plain.steps:
            tell(CONDITION_STEPS[step], condition, at)


def store_waivers(world, cases, asker, decider):
    for number, plain in enumerate(world.waivers, start=1):
        state = plain.steps[-1][1] if plain.steps else WaiverState.REQUESTED
        waiver = Waiver.objects.create(
            number=number,
            use_case=cases[plain.case],
            control=f"control-{number}",
            title="Control",
            tier=plain.tier,
            reason="Not yet.",
            measures="By hand.",
            state=state,
            requested_by=asker,
            requested_at=BEGIN,
            expires_on=plain.expires_on,
            decided_by=decider if plain.steps else None,
            decided_at=plain.steps[0][0] if plain.steps else None,
        )
        for at, step in plain.steps:
            tell(WAIVER_STEPS[step], waiver, at)


def store_governed(world, before):
    controls = {
        key: Control.objects.create(number=number, key=key, title=key, scope=ControlScope.USE_CASE)
        for number, key in enumerate((*KEYS, *ALWAYS, "never-asked"), start=900)
    }
    rulebooks = {
        "questionnaire": Questionnaire.objects.get(version=1),
        "rubric": Rubric.objects.get(version=1),
        "tier_policy": TierPolicy.objects.get(version=1),
        "catalogue": AiActCatalogue.objects.get(version=1),
    }
    numbers = count(1)
    for number, plain in enumerate(world.governed, start=before + 1):
        case = UseCase.objects.create(
            number=number,
            title=f"Governed {number}",
            registered_at=plain.registered_at,
            stage=plain.stage_at(END),
        )
        store_story(case, plain, rulebooks)
        for one in plain.evidence:
            store_evidence(next(numbers), case, controls[one.key], one)


def store_story(case, plain, rulebooks):
    stage = Stage.INTAKE
    for at, to in plain.moves:
        StageChange.objects.create(use_case=case, from_stage=stage, to_stage=to, changed_at=at)
        stage = to
    for number, (at, tier, keys) in enumerate(plain.assessments, start=1):
        required = [{"id": key, "necessity": "required"} for key in keys]
        wished = {"id": "never-asked", "necessity": "recommended"}
        Assessment.objects.create(
            use_case=case,
            number=number,
            tier=tier,
            submitted_at=at,
            digest="0",
            gates=[
                {"gate": "discovery", "controls": required[:2]},
                {"gate": "production", "controls": [*required[2:], wished]},
            ],
            **rulebooks,
        )


def store_evidence(number, case, control, plain):
    is_out = plain.steps[-1:] and plain.steps[-1][1] == "withdrawn"
    is_in = plain.steps[-1:] and plain.steps[-1][1] == "accepted"
    accepted = EvidenceState.ACCEPTED if is_in else EvidenceState.OFFERED
    evidence = Evidence.objects.create(
        number=number,
        control=control,
        use_case=case,
        title="Minutes",
        effective_on=plain.effective_on,
        expires_on=plain.expires_on,
        offered_at=BEGIN,
        state=EvidenceState.WITHDRAWN if is_out else accepted,
    )
    for at, step in plain.steps:
        tell(EVIDENCE_STEPS[step], evidence, at)

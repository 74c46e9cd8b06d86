"""What governance has in a world: a row of everything that has an address."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from governance.actions import agendas
from governance.actions.appeals import Grounds, lodge_appeal
from governance.actions.attestations import CampaignTerms, attest, open_campaign
from governance.actions.audit_findings import answer_finding
from governance.actions.checklists import ItemAnswer, ItemTerms, add_item, answer_item
from governance.actions.controls import NewControl, create_control, link_control
from governance.actions.delegations import DelegationTerms, delegate_seat
from governance.actions.exclusions import claim_exclusion
from governance.actions.frameworks import adopt_version, bring_edition
from governance.actions.incident_response import ActionPlan, MessagePlan, agree_action, plan_message
from governance.actions.minutes import write_remarks
from governance.actions.risk_acceptance import withdraw_acceptance
from governance.actions.sittings import ActionTerms, agree_action as agree_in_meeting
from governance.actions.voting import ProposedCondition
from governance.actions.waivers import WaiverTerms, request_waiver
from governance.choices import ChecklistTopic, ControlScope, VoteChoice
from governance.models.decisions import Decision
from governance.models.frameworks import Requirement
from governance.queries.waivers import waivable_controls
from intake.choices import Gate, Tier
from intake.models.use_cases import UseCase
from tests.architecture.worlds.world import Examples
from tests.governance.audits import begun, gap
from tests.governance.compliance import edition, evidence
from tests.governance.conftest import Council, new_case, open_for, vote
from tests.governance.incident_rooms import reported, start_deadline, triaged
from tests.governance.meetings import agreed, held
from tests.governance.papers import sent_fria
from tests.governance.policies import edit, policy_in_force
from tests.governance.risks import accept, new_risk, plan


def incident(word: str, use_case: UseCase, person: Membership) -> Examples:
    """An incident at work, with a deadline, a message and an action."""
    actor = Actor.member(person)
    incident = reported(person, what_happened=f"A {word} got loose.", about=use_case.reference)
    triaged(incident, person, title=f"{word} on the loose", use_case=use_case)
    clock = start_deadline(incident, person)
    now = timezone.now()
    plan = MessagePlan(f"{word} keepers", f"Watch the {word}.", person, now)
    message = plan_message(incident, plan, actor=actor)
    action = agree_action(incident, ActionPlan(f"Cage the {word}", person, now.date()), actor=actor)
    return {
        ("incidents", "reference"): incident.reference,
        ("clocks", "clock"): str(clock.pk),
        ("messages", "message"): str(message.pk),
        ("actions", "action"): str(action.pk),
    }


def board(
    word: str, decided: Decision, council: Council, colleague: Membership, actor: Actor
) -> Examples:
    """An appeal against a decision, and a seat that somebody else speaks for."""
    today = timezone.localdate()
    seat = council.board.seats.order_by("pk").first()
    entrusted = delegate_seat(seat, DelegationTerms(colleague, today, today), actor=actor)
    owner = Actor.member(decided.use_case.owner)
    appeal = lodge_appeal(decided, Grounds(f"A {word} is harmless."), actor=owner)
    return {
        ("delegations", "delegation"): str(entrusted.pk),
        ("delegations", "pk"): str(entrusted.pk),
        ("appeals", "reference"): appeal.reference,
    }


def meeting(word: str, person: Membership, council: Council) -> Examples:
    """A meeting that runs, with an item and an action of its own words; and one that is over."""
    actor = Actor.member(person)
    asked = agreed(council, person, title=f"{word} sitting")
    meeting = held(
        council.board, person, council.members, title=f"{word} meeting", place=f"{word} hall"
    )
    item = agendas.add_item(meeting, agendas.ItemTerms(f"{word} news"), actor=actor)
    terms = ActionTerms(f"Feed the {word}", person, timezone.localdate() + dt.timedelta(days=3))
    point = agree_in_meeting(item, terms, actor=actor)
    write_remarks(meeting, f"The {word} slept.", actor=actor)
    return {
        ("actions", "point"): str(asked.pk),
        ("meeting-actions", "pk"): str(asked.pk),
        ("meetings", "reference"): meeting.reference,
        ("agenda", "item"): str(item.pk),
        ("drop", "action"): str(point.pk),
    }


def risk(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """A treated risk of somebody else, which is accepted, and whose acceptance ended once."""
    risk = new_risk(
        colleague,
        by=actor.membership,
        title=f"{word} goes wrong",
        description=f"A {word} is lost.",
        about=case.reference,
    )
    plan(risk, colleague, actor, text=f"Count each {word}.")
    accept(risk, actor)
    withdraw_acceptance(risk, f"Too many {word}s.", actor=actor)
    accept(risk, actor)
    return {
        ("risks", "reference"): risk.reference,
        ("links", "link"): str(risk.links.get().pk),
        ("treatments", "position"): "1",
        ("treatments", "treatment"): "1",
    }


def audit(word: str, case: UseCase, person: Membership, auditor: Membership) -> Examples:
    """An audit at work, with an answered finding."""
    audit = begun(case, person, auditor)
    finding = gap(audit, person, title=f"{word} unlogged", description=f"Each {word} needs a log.")
    answer_finding(finding, f"Every {word} has one.", actor=Actor.member(person))
    return {
        ("audits", "reference"): audit.reference,
        ("findings", "reference"): finding.reference,
        ("lines", "position"): "1",
    }


def waiver(word: str, case: UseCase, actor: Actor) -> Examples:
    """A control that somebody asks to go without."""
    case.refresh_from_db()
    control = waivable_controls(case)[-1]
    until = timezone.localdate() + dt.timedelta(days=30)
    terms = WaiverTerms(control.code, f"The {word} is late.", f"Watch the {word}.", until)
    return {("waivers", "reference"): request_waiver(case, terms, actor=actor).reference}


def compliance(word: str, case: UseCase, actor: Actor) -> Examples:
    """A framework with an edition that waits, a control with evidence, and an exclusion."""
    adopt_version(
        bring_edition(edition({"R-1": f"Keep each {word}"}, key=word), actor=actor), actor=actor
    )
    update = bring_edition(edition({"R-1": f"Keep every {word}"}, key=word), actor=actor)
    requirement = Requirement.objects.in_force().get(code="R-1")
    control = create_control(
        NewControl(title=f"{word} control", scope=ControlScope.ORGANIZATION), actor=actor
    )
    link = link_control(control, requirement, actor=actor)
    given = evidence(control, actor=actor, title=f"{word} proof")
    exclusion = claim_exclusion(case, requirement, f"It has no {word}.", actor=actor)
    return {
        ("shipped", "key"): "iso-42001",
        ("frameworks", "key"): update.framework.key,
        ("exclude", "key"): update.framework.key,
        ("<key>", "code"): requirement.code,
        ("editions", "number"): str(update.number),
        ("requirements", "code"): requirement.code,
        ("controls", "reference"): control.reference,
        ("evidence", "reference"): given.reference,
        ("serves", "serves"): str(link.pk),
        ("exclusions", "pk"): str(exclusion.pk),
        ("cases", "reference"): case.reference,
    }


def policy(word: str, writer: Membership, approver: Membership) -> Examples:
    """A policy in force that everybody is asked to attest, and the draft of its next version."""
    policy = policy_in_force(writer, approver, title=f"{word} rules")
    terms = CampaignTerms("everybody", timezone.localdate() + dt.timedelta(days=14))
    campaign = open_campaign(policy, terms, actor=Actor.member(writer))
    attest(policy, 1, actor=Actor.member(approver))
    edit(policy, writer, f"Beware of the {word}.")
    return {
        ("policies", "reference"): policy.reference,
        ("campaigns", "reference"): campaign.reference,
        ("attestation-campaigns", "reference"): campaign.reference,
        ("versions", "number"): "1",
    }


def checklist(word: str, case: UseCase, actor: Actor) -> Examples:
    """A list of the organization's own, of which a use case has answered an item."""
    terms = ItemTerms(ChecklistTopic.DATA, f"No {word} is kept.", Tier.values, Gate.values)
    item = add_item(terms, actor=actor).parsed[0]
    given = ItemAnswer("yes", f"The {word} is gone.")
    answer_item(case, Gate.PRODUCTION, item.key, given, actor=actor)
    return {
        ("release-checklists", "reference"): case.reference,
        ("checklists", "gate"): Gate.PRODUCTION.value,
        ("<reference>", "gate"): Gate.PRODUCTION.value,
        ("items", "item"): item.key,
    }


def papers(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """An impact assessment of somebody else's that waits, and its first edition."""
    fria = sent_fria(case, colleague, f"A {word} is affected.")
    return {
        ("papers", "reference"): case.reference,
        ("fria", "reference"): case.reference,
        ("registration", "reference"): case.reference,
        ("ai-act-papers", "reference"): case.reference,
        ("<reference>", "kind"): fria.edition.kind,
        ("points", "point"): "a",
        ("editions", "number"): str(fria.edition.number),
    }


def decided_case(word: str, owner: Membership, council: object) -> Decision:
    review = open_for(new_case(owner, title=f"{word} triage", summary=f"Sorts {word} calls."))
    wish = ProposedCondition(f"Watch the {word}", timezone.localdate() + dt.timedelta(days=30))
    decision = None
    for person in council.members:  # type: ignore[attr-defined]
        decision = vote(
            review,
            person,
            VoteChoice.CONDITIONS,
            rationale=f"Only with a {word}.",
            conditions=(wish,),
        )
        if decision is not None:
            break
    assert decision is not None
    return decision

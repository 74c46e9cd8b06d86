"""One question to the running portal for each declared right, and for each rule about objects.

A probe asks as a member to whom the object is nothing; each of its `rules` first makes the object
concern them in the way that the rule of `permissions.py` of the same name asks about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import OVERSIGHT, Role
from coe_portal.notifications.models import Notification
from governance.actions.policy_approval import submit_version
from governance.actions.sittings import close_meeting
from governance.choices import (
    AuditState,
    FindingState,
    PaperKind,
    PolicyState,
    RecusalKind,
    RiskState,
    VoteChoice,
)
from governance.models.appeals import Appeal
from governance.models.audits import Audit
from governance.models.boards import Seat
from governance.models.controls import Control, Evidence
from governance.models.coverage import Exclusion
from governance.models.decisions import Condition, Decision
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident, IncidentAction
from governance.models.meetings import ActionPoint, Attendance, Meeting
from governance.models.papers import PaperWriter
from governance.models.policies import Policy, PolicyVersion
from governance.models.reviews import Recusal, Review, ReviewSeat
from governance.models.risks import Risk, RiskTreatment
from governance.models.waivers import Waiver
from intake.actions.people import add_collaborator
from intake.choices import Tier
from intake.models.drafts import DraftSection, SectionShare
from intake.models.use_cases import UseCase
from metrics.models.benefits import Benefit, BenefitEntry
from metrics.models.chargebacks import CostCentre
from metrics.models.feedback import FeedbackRequest
from metrics.models.launch import LaunchStep
from metrics.models.quarters import KpiWriter
from metrics.models.targets import KpiOwner
from registry.models.agents import AgentTool
from registry.models.assets import Asset, Reuse
from registry.models.datasets import Dataset
from registry.models.live_reviews import LiveAction, LiveReview
from registry.models.models import AIModel, ModelVersion
from registry.models.stack import StackItem
from registry.models.vendors import Vendor
from tests.architecture.worlds.world import Examples, World
from tests.governance.conftest import vote
from training.choices import ArticleState, EnrollmentSource
from training.models.certificates import Certificate, ExternalProof
from training.models.community import Article, CommunityQuestion
from training.models.enrollments import Enrollment
from training.models.sessions import CourseSession

Relate = Callable[[World, Membership], None]


@dataclass(frozen=True)
class Probe:
    """`shows` is what an answer must hold to count as allowed, where none is refused as a whole.

    `kind` and `place` choose the object of addresses that are for objects of every kind; `examples`
    replaces other arguments. `given` brings the object into the state in which the right is asked
    for at all; `spares` are the roles that a `never` rule leaves alone.
    """

    permission: str
    address: str
    method: str = "post"
    data: Mapping[str, Any] | Callable[[World], Mapping[str, Any]] = field(default_factory=dict)
    rules: Mapping[str, Relate] = field(default_factory=dict)
    given: Relate | None = None
    kind: str = ""
    place: str = ""
    examples: Mapping[tuple[str, str], str] = field(default_factory=dict)
    shows: str = ""
    spares: Mapping[str, Iterable[Role]] = field(default_factory=dict)

    def arguments(self, world: World) -> Examples:
        """The examples of the world, with those of the probe."""
        about = {}
        if self.kind:
            reference = world.examples[self.place, "reference"]
            about = {("about", "kind"): self.kind, ("<kind>", "reference"): reference}
        return {**world.examples, **about, **self.examples}


def get(permission: str, address: str, **more: Any) -> Probe:
    return Probe(permission, address, "get", **more)


def both(*relations: Relate) -> Relate:
    def relate(world: World, member: Membership) -> None:
        for relation in relations:
            relation(world, member)

    return relate


def of(rows: Callable[[World], Any], **fields: Any) -> Relate:
    """Changes rows of the world; a field given as None becomes the member's."""

    def relate(world: World, member: Membership) -> None:
        assert rows(world).update(
            **{name: member if value is None else value for name, value in fields.items()}
        )

    return relate


def owns_kpi(world: World, member: Membership) -> None:
    """The KPI of the address becomes the member's."""
    KpiOwner.objects.update_or_create(
        kpi=world.examples["kpis", "kpi"], defaults={"member": member}
    )


def numbered(model: Any, place: str) -> Callable[[World], Any]:
    """Finds the world's row by its reference in the address."""
    return lambda world: model.objects.filter(
        number=world.examples[place, "reference"].rpartition("-")[2]
    )


cases = numbered(UseCase, "use-cases")
incidents = numbered(Incident, "incidents")
risks = numbered(Risk, "risks")
policies = numbered(Policy, "policies")
reviews = numbered(Review, "reviews")
appeals = numbered(Appeal, "appeals")
meetings = numbered(Meeting, "meetings")
decisions = numbered(Decision, "decisions")
waivers = numbered(Waiver, "waivers")
enrolments = numbered(Enrollment, "enrolments")
certificates = numbered(Certificate, "certificates")
proofs = numbered(ExternalProof, "proofs")
articles = numbered(Article, "articles")
audits = numbered(Audit, "audits")


def own_steps(world: World) -> Any:
    return LaunchStep.objects.filter(position=world.examples["steps", "position"])


def asked(world: World) -> Any:
    return FeedbackRequest.objects.filter(pk=world.examples["feedback", "pk"])


findings = numbered(AuditFinding, "findings")
controls = numbered(Control, "controls")
proofs_of_controls = numbered(Evidence, "evidence")
models = numbered(AIModel, "models")
vendors = numbered(Vendor, "vendors")
stack_items = numbered(StackItem, "stack")
datasets = numbered(Dataset, "datasets")
assets = numbered(Asset, "assets")
live_reviews = numbered(LiveReview, "live-reviews")
agent_tools = numbered(AgentTool, "agent-tools")
benefits = numbered(Benefit, "benefits")


def heads_unit(world: World, member: Membership) -> None:
    """The member answers for the money of the unit that was charged."""
    unit = world.examples["centres", "unit"]
    assert CostCentre.objects.filter(business_unit=unit).update(head=member)


def decided_cases(world: World) -> Any:
    return UseCase.objects.filter(decisions__in=decisions(world))


def reviewed_cases(world: World) -> Any:
    return UseCase.objects.filter(reviews__in=reviews(world))


def model_versions(world: World) -> Any:
    return ModelVersion.objects.filter(model__in=models(world))


def reuses(world: World) -> Any:
    return Reuse.objects.filter(asset__in=assets(world))


def benefit_months(world: World) -> Any:
    return BenefitEntry.objects.filter(pk=world.examples["months", "entry"])


def live_actions(world: World) -> Any:
    return LiveAction.objects.filter(review__in=live_reviews(world))


def conditions(world: World) -> Any:
    return Condition.objects.filter(decision__in=decisions(world))


def incident_actions(world: World) -> Any:
    return IncidentAction.objects.filter(incident__in=incidents(world))


def treatments(world: World) -> Any:
    return RiskTreatment.objects.filter(risk__in=risks(world))


def seats(world: World) -> Any:
    return Seat.objects.filter(pk=world.examples["seats", "seat"])


def versions(world: World) -> Any:
    return PolicyVersion.objects.filter(policy__in=policies(world), state=PolicyState.IN_APPROVAL)


def guests(world: World) -> Any:
    first = Attendance.objects.filter(meeting__in=meetings(world)).first()
    return Attendance.objects.filter(pk=first.pk)


def action_points(world: World) -> Any:
    return ActionPoint.objects.filter(pk=world.examples["actions", "point"])


def meeting_is_over(world: World, _member: Membership) -> None:
    close_meeting(meetings(world).get(), actor=actor_of(world))


def meeting_terms(world: World) -> dict[str, Any]:
    moment = timezone.now() + dt.timedelta(days=9)
    return {"board": world.examples["boards", "reference"], "starts_at": moment.isoformat()}


def sent_for_approval(world: World, _member: Membership) -> None:
    submit_version(policies(world).get().versions.in_work().get(), actor=actor_of(world))


def never_published(world: World, _member: Membership) -> None:
    policies(world).update(current=None)


def severe(world: World, _member: Membership) -> None:
    risks(world).update(residual_likelihood=5, residual_impact=5)


def closed(world: World, _member: Membership) -> None:
    risks(world).update(state=RiskState.CLOSED)


def seat_has_voted(world: World, _member: Membership) -> None:
    review = reviews(world).get()
    seat = review.seats.select_related("voter__user").first()
    vote(review, seat.voter, VoteChoice.REJECT, rationale="Not before spring.")


def is_told(world: World, member: Membership) -> None:
    Notification.objects.filter(pk=world.examples["notifications", "pk"]).update(recipient=member)


def actor_of(world: World) -> Actor:
    return Actor.member(world.person)


def is_writer(world: World, member: Membership) -> None:
    KpiWriter.objects.create(kpi=world.examples["<quarter>", "kpi"], member=member)


def shares_section(world: World, member: Membership) -> None:
    draft = cases(world).get().drafts.order_by("pk").last()
    for section in DraftSection.objects.filter(draft=draft):
        SectionShare.objects.create(section=section, member=member)


def collaborates(world: World, member: Membership) -> None:
    add_collaborator(cases(world).get(), member, actor=actor_of(world))


def writes_fria(world: World, member: Membership) -> None:
    PaperWriter.objects.create(use_case=cases(world).get(), kind=PaperKind.FRIA, member=member)


def sits(world: World, member: Membership) -> None:
    seat = ReviewSeat.objects.filter(review__in=reviews(world), is_chair=True).first()
    ReviewSeat.objects.filter(pk=seat.pk).update(member=member, voter=member)


def recused(world: World, member: Membership) -> None:
    sits(world, member)
    Recusal.objects.create(
        review=reviews(world).get(), member=member, kind=RecusalKind.CONFLICT, reason="Friends."
    )


def judges_light(world: World, member: Membership) -> None:
    sits(world, member)
    reviews(world).update(board=None, path="light")


def colleague(world: World) -> Membership:
    return Membership.objects.select_related("user").get(pk=world.examples["members", "pk"])


def reports_to(world: World, member: Membership) -> None:
    """The world's colleague reports to the member."""
    Membership.objects.filter(pk=world.examples["members", "pk"]).update(manager=member)


def is_oneself(world: World, member: Membership) -> None:
    world.examples["people", "pk"] = str(member.pk)


def comment(permission: str, kind: str, place: str, **more: Any) -> Probe:
    """Says something about the object of a kind, by API; `place` is where its example stands."""
    return Probe(
        permission,
        "api:comments",
        data={"body": "Seen."},
        kind=kind,
        place=place,
        **more,
    )


def exclusions(world: World) -> Any:
    return Exclusion.objects.filter(pk=world.examples["exclusions", "pk"])


chairs = of(seats, member=None)
own_case = of(cases, owner=None)
given_by = of(proofs_of_controls, offered_by=None)
own_decided_case = of(decided_cases, owner=None)
own_reviewed_case = of(reviewed_cases, owner=None)
own_policy = of(policies, owner=None)
own_risk = of(risks, owner=None)
own_audit = of(audits, auditor=None)
own_finding = of(findings, owner=None)
own_model = of(models, owner=None)
own_vendor = of(vendors, owner=None)
own_version = of(model_versions, developer=None)


def audit_is_over(world: World, member: Membership) -> None:
    audits(world).update(
        auditor=member, state=AuditState.CLOSED, closed_at=timezone.now(), conclusion="Fine."
    )


def finding_is_verified(world: World, member: Membership) -> None:
    findings(world).update(owner=member, state=FindingState.VERIFIED, verified_at=timezone.now())


PROBES = (
    get("accounts.change_profile", "accounts:change_profile"),
    get("accounts.manage_members", "accounts:invite"),
    get("accounts.manage_tokens", "accounts:tokens"),
    get("accounts.manage_units", "accounts:new_unit"),
    get("accounts.see_members", "api:member-list"),
    get("accounts.see_own", "accounts:profile"),
    Probe("audit.export", "audit:request_pack"),
    get("audit.read", "api:audit-event-list"),
    get("audit.see_timeline", "audit:timeline"),
    get("calendars.keep_feed", "calendars:feed"),
    Probe("collaboration.moderate", "collaboration:remove_comment"),
    Probe(
        "governance.accept_incident_action",
        "governance:incident_action_settle",
        data={"state": "accepted", "outcome": "No cage fits."},
        rules={"accepts_own_action": of(incident_actions, owner=None)},
    ),
    get(
        "governance.accept_risk",
        "governance:risk_accept",
        rules={
            "lives_with_own_risk": own_risk,
            "rated_it_down": of(risks, rated_down_by=None),
            "is_too_severe": severe,
        },
        spares={"is_too_severe": {Role.EXECUTIVE}},
    ),
    get("governance.accept_severe_risk", "governance:risk_accept", given=severe),
    comment(
        "governance.add_evidence_file",
        "evidence",
        "evidence",
        rules={"gave_it": given_by, "is_settled": of(proofs_of_controls, state="returned")},
    ),
    comment(
        "governance.add_to_incident",
        "incident",
        "incidents",
        rules={"may_add_to": of(incidents, lead=None)},
    ),
    Probe(
        "governance.answer_checklist",
        "governance:checklist_answer",
        data=lambda world: {
            f"{world.examples['items', 'item']}-{name}": value
            for name, value in {"choice": "yes", "note": "Gone.", "revision": "1"}.items()
        },
        rules={"works_on_case": own_case},
    ),
    get(
        "governance.answer_finding",
        "governance:finding_answer",
        rules={"answers_for_finding": own_finding},
    ),
    Probe(
        "governance.answer_conditions",
        "api:condition-offer",
        given=of(conditions, owner=None),
    ),
    get(
        "governance.answer_incident",
        "governance:incident_answer",
        rules={"is_reporter": of(incidents, reporter=None)},
    ),
    get(
        "governance.answer_question",
        "governance:answer_question",
        rules={"answers_for_team": own_reviewed_case},
    ),
    Probe(
        "governance.approve_fria",
        "governance:fria_approve",
        data={"review_on": "2030-01-01"},
        rules={"wrote_paper": writes_fria},
    ),
    Probe(
        "governance.answer_meeting_actions",
        "api:meeting-action-done",
        given=of(action_points, owner=None),
    ),
    get(
        "governance.settle_meeting_action",
        "governance:meeting_action_done",
        rules={"answers_for_action": of(action_points, owner=None)},
    ),
    Probe("governance.answer_waivers", "api:waiver-list"),
    Probe(
        "governance.approve_minutes",
        "governance:meeting_approve",
        given=meeting_is_over,
        rules={"chairs_meeting": chairs},
    ),
    Probe(
        "governance.approve_policy",
        "governance:policy_approve",
        given=sent_for_approval,
        rules={"owns_policy_of_version": own_policy, "wrote_it": of(versions, author=None)},
    ),
    get(
        "governance.ask_team",
        "governance:ask_team",
        rules={"sits_here": sits, "has_part_in_case": recused},
    ),
    Probe("governance.attest", "api:policy-attest"),
    Probe(
        "governance.cast_vote",
        "governance:ballot",
        rules={"holds_seat": sits, "is_recused": recused},
    ),
    get(
        "governance.change_finding",
        "governance:finding_change",
        rules={"audited_it": own_audit, "owns_finding": own_finding},
    ),
    get(
        "governance.change_control",
        "governance:control_edit",
        rules={"owns_control": of(controls, owner=None)},
    ),
    get("governance.change_risk", "governance:risk_edit", rules={"owns_risk": own_risk}),
    Probe(
        "governance.check_evidence",
        "governance:confirm_condition",
        rules={"checks_own_evidence": of(conditions, owner=None)},
    ),
    get(
        "governance.claim_exclusion",
        "governance:exclusion_claim",
        rules={"belongs_to_case": own_case},
    ),
    get(
        "governance.give_control_evidence",
        "governance:evidence_give",
        rules={"answers_for_control": of(controls, owner=None)},
    ),
    get(
        "governance.judge_control_evidence",
        "governance:evidence_return",
        rules={"judges_own_evidence": given_by},
    ),
    get(
        "governance.judge_exclusion",
        "governance:exclusion_refuse",
        rules={"judges_own_exclusion": of(exclusions, claimed_by=None)},
    ),
    get("governance.manage_controls", "governance:control_new"),
    get("governance.manage_frameworks", "governance:framework_upload"),
    get("governance.view_compliance", "governance:compliance"),
    get(
        "governance.view_control_evidence",
        "governance:evidence",
        rules={"has_part_in_evidence": given_by},
    ),
    get(
        "governance.withdraw_control_evidence",
        "governance:evidence_withdraw",
        rules={"has_part_in_evidence": given_by},
    ),
    Probe(
        "governance.close_incident",
        "governance:incident_close",
        rules={"closes_own_case": own_case},
    ),
    get(
        "governance.close_risk",
        "governance:risk_close",
        rules={
            "lives_with_own_risk": own_risk,
            "rated_it_down": of(risks, rated_down_by=None),
            "is_too_severe": severe,
        },
        spares={"is_too_severe": {Role.EXECUTIVE}},
    ),
    Probe(
        "governance.confirm_checklist",
        "governance:checklist_confirm",
        rules={"answered_it": own_case},
    ),
    Probe(
        "governance.count_votes",
        "governance:count",
        rules={"is_chair": sits, "steers_own_case": own_reviewed_case},
    ),
    get(
        "governance.decide_waiver",
        "governance:waiver_refuse",
        given=of(cases, tier=Tier.LOW),
        rules={
            "judges_own_waiver": of(waivers, requested_by=None),
            "is_not_an_acceptor": of(cases, tier=Tier.HIGH),
        },
        spares={"is_not_an_acceptor": {Role.EXECUTIVE}},
    ),
    get("governance.declare_conflict", "governance:conflict", rules={"holds_seat": sits}),
    get(
        "governance.delegate_seat",
        "governance:delegate_seat",
        rules={"holds_the_seat": of(seats, member=None)},
    ),
    comment("governance.discuss", "review", "reviews", rules={"may_discuss": own_reviewed_case}),
    comment(
        "governance.discuss_audit",
        "audit",
        "audits",
        rules={"may_discuss_audit": own_audit, "is_over": audit_is_over},
    ),
    comment(
        "governance.discuss_finding",
        "finding",
        "findings",
        rules={"may_discuss_finding": own_finding, "is_verified": finding_is_verified},
    ),
    comment("governance.discuss_policy", "policy", "policies", rules={"owns_policy": own_policy}),
    comment(
        "governance.discuss_risk",
        "risk",
        "risks",
        rules={"may_discuss_risk": own_risk, "is_closed": closed},
    ),
    get(
        "governance.do_audit",
        "governance:audit_fieldwork",
        rules={"is_auditor_of": own_audit, "audits_own_case": both(own_audit, own_case)},
    ),
    get("governance.edit_policy", "governance:policy_edit", rules={"owns_policy": own_policy}),
    get(
        "governance.escalate_review",
        "governance:escalate",
        rules={"is_light_reviewer": judges_light, "steers_own_case": own_reviewed_case},
    ),
    get(
        "governance.form_panel",
        "governance:form_panel",
        rules={"judges_own_case": own_decided_case},
    ),
    get(
        "governance.handle_incident",
        "governance:incident_note",
        rules={"is_lead": of(incidents, lead=None)},
    ),
    get(
        "governance.lodge_appeal",
        "governance:lodge_appeal",
        rules={"is_of_the_team": own_decided_case},
    ),
    get("governance.list_waivers", "api:waiver-list"),
    get("governance.manage_boards", "governance:board_new"),
    get("governance.manage_checklist", "governance:checklist_item_new"),
    get(
        "governance.offer_evidence",
        "governance:offer_evidence",
        rules={"answers_for_condition": of(conditions, owner=None)},
    ),
    get("governance.open_auditor_room", "governance:auditor_room"),
    get("governance.open_audits", "governance:audits"),
    get("governance.open_docket", "governance:docket"),
    get("governance.open_incidents", "api:incident-list"),
    get("governance.open_meetings", "api:meeting-list"),
    get("governance.open_register", "api:risk-list"),
    get("governance.open_reviews", "api:review-list"),
    get("governance.plan_audits", "governance:audit_new"),
    Probe(
        "governance.plan_meeting",
        "api:meeting-list",
        data=meeting_terms,
        rules={"chairs_board": chairs},
    ),
    get(
        "governance.run_meeting",
        "governance:meeting_add",
        rules={"leads_meeting": of(meetings, secretary=None)},
    ),
    Probe(
        "governance.send_excuse",
        "governance:meeting_excuse",
        rules={"is_asked": of(guests, member=None)},
    ),
    get(
        "governance.view_meeting",
        "governance:meeting",
        rules={"may_see_meeting": of(guests, member=None)},
    ),
    get("governance.publish_matrix", "governance:matrix_edit"),
    get("governance.publish_rights", "governance:decision_rights_edit"),
    get(
        "governance.publish_policy",
        "governance:policy_publish",
        rules={"owns_policy": own_policy},
    ),
    get("governance.raise_risk", "governance:risk_new"),
    get(
        "governance.renew_approval",
        "governance:approval_renew",
        rules={"is_case_person": own_decided_case},
    ),
    get("governance.report_incident", "governance:incident_new"),
    Probe(
        "governance.request_gate",
        "governance:request_gate",
        rules={"is_case_person": own_case},
    ),
    get(
        "governance.request_waiver",
        "governance:waiver_new",
        rules={"is_person_of_case": own_case},
    ),
    get("governance.run_campaigns", "governance:campaign_new", rules={"owns_policy": own_policy}),
    get("governance.set_validity_terms", "governance:approval_terms_edit"),
    Probe(
        "governance.settle_incident_action",
        "governance:incident_action_settle",
        data={"state": "done", "outcome": "It sits in its cage."},
        rules={"answers_for_action": of(incident_actions, owner=None)},
    ),
    get(
        "governance.settle_treatment",
        "governance:risk_treatment_done",
        rules={"answers_for_treatment": of(treatments, owner=None)},
    ),
    get(
        "governance.settle_waiver",
        "governance:waiver_settle",
        rules={"judges_own_waiver": of(waivers, requested_by=None)},
    ),
    Probe("governance.steer_report_channel", "governance:incident_channel"),
    get(
        "governance.steer_review",
        "governance:deadline",
        rules={"steers_own_case": own_reviewed_case},
    ),
    Probe("governance.take_part", "api:review-vote", given=sits),
    get("governance.triage_incident", "governance:incident_triage"),
    get(
        "governance.verify_finding",
        "governance:finding_verify",
        rules={"audited_it": own_audit, "verifies_own_work": own_finding},
    ),
    get(
        "governance.view_appeals",
        "governance:appeal",
        rules={"concerns_own_case": own_decided_case},
    ),
    get(
        "governance.view_audit",
        "governance:audit_page",
        rules={"concerns_audit": own_audit},
    ),
    get(
        "governance.view_campaigns",
        "governance:campaign",
        rules={"owns_policy_of_campaign": own_policy},
    ),
    get("governance.view_checklists", "governance:checklist"),
    get("governance.view_decisions", "api:decision-detail"),
    get("governance.view_fast_lane", "governance:fast_lane"),
    get(
        "governance.view_finding",
        "governance:finding",
        rules={"concerns_finding": own_finding},
    ),
    get(
        "governance.view_incident",
        "governance:incident",
        rules={"may_see_incident": of(incidents, reporter=None)},
    ),
    get(
        "governance.view_incident_handling",
        "api:comments",
        kind="incident",
        place="incidents",
        rules={"is_insider": of(incidents, lead=None)},
    ),
    get("governance.view_obligations", "api:obligation-list"),
    get("governance.view_papers", "governance:paper", rules={"works_on_case": own_case}),
    get(
        "governance.view_policies",
        "governance:policy",
        rules={"is_hidden": never_published},
        spares={"is_hidden": OVERSIGHT},
    ),
    get(
        "governance.view_policy_drafts",
        "governance:policy_version",
        examples={("versions", "number"): "2"},
        rules={"owns_policy": own_policy},
    ),
    get(
        "governance.view_reviews",
        "governance:review",
        rules={"may_see_review": own_reviewed_case},
    ),
    get("governance.view_risk", "governance:risk", rules={"concerns": own_risk}),
    get("governance.view_rules", "governance:boards"),
    get(
        "governance.view_waiver",
        "governance:waiver",
        rules={"may_see_waiver": of(waivers, requested_by=None)},
    ),
    get(
        "governance.watch_votes",
        "governance:review",
        given=seat_has_voted,
        shows="Not before spring.",
    ),
    Probe(
        "governance.withdraw_appeal",
        "governance:withdraw_appeal",
        rules={"lodged_it": both(own_decided_case, of(appeals, lodged_by=None))},
    ),
    get(
        "governance.withdraw_question",
        "governance:withdraw_question",
        rules={"asked_or_chairs": sits, "withdraws_in_own_case": own_reviewed_case},
    ),
    Probe(
        "governance.work_on_findings",
        "api:finding-answer",
        data={"text": "Done."},
        given=own_finding,
    ),
    Probe("governance.write_papers", "governance:paper_keep", rules={"works_on_case": own_case}),
    Probe(
        "governance.withdraw_waiver",
        "governance:waiver_withdraw",
        rules={"asked_for_it": of(waivers, requested_by=None)},
    ),
    get("governance.write_policies", "governance:policy_new"),
    get("intake.assign", "intake:assign", rules={"answers_for_case": own_case}),
    comment("intake.comment", "use-case", "use-cases"),
    get(
        "intake.edit",
        "intake:particulars",
        rules={"answers_for_case": own_case, "collaborates": collaborates},
    ),
    get("intake.edit_section", "intake:section", rules={"may_answer": shares_section}),
    get("intake.import", "intake:import_new"),
    Probe("intake.manage_rules", "intake:rules_draft"),
    get("intake.move", "intake:move"),
    get("intake.register", "intake:register"),
    get("intake.see_draft", "intake:wizard", rules={"may_read_draft": shares_section}),
    Probe("intake.submit", "intake:submit", rules={"answers_for_case": own_case}),
    get("intake.view", "api:use-case-list"),
    get("intake.view_rules", "intake:rules"),
    get("intake.withdraw", "intake:withdraw", rules={"answers_for_case": own_case}),
    get("jobs.see_own", "api:job-list"),
    get(
        "metrics.change_benefit",
        "metrics:benefit_edit",
        rules={"owns_benefit": of(benefits, owner=None)},
    ),
    comment(
        "metrics.discuss_benefit",
        "benefit",
        "benefits",
        rules={"concerns_benefit": of(benefits, owner=None)},
    ),
    Probe("metrics.keep_ledger", "api:benefit-list"),
    get("metrics.open_ledger", "metrics:benefits"),
    get(
        "metrics.propose_benefit",
        "metrics:benefit_new",
        rules={"works_on_use_case": own_case},
    ),
    get(
        "metrics.reject_benefit",
        "metrics:benefit_reject",
        rules={"lives_by_it": of(benefits, owner=None)},
    ),
    get(
        "metrics.rule_overlap",
        "metrics:benefit_rule",
        rules={"lives_by_it": of(benefits, owner=None)},
    ),
    get("metrics.set_benefit_terms", "metrics:benefit_terms_set"),
    get("metrics.comment", "metrics:comment", rules={"writes_about": is_writer}),
    get("metrics.name_writers", "metrics:writer_new"),
    Probe("metrics.reopen_quarter", "metrics:reopen", data={"reason": "A number is wrong."}),
    Probe("metrics.sign_quarter", "metrics:sign", data={"seal": "heron"}),
    get("metrics.view_health", "metrics:satisfaction"),
    Probe("metrics.steer_health", "metrics:radar_take"),
    Probe("metrics.assess_maturity", "metrics:maturity_answer"),
    Probe(
        "metrics.settle_launch_step",
        "metrics:launch_settle",
        rules={"owns_step": of(own_steps, owner=None)},
    ),
    Probe(
        "metrics.give_feedback",
        "metrics:give_feedback",
        rules={"was_asked": of(asked, member=None)},
    ),
    Probe("metrics.take_snapshots", "metrics:take"),
    get(
        "metrics.verify_benefit",
        "metrics:benefit_verify",
        rules={"claimed_it": of(benefit_months, claimed_by=None)},
    ),
    get(
        "metrics.view_benefit",
        "metrics:benefit",
        rules={"concerns_benefit": of(benefits, owner=None)},
    ),
    get("metrics.make_pack", "metrics:pack_new"),
    get("metrics.schedule_packs", "metrics:pack_schedule"),
    get("metrics.view_packs", "metrics:pack"),
    get("metrics.view_quarter", "metrics:kpi", rules={"answers_for_kpi": owns_kpi}),
    get("metrics.enter_readings", "metrics:kpi_reading", rules={"answers_for_kpi": owns_kpi}),
    get("metrics.manage_kpis", "metrics:kpi_target"),
    get("metrics.restate", "metrics:kpi_restate"),
    get("metrics.view_platform", "metrics:platform"),
    Probe(
        "metrics.answer_chargeback",
        "metrics:chargeback_dispute",
        "get",
        rules={"pays_for_it": heads_unit},
    ),
    get("metrics.book_costs", "metrics:cost_new"),
    get("metrics.issue_chargeback", "metrics:chargeback_new"),
    get("metrics.plan_budget", "metrics:funding_new"),
    get(
        "metrics.read_chargeback",
        "metrics:chargeback",
        rules={"pays_for_it": heads_unit},
    ),
    get("metrics.see_chargebacks", "metrics:chargebacks"),
    get("metrics.view_costs", "metrics:costs"),
    Probe("notifications.mark_read", "api:notification-read", given=is_told),
    get("notifications.read_own", "api:notification-list"),
    get("registry.add_asset", "registry:asset_new"),
    get("registry.add_dataset", "registry:dataset_new"),
    get(
        "registry.change_asset", "registry:asset_edit", rules={"owns_asset": of(assets, owner=None)}
    ),
    get(
        "registry.change_dataset",
        "registry:dataset_edit",
        rules={"keeps": of(datasets, steward=None)},
    ),
    comment("registry.discuss_asset", "asset", "assets"),
    comment("registry.discuss_dataset", "dataset", "datasets"),
    Probe(
        "registry.end_reuse",
        "registry:asset_reuse_end",
        rules={"takes_part_in_reuse": of(reuses, noted_by=None)},
    ),
    get("registry.note_reuse", "registry:asset_use"),
    get("registry.view_assets", "registry:asset"),
    get("registry.view_datasets", "registry:dataset"),
    get(
        "registry.change_tool",
        "registry:agent_tool_edit",
        rules={"owns_tool": of(agent_tools, owner=None)},
    ),
    get(
        "registry.grant_tool",
        "registry:version_tool_grant",
        rules={
            "answers_for_tool": of(agent_tools, owner=None),
            "built_the_agent": own_version,
        },
    ),
    get(
        "registry.judge_output",
        "registry:output_incident",
        rules={"owns_what_said_it": own_model, "built_what_said_it": own_version},
    ),
    get("registry.keep_blocklist", "registry:blocklist_new"),
    get(
        "registry.read_output_texts",
        "registry:output",
        shows="said is-output",
        rules={"answers_for_output": own_model},
    ),
    get("registry.register_tool", "registry:agent_tool_new"),
    get("registry.report_output", "registry:output_new"),
    get("registry.set_output_rules", "registry:output_rules"),
    get("registry.view_blocklist", "registry:blocklist"),
    get("registry.view_outputs", "registry:outputs"),
    get("registry.view_tools", "registry:agent_tools"),
    get(
        "registry.resolve_drift",
        "registry:drift_resolve",
        rules={"owns_drifting_model": own_model, "made_what_drifts": own_version},
    ),
    Probe(
        "registry.send_observations",
        "api:observations",
        rules={"answers_for_version": own_model},
    ),
    get(
        "registry.set_up_monitor",
        "registry:monitor_edit",
        rules={"answers_for_version": own_version},
    ),
    get("registry.view_monitoring", "registry:monitors"),
    get("registry.assess_fairness", "registry:fairness_start", rules={"builds_it": own_model}),
    get("registry.view_live_reviews", "registry:live_reviews"),
    get(
        "registry.report_live_review",
        "registry:live_report",
        rules={"answers_for_service": own_model},
    ),
    get(
        "registry.decide_live_review",
        "registry:live_decide",
        rules={"judges_own_service": own_model},
    ),
    get(
        "registry.settle_live_action",
        "registry:live_action_settle",
        rules={"owns_live_action": of(live_actions, owner=None)},
    ),
    get("registry.view_retirement", "registry:retirements"),
    get(
        "registry.plan_retirement",
        "registry:retirement_new",
        rules={"ends_own_case": own_case},
    ),
    get("registry.retire_model", "registry:model_retire", rules={"owns_retiring_model": own_model}),
    get("registry.set_retention", "registry:monitor_retention"),
    comment(
        "training.add_to_proof", "proof", "proofs", rules={"offers_it": of(proofs, member=None)}
    ),
    get("registry.change", "registry:model_edit", rules={"builds": own_model}),
    comment("registry.discuss", "model", "models"),
    get("registry.promote", "registry:version_roll_back", rules={"owns": own_model}),
    get("registry.register", "registry:model_new"),
    get("registry.request_promotion", "registry:version_request", rules={"builds": own_model}),
    get("registry.set_rules", "registry:model_rules"),
    get(
        "registry.validate",
        "registry:version_validate",
        rules={"built_it": of(model_versions, developer=None)},
    ),
    get("registry.view", "registry:model"),
    get(
        "registry.approve_vendor",
        "registry:vendor_approve",
        rules={"proposed_it": of(vendors, proposed_by=None)},
    ),
    get("registry.change_vendor", "registry:vendor_edit", rules={"keeps_vendor": own_vendor}),
    comment("registry.discuss_vendor", "vendor", "vendors", rules={"keeps_vendor": own_vendor}),
    get(
        "registry.edit_stack",
        "registry:stack_item_edit",
        rules={"keeps_item": of(stack_items, owner=None)},
    ),
    get("registry.propose_vendor", "registry:vendor_new"),
    get("registry.suspend_vendor", "registry:vendor_suspend"),
    get(
        "registry.view_vendor_papers",
        "api:comments",
        kind="vendor",
        place="vendors",
        rules={"keeps_vendor": own_vendor},
    ),
    get("registry.view_vendors", "registry:vendor"),
    Probe("training.ask", "api:question-list"),
    get("training.author", "training:author_new"),
    Probe(
        "training.check_proofs",
        "training:proof_accept",
        rules={"checks_own_proof": of(proofs, member=None)},
    ),
    Probe(
        "training.disclose_certificate",
        "training:disclose",
        rules={"is_holder": of(certificates, member=None)},
    ),
    comment(
        "training.discuss_article",
        "article",
        "articles",
        given=of(articles, state=ArticleState.DRAFT),
        rules={"may_discuss": of(articles, author=None)},
    ),
    get(
        "training.edit_article",
        "training:article_edit",
        given=of(articles, state=ArticleState.DRAFT),
        rules={"writes_draft": of(articles, author=None)},
    ),
    Probe(
        "training.enrol_others",
        "api:enrolment-list",
        data=lambda world: {
            "course": world.examples["courses", "reference"],
            "emails": [colleague(world).user.email],
        },
        rules={"manages": reports_to},
    ),
    get(
        "training.host_session",
        "training:session_edit",
        rules={"is_host": of(numbered(CourseSession, "sessions"), host=None)},
    ),
    Probe(
        "training.judge_skills",
        "training:judge_skill",
        data={"level": "2"},
        rules={"manages": reports_to, "judges_oneself": is_oneself},
    ),
    Probe("training.learn", "training:enrol"),
    Probe(
        "training.leave_course",
        "training:leave",
        rules={
            "may_take_back": of(enrolments, member=None, source=EnrollmentSource.SELF),
            "lets_oneself_off": of(enrolments, member=None, source=EnrollmentSource.RULE),
        },
    ),
    Probe("training.publish_articles", "training:article_publish"),
    get("training.revoke_certificate", "training:revoke"),
    Probe(
        "training.settle_question",
        "training:community_question_close",
        rules={"asked": of(numbered(CommunityQuestion, "questions"), asker=None)},
    ),
    Probe("training.state_skills", "training:state_skill", data={"level": "2"}),
    get("training.steer", "training:rule_new"),
    get("training.steer_community", "training:champion_new"),
    get("training.steer_skills", "training:skill_new"),
    get(
        "training.view_article",
        "training:article",
        given=of(articles, state=ArticleState.DRAFT),
        rules={"may_read": of(articles, author=None)},
    ),
    get("training.view_catalogue", "api:course-list"),
    get(
        "training.view_certificate",
        "training:certificate",
        rules={"concerns_own_certificate": of(certificates, member=None)},
    ),
    get(
        "training.view_enrollment",
        "training:enrollment",
        rules={"concerns_own_people": of(enrolments, member=None)},
    ),
    get("training.view_people", "training:coverage"),
    get(
        "training.view_proof",
        "training:proof",
        rules={"concerns_own_proof": of(proofs, member=None)},
    ),
    Probe(
        "training.work_on_enrollment",
        "training:begin",
        rules={"is_learner": of(enrolments, member=None)},
    ),
    get("training.write_articles", "training:article_new"),
)

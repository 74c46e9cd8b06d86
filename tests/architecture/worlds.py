"""An organization with something of everything, made by the actions that make it in production.

Each text of a world holds its word, and its numbers begin where no other world's do: what shows of
it elsewhere is found, and its references exist nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.core.files.base import ContentFile
from django.utils import timezone

from coe_portal.accounts import actions as accounts
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import MEMBERS, Role, token_scopes
from coe_portal.audit.models import AuditEvent
from coe_portal.collaboration.actions import attach_file, post_comment
from coe_portal.jobs import running
from coe_portal.notifications.models import Notification
from coe_portal.signing.actions import active_key
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.references import next_number, next_numbers
from coe_portal.tenancy.scope import scope
from governance.actions import agendas
from governance.actions.appeals import Grounds, lodge_appeal
from governance.actions.attestations import CampaignTerms, attest, open_campaign
from governance.actions.audit_findings import answer_finding
from governance.actions.checklists import ItemAnswer, ItemTerms, add_item, answer_item
from governance.actions.controls import NewControl, create_control, link_control
from governance.actions.delegations import DelegationTerms, delegate_seat
from governance.actions.exclusions import claim_exclusion
from governance.actions.frameworks import adopt_version, bring_edition
from governance.actions.incident_response import (
    ActionPlan,
    MessagePlan,
    agree_action,
    plan_message,
)
from governance.actions.minutes import write_remarks
from governance.actions.questions import Asking as TeamAsking, ask_team
from governance.actions.risk_acceptance import withdraw_acceptance
from governance.actions.sittings import ActionTerms, agree_action as agree_in_meeting
from governance.actions.voting import ProposedCondition
from governance.actions.waivers import WaiverTerms, request_waiver
from governance.activities import VOTE
from governance.choices import ChecklistTopic, ControlScope, VoteChoice
from governance.models.decisions import Decision
from governance.models.frameworks import Requirement
from governance.queries.waivers import waivable_controls
from intake.actions import drafting, imports, registration, rulebooks, submission
from intake.actions.imports import InventoryUpload
from intake.actions.people import add_collaborator, assign
from intake.choices import AssignmentKind, Gate, Tier
from intake.models.rulebooks import Rubric
from intake.models.use_cases import UseCase
from metrics.actions.chargebacks import draw_up, issue_statement
from metrics.actions.commentary import name_writer
from metrics.actions.cost_files import CostTable, keep_table
from metrics.actions.costs import BudgetTerms, set_budget
from metrics.actions.feedback import ask_for_feedback
from metrics.actions.funding import CentreTerms, FundingTerms, set_cost_centre, set_funding
from metrics.actions.launch import StepTerms, add_step, start_launch
from metrics.actions.maturity import Said, answer_statement, open_maturity
from metrics.actions.packs import MadePack, keep_pack, request_pack
from metrics.actions.radar import take_radar
from metrics.actions.readings import Reading, enter_reading
from metrics.actions.snapshots import take_snapshots
from metrics.choices import Capacity, CloseState, CostCategory, FundingModel, Holds
from metrics.kpis.registry import kpi_named
from metrics.logic.cost_lines import CostLine
from metrics.logic.periods import Quarter, parse_quarter
from metrics.models.quarters import Commentary, QuarterClose, Signature
from metrics.models.snapshots import Snapshot
from registry.actions.aliases import set_alias
from registry.actions.assets import ReuseTerms, note_reuse
from registry.actions.blocklist import Blocked, block_text
from registry.actions.documents import DocumentTerms, add_document
from registry.actions.drafts import PartText, save_part
from registry.actions.evaluations import EvaluationTerms, record_evaluation
from registry.actions.operations import (
    DeploymentTerms,
    InputTerms,
    add_input,
    deploy_version,
)
from registry.actions.promotion import request_promotion
from registry.actions.prompts import NewPrompt, create_prompt
from registry.actions.registration import (
    NewModel,
    VersionTerms,
    register_model,
    register_version,
)
from registry.actions.retirement import PlanTerms, plan_retirement
from registry.actions.vendor_papers import CertificateTerms, add_certificate
from registry.choices import (
    CertificateKind,
    DocumentKind,
    Environment,
    InputKind,
    InputRole,
    LiveReviewOutcome,
    LiveReviewState,
    ModelKind,
    OutputCategory,
)
from registry.logic.dataset_lines import Column
from registry.logic.evaluations import Measured
from registry.models.live_reviews import LiveAction, LiveReview
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview
from registry.queries.live_reviews import known_facts
from tests.governance.audits import begun, gap
from tests.governance.compliance import edition, evidence
from tests.governance.conftest import Council, new_case, new_council, open_for, vote
from tests.governance.incident_rooms import reported, start_deadline, triaged
from tests.governance.meetings import agreed, held
from tests.governance.papers import sent_fria
from tests.governance.policies import edit, policy_in_force
from tests.governance.risks import accept, new_risk, plan
from tests.intake.answers import complete_answers
from tests.metrics.benefits import claimed, forecast, set_terms
from tests.metrics.costs import booked, month_ago
from tests.registry.agents import allow, new_tool, use_tool
from tests.registry.catalogue import made_from, new_asset, new_dataset
from tests.registry.fairness import uploaded
from tests.registry.monitoring import check, watch_drift
from tests.registry.outputs import reported as reported_output
from tests.registry.vendors import evaluate, new_item, new_vendor
from tests.training.conftest import certify
from tests.training.papers import picture_file
from training.actions import authoring, sessions, skill_catalogue, tracks
from training.actions.articles import ArticleText, publish_article, write_article
from training.actions.community import (
    Asking,
    Naming,
    answer_question,
    ask_question,
    name_champion,
)
from training.actions.enrolment import begin, enrol, read_lesson
from training.actions.imports import CompletionFile, choose_columns, receive_completions
from training.actions.pictures import add_picture
from training.actions.proofs import ProofTerms, offer_proof
from training.actions.quizzes import start_attempt
from training.actions.requirements import RequirementTerms, require_course
from training.actions.rounds import RoundPlan, open_round
from training.actions.rules import RuleTerms, make_rule
from training.actions.skill_catalogue import Named, RoleTargets, SkillFacts
from training.actions.skills import judge_level
from training.choices import QuestionKind, RoundPhase, SessionKind
from training.logic.completions import mapping_of
from training.logic.quizzes import Option
from training.models.courses import Course

OPERATOR = Actor.system("tests")
COUNTERS = (
    *("UC", "R", "D", "B", "J", "I", "INC", "RISK", "POL", "ATT", "AUD", "FND", "WV"),
    *("CTL", "EV", "MTG", "MA"),
    *("M", "MON", "DR", "FA"),
    *("VND", "STK"),
    *("DS", "A"),
    *("LR", "RET"),
    *("TOOL", "OUT", "BLK"),
    *("COST", "CB"),
    *("C", "E", "CERT", "KB", "Q", "S", "CI"),
    "BEN",
)
MakeMember = Callable[..., Membership]
# (what stands before it in the address, its name) → its value.
Examples = dict[tuple[str, str], str]


@dataclass
class World:
    """`examples` fills the addresses of an organization; `person` holds every writing role."""

    organization: Organization
    word: str
    person: Membership
    secret: str
    examples: Examples


def build_world(organization: Organization, member: MakeMember, *, word: str, skip: int) -> World:
    """Fill an organization; its references begin after `skip` numbers of each kind."""
    new_member = partial(member, organization=organization)
    with scope(organization):
        for kind in COUNTERS:
            if skip:
                next_numbers(kind, skip)
        person = new_member(*sorted(MEMBERS), name=f"{word} Everything")
        actor = Actor.member(person)
        unit = accounts.create_business_unit(f"{word} unit", code=f"{word}-unit", actor=actor)
        rulebooks.install_defaults(organization, actor=OPERATOR)
        council = new_council(new_member, name=f"{word} council")
        submitted = _submitted_case(word, unit.pk, actor)
        decided = _decided_case(word, person, council)
        review = open_for(new_case(new_member(name=f"{word} owner"), title=f"{word} pricing"))
        section = drafting.open_draft(submitted, actor=actor).sections.order_by("pk").first()
        colleague = new_member(name=f"{word} colleague")
        drafting.share_section(section, colleague, actor=actor, note=word)
        comment = post_comment(submitted, f"{word} comment", actor=actor)
        attachment = attach_file(
            submitted, ContentFile(f"{word} text".encode(), name=f"{word}.txt"), actor=actor
        )
        job = running.queue("tests", f"{word} export", actor=actor)
        running.finish(job, file_name=f"{word}.csv", content=word.encode(), content_type="text/csv")
        batch = _import(word, actor)
        invitation = accounts.invite_member(
            f"{word}@example.com", accounts.MembershipPayload(roles=(Role.REVIEWER,)), actor=actor
        )
        token, secret = accounts.issue_token(f"{word} token", scopes=token_scopes(), actor=actor)
        rubric = _rubric_draft(word, skip, actor)
        take_snapshots(organization, [parse_quarter("2026-Q4")], actor=actor)
        skills = _skills(word, colleague, actor)
        community = _community(word, unit, colleague, actor)
        asking = TeamAsking(f"{word} question")
        question = ask_team(review, asking, actor=Actor.member(council.members[0]))
        examples = {
            ("questions", "position"): str(question.position),
            **_incident(word, submitted, person),
            **skills,
            **community,
            **_course(word, person, actor),
            **_risk(word, submitted, colleague, actor),
            **_audit(word, submitted, person, colleague),
            **_compliance(word, submitted, actor),
            **_session_and_rule(word, person, actor),
            **_waiver(word, submitted, actor),
            **_board(word, decided, council, colleague, actor),
            **_meeting(word, person, council),
            **_completions(word, actor),
            **_policy(word, person, new_member(Role.EXECUTIVE)),
            **_checklist(word, submitted, actor),
            **_papers(word, submitted, colleague, actor),
            **_model(word, submitted, colleague, actor),
            **_monitoring(word),
            **_vendor(word, colleague, actor),
            **_catalogue(word, submitted, colleague, actor),
            **_after_go_live(word, submitted, colleague, actor),
            **_agent(word, colleague, person),
            **_benefit(word, submitted, colleague, person),
            **_pack(word, organization, actor),
            **_coe_health(word, decided, actor),
            **_costs(word, skip, unit, colleague),
            ("use-cases", "reference"): submitted.reference,
            ("<reference>", "tab"): "models",
            ("assessment", "number"): "1",
            ("assessments", "number"): "1",
            ("sections", "key"): section.key,
            ("share", "member"): str(colleague.pk),
            **_people(submitted, new_member(Role.SUBMITTER), actor),
            ("imports", "number"): str(batch.number),
            ("reviews", "reference"): review.reference,
            ("decisions", "reference"): decided.reference,
            ("conditions", "position"): "1",
            ("approvals", "reference"): decided.reference,
            ("conditions", "reference"): f"{decided.reference}.1",
            ("boards", "reference"): council.board.reference,
            ("seats", "seat"): str(council.board.seats.order_by("pk").first().pk),
            ("cases", "reference"): submitted.reference,
            ("audit", "reference"): submitted.reference,
            ("rules", "kind"): rubric.KIND,
            ("<kind>", "version"): str(rubric.version),
            ("metrics", "quarter"): "2026-Q4",
            **_kpi(word, actor),
            **_quarter(word, person, colleague, actor),
            ("<quarter>", "kpi"): "cases_by_stage",
            ("jobs", "reference"): job.reference,
            ("notifications", "pk"): str(Notification.objects.of(person).first().pk),
            ("about", "kind"): "use-case",
            ("<kind>", "reference"): submitted.reference,
            ("comments", "pk"): str(comment.pk),
            ("files", "sha256"): attachment.sha256,
            ("members", "pk"): str(colleague.pk),
            ("invitations", "pk"): str(invitation.pk),
            ("units", "pk"): str(unit.pk),
            ("join", "secret"): "not-a-secret",
            ("feeds", "secret"): "not-a-secret",
            ("tokens", "pk"): str(token.pk),
            ("audit-events", "sequence"): str(AuditEvent.objects.count()),
        }
    return World(organization, word, person, secret, examples)


def _people(case: UseCase, helper: Membership, actor: Actor) -> Examples:
    """Somebody who is the sponsor of a case, and works on it."""
    assign(case, AssignmentKind.SPONSOR, helper, actor=actor)
    add_collaborator(case, helper, actor=actor)
    return {
        ("people", "kind"): AssignmentKind.SPONSOR.value,
        ("collaborators", "user"): str(helper.user_id),
    }


def _quarter(word: str, person: Membership, colleague: Membership, actor: Actor) -> Examples:
    """A signed quarter with words about a number, and somebody who may add others."""
    quarter = parse_quarter("2026-Q4")
    said = {"text": f"{word} words", "by": person.display_name, "at": "2026-11-19T10:00:00+00:00"}
    close = QuarterClose.objects.create(
        quarter=quarter.code,
        starts_on=quarter.starts_on,
        state=CloseState.SIGNED,
        snapshots=dict(Snapshot.objects.values_list("kpi", "pk")),
        commentary={"cases_by_stage": said},
        seal=word,
        signed_at=timezone.now(),
    )
    Signature.objects.create(
        close=close,
        member=colleague,
        name=colleague.display_name,
        capacity=Capacity.COE,
        seal=word,
        signed_at=timezone.now(),
    )
    Commentary.objects.create(
        kpi="cases_by_stage",
        quarter=quarter.code,
        starts_on=quarter.starts_on,
        draft=f"{word} draft",
        drafted_by=colleague,
    )
    writer = name_writer("cases_by_stage", colleague, actor=actor)
    return {
        ("writers", "pk"): str(writer.pk),
        ("years", "year"): "2026",
        ("quarters", "quarter"): quarter.code,
        ("commentary", "kpi"): "cases_by_stage",
    }


def _incident(word: str, use_case: UseCase, person: Membership) -> Examples:
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


def _pack(word: str, organization: Organization, actor: Actor) -> Examples:
    """A board pack, as a worker leaves it."""
    pack = request_pack(organization, Quarter(2026, 3), actor=actor)
    made = MadePack(word.encode(), word.encode(), timezone.now(), word)
    keep_pack(pack.job, made, actor=actor)
    running.finish(pack.job)
    return {
        ("packs", "reference"): pack.reference,
        ("board-packs", "reference"): pack.reference,
        ("files", "kind"): "pdf",
    }


def _board(
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


def _meeting(word: str, person: Membership, council: Council) -> Examples:
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


def _risk(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
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


def _benefit(word: str, case: UseCase, colleague: Membership, person: Membership) -> Examples:
    """Two benefits of a colleague that may count the same, with a month that waits."""
    set_terms(person)
    benefit, rival = (
        forecast(case, colleague, by=person, title=f"{word} {name}", process=f"{word} count")
        for name in ("saving", "echo")
    )
    waiting = claimed(benefit, colleague)
    return {
        ("benefits", "reference"): benefit.reference,
        ("overlaps", "other"): rival.reference,
        ("months", "entry"): str(waiting.pk),
    }


def _audit(word: str, case: UseCase, person: Membership, auditor: Membership) -> Examples:
    """An audit at work, with an answered finding."""
    audit = begun(case, person, auditor)
    finding = gap(audit, person, title=f"{word} unlogged", description=f"Each {word} needs a log.")
    answer_finding(finding, f"Every {word} has one.", actor=Actor.member(person))
    return {
        ("audits", "reference"): audit.reference,
        ("findings", "reference"): finding.reference,
        ("lines", "position"): "1",
    }


def _waiver(word: str, case: UseCase, actor: Actor) -> Examples:
    """A control that somebody asks to go without."""
    case.refresh_from_db()
    control = waivable_controls(case)[-1]
    until = timezone.localdate() + dt.timedelta(days=30)
    terms = WaiverTerms(control.code, f"The {word} is late.", f"Watch the {word}.", until)
    return {("waivers", "reference"): request_waiver(case, terms, actor=actor).reference}


def _compliance(word: str, case: UseCase, actor: Actor) -> Examples:
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


def _monitoring(word: str) -> Examples:
    """The world's model drifts, and a monitor found it."""
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    monitor = watch_drift(version, name=f"{word} nights")
    check(monitor)
    review = DriftReview.objects.get()
    return {
        ("monitors", "reference"): monitor.reference,
        ("drift-reviews", "reference"): review.reference,
    }


def _vendor(word: str, colleague: Membership, actor: Actor) -> Examples:
    """A vendor of somebody else's with a certificate, behind the world's model and on its stack."""
    vendor = new_vendor(colleague, name=f"{word} AI", services=f"Counts each {word}.")
    evaluate(vendor)
    proof = CertificateTerms(kind=CertificateKind.OTHER, scope=f"{word} seal")
    certificate = add_certificate(vendor, proof, actor=actor)
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    part = InputTerms(
        kind=InputKind.VENDOR, role=InputRole.PART, name=f"{word} service", vendor=vendor
    )
    add_input(version, part, actor=actor)
    item = new_item(colleague, name=f"{word} kit", vendor=vendor, note=f"For a {word}.")
    return {
        ("vendors", "reference"): vendor.reference,
        ("certificates", "certificate"): str(certificate.pk),
        ("stack", "reference"): item.reference,
    }


def _costs(word: str, skip: int, unit: BusinessUnit, colleague: Membership) -> Examples:
    """The world's unit has a head, spends, and is charged; a table of costs waits to be booked."""
    month, year = month_ago(), today_here().year
    set_cost_centre(CentreTerms(business_unit=unit, head=colleague, code=word), actor=OPERATOR)
    set_funding(FundingTerms(from_month=month, model=FundingModel.CHARGEBACK), actor=OPERATOR)
    planned = {CostCategory.PEOPLE: Decimal(1000 + skip)}
    set_budget(BudgetTerms(fiscal_year=year, amounts=planned, note=word), actor=OPERATOR)
    entry = booked(50 + skip, business_unit=unit, description=f"{word} compute")
    statement = issue_statement(draw_up(month, actor=OPERATOR)[0], None, actor=OPERATOR)
    line = CostLine(2, {"month": str(month), "category": "people", "amount": "5.00",
                        "description": f"{word} wages"})  # fmt: skip
    file = keep_table(CostTable(f"{word}.csv", "0" * 64, [line]), actor=OPERATOR)
    return {
        ("entries", "reference"): entry.reference,
        ("costs", "reference"): entry.reference,
        ("files", "pk"): str(file.pk),
        ("budgets", "year"): str(year),
        ("costs", "year"): str(year),
        ("centres", "unit"): str(unit.pk),
        ("chargebacks", "reference"): statement.reference,
    }


def _after_go_live(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """The world's model was reviewed and is to be improved, and its use case is to end."""
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    review = LiveReview.objects.create(
        number=next_number("LR"),
        model=version.model,
        use_case=case,
        version=version,
        round=1,
        live_since=today_here(),
        due_on=today_here(),
        state=LiveReviewState.DECIDED,
        performance=f"The {word} does well.",
        reported_at=timezone.now(),
        outcome=LiveReviewOutcome.IMPROVE,
        rationale=f"The {word} can do better.",
        decided_at=timezone.now(),
    )
    review.facts = known_facts(review, timezone.now())
    review.save()
    improvement = LiveAction.objects.create(
        review=review, position=1, text=f"Feed the {word}", owner=colleague, due_on=today_here()
    )
    terms = PlanTerms(f"No {word} is left.", today_here())
    plan = plan_retirement(case, terms, actor=actor)
    return {
        ("live-reviews", "reference"): review.reference,
        ("improvements", "position"): str(improvement.position),
        ("retirements", "reference"): plan.reference,
        ("steps", "step"): "data",
    }


def _kpi(word: str, actor: Actor) -> Examples:
    """A KPI that is entered, with a reading."""
    kpi = kpi_named("support_tickets")
    assert kpi is not None
    entered = Reading(day=today_here(), value=len(word), source=f"{word} desk")
    reading = enter_reading(kpi, entered, actor=actor)
    return {("kpis", "kpi"): kpi.code, ("readings", "number"): str(reading.number)}


def _agent(word: str, colleague: Membership, person: Membership) -> Examples:
    """The world's model uses a tool of somebody else's; an output of it is reported and blocked."""
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    tool = new_tool(colleague, name=f"{word}_call", system=f"{word} house")
    use = use_tool(version, tool, purpose=f"Calls a {word}.")
    allow(use, person, scope=f"Every {word}")
    report = reported_output(version, person, output_text=f"A {word} is a fish.")
    blocked = Blocked(
        text=f"{word} is a fish",
        category=OutputCategory.WRONG,
        model=version.model,
        report=report,
    )
    entry = block_text(blocked, actor=Actor.member(person))
    words = NewPrompt(name=f"{word}-prompt", owner=colleague, text=f"Be a {{{{kind}}}} {word}.")
    prompt = create_prompt(words, actor=Actor.member(person))
    return {
        ("prompts", "reference"): prompt.model.reference,
        ("agent-tools", "reference"): tool.reference,
        ("tools", "use"): str(use.pk),
        ("outputs", "reference"): report.reference,
        ("blocklist", "reference"): entry.reference,
    }


def _coe_health(word: str, decided: Decision, actor: Actor) -> Examples:
    """A reading of the radar, an open self-assessment, a launch plan, a question about feedback."""
    take_radar(actor=actor)
    assessment = open_maturity(f"{word} quarter", actor=actor)
    said = Said(Holds.YES, f"{word} charter")
    answer_statement(assessment, "value-scale-1", said, actor=actor)
    plan = start_launch(today_here(), actor=actor)
    step = add_step(plan, StepTerms(f"{word} room", today_here()), actor=actor)
    asked = ask_for_feedback(actor=actor)
    return {
        ("radar", "signal"): "misuse",
        ("radar-signals", "signal"): "misuse",
        ("maturity", "reference"): assessment.reference,
        ("self-assessments", "reference"): assessment.reference,
        ("statements", "statement"): "value-scale-1",
        ("targets", "dimension"): "value",
        ("maturity-targets", "dimension"): "value",
        ("<reference>", "dimension"): "value",
        ("steps", "position"): str(step.position),
        ("launch-steps", "position"): str(step.position),
        ("feedback", "pk"): str(next(one.pk for one in asked if one.decision == decided)),
    }


def _skills(word: str, person: Membership, actor: Actor) -> Examples:
    area = skill_catalogue.add_area(Named(f"{word} area"), actor=actor)
    skill = skill_catalogue.add_skill(
        SkillFacts(f"{word} skill", area, f"Deal with a {word}."), actor=actor
    )
    role = skill_catalogue.add_job_role(Named(f"{word} keeper"), actor=actor)
    targets = RoleTargets(role.name, {skill.pk: 3})
    role = skill_catalogue.change_job_role(role, targets, actor=actor)
    holder = skill_catalogue.give_job_role(role, person, actor=actor)
    judge_level(person, skill, 2, actor=actor)
    asked = open_round(RoundPlan(f"{word} round", RoundPhase.BASELINE), actor=actor)
    return {
        ("people", "pk"): str(person.pk),
        ("judge", "code"): skill.code,
        ("state", "code"): skill.code,
        ("areas", "code"): area.code,
        ("skill", "code"): skill.code,
        ("job-roles", "code"): role.code,
        ("rounds", "pk"): str(asked.pk),
        ("skill-rounds", "pk"): str(asked.pk),
        ("skills", "code"): skill.code,
        ("holders", "pk"): str(holder.pk),
    }


def _course(word: str, person: Membership, actor: Actor) -> Examples:
    """A published course that the person is in the middle of, its quiz begun."""
    course = authoring.create_course(authoring.CourseTerms(f"{word} course"), actor=actor)
    draft = authoring.open_draft(course, actor=actor)
    lesson = authoring.save_lesson(
        draft, authoring.LessonTerms(f"{word} lesson", f"About {word}."), revision=0, actor=actor
    )
    options = (Option("", f"Yes, {word}", right=True), Option("", f"No, {word}"))
    question = authoring.QuestionTerms(QuestionKind.SINGLE, f"Is it {word}?", options)
    authoring.save_question(draft, question, revision=1, actor=actor)
    picture = add_picture(draft, picture_file(word), name=f"{word}-shot", actor=actor)
    version = authoring.publish_course(draft, "", revision=2, actor=actor)
    authoring.open_draft(course, actor=actor)
    track = tracks.create_track(tracks.TrackTerms(f"{word} track"), actor=actor)
    tracks.add_course(track, course, actor=actor)
    enrollment = begin(enrol(course, person, actor=actor), actor=actor)
    read_lesson(enrollment, lesson, actor=actor)
    start_attempt(enrollment, actor=actor)
    certificate = certify(person, course)
    active_key(actor=actor)  # comes with the first certificate
    terms = RequirementTerms(VOTE.code, course, timezone.localdate() + dt.timedelta(days=400))
    requirement = require_course(terms, actor=actor)
    today = timezone.localdate()
    shown = ProofTerms(course, f"Diploma of {course}", "Academy", today, link="https://x.example")
    proof = offer_proof(shown, actor=actor)
    return {
        ("certificates", "reference"): certificate.reference,
        ("proofs", "reference"): proof.reference,
        ("verify", "public_id"): "not-a-certificate",
        ("issuer", "key_id"): "not-a-key",
        ("required", "pk"): str(requirement.pk),
        ("training-requirements", "pk"): str(requirement.pk),
        ("tracks", "slug"): track.slug,
        ("courses", "reference"): course.reference,
        ("author", "reference"): course.reference,
        ("questions", "key"): version.quiz.questions.get().key,
        ("enrolments", "reference"): enrollment.reference,
        ("learning", "reference"): enrollment.reference,
        ("lessons", "key"): lesson.key,
        ("pictures", "key"): picture.name,
        ("pictures", "sha256"): picture.sha256,
        ("quiz", "number"): "1",
        ("attempts", "number"): "1",
    }


def _community(word: str, unit: BusinessUnit, person: Membership, actor: Actor) -> Examples:
    article = write_article(ArticleText(f"{word} article", f"All of {word}.", (word,)), actor=actor)
    publish_article(article, actor=actor)
    question = ask_question(Asking(f"Why {word}?", f"Because of a {word}."), actor=actor)
    answer = answer_question(question, f"That is a {word}.", actor=Actor.member(person))
    champion = name_champion(Naming(unit, person, timezone.localdate()), actor=actor)
    return {
        ("articles", "reference"): article.reference,
        ("revisions", "number"): "1",
        ("questions", "reference"): question.reference,
        ("answers", "pk"): str(answer.pk),
        ("champions", "pk"): str(champion.pk),
    }


def _session_and_rule(word: str, host: Membership, actor: Actor) -> Examples:
    """A session to come that its host has booked, and a rule that is off."""
    starts_at = timezone.now() + dt.timedelta(days=7)
    terms = sessions.SessionTerms(
        kind=SessionKind.WORKSHOP,
        title=f"{word} clinic",
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=1),
        host=host,
        place=f"{word} room",
    )
    planned = sessions.plan_session(terms, actor=actor)
    sessions.book(planned, actor=actor)
    course = Course.objects.get(title=f"{word} course")
    rule = make_rule(RuleTerms(course, "everybody"), actor=actor)
    return {
        ("sessions", "reference"): planned.reference,
        ("rules", "pk"): str(rule.pk),
        ("enrolment-rules", "pk"): str(rule.pk),
    }


def _completions(word: str, actor: Actor) -> Examples:
    content = f"Mail,Course,Done\n{word}@example.com,{word} course,2025-03-01\n".encode()
    batch = receive_completions(
        CompletionFile(
            file_name=f"{word}-completions.csv",
            sha256=word.encode().hex().ljust(64, "0")[:64],
            size=len(content),
            headers=("Mail", "Course", "Done"),
            content=ContentFile(content, name="completions.csv"),
        ),
        actor=actor,
    )
    columns = {"email": "Mail", "course": "Course", "completed_on": "Done"}
    choose_columns(batch, mapping_of(columns, day_first=True), actor=actor)
    return {
        ("completions", "reference"): batch.reference,
        ("completion-imports", "reference"): batch.reference,
    }


def _policy(word: str, writer: Membership, approver: Membership) -> Examples:
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


def _checklist(word: str, case: UseCase, actor: Actor) -> Examples:
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


def _papers(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
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


def _model(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """A model of somebody else's with a version, a document, and a promotion that waits."""
    new = NewModel(
        name=f"{word}-model",
        kind=ModelKind.AGENT,
        owner=colleague,
        description=f"Counts each {word}.",
        use_case=case.reference,
    )
    model = register_model(new, actor=actor)
    terms = VersionTerms(source=f"s3://{word}/1", developer=colleague, tags={"kept": word})
    version = register_version(model, terms, actor=actor)
    set_alias(version, word, actor=actor)
    shown = DocumentTerms(
        kind=DocumentKind.MODEL_CARD, title=f"{word} card", url="https://x.example"
    )
    document = add_document(version, shown, actor=actor)
    lineage = InputTerms(kind=InputKind.DATASET, role=InputRole.TRAINING, name=f"{word} songs")
    place = DeploymentTerms(environment=Environment.TEST, target=f"{word} nest")
    examples = {
        ("models", "reference"): model.reference,
        ("use-cases", "case"): case.reference,
        ("aliases", "alias"): word,
        ("documents", "document"): str(document.pk),
        ("lineage", "input"): str(add_input(version, lineage, actor=actor).pk),
        ("deployments", "deployment"): str(deploy_version(version, place, actor=actor).pk),
        **_written_document(word, version, actor),
    }
    request_promotion(version, actor=actor, note=f"The {word} waits.")
    predictions = uploaded(version, colleague, name=f"{word}.csv")
    return {
        **examples,
        ("fairness", "reference"): predictions.reference,
        ("fairness-assessments", "reference"): predictions.reference,
    }


def _written_document(word: str, version: ModelVersion, actor: Actor) -> Examples:
    """A plan in work, and figures."""
    save_part(version, DocumentKind.OVERSIGHT, "stop", PartText(f"By the {word}."), actor=actor)
    figures = (Measured(f"{word} rate", 0.9, threshold=0.8),)
    terms = EvaluationTerms(kind=DocumentKind.OFFLINE, title=f"{word} set", results=figures)
    record_evaluation(version, terms, actor=actor)
    return {
        ("write", "kind"): DocumentKind.OVERSIGHT.value,
        ("drafts", "kind"): DocumentKind.OVERSIGHT.value,
        ("parts", "part"): "stop",
        ("evaluate", "kind"): DocumentKind.OFFLINE.value,
        ("documents", "kind"): DocumentKind.OFFLINE.value,
    }


def _catalogue(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """A dataset of somebody else's behind a version, and an asset that the case uses."""
    dataset = new_dataset(
        colleague,
        f"{word} chorus",
        description=f"Each {word} that sang.",
        columns=(Column(f"{word}_count"),),
    )
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    made_from(version, dataset)
    asset = new_asset(colleague, f"{word} feeder", description=f"Feeds each {word}.")
    reuse = note_reuse(asset, ReuseTerms(about=case.reference, note=word), actor=actor)
    return {
        ("datasets", "reference"): dataset.reference,
        ("assets", "reference"): asset.reference,
        ("reuses", "reuse"): str(reuse.pk),
    }


def _submitted_case(word: str, unit_id: int, actor: Actor) -> UseCase:
    payload = registration.Registration(
        title=f"{word} letters",
        summary=f"Drafts answers about {word}.",
        intended_users=f"{word} handlers",
        owner_id=actor.membership_id,
        business_unit_id=unit_id,
    )
    use_case = registration.register_use_case(payload, actor=actor)
    draft = drafting.open_draft(use_case, actor=actor)
    answers = complete_answers(current_process=f"Two people and a {word}.")
    for section in draft.sections.all():
        asked = draft.questionnaire.parsed().section(section.key).questions
        raw = {question.id: answers.get(question.id) for question in asked}
        drafting.save_section(draft, section.key, raw, revision=section.revision, actor=actor)
    submission.submit_use_case(draft, actor=actor)
    use_case.refresh_from_db()
    return use_case


def _decided_case(word: str, owner: Membership, council: object) -> Decision:
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


def _rubric_draft(word: str, skip: int, actor: Actor) -> Rubric:
    """A draft whose version exists nowhere else."""
    published = Rubric.objects.published().get()
    for _n in range(1 + skip // 10):
        draft = rulebooks.draft_document(
            Rubric, published.document, title=f"{word} rubric", actor=actor
        )
    return draft


def _import(word: str, actor: Actor) -> imports.ImportBatch:
    content = f"ID,Name\n1,{word} import\n".encode()
    return imports.receive_inventory(
        InventoryUpload(
            file_name=f"{word}-inventory.csv",
            sha256=word.encode().hex().ljust(64, "0")[:64],
            size=len(content),
            headers=("ID", "Name"),
            content=ContentFile(content, name="inventory.csv"),
        ),
        actor=actor,
    )


def nowhere(examples: Examples) -> Examples:
    """Values of the same shape that exist in no organization."""
    return {key: _missing(value) for key, value in examples.items()}


def _missing(value: str) -> str:
    prefix, dash, number = value.rpartition("-")
    if dash and number.isdecimal():
        return f"{prefix}-987654"
    return "987654321" if value.isdecimal() else value

"""From the report to the closure, and what an anonymous report leaves behind."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.collaboration.models import Attachment
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from governance.actions.incident_response import (
    ActionPlan,
    MessagePlan,
    Settling,
    agree_action,
    finish_message,
    plan_message,
    settle_action,
)
from governance.actions.incident_timeline import Answer, add_note, answer_question, ask_reporter
from governance.actions.incidents import (
    ANONYMOUS,
    Containment,
    close_incident,
    contain_incident,
    dismiss_incident,
    reopen_incident,
    report_anonymously,
    resolve_incident,
    set_channel,
)
from governance.choices import ActionState, ClockState, Harm, IncidentState
from governance.models.incidents import Incident, IncidentEntry, ReportChannel
from governance.queries.incidents import incident_of_code
from intake.choices import Stage
from intake.models.use_cases import Assignment
from tests.governance.conftest import new_case
from tests.governance.incident_rooms import (
    WORDS,
    a_report,
    reported,
    reported_by_nobody,
    resolved,
    reviewed,
    start_deadline,
    triaged,
)

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Chris Staff")


@pytest.fixture
def act(staff):
    return Actor.member(staff)


@pytest.fixture
def incident(member, staff):
    return reported(member(name="Rita Reporter"))


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=f"governance.{kind}").select_related("recipient__user")
    return {row.recipient.display_name for row in rows}


def test_a_report_tells_those_who_triage_and_finds_its_case(member, staff):
    reporter = member()
    case = new_case(reporter)
    incident = reported(reporter, about=f" {case.reference.lower()} ")
    assert (incident.use_case, incident.title) == (case, WORDS.splitlines()[0])
    assert told("incident_reported") == {"Chris Staff"}
    event = AuditEvent.objects.about(case).get(action="governance.incident.reported")
    assert event.after == {"harm": "harm", "anonymous": False}


def test_a_case_that_is_none_stays_as_it_was_worded(member):
    incident = reported(member(), about="The letter machine")
    assert (incident.use_case, incident.about) == (None, "The letter machine")


def test_a_moment_to_come_was_not_noticed(member):
    with pytest.raises(InvalidInput) as refused:
        reported(member(), noticed_at=timezone.now() + dt.timedelta(hours=1))
    assert set(refused.value.errors) == {"noticed_at"}


def test_an_auditor_does_not_report(member):
    with pytest.raises(NotAllowed):
        reported(member(Role.AUDITOR))


def test_an_anonymous_report_knows_nobody(staff):
    file = ContentFile(b"What I saw.", name="seen.txt")
    incident, code = reported_by_nobody(file=file)
    assert (incident.reporter, incident.is_anonymous) == (None, True)
    assert Attachment.objects.about(incident).get().uploaded_by is None
    events = AuditEvent.objects.filter(actor_label=ANONYMOUS.label)
    assert {event.action for event in events} == {
        "governance.incident.reported",
        "collaboration.file.attached",
    }
    for event in events:
        assert (event.actor_kind, event.actor_id, event.request_id) == ("system", None, "")
    kept = json.dumps([str(value) for row in Incident.objects.values() for value in row.values()])
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert told("incident_reported") == {"Chris Staff"}


def test_somebody_does_not_report_anonymously(member):
    for somebody in (Actor.member(member()), Actor.system("x", request_id="abc")):
        with pytest.raises(NotAllowed):
            report_anonymously(a_report(), actor=somebody)
    assert not Incident.objects.exists()


def test_the_code_leads_back_and_only_the_code(staff):
    incident, code = reported_by_nobody()
    other, other_code = reported_by_nobody()
    assert incident_of_code(code.lower().replace("-", " ")) == incident
    assert incident_of_code(other_code) == other
    assert incident_of_code(code[:-1]) is None
    assert incident_of_code("") is None
    assert incident_of_code(incident.follow_up_hash) is None


def test_question_and_answer_stay_anonymous(staff, act):
    incident, _code = reported_by_nobody()
    triaged(incident, staff)
    ask_reporter(incident, "Which letter?", actor=act)
    answer_question(incident, Answer("The one of Monday."), actor=ANONYMOUS)
    entry = IncidentEntry.objects.get(kind="answer")
    assert (entry.text, entry.author, entry.is_shared) == ("The one of Monday.", "", True)
    assert told("incident_answer") == {"Chris Staff"}
    assert told("incident_question") == set()
    event = AuditEvent.objects.filter(action="governance.incident.noted").latest("sequence")
    assert (event.actor_label, event.actor_id) == (ANONYMOUS.label, None)
    assert event.after == {"entry": "answer"}


def test_a_named_reporter_is_asked_and_only_they_answer(incident, member, act):
    ask_reporter(incident, "Which letter?", actor=act)
    assert told("incident_question") == {"Rita Reporter"}
    with pytest.raises(NotAllowed):
        answer_question(incident, Answer("That one."), actor=Actor.member(member()))
    answer_question(incident, Answer("That one."), actor=Actor.member(incident.reporter))
    assert IncidentEntry.objects.get(kind="answer").author == "Rita Reporter"


def test_triage_tells_the_lead_and_the_team(incident, staff, member):
    lead, owner = member(name="Lea Lead"), member(name="Olive Owner")
    case = new_case(owner)
    triaged(incident, staff, lead=lead, use_case=case)
    incident.refresh_from_db()
    assert (incident.state, incident.use_case) == (IncidentState.TRIAGED, case)
    assert told("incident_is_yours") == {"Lea Lead"}
    assert told("incident_on_case") == {"Olive Owner"}
    triaged(incident, staff, lead=lead, use_case=case, title="Another title")
    assert Notification.objects.filter(kind="governance.incident_is_yours").count() == 1
    assert Notification.objects.filter(kind="governance.incident_on_case").count() == 1


def test_only_staff_triage_and_only_the_lead_or_staff_handle(incident, staff, member):
    stranger, lead = member(), member()
    with pytest.raises(NotAllowed):
        triaged(incident, stranger)
    triaged(incident, staff, lead=lead)
    with pytest.raises(NotAllowed):
        add_note(incident, "Seen.", actor=Actor.member(stranger))
    assert add_note(incident, "Seen.", actor=Actor.member(lead)).text == "Seen."


def test_containment_can_suspend_the_case(incident, staff, act, member):
    case = new_case(member())
    triaged(incident, staff, use_case=case)
    contain_incident(incident, Containment("Stopped.", "v1.2", suspend=True), actor=act)
    incident.refresh_from_db()
    case.refresh_from_db()
    assert (incident.state, incident.roll_back_to) == (IncidentState.CONTAINED, "v1.2")
    assert case.stage == Stage.SUSPENDED
    assert case.stage_changes.get().reason == f"Incident {incident.reference}"


def test_a_lead_who_may_not_move_the_case_does_not_suspend_it(incident, staff, member):
    case, lead = new_case(member()), member()
    triaged(incident, staff, use_case=case, lead=lead)
    with pytest.raises(NotAllowed):
        contain_incident(incident, Containment("Off.", suspend=True), actor=Actor.member(lead))
    case.refresh_from_db()
    assert case.stage == Stage.INTAKE


def test_what_has_no_case_suspends_none(incident, staff, act):
    triaged(incident, staff)
    with pytest.raises(RuleViolation, match="no use case"):
        contain_incident(incident, Containment("Off.", suspend=True), actor=act)


def test_harm_is_contained_first_and_a_near_miss_need_not_be(incident, staff, act, member):
    triaged(incident, staff)
    with pytest.raises(InvalidTransition):
        resolve_incident(incident, "It works.", actor=act)
    near = triaged(reported(member(), harm=Harm.NEAR_MISS), staff)
    assert resolve_incident(near, "It works.", actor=act).state == IncidentState.RESOLVED


def test_closing_needs_review_actions_and_deadlines(incident, staff, act, member):
    resolved(incident, staff)
    clock = start_deadline(incident, staff)
    action = agree_action(
        incident, ActionPlan("Check addresses", member(), timezone.localdate()), actor=act
    )
    with pytest.raises(RuleViolation) as refused:
        close_incident(incident, actor=act)
    for part in ("review", "action", "deadline"):
        assert part in str(refused.value)
    reviewed(incident, staff)
    settle_action(action, Settling(ActionState.DONE, "Built in."), actor=act)
    with pytest.raises(RuleViolation, match="every legal deadline"):
        close_incident(incident, actor=act)
    clock.incident.clocks.update(state=ClockState.MET, ended_at=timezone.now())
    closed = close_incident(incident, actor=act)
    assert (closed.state, closed.is_open) == (IncidentState.CLOSED, False)
    with pytest.raises(InvalidTransition, match="closed"):
        add_note(incident, "One more thing.", actor=act)


def test_nobody_closes_the_incident_of_their_own_case(incident, staff, act):
    case = new_case(staff)
    resolved(incident, staff)
    triaged(incident, staff, use_case=case)
    reviewed(incident, staff)
    with pytest.raises(NotAllowed):
        close_incident(incident, actor=act)


def test_an_action_is_done_by_its_owner_and_accepted_by_somebody_else(incident, staff, act, member):
    owner = member(name="Ada Actor")
    triaged(incident, staff)
    plan = ActionPlan("Check addresses", owner, timezone.localdate())
    action = agree_action(incident, plan, actor=act)
    assert told("incident_action") == {"Ada Actor"}
    accept = Settling(ActionState.ACCEPTED, "Too dear.")
    with pytest.raises(NotAllowed):
        settle_action(action, accept, actor=Actor.member(owner))
    with pytest.raises(NotAllowed):
        settle_action(action, Settling(ActionState.DONE, "Yes."), actor=Actor.member(member()))
    done = settle_action(action, Settling(ActionState.DONE, "Yes."), actor=Actor.member(owner))
    assert (done.state, done.settled_by) == (ActionState.DONE, "Ada Actor")
    own = agree_action(incident, ActionPlan("More", staff, timezone.localdate()), actor=act)
    with pytest.raises(NotAllowed):
        settle_action(own, accept, actor=act)
    other = Actor.member(member(Role.COE_STAFF))
    assert settle_action(own, accept, actor=other).state == ActionState.ACCEPTED


def test_a_planned_message_is_told_once(incident, staff, act, member):
    owner = member(name="Pia Press")
    triaged(incident, staff)
    plan = MessagePlan("Customers", "We are sorry.", owner, timezone.now())
    message = plan_message(incident, plan, actor=act)
    assert told("incident_message") == {"Pia Press"}
    with pytest.raises(NotAllowed):
        finish_message(message, actor=Actor.member(member()))
    assert finish_message(message, actor=Actor.member(owner)).done_by == "Pia Press"
    with pytest.raises(InvalidTransition):
        finish_message(message, actor=act)


def test_no_incident_ends_its_deadlines(incident, staff, act):
    triaged(incident, staff)
    clock = start_deadline(incident, staff)
    dismissed = dismiss_incident(incident, "A test letter.", actor=act)
    clock.refresh_from_db()
    assert (dismissed.state, clock.state) == (IncidentState.DISMISSED, ClockState.DROPPED)
    assert "A test letter." not in [
        entry.text for entry in IncidentEntry.objects.filter(is_shared=True)
    ]


def test_what_was_not_over_is_opened_again(incident, staff, act):
    resolved(incident, staff)
    assert reopen_incident(incident, "Again.", actor=act).state == IncidentState.TRIAGED


def test_the_trail_holds_no_words_of_a_report(incident, staff):
    resolved(incident, staff)
    events = AuditEvent.objects.about(incident)
    assert len(events) == 4
    told = json.dumps([[event.before, event.after, event.subject_label] for event in events])
    assert "letter" not in told.lower()


def test_the_channel_is_opened_by_staff(member, act):
    with pytest.raises(NotAllowed):
        set_channel(is_public=True, actor=Actor.member(member()))
    set_channel(is_public=True, actor=act)
    set_channel(is_public=True, actor=act)
    assert ReportChannel.objects.get().is_public


@pytest.mark.parametrize("part", ["owner", "sponsor", "tech_lead"])
def test_nobody_ends_the_incident_of_their_own_case(part, member, staff, act):
    """Neither by closing it, nor as no incident, nor by saying that it was another case."""
    case = new_case(member())
    incident = triaged(reported(member()), member(Role.COE_STAFF), use_case=case)
    if part == "owner":
        case.owner = staff
        case.save()
    else:
        Assignment.objects.create(use_case=case, kind=part, member=staff)
    with pytest.raises(NotAllowed):
        close_incident(incident, actor=act)
    with pytest.raises(NotAllowed):
        dismiss_incident(incident, "It is nothing.", actor=act)
    with pytest.raises(NotAllowed):
        triaged(incident, staff, use_case=None)
    assert triaged(incident, staff, use_case=case, title="Better said").use_case == case


def test_who_only_reads_by_now_says_no_more_that_somebody_was_told(incident, staff, act, member):
    teller = member(Role.MODEL_OWNER)
    triaged(incident, staff)
    plan = MessagePlan("Customers", "We are sorry.", teller, timezone.now())
    message = plan_message(incident, plan, actor=act)
    teller.roles, teller.ends_on = [Role.AUDITOR], timezone.localdate() + dt.timedelta(days=9)
    teller.save()
    with pytest.raises(NotAllowed):
        finish_message(message, actor=Actor.member(teller))

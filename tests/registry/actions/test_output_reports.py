"""Output review: reported once, judged by one who may, forgotten in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.choices import Harm
from governance.models.incidents import Incident
from registry.actions.blocklist import Blocked, block_text, unblock_text
from registry.actions.output_reports import (
    Escalation,
    Receipt,
    claim_next,
    claim_output,
    erase_texts,
    open_incident,
    receive_outputs,
    release_output,
    set_output_rules,
)
from registry.choices import OutputCategory, OutputSeverity, OutputVerdict
from registry.models.outputs import CLAIM_HOLDS, BlocklistEntry, OutputReport
from registry.permissions.outputs import outputs_to_judge
from registry.queries.blocklist import exported
from tests.registry.models import new_version
from tests.registry.outputs import an_output, judged, reported

SEVERITIES = (OutputSeverity.LOW, OutputSeverity.CRITICAL, OutputSeverity.CRITICAL)


@pytest.fixture
def reporter(in_scope, member):
    return member(name="Rae Reporter")


@pytest.fixture
def judge(in_scope, member):
    return member(Role.REVIEWER, name="Jo Judge")


@pytest.fixture
def report(version, reporter):
    return reported(version, reporter)


def test_a_person_reports_and_hears_what_came_of_it(report, reporter, judge, owner, developer):
    judged(report, judge)

    report.refresh_from_db()
    assert (report.reference, report.verdict, report.severity) == ("OUT-1", "confirmed", "high")
    told = Notification.objects.filter(kind__contains="output").order_by("pk")
    assert [(one.kind, one.recipient) for one in told] == [
        ("registry.output_confirmed", owner),
        ("registry.output_confirmed", developer),
        ("registry.output_answered", reporter),
    ]
    events = AuditEvent.objects.filter(action__startswith="registry.output").order_by("pk")
    assert [one.action for one in events] == ["registry.output.reported", "registry.output.judged"]
    assert not any("Heron" in str(one.facts()) for one in events)


def test_a_program_may_send_again(version, reporter):
    actor = Actor.member(reporter)
    sent = [an_output(external_id=f"e{number}") for number in range(3)]
    first = receive_outputs(version, sent[:2], actor=actor)
    again = receive_outputs(version, [*sent, an_output()], actor=actor)

    assert (first, again) == (Receipt(2, 2), Receipt(4, 2))
    assert again.repeated == 2
    numbers = OutputReport.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]
    assert receive_outputs(version, sent, actor=actor).stored == 0
    with pytest.raises(InvalidInput):
        receive_outputs(version, [], actor=actor)
    soon = an_output(occurred_at=timezone.now() + dt.timedelta(days=3))
    with pytest.raises(InvalidInput) as caught:
        receive_outputs(version, [an_output(), soon], actor=actor)
    assert list(caught.value.errors) == ["2"]


def test_critical_ones_reach_the_owner_at_once(version, reporter, owner):
    sent = [an_output(severity=OutputSeverity.CRITICAL) for _number in range(5)]
    receive_outputs(version, sent, actor=Actor.member(reporter))

    told = Notification.objects.filter(kind="registry.critical_output")
    assert [one.recipient for one in told] == [owner] * 3


def test_the_severest_and_oldest_comes_first_and_nobody_gets_what_another_has(
    version, reporter, judge, member
):
    low, first, second = (reported(version, reporter, severity=one) for one in SEVERITIES)
    other = member(Role.COE_STAFF)

    assert claim_next(actor=Actor.member(judge)) == first
    assert claim_next(actor=Actor.member(other)) == second
    assert claim_next(actor=Actor.member(judge), besides=first) == low
    assert claim_next(actor=Actor.member(judge)) == first
    assert claim_next(actor=Actor.member(reporter)) is None
    with pytest.raises(RuleViolation):
        judged(first, other)
    OutputReport.objects.update(claimed_at=timezone.now() - CLAIM_HOLDS)
    assert judged(first, other).judged_by == other
    with pytest.raises(InvalidTransition):
        claim_output(first, actor=Actor.member(judge))


def test_what_was_taken_up_is_put_back(report, judge):
    actor = Actor.member(judge)
    claim_output(report, actor=actor)
    release_output(report, actor=actor)

    report.refresh_from_db()
    assert (report.claimed_by, report.claimed_at) == (None, None)
    with pytest.raises(InvalidTransition):
        release_output(report, actor=actor)


def test_nobody_judges_what_they_built_and_the_owner_may(
    version, model, report, reporter, owner, developer, member
):
    builder = member(Role.REVIEWER, name="Builder")
    other = reported(new_version(model, builder), reporter)
    for person, one in ((developer, report), (builder, other), (reporter, report)):
        with pytest.raises(NotAllowed):
            judged(one, person)

    waiting = {person: set(outputs_to_judge(person)) for person in (owner, builder, developer)}
    assert waiting == {owner: {report, other}, builder: {report}, developer: set()}
    assert outputs_to_judge(member(Role.AUDITOR)).count() == 0
    judged(report, owner)
    assert set(outputs_to_judge(owner)) == {other}


def test_a_problem_needs_words_and_a_verdict_can_be_another(report, judge):
    with pytest.raises(InvalidInput) as caught:
        judged(report, judge, note=" ")
    assert list(caught.value.errors) == ["note"]
    judged(report, judge, OutputVerdict.UNCLEAR)
    judged(report, judge, OutputVerdict.CLEARED, note="")

    event = AuditEvent.objects.filter(action="registry.output.judged").last()
    assert (event.before["verdict"], event.after["verdict"]) == ("unclear", "cleared")


def test_an_incident_is_reported_for_the_use_case_and_holds_no_text(report, judge, case):
    words = Escalation("It sends people away.", Harm.HARM)
    open_incident(report, words, actor=Actor.member(judge))

    incident = Incident.objects.get()
    report.refresh_from_db()
    assert (report.incident, incident.reporter) == (incident, judge)
    assert "Heron" not in incident.what_happened
    with pytest.raises(InvalidTransition):
        open_incident(report, words, actor=Actor.member(judge))


def test_no_incident_comes_from_what_is_no_problem(report, judge):
    judged(report, judge, OutputVerdict.CLEARED)
    with pytest.raises(RuleViolation):
        open_incident(report, Escalation("Words.", Harm.NEAR_MISS), actor=Actor.member(judge))


def test_texts_are_forgotten_in_time_and_the_verdict_stays(version, reporter, judge, member):
    old, fresh = reported(version, reporter), reported(version, reporter)
    judged(old, judge)
    now = timezone.now()
    OutputReport.objects.filter(pk=old.pk).update(created_at=now - dt.timedelta(days=31))
    set_output_rules(30, actor=Actor.member(member(Role.COE_STAFF)))

    system = Actor.system("text-retention")
    assert erase_texts([old.pk, fresh.pk], now, actor=system) == 1
    assert erase_texts([old.pk, fresh.pk], now, actor=system) == 0

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.input_text, old.output_text, old.verdict) == ("", "", "confirmed")
    assert fresh.output_text == "Never. Ask Mrs Heron."
    (event,) = AuditEvent.objects.filter(action="registry.output.erased")
    assert event.subject_id == old.pk


def test_who_says_how_long_texts_are_kept(member, in_scope):
    with pytest.raises(NotAllowed):
        set_output_rules(30, actor=Actor.member(member(Role.REVIEWER)))
    for days in (0, 3651):
        with pytest.raises(InvalidInput):
            set_output_rules(days, actor=Actor.member(member(Role.ORG_ADMIN)))


def test_texts_are_blocked_once_for_a_model_or_for_all(report, judge, reporter):
    actor = Actor.member(judge)
    model = report.version.model
    blocked = {"text": " =cmd|' /C calc'!A0 ", "category": OutputCategory.INJECTION}
    everywhere = block_text(Blocked(**blocked), actor=actor)
    block_text(Blocked(**blocked, model=model, report=report), actor=actor)

    assert [one["model"] for one in exported()] == [None, "fraud-scorer"]
    assert exported(model)[0]["text"] == "=cmd|' /C calc'!A0"
    with pytest.raises(InvalidInput):
        block_text(Blocked(**blocked, model=model), actor=actor)
    with pytest.raises(NotAllowed):
        block_text(Blocked(**{**blocked, "text": "more"}), actor=Actor.member(reporter))
    unblock_text(everywhere, actor=actor)
    assert [one["model"] for one in exported()] == ["fraud-scorer"]
    with pytest.raises(InvalidTransition):
        unblock_text(everywhere, actor=actor)
    assert block_text(Blocked(**blocked), actor=actor).reference == "BLK-3"


def test_another_organization_has_reports_and_texts_of_its_own(
    report, judge, member, other_organization
):
    block_text(Blocked(text="heron", category=OutputCategory.OTHER), actor=Actor.member(judge))
    stranger = member(Role.COE_STAFF, organization=other_organization)
    with scope(other_organization):
        assert (OutputReport.objects.count(), BlocklistEntry.objects.count()) == (0, 0)
        assert (exported(), list(outputs_to_judge(stranger))) == ([], [])
        assert claim_next(actor=Actor.member(stranger)) is None

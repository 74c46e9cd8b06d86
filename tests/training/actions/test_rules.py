"""Rules enrol whoever belongs to a group, once, and again to renew."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from training.actions.assigning import move_due_date
from training.actions.enrolment import begin, complete, enrol, fail, leave
from training.actions.rules import RuleTerms, apply_rule, make_rule, switch_rule
from training.actions.skill_catalogue import Named, add_job_role, give_job_role
from training.choices import EnrollmentSource, EnrollmentStatus
from training.models.enrollments import Enrollment
from training.queries.coming import to_enrol

SYSTEM = Actor.system("tests")
pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def rule_for(course, member):
    """`rule_for("role", "reviewer")`: a rule that is on."""
    owner = member(name="Owner")

    def make(group, value="", **fields):
        terms = RuleTerms(course(owner, **fields), group, value, days_to_complete=10)
        return switch_rule(make_rule(terms, actor=SYSTEM), on=True, actor=SYSTEM)

    return make


def names(rows):
    return sorted(str(one) for one in rows)


def test_a_rule_enrols_its_group_with_a_due_date_and_tells(rule_for, member):
    rita = member(Role.REVIEWER, name="Rita")
    rule = rule_for("role", "reviewer")
    assert apply_rule(rule, actor=SYSTEM) == 1
    made = Enrollment.objects.get()
    assert (made.member, made.source, made.rule) == (rita, EnrollmentSource.RULE, rule)
    assert made.due_on == timezone.localdate() + dt.timedelta(days=10)
    assert Notification.objects.get(kind="training.enrolled").recipient == rita
    event = AuditEvent.objects.about(made).get()
    assert (event.action, event.after["source"]) == ("training.enrollment.made", "rule")


def test_a_second_run_enrols_nobody(rule_for, member):
    member(Role.REVIEWER)
    rule = rule_for("role", "reviewer")
    assert [apply_rule(rule, actor=SYSTEM) for _n in range(3)] == [1, 0, 0]


def test_who_joins_later_is_enrolled_then(rule_for, member):
    rule = rule_for("role", "reviewer")
    assert apply_rule(rule, actor=SYSTEM) == 0
    member(Role.REVIEWER)
    assert apply_rule(rule, actor=SYSTEM) == 1


def test_everybody_is_everybody_who_learns(rule_for, member):
    member(Role.AUDITOR, name="Auditor")
    left = member(name="Left")
    left.is_active = False
    left.save()
    member(name="Here")
    assert names(to_enrol(rule_for("everybody"), timezone.now())) == ["Here", "Owner"]


def test_a_unit_counts_with_those_below_it(rule_for, member):
    bank = create_business_unit("Bank", code="bank", actor=SYSTEM)
    cards = create_business_unit("Cards", code="cards", actor=SYSTEM, parent=bank)
    member(name="Top", business_unit=bank)
    member(name="Below", business_unit=cards)
    member(name="Elsewhere")
    assert names(to_enrol(rule_for("unit", "bank"), timezone.now())) == ["Below", "Top"]


def test_job_roles_are_groups(rule_for, member):
    role = add_job_role(Named("ML engineer"), actor=SYSTEM)
    give_job_role(role, member(name="Mel"), actor=SYSTEM)
    assert names(to_enrol(rule_for("job_role", role.code), timezone.now())) == ["Mel"]


def learned(rule):
    made = begin(Enrollment.objects.get(status="enrolled"), actor=SYSTEM)
    return complete(made, percent=None, actor=SYSTEM)


def test_a_certificate_is_renewed_in_its_last_month(rule_for, member):
    member(Role.REVIEWER)
    rule = rule_for("role", "reviewer", valid_months=12)
    apply_rule(rule, actor=SYSTEM)
    held = learned(rule)
    for days, enrolled in ((31, 0), (29, 1)):
        with time_machine.travel(held.expires_at - dt.timedelta(days=days), tick=False):
            assert apply_rule(rule, actor=SYSTEM) == enrolled


def test_a_certificate_for_a_month_is_not_renewed_on_its_first_day(rule_for, member):
    member(Role.REVIEWER)
    rule = rule_for("role", "reviewer", valid_months=1)
    apply_rule(rule, actor=SYSTEM)
    learned(rule)
    assert apply_rule(rule, actor=SYSTEM) == 0


def test_a_certificate_without_end_is_not_renewed(rule_for, member):
    member(Role.REVIEWER)
    rule = rule_for("role", "reviewer", valid_months=None)
    apply_rule(rule, actor=SYSTEM)
    learned(rule)
    with time_machine.travel(timezone.now() + dt.timedelta(days=9999), tick=False):
        assert apply_rule(rule, actor=SYSTEM) == 0


def test_who_failed_or_was_taken_out_is_left_to_people(rule_for, member):
    member(Role.REVIEWER)
    rule = rule_for("role", "reviewer")
    apply_rule(rule, actor=SYSTEM)
    fail(begin(Enrollment.objects.get(), actor=SYSTEM), percent=10, actor=SYSTEM)
    assert apply_rule(rule, actor=SYSTEM) == 0
    other = member(Role.REVIEWER)
    apply_rule(rule, actor=SYSTEM)
    leave(Enrollment.objects.get(member=other), actor=SYSTEM)
    assert apply_rule(rule, actor=SYSTEM) == 0


def test_whoever_is_asked_by_a_rule_cannot_simply_leave(rule_for, member):
    rita = member(Role.REVIEWER)
    apply_rule(rule_for("role", "reviewer"), actor=SYSTEM)
    made = Enrollment.objects.get()
    with pytest.raises(NotAllowed):
        leave(made, actor=Actor.member(rita))
    left = leave(made, actor=Actor.member(member(Role.COE_STAFF)))
    assert left.status == EnrollmentStatus.WITHDRAWN


def test_who_is_in_the_course_already_stays_as_they_are(rule_for, member):
    rita = member(Role.REVIEWER)
    rule = rule_for("role", "reviewer")
    own = enrol(rule.course, rita, actor=Actor.member(rita))
    assert apply_rule(rule, actor=SYSTEM) == 0
    assert Enrollment.objects.get() == own


def test_a_rule_that_is_off_or_whose_course_is_gone_does_nothing(rule_for, member):
    member(Role.REVIEWER)
    off, gone = rule_for("role", "reviewer"), rule_for("role", "reviewer")
    switch_rule(off, on=False, actor=SYSTEM)
    gone.course.is_archived = True
    gone.course.save()
    assert [apply_rule(rule, actor=SYSTEM) for rule in (off, gone)] == [0, 0]


def test_rules_are_made_of_groups_that_exist_and_once(course, member):
    offered = course(member())
    with pytest.raises(InvalidInput):
        make_rule(RuleTerms(offered, "role", "emperor"), actor=SYSTEM)
    with pytest.raises(InvalidInput):
        make_rule(RuleTerms(offered, "elves"), actor=SYSTEM)
    made = make_rule(RuleTerms(offered, "everybody"), actor=SYSTEM)
    assert not made.is_active
    with pytest.raises(RuleViolation, match="already"):
        make_rule(RuleTerms(offered, "everybody"), actor=SYSTEM)
    with pytest.raises(NotAllowed):
        make_rule(RuleTerms(offered, "role", "reviewer"), actor=Actor.member(member()))


def test_staff_do_not_let_themselves_off(rule_for, member):
    """Neither out of a course that a rule asks for, nor with another day."""
    staff = member(Role.REVIEWER, Role.COE_STAFF)
    apply_rule(rule_for("role", "reviewer"), actor=SYSTEM)
    made = Enrollment.objects.get()
    later = timezone.localdate() + dt.timedelta(days=300)
    with pytest.raises(NotAllowed):
        leave(made, actor=Actor.member(staff))
    with pytest.raises(NotAllowed):
        move_due_date(made, later, "Busy.", actor=Actor.member(staff))
    colleague = Actor.member(member(Role.COE_STAFF))
    assert move_due_date(made, later, "They are ill.", actor=colleague).due_on == later

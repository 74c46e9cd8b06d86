"""Policies are written, approved by somebody else, published for good, and looked at again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import (
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    StaleState,
)
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from governance.actions import policies, policy_approval as approval
from governance.actions.policies import DraftText, PolicyTerms
from governance.actions.policy_templates import Adoption, adopt_templates
from governance.catalogs.policy_templates import policy_templates
from governance.choices import PolicyKind, PolicyState
from governance.logic.policies import next_review
from governance.models.policies import Policy, PolicyVersion
from tests.governance.policies import TEXT, edit, new_policy, policy_in_force, publish

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def writer(member):
    return member(Role.COE_STAFF, name="Wanda Writer")


@pytest.fixture
def approver(member):
    return member(Role.EXECUTIVE, name="Alma Approver")


def told(person):
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


def test_from_draft_to_rule(writer, approver):
    policy = new_policy(writer)
    version = policy.versions.get()
    approval.submit_version(version, actor=Actor.member(writer))
    assert told(approver) == ["governance.policy_to_approve"]
    assert told(writer) == []

    approval.approve_version(version, actor=Actor.member(approver))
    assert told(writer) == ["governance.policy_is_approved"]
    published = approval.publish_version(version, actor=Actor.member(writer))

    policy.refresh_from_db()
    assert policy.current == published
    assert published.approved_by == approver
    assert policy.review_on == next_review(today_here(), 12)
    codes = AuditEvent.objects.about(policy).values_list("action", flat=True)
    assert {"governance.policy.approved", "governance.policy.published"} <= set(codes)


def test_nobody_approves_a_word_of_their_own(member, writer, approver):
    policy = new_policy(writer)
    helper = member(Role.COE_STAFF)
    draft = policy.versions.get()
    policies.save_draft(draft, DraftText(TEXT + " Really.", "", 0), actor=Actor.member(helper))
    approval.submit_version(draft, actor=Actor.member(approver_staff := member(Role.COE_STAFF)))
    for author in (writer, helper):
        with pytest.raises(NotAllowed):
            approval.approve_version(draft, actor=Actor.member(author))
    with pytest.raises(NotAllowed):
        approval.approve_version(draft, actor=Actor.member(member()))
    assert approval.approve_version(draft, actor=Actor.member(approver_staff)).is_approved


def test_an_owner_of_any_role_writes_and_approves_what_others_wrote(member, writer):
    owner = member(name="Olaf Owner")
    policy = new_policy(writer, owner=owner)
    version = policy.versions.get()
    approval.submit_version(version, actor=Actor.member(owner))
    assert approval.approve_version(version, actor=Actor.member(owner)).approved_by == owner


def test_what_waits_or_is_published_is_not_changed(writer, approver):
    policy = new_policy(writer)
    version = policy.versions.get()
    approval.submit_version(version, actor=Actor.member(writer))
    with pytest.raises(InvalidTransition):
        policies.save_draft(version, DraftText("Other"), actor=Actor.member(writer))
    approval.approve_version(version, actor=Actor.member(approver))
    approval.publish_version(version, actor=Actor.member(writer))
    with pytest.raises(InvalidTransition):
        policies.save_draft(version, DraftText("Other"), actor=Actor.member(writer))


@pytest.mark.parametrize(
    "change", [{"body": "Other"}, {"state": "draft"}, {"approved_by": None}, {"number": 9}]
)
def test_the_database_keeps_what_is_published(writer, approver, change):
    version = policy_in_force(writer, approver).current
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(**change)
    assert PolicyVersion.objects.get(pk=version.pk).body == TEXT


def test_the_database_deletes_no_published_version(writer, approver):
    version = policy_in_force(writer, approver).current
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM governance_policyversion WHERE id = %s", [version.pk])


def test_sent_back_with_a_reason_and_sent_again(writer, approver):
    version = new_policy(writer).versions.get()
    approval.submit_version(version, actor=Actor.member(writer))
    with pytest.raises(InvalidInput):
        approval.send_back(version, " ", actor=Actor.member(approver))
    approval.send_back(version, "Say who decides.", actor=Actor.member(approver))
    assert told(writer) == ["governance.policy_sent_back"]
    assert PolicyVersion.objects.get().is_draft
    approval.submit_version(version, actor=Actor.member(writer))


def test_an_approval_is_void_once_the_text_is_taken_back(writer, approver):
    version = new_policy(writer).versions.get()
    approval.submit_version(version, actor=Actor.member(writer))
    approval.approve_version(version, actor=Actor.member(approver))
    approval.withdraw_version(version, actor=Actor.member(writer))
    approval.submit_version(version, actor=Actor.member(writer))
    with pytest.raises(InvalidTransition, match="approve"):
        approval.publish_version(version, actor=Actor.member(writer))


def test_a_new_version_supersedes_and_says_what_is_new(writer, approver):
    policy = policy_in_force(writer, approver)
    draft = edit(policy, writer, "# Rules\n\nNever.", note="")
    with pytest.raises(RuleViolation, match="what is new"):
        approval.submit_version(draft, actor=Actor.member(writer))
    edit(policy, writer, "# Rules\n\nNever.", note="Stricter.")
    publish(policy, writer, approver)
    states = dict(policy.versions.values_list("number", "state"))
    assert states == {1: PolicyState.SUPERSEDED, 2: PolicyState.PUBLISHED}
    assert Policy.objects.get(pk=policy.pk).current.number == 2


def test_two_writers_do_not_overwrite_each_other(writer):
    draft = new_policy(writer).versions.get()
    policies.save_draft(draft, DraftText("One", revision=0), actor=Actor.member(writer))
    with pytest.raises(StaleState):
        policies.save_draft(draft, DraftText("Two", revision=0), actor=Actor.member(writer))


def test_a_draft_is_discarded_but_not_the_only_one(writer, approver):
    fresh = new_policy(writer, title="New")
    with pytest.raises(InvalidTransition):
        policies.discard_draft(fresh.versions.get(), actor=Actor.member(writer))
    policy = policy_in_force(writer, approver)
    draft = edit(policy, writer, "Other")
    policies.discard_draft(draft, actor=Actor.member(writer))
    assert policy.versions.get() == policy.current


def test_a_review_is_confirmed_or_moves_with_the_rhythm(writer, approver):
    policy = policy_in_force(writer, approver)
    Policy.objects.filter(pk=policy.pk).update(review_on=today_here() - dt.timedelta(days=5))
    confirmed = policies.confirm_review(policy, actor=Actor.member(writer))
    assert confirmed.review_on == next_review(today_here(), 12)
    terms = PolicyTerms("Acceptable use", PolicyKind.ACCEPTABLE_USE, writer, 6)
    changed = policies.change_policy(policy, terms, actor=Actor.member(writer))
    assert changed.review_on == next_review(today_here(), 6)


def test_titles_are_taken_once(writer):
    new_policy(writer)
    with pytest.raises(InvalidInput, match="has this title"):
        new_policy(writer)


def test_archived_policies_rest(writer, approver, member):
    policy = policy_in_force(writer, approver)
    with pytest.raises(NotAllowed):
        policies.archive_policy(policy, actor=Actor.member(member()))
    policies.archive_policy(policy, actor=Actor.member(writer))
    with pytest.raises(InvalidTransition):
        policies.open_draft(policy, actor=Actor.member(writer))
    with pytest.raises(InvalidTransition):
        policies.confirm_review(policy, actor=Actor.member(writer))
    assert policies.restore_policy(policy, actor=Actor.member(writer)).is_in_force


def test_templates_are_adopted_once(writer, organization):
    everything = Adoption([one.slug for one in policy_templates()], writer)
    made = adopt_templates(everything, actor=Actor.member(writer))
    assert [one.title for one in made] == [one.title for one in policy_templates()]
    assert adopt_templates(everything, actor=Actor.member(writer)) == []
    bodies = PolicyVersion.objects.values_list("body", flat=True)
    assert all(organization.name in body and "{{" not in body for body in bodies)
    with pytest.raises(InvalidInput):
        adopt_templates(Adoption(["nothing"], writer), actor=Actor.member(writer))


def test_members_begin_no_policies(member):
    with pytest.raises(NotAllowed):
        new_policy(member())
    with pytest.raises(NotAllowed):
        adopt_templates(Adoption([], member()), actor=Actor.member(member(Role.REVIEWER)))

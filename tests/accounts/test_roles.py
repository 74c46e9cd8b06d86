"""The role matrix: who holds what, and that auditors and tokens only do what they may."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits, require
from coe_portal.accounts.models import ApiToken, Membership
from coe_portal.accounts.roles import (
    EVERYONE,
    Role,
    all_permissions,
    permission,
    roles_grant,
    token_scopes,
)
from coe_portal.errors import NotAllowed
from coe_portal.tenancy.scope import scope


def test_every_right_says_what_it_is_and_who_holds_it():
    for declared in all_permissions():
        assert str(declared.label)
        assert declared.roles <= EVERYONE
        assert declared.code.count(".") == 1


def test_auditors_hold_reading_rights_only():
    held = {right.token_scope for right in all_permissions() if Role.AUDITOR in right.roles}
    assert held
    assert {scope.partition(":")[2] for scope in held} == {"read"}


def test_a_right_that_writes_is_not_given_to_auditors():
    with pytest.raises(ValueError, match="auditors only read"):
        permission("tests.write", label="x", roles={Role.AUDITOR})


def test_a_right_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        permission("accounts.manage_members", label="x", roles={Role.ORG_ADMIN})


def test_an_unknown_right_grants_nothing():
    with pytest.raises(KeyError):
        roles_grant([Role.ORG_ADMIN], "accounts.mange_members")


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ORG_ADMIN, True),
        (Role.COE_STAFF, False),
        (Role.EXECUTIVE, False),
        (Role.FINANCE, False),
        (Role.REVIEWER, False),
        (Role.MODEL_OWNER, False),
        (Role.SUBMITTER, False),
        (Role.AUDITOR, False),
    ],
)
def test_who_manages_members(in_scope, member, role, may):
    assert permits(Actor.member(member(role)), "accounts.manage_members") is may


def test_every_member_is_a_submitter_but_not_an_auditor(in_scope, member):
    assert Role.SUBMITTER in member(Role.EXECUTIVE).effective_roles
    assert member(Role.AUDITOR).effective_roles == [Role.AUDITOR]


@pytest.mark.parametrize("change", [{"is_active": False}, {"ends_on": dt.date(2020, 1, 1)}])
def test_who_is_not_current_may_nothing(in_scope, member, change):
    person = member(Role.ORG_ADMIN)
    for name, value in change.items():
        setattr(person, name, value)
    assert not permits(Actor.member(person), "accounts.see_members")


def test_an_auditor_ends_with_their_last_day(in_scope, member):
    auditor = member(Role.AUDITOR)
    assert auditor.ends_on == timezone.now().date() + dt.timedelta(days=90)
    with time_machine.travel(auditor.ends_on, tick=False):
        assert permits(Actor.member(auditor), "audit.read")
    with time_machine.travel(auditor.ends_on + dt.timedelta(days=1), tick=False):
        assert not permits(Actor.member(auditor), "audit.read")


def test_a_deactivated_user_may_nothing(in_scope, member):
    person = member(Role.ORG_ADMIN)
    person.user.is_active = False
    assert not permits(Actor.member(person), "accounts.see_members")


def test_a_token_may_what_its_member_and_its_scopes_both_allow(in_scope, member):
    admin, submitter = member(Role.ORG_ADMIN), member()
    reading = Actor.token(ApiToken(name="r", membership=admin, scopes=["accounts:read"]))
    writing = Actor.token(ApiToken(name="w", membership=admin, scopes=["accounts:write"]))
    greedy = Actor.token(ApiToken(name="g", membership=submitter, scopes=token_scopes()))
    assert permits(reading, "accounts.see_members")
    assert not permits(reading, "accounts.manage_members")
    assert permits(writing, "accounts.manage_members")
    assert not permits(greedy, "accounts.manage_members")


def test_the_portal_itself_may_everything():
    require(Actor.system("nightly"), "accounts.manage_members")


def test_a_refusal_names_the_right(in_scope, member):
    with pytest.raises(NotAllowed, match="manage members"):
        require(Actor.member(member()), "accounts.manage_members")


def test_an_auditor_begins_with_their_first_day(in_scope, member):
    auditor = member(Role.AUDITOR)
    auditor.starts_on = auditor.ends_on - dt.timedelta(days=10)
    auditor.save()
    for days, may in ((11, False), (10, True), (0, True), (-1, False)):
        with time_machine.travel(auditor.ends_on - dt.timedelta(days=days), tick=False):
            assert permits(Actor.member(auditor), "audit.read") is may
            assert Membership.objects.current().filter(pk=auditor.pk).exists() is may


def test_an_auditor_outside_the_window_reads_why(organization, member, client_for):
    auditor = member(Role.AUDITOR)
    browser = client_for(auditor)
    first = timezone.now().date() + dt.timedelta(days=3)
    with scope(organization):
        Membership.objects.filter(pk=auditor.pk).update(starts_on=first)
    refused = browser.get("/northbank/audit/")

    assert refused.status_code == 403
    assert b"You may sign in to Northbank as an auditor from" in refused.content
    with scope(organization):
        Membership.objects.filter(pk=auditor.pk).update(starts_on=None)
    assert browser.get("/northbank/audit/").status_code == 200

"""To whom people report: no circles, on the trail, on the member's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coe_portal.accounts.actions import set_manager
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed

SYSTEM = Actor.system("tests")


def test_a_manager_is_set_and_taken_away(in_scope, member):
    ann, max_ = member(name="Ann"), member(name="Max")
    set_manager(ann, max_, actor=SYSTEM)
    set_manager(ann, None, actor=SYSTEM)
    events = AuditEvent.objects.about(ann).filter(action="accounts.member.manager_set")
    assert [event.after["manager"] for event in events.order_by("sequence")] == ["Max", None]
    assert Membership.objects.get(pk=ann.pk).manager is None


def test_nobody_reports_to_themselves_through_others(in_scope, member):
    one, two, three = member(name="One"), member(name="Two"), member(name="Three")
    set_manager(two, one, actor=SYSTEM)
    set_manager(three, two, actor=SYSTEM)
    for manager in (one, three):
        with pytest.raises(InvalidInput, match="reports to One"):
            set_manager(one, manager, actor=SYSTEM)
    assert Membership.objects.get(pk=one.pk).manager is None


def test_only_administrators_set_managers(in_scope, member):
    with pytest.raises(NotAllowed):
        set_manager(member(), member(), actor=Actor.member(member(Role.COE_STAFF)))


def test_the_page_shows_manager_and_reports(organization, member, client_for):
    ann, boss = member(name="Ann Report"), member(name="Max Manager")
    admin = client_for(member(Role.ORG_ADMIN))
    place = {"org": "northbank", "pk": ann.pk}
    page = reverse("accounts:set_manager", kwargs=place)

    text = admin.post(page, {"manager": boss.user.email}, follow=True).content.decode()
    theirs = reverse("accounts:member", kwargs={**place, "pk": boss.pk})

    assert "Max Manager" in text
    assert "Ann Report" in admin.get(theirs).content.decode()
    unknown = admin.post(page, {"manager": "nobody@example.com"})
    assert unknown.status_code == 422
    assert client_for(boss).post(page, {"manager": ""}).status_code == 403


def test_another_organizations_people_manage_nobody_here(
    organization, other_organization, member, client_for
):
    ann, stranger = member(name="Ann"), member(organization=other_organization)
    page = reverse("accounts:set_manager", kwargs={"org": "northbank", "pk": ann.pk})

    answer = client_for(member(Role.ORG_ADMIN)).post(page, {"manager": stranger.user.email})

    assert answer.status_code == 422

"""Who is told what a quarter that ended still lacks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from metrics.actions.commentary import publish_commentary
from metrics.kpis.registry import all_kpis
from metrics.messages.quarters import remind_of_quarter
from metrics.models.quarters import Commentary, KpiWriter
from metrics.models.targets import KpiOwner
from tests.metrics.quarters import ENDED, sign, with_numbers

pytestmark = pytest.mark.django_db


def on(day):
    """A noon after the quarter that ended with September."""
    return datetime(2026, 10, day, 12, tzinfo=UTC)


@pytest.fixture
def numbers(in_scope, time_machine):
    time_machine.move_to(on(1), tick=False)
    with_numbers(in_scope)
    return in_scope


def told(kind):
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return [(row.recipient.display_name, row.title) for row in rows]


def test_each_hears_once_a_step_how_many_numbers_wait_for_them(numbers, member, time_machine):
    staff = member(Role.COE_STAFF, name="Sam Staff")
    owner, writer = member(name="Otto Owner"), member(name="Wanda Writer")
    KpiOwner.objects.create(kpi="cases_decided", member=owner)
    for code in ("cases_decided", "cases_submitted"):
        KpiWriter.objects.create(kpi=code, member=writer)
    about = Commentary(kpi="funnel", quarter=ENDED.code, starts_on=ENDED.starts_on)
    publish_commentary(about, "Few got far.", actor=Actor.member(staff))
    assert remind_of_quarter() == 3
    assert remind_of_quarter() == 0
    rest = len(all_kpis()) - 3
    assert sorted(told("metrics.commentary_due")) == [
        ("Otto Owner", "2026-Q3 is over: 1 of its numbers have no commentary"),
        ("Sam Staff", f"2026-Q3 is over: {rest} of its numbers have no commentary"),
        ("Wanda Writer", "2026-Q3 is over: 2 of its numbers have no commentary"),
    ]
    time_machine.move_to(on(6), tick=False)
    assert remind_of_quarter() == 3


def test_signers_are_reminded_until_both_have_signed(numbers, member, time_machine):
    head, executive = member(Role.COE_STAFF, name="Hanna"), member(Role.EXECUTIVE, name="Erin")
    sign(head)
    Notification.objects.all().delete()
    time_machine.move_to(on(10), tick=False)
    assert remind_of_quarter() == 1
    assert told("metrics.quarter_to_sign") == [("Erin", "2026-Q3 waits for your signature")]
    sign(executive)
    time_machine.move_to(on(17), tick=False)
    assert remind_of_quarter() == 0


def test_nobody_is_reminded_of_what_is_long_past(numbers, member, time_machine):
    member(Role.COE_STAFF)
    time_machine.move_to(datetime(2026, 11, 20, tzinfo=UTC), tick=False)
    assert remind_of_quarter() == 0


def test_another_organization_without_numbers_hears_nothing(numbers, member, other_organization):
    member(Role.COE_STAFF)
    with scope(other_organization):
        member(Role.COE_STAFF, organization=other_organization)
        assert remind_of_quarter() == 0

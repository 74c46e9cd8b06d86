from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from metrics.actions.targets import TargetTerms, name_owner, set_target
from metrics.kpis.registry import kpi_named
from metrics.logic.standing import Bands
from metrics.models.targets import KpiOwner, KpiTarget
from metrics.queries.catalogue import bands_by_kpi, owners_by_kpi

pytestmark = pytest.mark.django_db
DECIDE = kpi_named("days_to_decision")
JANUARY, JUNE = dt.date(2026, 1, 1), dt.date(2026, 6, 1)


@pytest.fixture
def staff(in_scope, member):
    return Actor.member(member(Role.COE_STAFF, name="Sam Staff"))


def terms(since=JANUARY, target=10, good=12, fair=20):
    return TargetTerms(since=since, target=target, good=good, fair=fair)


def test_a_target_counts_from_its_day_on(staff):
    set_target(DECIDE, terms(), actor=staff)
    set_target(DECIDE, terms(JUNE, 5, 6, 9), actor=staff)
    assert bands_by_kpi(dt.date(2025, 12, 31))[DECIDE.code] == DECIDE.bands
    assert bands_by_kpi(JANUARY)[DECIDE.code] == Bands(10, 12, 20)
    assert bands_by_kpi(JUNE)[DECIDE.code] == Bands(5, 6, 9)
    assert KpiTarget.objects.count() == 2


def test_of_two_from_the_same_day_the_later_counts(staff):
    set_target(DECIDE, terms(), actor=staff)
    set_target(DECIDE, terms(target=11), actor=staff)
    assert bands_by_kpi(JUNE)[DECIDE.code] == Bands(11, 12, 20)


def test_without_values_the_own_bands_of_the_portal_count_again(staff):
    set_target(DECIDE, terms(), actor=staff)
    set_target(DECIDE, TargetTerms(since=JUNE), actor=staff)
    assert bands_by_kpi(JUNE)[DECIDE.code] == DECIDE.bands


@pytest.mark.parametrize(
    "wrong",
    [terms(good=30), terms(fair=None), terms(target=float("nan"))],
    ids=["order", "part", "no-number"],
)
def test_what_makes_no_sense_is_refused(staff, wrong):
    with pytest.raises(InvalidInput):
        set_target(DECIDE, wrong, actor=staff)


def test_reviewers_set_no_targets(in_scope, member):
    with pytest.raises(NotAllowed):
        set_target(DECIDE, terms(), actor=Actor.member(member(Role.REVIEWER)))


def test_a_new_owner_is_told(staff, member):
    owner = member(name="Olga Owner")
    name_owner(DECIDE, owner, actor=staff)
    name_owner(DECIDE, owner, actor=staff)
    assert owners_by_kpi() == {DECIDE.code: owner}
    assert Notification.objects.of(owner).filter(kind="metrics.kpi_given").count() == 1
    name_owner(DECIDE, None, actor=staff)
    assert owners_by_kpi() == {}
    assert AuditEvent.objects.filter(action="metrics.owner.named").count() == 2


def test_targets_and_owners_of_another_organization_do_not_count(
    staff, other_organization, in_scope
):
    with scope(other_organization):
        set_target(DECIDE, terms(), actor=Actor.system("tests"))
        assert bands_by_kpi(JUNE)[DECIDE.code] == Bands(10, 12, 20)
    assert bands_by_kpi(JUNE)[DECIDE.code] == DECIDE.bands
    assert not KpiOwner.objects.exists()

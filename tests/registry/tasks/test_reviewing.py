"""Reminders of reviews, contracts and certificates: each step is told once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from registry.actions.vendor_papers import CertificateTerms, add_certificate
from registry.choices import CertificateKind, VendorStatus
from registry.models.vendors import Vendor
from registry.queries.deadlines import deadlines_of
from registry.tasks.reviewing import remind_of_all_reviews, remind_of_reviews
from registry.tasks.vendors import remind_of_all_ends, remind_of_ends
from tests.registry.vendors import SYSTEM, approved_vendor, new_item

START = dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def told(owner):
    rows = Notification.objects.filter(recipient=owner, key__contains=":").order_by("pk")
    return list(rows.values_list("title", flat=True))


def days_on_which_somebody_is_told(clock, organization, days, remind):
    """Days from the start; the clock strikes twice on each."""
    found = []
    for day in days:
        clock.move_to(START + dt.timedelta(days=day))
        if remind(organization_id=organization.pk):
            found.append(day)
        assert remind(organization_id=organization.pk) == 0
    return found


def test_the_keeper_is_told_before_on_the_day_and_every_week_after(clock, organization, owner):
    with scope(organization):
        approved_vendor(owner, review_in=100)
    days = days_on_which_somebody_is_told(clock, organization, range(60, 120), remind_of_reviews)
    assert days == [70, 93, 99, 100, 107, 114]
    with scope(organization):
        assert told(owner)[3:5] == [
            "VND-1 Acme AI is due for review on 20 April 2026",
            "VND-1 Acme AI was due for review on 20 April 2026",
        ]


def test_what_is_not_kept_up_any_more_is_not_told(clock, organization, owner, staff):
    with scope(organization):
        vendor = approved_vendor(owner, review_in=5)
        new_item(staff, review_on=dt.date(2026, 1, 15))
        Vendor.objects.filter(pk=vendor.pk).update(status=VendorStatus.ENDED, status_reason="Gone.")
    clock.move_to(START + dt.timedelta(days=4))
    assert remind_of_reviews(organization_id=organization.pk) == 1
    with scope(organization):
        assert (len(told(owner)), len(told(staff))) == (0, 1)


def test_staff_is_told_where_nobody_keeps_it_any_more(clock, organization, owner, staff):
    with scope(organization):
        approved_vendor(owner, review_in=5)
        Membership.objects.filter(pk=owner.pk).update(is_active=False)
    clock.move_to(START + dt.timedelta(days=5))
    assert remind_of_reviews(organization_id=organization.pk) == 1
    with scope(organization):
        assert told(staff) == ["VND-1 Acme AI is due for review on 15 January 2026"]


def test_every_organization_has_its_own_reminders(clock, organization, other_organization, member):
    people = {}
    for one in (organization, other_organization):
        people[one] = member(Role.MODEL_OWNER, organization=one)
        with scope(one):
            approved_vendor(
                people[one],
                review_in=10,
                name=f"Vendor of {one}",
                contract_until=dt.date(2026, 1, 17),
            )
    clock.move_to(START + dt.timedelta(days=9))
    remind_of_all_reviews()
    remind_of_all_ends()
    for one, person in people.items():
        with scope(one):
            assert told(person) == [f"VND-1 Vendor of {one} is due for review on 20 January 2026"]


def test_the_calendar_holds_what_one_keeps(clock, organization, owner, staff):
    with scope(organization):
        approved_vendor(owner, review_in=10)
        Vendor.objects.create(
            number=9,
            name="Rejected",
            owner=owner,
            status=VendorStatus.REJECTED,
            status_reason="No.",
            review_on=dt.date(2026, 2, 1),
        )
        kept = deadlines_of(owner, START)
        assert [(one.title, one.starts_at.date()) for one in kept] == [
            ("Look at Acme AI again", dt.date(2026, 1, 20))
        ]
        assert deadlines_of(staff, START) == []


def test_ends_of_contracts_and_certificates_are_told(clock, organization, owner):
    with scope(organization):
        vendor = approved_vendor(owner, review_in=700, contract_until=dt.date(2026, 4, 20))
        add_certificate(
            vendor,
            CertificateTerms(kind=CertificateKind.SOC_2, valid_until=dt.date(2026, 2, 9)),
            actor=SYSTEM,
        )
    days = days_on_which_somebody_is_told(clock, organization, range(110), remind_of_ends)
    assert days == [23, 30, 40, 70, 93, 100]
    with scope(organization):
        assert told(owner)[:3] == [
            "Acme AI: SOC 2 ends on 9 February 2026",
            "Acme AI: SOC 2 ends on 9 February 2026",
            "Acme AI: the contract ends on 20 April 2026",
        ]

"""Pages speak the reader's time zone, the API speaks UTC."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import scope
from training.models.sessions import CourseSession

NOON = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)


@pytest.fixture
def planned(organization, member):
    organization.timezone = "Europe/Rome"
    organization.save()
    with scope(organization):
        return CourseSession.objects.create(
            number=next_number("S"),
            kind="workshop",
            title="Clinic",
            host=member(),
            starts_at=NOON,
            ends_at=NOON + dt.timedelta(hours=1),
        )


def page(planned, person, client_for):
    place = reverse("training:session", args=["northbank", planned.reference])
    return client_for(person).get(place).content.decode()


def test_a_page_shows_the_clock_of_the_organization(planned, member, client_for):
    assert "13:00" in page(planned, member(), client_for)


def test_a_page_shows_the_clock_of_whoever_chose_one(planned, member, client_for):
    person = member()
    person.user.timezone = "America/New_York"
    person.user.save()
    assert "07:00" in page(planned, person, client_for)


def test_what_is_typed_is_read_by_the_same_clock(planned, organization, member, client_for):
    browser = client_for(member(Role.COE_STAFF))
    host = planned.host.user.email
    browser.post(
        reverse("training:session_new", args=["northbank"]),
        {
            "kind": "workshop",
            "title": "Second clinic",
            "host": host,
            "starts_at": "2027-07-01T09:00",
            "ends_at": "2027-07-01T10:00",
            "seats": 5,
        },
    )
    with scope(organization):
        made = CourseSession.objects.get(title="Second clinic")
    assert made.starts_at == dt.datetime(2027, 7, 1, 7, tzinfo=dt.UTC)


def test_an_unknown_zone_is_refused(organization):
    organization.timezone = "Mars/Olympus"
    with pytest.raises(ValidationError, match="no such time zone"):
        organization.full_clean()

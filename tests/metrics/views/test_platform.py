"""The page of the portal's own numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.tenancy.scope import scope
from coe_portal.vitals.histograms import Spot
from coe_portal.vitals.models import UptimeHour
from coe_portal.vitals.timing import Timings
from intake.declarations import USE_CASE_MOVED

pytestmark = pytest.mark.django_db
URL = "/northbank/metrics/platform/"
NOON = dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def browser(client_for, member):
    return client_for(member(Role.EXECUTIVE))


def hours(*ups, since):
    UptimeHour.objects.bulk_create(
        UptimeHour(starts_at=since + dt.timedelta(hours=place), up=up)
        for place, up in enumerate(ups)
    )


def test_before_the_first_check_it_says_so(organization, browser):
    page = browser.get(URL)
    assert page.status_code == 200
    assert "No checks yet" in page.content.decode()
    assert page.context["month_uptime"] == "–"


def test_uptime_by_month_and_quarter(organization, browser):
    hours(60, 60, 30, since=dt.datetime(2026, 2, 3, 4, tzinfo=dt.UTC))
    hours(60, 54, since=dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC))
    page = browser.get(URL)
    assert page.context["month_uptime"] == "95\xa0%"
    assert page.context["quarter_uptime"] == "88\xa0%"
    months = [(f"{one.first:%Y-%m}", one.down) for one in page.context["found"].months]
    assert months == [("2026-02", 30), ("2026-03", 6)]
    assert [hour.unchecked for hour in page.context["found"].hours] == [6]


def test_people_by_day_are_those_of_the_organization(
    organization, other_organization, member, browser, clock
):
    ana, ben = member(), member()
    stranger = member(organization=other_organization)
    clock.move_to("2026-03-07T12:00:00Z", tick=False)
    with scope(organization):
        for person in (ana, ana, ben):
            record(USE_CASE_MOVED, organization, actor=Actor.member(person))
    with scope(other_organization):
        record(USE_CASE_MOVED, other_organization, actor=Actor.member(stranger))
    clock.move_to(NOON, tick=False)
    found = browser.get(URL).context["found"]
    assert [(f"{day}", count) for day, count in found.people if count] == [("2026-03-07", 2)]
    assert found.everybody == 2
    assert len(found.people) == 30


def test_answers_are_those_to_the_organization_on_whole_days(
    organization, other_organization, browser, clock
):
    clock.move_to("2026-03-08T12:00:00Z", tick=False)
    process = Timings()
    for seconds in (0.01,) * 90 + (0.4,) * 10:
        process.add(Spot("intake", "2xx"), seconds, organization.pk)
    process.add(Spot("intake", "5xx"), 9.0, organization.pk)
    process.add(Spot("governance", "2xx"), 0.01, other_organization.pk)
    process.flush()
    clock.move_to(NOON, tick=False)
    (route,) = browser.get(URL).context["routes"]
    assert (route["name"], route["answers"], route["failed"]) == ("Intake", 101, 1)
    assert route["half"] == "14 ms"
    assert browser.get(URL).context["routes"] == [route]


@pytest.mark.parametrize("role", [Role.SUBMITTER, Role.REVIEWER, Role.MODEL_OWNER])
def test_only_oversight_sees_it(organization, client_for, member, role):
    assert client_for(member(role)).get(URL).status_code == 403


def test_the_number_of_queries_does_not_grow(organization, browser, django_assert_max_num_queries):
    hours(*[50] * 400, since=NOON - dt.timedelta(hours=500))
    browser.get(URL)
    with django_assert_max_num_queries(16):
        browser.get(URL)

"""Answers are counted in a process, and gathered for all processes and each organization."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from coe_portal.accounts.roles import Role
from coe_portal.vitals.histograms import Spot
from coe_portal.vitals.middleware import route_of
from coe_portal.vitals.timing import Timings, of_days, timings, totals

PAGES = Spot("intake", "2xx")
TODAY = dt.date(2026, 3, 9)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-03-09T12:00:00Z", tick=False)


def test_processes_add_up():
    for process in (Timings(), Timings()):
        for seconds in (0.01, 0.2, 70.0):
            process.add(PAGES, seconds)
        process.flush()
    found = totals()[PAGES]
    assert found.counts == (2, 0, 0, 2, 0, 0, 0, 0, 0, 2)
    assert found.seconds == pytest.approx(140.42)


def test_each_organization_has_its_own_days():
    process = Timings()
    process.add(PAGES, 0.01, 1)
    process.add(PAGES, 0.01, 2)
    process.add(PAGES, 0.01, None)
    process.flush()
    assert totals()[PAGES].count == 3
    assert of_days(1, [TODAY])[PAGES].count == 1
    assert of_days(1, [TODAY - dt.timedelta(days=1)]) == {}
    assert of_days(3, [TODAY]) == {}


def test_counts_wait_while_the_broker_is_away(settings):
    process, works = Timings(), settings.REDIS_URL
    settings.REDIS_URL = "redis://localhost:1/0"
    process.add(PAGES, 0.01)
    process.flush()
    settings.REDIS_URL = works
    process.flush()
    assert totals()[PAGES].count == 1


def test_a_busy_process_hands_over_by_itself():
    process = Timings(seconds=0)
    process.add(PAGES, 0.01)
    assert totals()[PAGES].count == 1


@pytest.mark.parametrize(
    ("address", "route"),
    [("/health/", "health"), ("/northbank/metrics/", "metrics"), ("/northbank/api/v1/me/", "api")],
)
def test_a_route_is_a_part_of_the_portal(address, route):
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    assert route_of(request) == route


@pytest.mark.django_db
def test_what_people_ask_for_is_counted(organization, client_for, member):
    browser = client_for(member(Role.EXECUTIVE))
    browser.get("/northbank/metrics/platform/")
    browser.get("/northbank/metrics/nowhere/at/all/")
    Client().get("/health/")
    timings.flush()
    counted = {spot: one.count for spot, one in of_days(organization.pk, [TODAY]).items()}
    assert counted == {Spot("metrics", "2xx"): 1, Spot("none", "4xx"): 1}
    assert totals()[Spot("health", "2xx")].count == 1

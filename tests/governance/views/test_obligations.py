"""The obligations calendar, its API and its entries for calendar programs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.queries.obligations import obligations_of
from intake.choices import Stage
from tests.governance.papers import high_case

SINCE = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def place(organization):
    return reverse("governance:obligations", kwargs={"org": "northbank"})


def deploy(owner, count=1):
    for _number in range(count):
        high_case(owner, answers={"goal": "Lend", "roles": ["deployer"]})


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_applies_to_us(organization, owner, place, client_for):
    reader = client_for(owner)
    everything = page(reader, place)
    assert "Fundamental rights impact assessment" in everything
    assert "Unsettled" in everything
    assert "by one reading" in everything
    assert "Fundamental rights impact assessment" not in page(reader, place, ours="1")
    with scope(organization):
        deploy(owner, 2)
    ours = page(reader, place, ours="1")
    assert "Fundamental rights impact assessment" in ours
    assert "Technical documentation contents" not in ours
    assert "Fundamental rights" not in page(reader, place, role="provider")
    assert "No obligation fits" not in page(reader, place, role="nobody", framework="None")


def test_closed_cases_and_other_organizations_do_not_count(
    organization, other_organization, owner, member, place, client_for
):
    with scope(organization):
        deploy(owner)
        case = high_case(owner, answers={"roles": ["importer"]})
        case.stage = Stage.RETIRED
        case.save()
    assert "Importer duties" not in page(client_for(owner), place, ours="1")
    stranger = client_for(member(organization=other_organization))
    theirs = reverse("governance:obligations", kwargs={"org": "mercy"})
    assert "Fundamental rights" not in page(stranger, theirs, ours="1")


def test_calendar_programs_get_the_days_that_concern_us(organization, owner):
    with scope(organization):
        assert obligations_of(owner, SINCE) == []
        deploy(owner)
        entries = obligations_of(owner, SINCE)
        assert {f"{entry.starts_at:%Y-%m-%d}" for entry in entries} == {"2027-12-02"}
        assert "Art. 27 Fundamental rights impact assessment" in entries[0].description
        assert obligations_of(owner, SINCE.replace(year=2029)) == []


def test_programs_read_it(organization, owner, api_client):
    with scope(organization):
        deploy(owner, 3)
    rows = api_client(owner).get("/northbank/api/v1/obligations/", {"ours": "1"}).json()
    fria = next(row for row in rows if row["code"] == "Art. 27")
    assert (fria["use_cases"], fria["status"]) == (3, "amended")


def test_the_page_costs_the_same_for_one_and_twenty(organization, owner, place, client_for):
    reader = client_for(owner)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(reader, place)
        return len(queries)

    with scope(organization):
        deploy(owner)
    cost()
    one = cost()
    with scope(organization):
        deploy(owner, 19)
    assert cost() == one

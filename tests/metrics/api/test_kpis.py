"""The API of KPIs: numbers, readings and targets, with read-only tokens for dashboards."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from metrics.actions.snapshots import take_days, take_snapshots
from metrics.actions.targets import name_owner
from metrics.integrations import number_files
from metrics.kpis.registry import all_kpis, kpi_named
from metrics.logic.periods import Quarter
from tests.metrics.history import END, make_history, store
from tests.metrics.quarters import USED

pytestmark = pytest.mark.django_db
API = "/northbank/api/v1/kpis/"
CLOCK = Actor.system("tests")


@pytest.fixture
def with_history(organization, time_machine):
    time_machine.move_to(END, tick=False)
    with scope(organization):
        store(make_history(7, count=20))
        take_snapshots(organization, Quarter(2026, 4).back(2), actor=CLOCK, codes=USED)
    return organization


@pytest.fixture
def program(with_history, api_client, member):
    return api_client(member(Role.COE_STAFF), scopes=["metrics:read", "metrics:write"])


@pytest.fixture
def reader(with_history, api_client, member):
    return api_client(member(Role.COE_STAFF), scopes=["metrics:read"])


def test_every_kpi_is_listed_with_its_newest_number(reader):
    listed = reader.get(API).json()
    assert [line["code"] for line in listed] == [kpi.code for kpi in all_kpis()]
    decided = next(line for line in listed if line["code"] == "cases_decided")
    assert reader.get(f"{API}cases_decided/").json() == decided
    assert decided["quarter"] == "2026-Q4"
    some = reader.get(API, {"area": "capability"}).json()
    assert {line["area"] for line in some} == {"capability"}


def test_kept_numbers_are_read_by_pages(reader, with_history):
    with scope(with_history):
        take_days(with_history, [END.date() - dt.timedelta(days=1)], actor=CLOCK, codes=USED)
    page = reader.get(f"{API}cases_by_stage/snapshots/", {"page_size": 2}).json()
    assert len(page["results"]) == 2
    assert page["next"]
    days = reader.get(f"{API}cases_by_stage/snapshots/", {"kind": "day"}).json()["results"]
    assert [row["kind"] for row in days] == ["day"]
    all_of_them = reader.get("/northbank/api/v1/kpi-snapshots/", {"quarter": "2026-Q3"}).json()
    assert {row["quarter"] for row in all_of_them["results"]} == {"2026-Q3"}
    since = reader.get("/northbank/api/v1/kpi-snapshots/", {"since": "2027-01-01"}).json()
    assert since["results"] == []
    assert reader.get("/northbank/api/v1/kpi-snapshots/", {"since": "soon"}).status_code == 422


def test_kept_numbers_are_one_file_for_other_tools(reader):
    place = "/northbank/api/v1/kpi-snapshots/file/"
    assert reader.get(place, {"as": "parquet"}).content[:4] == b"PAR1"
    head = reader.get(place, {"quarter": "2026-Q3"}).content.decode("utf-8-sig").splitlines()[0]
    assert head.startswith("kpi,kind,quarter")
    assert reader.get(place, {"as": "doc"}).status_code == 404


def test_any_past_day_is_computed(reader, with_history):
    day = dt.date(2026, 5, 20)
    said = reader.get(f"{API}cases_by_stage/value/", {"as_of": day.isoformat()}).json()
    with scope(with_history):
        (kept,) = take_days(with_history, [day], actor=CLOCK, codes=["cases_by_stage"])
    assert (said["value"], said["parts"], said["digest"]) == (kept.value, kept.parts, kept.digest)
    for wrong in ("2027-01-01", "1990-01-01", "soon"):
        answer = reader.get(f"{API}cases_by_stage/value/", {"as_of": wrong})
        assert answer.status_code == 422, wrong


def test_readings_are_entered_and_corrected(program, with_history):
    with scope(with_history):
        BusinessUnit.objects.create(name="Retail", code="retail")
    address = f"{API}support_tickets/readings/"
    reading = {"day": "2026-07-31", "value": 12, "unit": "retail", "source": "Desk"}
    first = program.post(address, reading)
    assert (first.status_code, first.json()["reference"]) == (201, "READ-1")
    assert program.post(address, reading).json()["reference"] == "READ-1"
    assert program.post(address, {**reading, "value": 13}).json()["reference"] == "READ-2"
    listed = program.get(address).json()["results"]
    assert [(row["reference"], row["value"], row["unit"]) for row in listed] == [
        ("READ-2", 13, "retail")
    ]
    assert program.post(address, {**reading, "unit": "nowhere"}).status_code == 422
    assert program.post(address, {**reading, "value": -1}).status_code == 422
    assert program.post(f"{API}cases_decided/readings/", reading).status_code == 409


def test_a_reading_is_withdrawn(program, with_history):
    address = f"{API}platform_utilisation/readings/"
    program.post(address, {"day": "2026-07-31", "value": 12})
    gone = program.post(f"{address}1/withdraw/", {"reason": "Another platform."})
    assert (gone.status_code, gone.json()["reference"]) == (201, "READ-2")
    assert program.get(address).json()["results"] == []
    assert program.post(f"{address}1/withdraw/", {"reason": "Again."}).status_code == 409
    assert program.post(f"{address}9/withdraw/", {"reason": "Which?"}).status_code == 404


def test_the_owner_of_a_kpi_enters_its_readings_without_a_role_of_the_staff(
    with_history, api_client, member
):
    owner = member(Role.SUBMITTER, name="Olga Owner")
    with scope(with_history):
        name_owner(kpi_named("support_tickets"), owner, actor=CLOCK)
    program, own = api_client(owner), f"{API}support_tickets/"
    reading = {"day": "2026-07-31", "value": 12}
    assert program.post(f"{own}readings/", reading).status_code == 201
    assert [row["value"] for row in program.get(f"{own}readings/").json()["results"]] == [12]
    assert program.get(own).json()["owner"] == owner.user.email
    assert program.post(f"{own}readings/1/withdraw/", {"reason": "Wrong."}).status_code == 201
    assert program.post(f"{own}targets/", {"since": "2026-01-01"}).status_code == 403
    assert program.post(f"{API}ticket_resolution/readings/", reading).status_code == 403
    assert [program.get(place).status_code for place in (API, f"{API}cases_decided/")] == [403, 403]


def test_numbers_are_asked_for_by_days(reader, with_history):
    yesterday = END.date() - dt.timedelta(days=1)
    with scope(with_history):
        take_days(with_history, [yesterday, yesterday - dt.timedelta(days=1)], actor=CLOCK)
    place = "/northbank/api/v1/kpis/cases_by_stage/snapshots/"
    asked = {"kind": "day", "since": yesterday.isoformat(), "until": yesterday.isoformat()}
    assert [row["day"] for row in reader.get(place, asked).json()["results"]] == [str(yesterday)]


def test_a_file_that_would_be_too_long_says_what_to_do(reader, monkeypatch):
    monkeypatch.setattr(number_files, "MOST_SNAPSHOTS", 3)
    place = "/northbank/api/v1/kpi-snapshots/file/"
    answer = reader.get(place)
    assert (answer.status_code, "of some days (from, until)" in answer.json()["detail"]) == (
        409,
        True,
    )
    assert reader.get(place, {"until": "2020-01-01"}).status_code == 200


def test_targets_are_set_and_read(program):
    address = f"{API}days_to_decision/targets/"
    target = {"since": "2026-01-01", "target": 10, "good": 12, "fair": 20}
    assert program.post(address, target).status_code == 201
    assert program.get(address).json()["results"][0]["target"] == 10
    bands = program.get(f"{API}days_to_decision/").json()["bands"]
    assert bands == {"target": 10, "good": 12, "fair": 20}
    assert program.post(address, {**target, "good": 40}).status_code == 422


def test_a_reading_token_reads_and_writes_nothing(reader):
    assert reader.get(f"{API}days_to_decision/targets/").status_code == 200
    assert reader.post(f"{API}days_to_decision/targets/", {}).status_code == 403
    assert reader.post(f"{API}support_tickets/readings/", {}).status_code == 403


def test_unknown_kpis_do_not_exist(reader):
    for path in ("", "snapshots/", "readings/", "targets/", "value/"):
        assert reader.get(f"{API}happiness/{path}").status_code == 404


def test_programs_of_another_organization_see_nothing(
    with_history, other_organization, member, api_client
):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(API).status_code in {401, 403, 404}
    page = stranger.get("/mercy/api/v1/kpi-snapshots/").json()
    assert page["results"] == []

"""The API of the CoE's health: the same actions, rights and refusals as the pages."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from metrics.choices import Pattern
from metrics.statements import STATEMENTS
from tests.metrics.planted import plant

pytestmark = pytest.mark.django_db
API = "/northbank/api/v1/"


@pytest.fixture
def staff(organization, member, api_client):
    return api_client(member(Role.COE_STAFF))


@pytest.fixture
def boss(organization, member, api_client):
    return api_client(member(Role.EXECUTIVE))


def test_the_radar_says_what_it_sees(organization, member, staff, boss):
    assert boss.get(f"{API}radar/").status_code == 404
    assert boss.post(f"{API}radar/").status_code == 403
    with scope(organization):
        plant(member, Pattern.IVORY_TOWER)
    assert staff.post(f"{API}radar/").status_code == 201
    told = boss.get(f"{API}radar/").json()["patterns"]
    levels = {each["pattern"]: each["level"] for each in told}
    assert levels.pop("ivory_tower") == "present"
    assert set(levels.values()) == {"clear"}
    assert {len(each["signals"]) for each in told} == {3}


def test_thresholds_are_set_and_put_back(staff, boss):
    place = f"{API}radar-signals/misuse/"
    assert boss.get(place).json() == {"watch": 25, "present": 50}
    assert boss.put(place, {"watch": 1, "present": 2}, format="json").status_code == 403
    for wrong in ({"watch": 2, "present": 1}, {"watch": "nan", "present": 3}):
        assert staff.put(place, wrong, format="json").status_code in {400, 422}
    own = {"watch": 1, "present": 2}
    assert staff.put(place, own, format="json").json() == own
    assert staff.delete(place).json() == {"watch": 25, "present": 50}
    assert staff.get(f"{API}radar-signals/nothing/").status_code == 404


def test_a_self_assessment_from_start_to_end(organization, staff, boss):
    with scope(organization):
        due = today_here() + dt.timedelta(days=9)
    rounds = f"{API}self-assessments/"
    made = staff.post(rounds, {"title": "2026-Q4"}, format="json")
    assert made.status_code == 201
    assert staff.post(rounds, {"title": "2027-Q1"}, format="json").status_code == 409
    target = {"stage": "scale", "due_on": f"{due}"}
    assert staff.put(f"{API}maturity-targets/value/", target, format="json").json() == target
    for statement in STATEMENTS:
        answer = {"statement": statement.code, "holds": "yes", "evidence": "Seen"}
        assert boss.post(f"{rounds}MA-1/answer/", answer, format="json").status_code == 200
    assert boss.post(f"{rounds}MA-1/close/").status_code == 403
    closed = staff.post(f"{rounds}MA-1/close/").json()
    assert closed["scores"]["value"] == 4
    assert [each["path"] for each in closed["dimensions"]] == [[]] * 6
    assert [one["reference"] for one in boss.get(rounds).json()["results"]] == ["MA-1"]
    assert staff.post(f"{rounds}MA-1/close/").status_code == 409


def test_the_launch_plan(staff, boss):
    place = f"{API}launch-plan/"
    assert boss.get(place).status_code == 404
    first = {"starts_on": "2026-03-02"}
    assert boss.post(place, first, format="json").status_code == 403
    assert staff.post(place, first, format="json").status_code == 201
    assert staff.post(place, first, format="json").status_code == 409
    done = {"state": "done", "evidence": "Named"}
    told = staff.post(f"{API}launch-steps/1/settle/", done, format="json").json()
    assert (told["done"], told["wanted"], told["steps"][0]["state"]) == (1, 18, "done")
    assert staff.post(f"{API}launch-steps/99/settle/", done, format="json").status_code == 404


def test_satisfaction_and_queue_are_read(boss):
    assert boss.get(f"{API}satisfaction/").json()["answers"] == 0
    assert boss.get(f"{API}queue-forecast/").json() == []


@pytest.mark.parametrize("place", ["radar", "self-assessments", "launch-plan", "satisfaction"])
def test_only_oversight_reads(organization, member, api_client, place):
    assert api_client(member(Role.REVIEWER)).get(f"{API}{place}/").status_code == 403

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.actions.commentary import publish_commentary
from metrics.models.quarters import Commentary
from tests.metrics.history import END
from tests.metrics.quarters import ENDED, sign, with_numbers

pytestmark = pytest.mark.django_db
HOME = "/northbank/api/v1/quarters/"


@pytest.fixture
def numbers(organization, time_machine):
    time_machine.move_to(END, tick=False)
    with scope(organization):
        with_numbers(organization)
    return organization


@pytest.fixture
def program(numbers, member, api_client):
    return api_client(member(Role.EXECUTIVE, name="Erin Executive"))


def number(answer, code):
    return next(row for row in answer.json()["numbers"] if row["kpi"] == code)


def test_a_program_reads_the_quarters_and_their_numbers(numbers, program):
    quarters = program.get(HOME).json()
    assert (len(quarters), quarters[0]["quarter"], quarters[1]["quarter"]) == (
        21,
        "2026-Q4",
        "2026-Q3",
    )
    answer = program.get(f"{HOME}2026-Q3/")
    with scope(numbers):
        cases = number(answer, "cases_by_stage")["value"]
    assert cases > 0
    assert answer.json()["state"] is None


def test_what_is_signed_is_told(numbers, program, member):
    with scope(numbers):
        sign(member(Role.EXECUTIVE))
        close = sign(member(Role.COE_STAFF, name="Hanna Head"))
    answer = program.get(f"{HOME}2026-Q3/").json()
    assert (answer["state"], answer["seal"]) == ("signed", close.seal)
    assert answer["signatures"][1]["name"] == "Hanna Head"
    assert answer["numbers"][0]["is_signed"]


def test_a_program_comments_and_keeps_drafts(numbers, program):
    address = f"{HOME}2026-Q3/commentary/cases_decided/"
    assert program.put(address, {"text": "Draft.", "publish": False}).json()["draft"] == "Draft."
    assert number(program.get(f"{HOME}2026-Q3/"), "cases_decided")["commentary"] is None
    assert program.put(address, {"text": "Said."}).status_code == 200
    told = number(program.get(f"{HOME}2026-Q3/"), "cases_decided")["commentary"]
    assert told["text"] == "Said."
    assert program.put(f"{HOME}2026-Q3/commentary/nothing/", {"text": "x"}).status_code == 404


def test_nothing_is_said_of_a_signed_quarter(numbers, program, member):
    with scope(numbers):
        sign(member(Role.EXECUTIVE))
    answer = program.put(f"{HOME}2026-Q3/commentary/cases_decided/", {"text": "Late."})
    assert answer.status_code == 409


def test_a_read_only_token_reads_and_does_not_comment(numbers, member, api_client):
    program = api_client(member(Role.EXECUTIVE), scopes=["metrics:read"])
    assert program.get(f"{HOME}2026-Q3/?tier=high").status_code == 200
    answer = program.put(f"{HOME}2026-Q3/commentary/cases_decided/", {"text": "No."})
    assert answer.status_code == 403


@pytest.mark.parametrize("code", ["2027-Q1", "2020-Q1"])
def test_other_quarters_do_not_exist(numbers, program, code):
    assert program.get(f"{HOME}{code}/").status_code == 404


def test_another_organization_is_told_nothing(numbers, member, api_client, other_organization):
    about = Commentary(kpi="cases_decided", quarter=ENDED.code, starts_on=ENDED.starts_on)
    with scope(numbers):
        publish_commentary(about, "Secret.", actor=Actor.member(member(Role.EXECUTIVE)))
    program = api_client(member(Role.EXECUTIVE, organization=other_organization))
    answer = program.get("/mercy/api/v1/quarters/2026-Q3/")
    assert "Secret." not in answer.content.decode()
    assert program.get(f"{HOME}2026-Q3/").status_code in {401, 404}

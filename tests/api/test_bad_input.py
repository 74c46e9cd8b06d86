"""What no field can hold is refused where it comes in."""

from __future__ import annotations

import base64

import pytest

from coe_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db
CASES = "/northbank/api/v1/use-cases/"


@pytest.fixture
def client(member, api_client):
    return api_client(member(Role.COE_STAFF))


def send(client, body: str):
    return client.generic("POST", CASES, body, content_type="application/json")


@pytest.mark.parametrize(
    "body",
    [
        '{"title": "a\\u0000b"}',
        '{"answers": {"deep": [{"in\\u0000side": 1}]}}',
        '{"title": "\\ud800"}',
        '{"number": 1e400}',
        '{"number": ' + "9" * 5000 + "}",
        "[" * 100_000 + "]" * 100_000,
        '{"number": NaN}',
    ],
    ids=["NUL", "NUL in a name", "half a pair", "endless", "too long", "too deep", "no number"],
)
def test_a_body_that_cannot_be_stored_is_refused(client, body):
    answer = send(client, body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "parse_error"


def test_a_text_may_speak_of_what_it_may_not_hold(client):
    answer = send(client, r'{"title": "Write \\u0000 in JSON"}')
    assert answer.status_code == 422


@pytest.mark.parametrize("address", ["/northbank/?q=%00", "/%00/", "/northbank/intake/?q=a%00b"])
def test_an_address_with_a_nul_is_refused(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("place", ["p=yesterday", "p=99999-01-01", "o=9999999999", "%%%"])
def test_a_cursor_that_names_no_place_is_not_found(client, place):
    cursor = base64.b64encode(place.encode()).decode()
    answer = client.get("/northbank/api/v1/jobs/", {"cursor": cursor})
    assert answer.status_code in {200, 404}
    assert client.get("/northbank/api/v1/jobs/", {"cursor": "p"}).status_code == 404


@pytest.mark.parametrize("reference", ["J-" + "9" * 5000, "J-٣", "J-01"])
def test_a_reference_is_a_number_that_there_can_be(client, member, client_for, reference):
    browser = client_for(member(Role.COE_STAFF))
    assert browser.get(f"/northbank/jobs/{reference}/").status_code == 404
    assert browser.get(f"/northbank/about/use-case/UC-{reference[2:]}/comments/").status_code == 404
    trail = client.get("/northbank/api/v1/audit-events/", {"subject_id": reference[2:]})
    assert trail.status_code in {200, 403}

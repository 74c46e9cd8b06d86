"""Every refusal of the API has one shape, and tells strangers nothing."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope

API = "/northbank/api/v1"


@pytest.fixture
def program(api_client, member) -> APIClient:
    return api_client(member(Role.ORG_ADMIN))


def problem(answer) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:coe-portal:{body['code']}"
    assert body["detail"]
    return answer.status_code, body["code"]


def test_no_credentials(organization):
    answer = APIClient().get(f"{API}/me/")
    assert problem(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("secret", ["coe_wrong", "", "x" * 5000])
def test_a_wrong_token(organization, secret):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert problem(client.get(f"{API}/me/"))[0] == 401


def test_an_address_without_anything(program):
    assert problem(program.get(f"{API}/nothing/here/")) == (404, "not_found")
    assert problem(program.delete(f"{API}/nothing")) == (404, "not_found")


def test_a_row_that_is_not_there(program):
    assert problem(program.get(f"{API}/members/999999/")) == (404, "not_found")


def test_a_verb_that_is_not_there(program):
    assert problem(program.put(f"{API}/me/", {})) == (405, "method_not_allowed")


def test_a_body_that_is_not_json(program):
    answer = program.generic("POST", f"{API}/use-cases/", "{", content_type="application/json")
    assert problem(answer) == (400, "parse_error")


def test_a_body_of_another_type(program):
    answer = program.generic("POST", f"{API}/use-cases/", "<x/>", content_type="text/xml")
    assert problem(answer) == (415, "unsupported_media_type")


def test_values_that_do_not_fit(program):
    answer = program.post(f"{API}/use-cases/", {"title": ""})
    assert problem(answer) == (422, "invalid_input")
    assert set(answer.json()["errors"]) >= {"title", "summary"}


def test_a_scope_that_the_token_lacks(api_client, member):
    client = api_client(member(Role.ORG_ADMIN), scopes=["intake:read"])
    assert problem(client.get(f"{API}/members/")) == (403, "permission_denied")


def test_strangers_and_missing_organizations_are_answered_alike(
    organization, other_organization, member, api_client, client_for
):
    token = api_client(member(organization=other_organization))
    session = client_for(member(organization=other_organization))
    for client in (APIClient(), token, session):
        for path in ("me/", "members/", "schema/", "nothing/"):
            own = client.get(f"/northbank/api/v1/{path}")
            missing = client.get(f"/nowhere/api/v1/{path}")
            assert own.status_code == missing.status_code == 401
            assert own.content == missing.content


def test_a_session_may_use_the_api_with_its_csrf_token_only(member, client_for):
    client = client_for(member())
    assert client.get(f"{API}/me/").status_code == 200
    strict = client_for(member())
    strict.handler.enforce_csrf_checks = True
    answer = strict.post(f"{API}/use-cases/", {}, content_type="application/json")
    assert problem(answer) == (403, "permission_denied")


@pytest.mark.parametrize(
    "change", [{"revoked_at": "2020-01-01T00:00Z"}, {"expires_at": "2020-01-01T00:00Z"}]
)
def test_a_token_that_ended(program, organization, change):
    with scope(organization):
        Membership.objects.get().api_tokens.update(**change)
    assert problem(program.get(f"{API}/me/")) == (401, "authentication_failed")


def test_a_token_ends_with_its_membership(program, organization):
    with scope(organization):
        Membership.objects.update(is_active=False)
    assert problem(program.get(f"{API}/me/"))[0] == 401


def test_a_token_tells_when_it_was_last_used(program, organization):
    program.get(f"{API}/me/")
    with scope(organization):
        (token,) = Membership.objects.get().api_tokens.all()
    assert token.last_used_at is not None


def test_a_refused_call_leaves_nothing(program, organization):
    with scope(organization):
        before = AuditEvent.objects.count()
    program.post(f"{API}/use-cases/", {"title": ""})
    with scope(organization):
        assert AuditEvent.objects.count() == before

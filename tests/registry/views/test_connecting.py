"""The page that says how to connect a client names one's own organization."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role

NOTE = "To register new ones you need the role"


@pytest.mark.parametrize(("role", "is_told"), [(Role.MODEL_OWNER, False), (Role.AUDITOR, True)])
def test_it_names_the_address_and_what_is_guarded(member, client_for, role, is_told):
    page = client_for(member(role)).get("/northbank/registry/models/connect/").content.decode()

    assert "http://token:coe_…@localhost:8000/northbank/mlflow" in page
    assert "machine localhost login token" in page
    assert "champion, production" in page
    assert (NOTE in page) == is_told


def test_another_organization_has_its_own(member, other_organization, client_for):
    person = member(organization=other_organization)
    client = client_for(person)

    assert b"localhost:8000/mercy/mlflow" in client.get("/mercy/registry/models/connect/").content
    assert client.get("/northbank/registry/models/connect/").status_code == 404

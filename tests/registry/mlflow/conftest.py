"""Programs that speak MLflow to the portal, without a client between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from coe_portal.accounts import actions
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role, token_scopes
from coe_portal.tenancy.scope import scope

MOUNT = "mlflow/api/2.0/mlflow"


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str | None:
        return self.body.get("error_code")


@dataclass(frozen=True)
class Program:
    """Somebody's program with a token: `program.post("registered-models/create", name="a")`."""

    slug: str
    authorization: str
    agent: str = "mlflow-python-client/3.17.2"

    def get(self, endpoint: str, **values: Any) -> Answer:
        return self.ask("GET", endpoint, values)

    def post(self, endpoint: str, **values: Any) -> Answer:
        return self.ask("POST", endpoint, values)

    def patch(self, endpoint: str, **values: Any) -> Answer:
        return self.ask("PATCH", endpoint, values)

    def delete(self, endpoint: str, **values: Any) -> Answer:
        return self.ask("DELETE", endpoint, values)

    def ask(self, method: str, endpoint: str, values: Any) -> Answer:
        path = f"/{self.slug}/{MOUNT}/{endpoint}"
        headers = {"authorization": self.authorization, "user-agent": self.agent}
        if method == "GET":
            response = Client().get(path, values, headers=headers)
        else:
            response = Client().generic(
                method, path, json.dumps(values), "application/json", headers=headers
            )
        assert response.headers["Content-Type"] == "application/json", response.content
        return Answer(response.status_code, response.json())


Speak = Callable[..., Program]


def secret_of(
    person: Membership, scopes: Iterable[str] | None = None, *, name: str = "pipeline"
) -> str:
    """A new token of a member, with all scopes or the ones given."""
    wanted = token_scopes() if scopes is None else scopes
    with scope(person.organization_id):
        _token, secret = actions.issue_token(name, scopes=wanted, actor=Actor.member(person))
    return secret


@pytest.fixture
def speak() -> Speak:
    """`speak(member, scopes, name="nightly")`: their program with a token."""

    def start(
        person: Membership, scopes: Iterable[str] | None = None, *, name: str = "pipeline"
    ) -> Program:
        secret = secret_of(person, scopes, name=name)
        return Program(person.organization.slug, f"Bearer {secret}")

    return start


@pytest.fixture
def scientist(member) -> Membership:
    """Registers models; approves nothing."""
    return member(Role.MODEL_OWNER, name="Sana Scientist")


@pytest.fixture
def program(speak, scientist) -> Program:
    return speak(scientist)

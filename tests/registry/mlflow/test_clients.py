"""Unmodified MLflow clients against a running portal with two web workers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.audit.verification import verify_chain
from coe_portal.devservices.supervisor import Program, Supervisor
from coe_portal.settings import env
from coe_portal.tenancy.scope import scope
from registry.models.models import AIModel, ModelVersion
from registry.models.promotions import PromotionRequest
from tests.fixtures.worker import database_url
from tests.registry.mlflow.conftest import secret_of
from tests.registry.mlflow.promotions import approve, complete, serve_a_case

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).with_name("client_script.py")
# Another Python with another client: `MLFLOW_PYTHON=/opt/mlflow-2.22/bin/python pytest …`.
PYTHON = os.environ.get("MLFLOW_PYTHON", sys.executable)  # noqa: TID251

Steps = dict[str, dict[str, Any]]


@pytest.fixture
def address(transactional_db, tmp_path) -> Iterator[str]:
    """Of a portal that runs as it does in production."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "DJANGO_SETTINGS_MODULE": "coe_portal.settings.test",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": str(env.BASE_DIR),
    }
    command = (
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--worker-class", "gthread", "--threads", "4", "coe_portal.wsgi"),
    )
    with Supervisor(tmp_path, environment) as supervisor:
        supervisor.start(Program("web", command))
        supervisor.wait_for_port(port)
        yield f"127.0.0.1:{port}"


class Client:
    """The script in a process of its own, with a token; `client.do("register")` runs a part."""

    def __init__(self, place: str, secret: str, log: Path, *, slug: str, user: str) -> None:
        login, token = (f"{user}:{secret}@", "") if user else ("", secret)
        about = {
            "MLFLOW_TRACKING_TOKEN": token,
            "NO_PROXY": "127.0.0.1",
            "NETRC": "/dev/null",
            "GIT_PYTHON_REFRESH": "quiet",
        }
        self.log = log
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                [PYTHON, str(SCRIPT), f"http://{login}{place}/{slug}/mlflow"],
                env=env.overlaid({name: value for name, value in about.items() if value}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def do(self, part: str) -> Steps:
        """What came of each step of a part."""
        assert self.process.stdin
        assert self.process.stdout
        print(part, file=self.process.stdin, flush=True)
        steps = {}
        for line in self.process.stdout:
            said = json.loads(line) if line.startswith("{") else {}
            if said.get("done") == part:
                return steps
            steps[said.get("step", "")] = said
        pytest.fail(self.log.read_text()[-3000:])

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def connect(address, tmp_path) -> Iterator[Callable[..., Client]]:
    """`connect(secret, slug="mercy", user="token")`: a client, with Basic if it has a user."""
    clients: list[Client] = []

    def start(secret: str, *, slug: str = "northbank", user: str = "") -> Client:
        log = tmp_path / f"client-{len(clients)}.log"
        clients.append(Client(address, secret, log, slug=slug, user=user))
        return clients[-1]

    yield start
    for client in clients:
        client.end()


def codes(steps: Steps) -> dict[str, str]:
    """Step → the code of its error, for the steps that had one."""
    return {name: step["error"] for name, step in steps.items() if "error" in step}


def test_a_pipeline_to_production(connect, organization, member):  # noqa: PLR0915  (one story)
    scientist = member(Role.MODEL_OWNER, name="Sana Scientist")
    client = connect(secret_of(scientist))

    said = client.do("register")
    assert codes(said) == {
        "create again": "RESOURCE_ALREADY_EXISTS",
        "bad name": "INVALID_PARAMETER_VALUE",
        "unknown": "RESOURCE_DOES_NOT_EXIST",
        "local source": "INVALID_PARAMETER_VALUE",
        "governance tag": "PERMISSION_DENIED",
        "no such alias": "INVALID_PARAMETER_VALUE",
        "reserved alias": "INVALID_PARAMETER_VALUE",
    }
    assert said["by alias"]["result"]["version"] == 2
    assert said["model"]["result"]["description"] == "Consumer credit"
    assert said["model"]["result"]["latest"] in ([1, 2], [2, 1])
    assert said["latest"]["result"][0]["stage"] == "Staging"
    assert said["download"]["result"] == said["copy's files"]["result"] == "s3://models/credit/1"

    refused = client.do("promote")
    assert set(codes(refused).values()) == {"PERMISSION_DENIED", "INVALID_PARAMETER_VALUE"}
    assert "linked to no use case" in refused["champion 1"]["message"]

    checker = member(Role.REVIEWER, name="Cleo Checker")
    with scope(organization):
        model = AIModel.objects.named("credit-scoring").get()
        serve_a_case(model, member)
        for version in model.versions.all():
            complete(version, checker)
    requested = client.do("promote")
    assert codes(requested) == codes(refused)
    body = requested["champion 1"]["body"]
    assert body["promotion_requested"] is True
    assert body["portal_url"] in requested["champion 1"]["message"]
    with scope(organization):
        asked = PromotionRequest.objects.order_by("version__number")
        assert [one.version.number for one in asked] == [1, 2]
        first, second = model.versions.order_by("number")
        approve(first)

    promoted = client.do("promote")
    assert codes(promoted) == {"champion 2": "PERMISSION_DENIED"}
    assert promoted["who is champion"]["result"]["version"] == 1
    assert promoted["version 1"]["result"]["stage"] == "Production"
    assert promoted["version 1"]["result"]["tags"]["governance.status"] == "approved"
    assert promoted["version 2"]["result"]["tags"]["governance.status"] == "pending"

    with scope(organization):
        approve(second)
    assert codes(client.do("promote")) == {}
    back = client.do("promote")  # to version 1, and on to 2, at once
    assert back["champion 1"]["result"] is None
    assert back["who is champion"]["result"]["version"] == 2

    kept = client.do("delete")
    assert codes(kept) == {
        "serving version": "PERMISSION_DENIED",
        "serving model": "PERMISSION_DENIED",
        "removed": "RESOURCE_DOES_NOT_EXIST",
        "removed model": "RESOURCE_DOES_NOT_EXIST",
    }
    assert [kept[f"version {n}"]["result"]["version"] for n in (3, 4)] == [3, 4]
    with scope(organization):
        assert verify_chain() is None


def test_a_crowd_searches_prompts_and_a_stranger(connect, organization, other_organization, member):
    client = connect(secret_of(member(Role.MODEL_OWNER, name="Sana Scientist")), user="token")
    stranger = connect(secret_of(member(Role.MODEL_OWNER, organization=other_organization)))

    numbers = client.do("crowd")["numbers"]["result"]
    assert sorted(numbers) == list(range(1, 65))
    with scope(organization):
        stored = ModelVersion.objects.order_by("number").values_list("number", flat=True)
        assert list(stored) == list(range(1, 65))
        told = AuditEvent.objects.filter(action="registry.version.registered")
        assert told.count() == 64
        assert verify_chain() is None

    found = client.do("search")
    assert codes(found) == {
        "bad filter": "INVALID_PARAMETER_VALUE",
        "bad token": "INVALID_PARAMETER_VALUE",
    }
    assert found["tag"]["result"] == ["fraud-1", "fraud-3"]
    assert found["order"]["result"] == [f"fraud-{number}" for number in (4, 3, 2, 1, 0)]
    assert found["pages"]["result"] == [
        ["fraud-0", "fraud-1"],
        ["fraud-2", "fraud-3"],
        ["fraud-4"],
    ]

    prompts = client.do("prompts")
    assert codes(prompts) == {
        "production": "PERMISSION_DENIED",
        "as a model": "INVALID_PARAMETER_VALUE",
    }
    assert prompts["load"]["result"]["template"] == "Hello {{name}}"
    assert prompts["by alias"]["result"]["version"] == 2
    assert prompts["hidden"]["result"] == []

    abroad = stranger.do("stranger")
    assert codes(abroad) == dict.fromkeys(("read", "write", "search"), "UNAUTHENTICATED")

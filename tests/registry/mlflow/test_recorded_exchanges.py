"""220 requests of a real client and the answers of a real server: the portal gives the same.

They were recorded between MLflow's client and server 3.17.2 and are kept beside the project. Where
the portal answers otherwise by intent, the step stands below with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.actions.promotion import request_promotion
from registry.models.models import AIModel, ModelVersion
from tests.registry.mlflow.conftest import Program
from tests.registry.mlflow.promotions import approve, complete, serve_a_case
from tests.shared_data import shared

RECORDING = shared("mlflow_exchanges.json")
TIMES = {"creation_timestamp", "last_updated_timestamp"}
# Search results of MLflow lack the aliases of versions (mlflow#9952); ours have them.
OURS_ADDS = {"aliases"}
# Step → (status, code) of the portal.
OTHERWISE = {
    # MLflow fails with 500, which the client repeats for minutes.
    "transition none+archive": (400, "INVALID_PARAMETER_VALUE"),
    # Only some calls of the client check this; the portal always does.
    "model api on prompt": (400, "INVALID_PARAMETER_VALUE"),
    # The portal has webhooks of its own.
    "create webhook": (404, "ENDPOINT_NOT_FOUND"),
    "list webhooks": (404, "ENDPOINT_NOT_FOUND"),
    "webhook bad url": (404, "ENDPOINT_NOT_FOUND"),
    # A page in HTML there, which the client cannot read.
    "raw: unknown endpoint": (404, "ENDPOINT_NOT_FOUND"),
    "raw: wrong verb": (404, "ENDPOINT_NOT_FOUND"),
    "raw: get model via POST": (404, "ENDPOINT_NOT_FOUND"),
    "raw: search POST": (404, "ENDPOINT_NOT_FOUND"),
    "raw: preview path": (404, "ENDPOINT_NOT_FOUND"),
    # Addresses of MLflow's own pages, which no client asks.
    "raw: ajax-api path": (404, "ENDPOINT_NOT_FOUND"),
    "raw: version": (404, "ENDPOINT_NOT_FOUND"),
    "raw: health": (404, "ENDPOINT_NOT_FOUND"),
}
# Status and code agree, the rest does not.
BODY_DIFFERS = {
    "search rm max 0": "an empty page leads nowhere, not to itself",
    "raw: server-info": "the portal names itself",
}
# A version that serves is not deleted: the portal refuses until its alias is gone.
SERVING = "delete version w alias"


@pytest.mark.skipif(RECORDING is None, reason="this machine does not have the recording")
def test_the_portal_answers_as_mlflow_does(program, organization, member):
    exchanges = recorded()
    before = approvals(organization, member)
    different, previous = [], ""
    for exchange in exchanges:
        step = exchange["step"]
        if step != previous and step in before:
            before.pop(step)()
        previous = step
        if step == SERVING and exchange["method"] == "DELETE":
            assert ask(program, exchange)[:2] == (403, "PERMISSION_DENIED")
            release(program)
        if complaint := compared(exchange, ask(program, exchange)):
            different.append((step, complaint))
    assert len(exchanges) == 220
    assert different == []


def recorded() -> list[dict[str, Any]]:
    """Step, request and answer (empty for a page) of each exchange, in their order."""
    return [
        {
            "step": one["step"],
            "method": one["request"]["method"],
            "path": one["request"]["path"],
            "query": one["request"]["query"],
            "body": one["request"].get("json", one["request"].get("text")),
            "status": one["response"]["status"],
            "answer": answer if isinstance(answer := one["response"].get("json"), dict) else {},
        }
        for one in json.loads(RECORDING.read_text(encoding="utf-8"))["exchanges"]
    ]


def approvals(organization, member) -> dict[str, Callable[[], None]]:
    """What governance does between the steps, so that everything may be promoted."""
    checker = member(Role.REVIEWER, name="Cleo Checker")

    def promote(name: str, *numbers: int) -> None:
        with scope(organization):
            model = AIModel.objects.named(name).get()
            serve_a_case(model, member)
            for number in numbers:
                version = ModelVersion.objects.numbered(name, number).get()
                complete(version, checker)
                request_promotion(version, actor=Actor.member(model.owner))
                approve(version)

    return {
        "set alias": lambda: promote("credit-scoring", 1, 2),
        "load prompt alias": lambda: promote("greet", 2),
    }


def release(program: Program) -> None:
    """Take version 2 out of service."""
    about = {"name": "credit-scoring-v2", "version": "2"}
    assert program.delete("registered-models/alias", alias="champion", **about).status == 200
    moved = program.post("model-versions/transition-stage", stage="Archived", **about)
    assert moved.status == 200


def ask(program: Program, exchange: dict[str, Any]) -> tuple[int, str | None, dict[str, Any]]:
    path = (
        f"/{program.slug}/mlflow{exchange['path']}?{urlencode(list(map(tuple, exchange['query'])))}"
    )
    headers = {"authorization": program.authorization}
    body = exchange["body"]
    data = "" if body is None else body if isinstance(body, str) else json.dumps(body)
    answer = Client().generic(
        exchange["method"], path, data, "application/json" if data else "", headers=headers
    )
    told = answer.json()
    return answer.status_code, told.get("error_code"), told


def compared(exchange: dict[str, Any], ours: tuple[int, str | None, dict[str, Any]]) -> str:
    """What is wrong with an answer; empty when it is what it should be."""
    step, theirs = exchange["step"], exchange["answer"]
    status, code, told = ours
    expected = OTHERWISE.get(step)
    if exchange["method"] == "GET" and exchange["path"].endswith("/get") and "raw" not in step:
        expected = None  # what the client asks before it writes
    wanted = expected or (exchange["status"], theirs.get("error_code"))
    if (status, code) != wanted:
        return f"{status} {code} and not {wanted}: {told.get('message', '')}"
    if code or expected or step in BODY_DIFFERS or agree(plain(theirs), plain(told)):
        return ""
    return f"{plain(told)} and not {plain(theirs)}"


def plain(value: Any) -> Any:
    """Without times, what is empty, and what the portal says of governance; in one order."""
    if isinstance(value, dict):
        told = {key: plain(one) for key, one in value.items() if key not in TIMES}
        return {key: one for key, one in told.items() if one not in ("", [], {})}
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], dict) and "key" in value[0]:
        return {
            one["key"]: one.get("value", "")
            for one in value
            if not one["key"].startswith("governance.")
        }
    rows = [plain(one) for one in value]
    is_unordered = rows and isinstance(rows[0], dict) and "version" in rows[0]
    return (
        sorted(rows, key=lambda row: (row.get("name", ""), row["version"]))
        if is_unordered
        else rows
    )


def agree(theirs: Any, ours: Any) -> bool:
    """Whether ours says all that theirs says, and no more than it may."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        extra = ours.keys() - theirs.keys() - OURS_ADDS
        return not extra and all(agree(value, ours.get(key)) for key, value in theirs.items())
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(theirs) == len(ours) and all(map(agree, theirs, ours))
    return bool(theirs == ours)


@pytest.mark.parametrize("page", [1, 2])
def test_versions_come_in_the_order_of_their_last_change(program, page):
    program.post("registered-models/create", name="credit")
    for number in (1, 2, 3):
        program.post("model-versions/create", name="credit", source=f"s3://b/{number}")
    program.patch("model-versions/update", name="credit", version="1", description="newer")

    token = {"page_token": "eyJvZmZzZXQiOiAyfQ=="} if page == 2 else {}
    answer = program.get("model-versions/search", max_results="2", **token)

    found = [row["version"] for row in answer.body["model_versions"]]
    assert found == (["1", "3"] if page == 1 else ["2"])

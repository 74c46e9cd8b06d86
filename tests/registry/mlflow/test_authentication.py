"""Who may speak: live tokens of the organization, as Bearer or as a password, and nobody else."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from coe_portal.accounts.actions import revoke_token
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import ApiToken
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from tests.registry.mlflow.conftest import MOUNT, secret_of

SEARCH = "registered-models/search"
UNAUTHENTICATED = (401, "UNAUTHENTICATED")


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_the_token_may_be_a_password_of_any_name(program, scientist):
    secret = secret_of(scientist)

    for name in ("token", "", "ana@example.com"):
        with_password = replace(program, authorization=basic(name, secret))
        assert with_password.get(SEARCH).status == 200


NOBODY = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer coe_nothing",
    "Basic",
    "Basic !!!",
    "Basic " + base64.b64encode(b"no colon").decode(),
    "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
    basic("token", "coe_nothing"),
    basic("coe_nothing", ""),
    "Digest username=a",
]


def test_nobody_else_is_heard(program):
    """An organization that is missing answers as one that is there."""
    answers = {
        (authorization, slug): replace(program, authorization=authorization, slug=slug).post(
            "registered-models/create", name="a"
        )
        for authorization in NOBODY
        for slug in ("northbank", "nowhere")
    }

    heard = {who: a for who, a in answers.items() if (a.status, a.code) != UNAUTHENTICATED}
    assert heard == {}


def test_a_session_is_no_token(scientist, client_for):
    """A page that somebody else made cannot use the browser of a member."""
    browser = client_for(scientist)

    answer = browser.post(
        f"/northbank/{MOUNT}/registered-models/create", {"name": "a"}, "application/json"
    )

    assert answer.status_code == 401


def test_a_token_ends(program, scientist, organization):
    assert program.get(SEARCH).status == 200
    with scope(organization):
        token = ApiToken.objects.get()
        revoke_token(token, actor=Actor.member(scientist))

    assert program.get(SEARCH).code == "UNAUTHENTICATED"


def test_a_token_that_has_run_out_is_none(program, organization):
    with scope(organization):
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert program.get(SEARCH).code == "UNAUTHENTICATED"


def test_a_token_that_only_reads_changes_nothing(speak, scientist, program, organization):
    program.post("registered-models/create", name="credit")
    program.post("model-versions/create", name="credit", source="s3://b/1")
    reader = speak(scientist, ["registry:read"])

    assert reader.get("registered-models/get", name="credit").status == 200
    writes = [
        reader.post("registered-models/create", name="b"),
        reader.patch("registered-models/update", name="credit", description="x"),
        reader.post("registered-models/rename", name="credit", new_name="x"),
        reader.delete("registered-models/delete", name="credit"),
        reader.post("registered-models/set-tag", name="credit", key="a", value="b"),
        reader.delete("registered-models/delete-tag", name="credit", key="a"),
        reader.post("registered-models/alias", name="credit", alias="x", version="1"),
        reader.post("registered-models/alias", name="credit", alias="champion", version="1"),
        reader.delete("registered-models/alias", name="credit", alias="x"),
        reader.post("model-versions/create", name="credit", source="s3://b/2"),
        reader.patch("model-versions/update", name="credit", version="1", description="x"),
        reader.delete("model-versions/delete", name="credit", version="1"),
        reader.post("model-versions/set-tag", name="credit", version="1", key="a", value="b"),
        reader.delete("model-versions/delete-tag", name="credit", version="1", key="a"),
        reader.post(
            "model-versions/transition-stage", name="credit", version="1", stage="Production"
        ),
        reader.post("model-versions/transition-stage", name="credit", version="1", stage="Staging"),
    ]

    assert {(answer.status, answer.code) for answer in writes} == {(403, "PERMISSION_DENIED")}
    with scope(organization):
        assert AuditEvent.objects.filter(action__startswith="registry.").count() == 2


def test_a_token_of_other_scopes_does_not_even_read(speak, scientist):
    assert speak(scientist, ["intake:read"]).get(SEARCH).code == "PERMISSION_DENIED"


def test_a_member_without_the_role_reads(speak, member, program):
    program.post("registered-models/create", name="credit")
    colleague = speak(member(Role.SUBMITTER))

    assert colleague.get("registered-models/get", name="credit").status == 200
    for answer in (
        colleague.post("registered-models/create", name="b"),
        colleague.patch("registered-models/update", name="credit", description="x"),
    ):
        assert (answer.status, answer.code) == (403, "PERMISSION_DENIED")


def test_somebody_else_s_model_is_not_changed(speak, member, program):
    program.post("registered-models/create", name="credit")
    colleague = speak(member(Role.MODEL_OWNER))

    answer = colleague.post("model-versions/create", name="credit", source="s3://b/1")

    assert answer.code == "PERMISSION_DENIED"


def test_the_trail_says_whose_token_and_which_client(program, organization):
    program.post("registered-models/create", name="credit", description="x")

    with scope(organization):
        event = AuditEvent.objects.get(action="registry.model.registered")
    assert event.actor_label == "Sana Scientist (pipeline), MLflow 3.17.2"
    assert (event.actor_kind, event.subject_label) == ("token", "M-1 credit")


def test_a_long_name_moves_a_version_too(speak, member, organization):
    """Name, token and client together are longer than what is kept of them."""
    person = member(Role.MODEL_OWNER, name="N" * 150)
    program = speak(person, name="t" * 100)
    program.post("registered-models/create", name="credit")
    program.post("model-versions/create", name="credit", source="s3://b/1")

    moved = program.post(
        "model-versions/transition-stage", name="credit", version="1", stage="Staging"
    )

    assert moved.status == 200
    with scope(organization):
        event = AuditEvent.objects.get(action="registry.version.moved")
    assert len(event.actor_label) == 255


def test_nothing_is_redirected(organization):
    """A client that is sent elsewhere would repeat its POST as a GET."""
    for path in ("mlflow/", f"{MOUNT}/registered-models/create", f"{MOUNT}/nothing"):
        assert Client().post(f"/northbank/{path}").status_code == 401

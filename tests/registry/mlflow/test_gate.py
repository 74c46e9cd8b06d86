"""What is guarded: protected aliases and Production, version by version, and nothing else."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from registry.models.models import AIModel, ModelAlias, ModelVersion
from registry.models.promotions import PromotionRequest, StageMove
from tests.registry.mlflow.promotions import approve, complete, serve_a_case

ALIAS, MOVE = "registered-models/alias", "model-versions/transition-stage"
VERSION = {"name": "credit", "version": "1"}


@pytest.fixture
def registered(program):
    program.post("registered-models/create", name="credit")
    for number in (1, 2):
        program.post("model-versions/create", name="credit", source=f"s3://b/{number}")
    return program


@pytest.fixture
def case(registered, organization, member):
    with scope(organization):
        return serve_a_case(AIModel.objects.get(), member)


@pytest.fixture
def is_approved(registered, case, organization, member):
    """Version 1, by the whole way."""
    checker = member(Role.REVIEWER, name="Cleo Checker")
    with scope(organization):
        complete(ModelVersion.objects.get(number=1), checker)
    assert registered.post(ALIAS, alias="champion", **VERSION).status == 403
    with scope(organization):
        approve(ModelVersion.objects.get(number=1))


def facts(organization) -> tuple[object, ...]:
    """All that a refused call must leave alone."""
    with scope(organization):
        return (
            list(ModelAlias.objects.values_list("alias", "version__number")),
            list(ModelVersion.objects.order_by("number").values_list("number", "stage", "tags")),
            StageMove.objects.count(),
        )


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        (ALIAS, {"alias": "champion"}),
        (ALIAS, {"alias": "CHAMPION"}),
        (ALIAS, {"alias": "production"}),
        (MOVE, {"stage": "Production"}),
        (MOVE, {"stage": "pRoDuCtIoN", "archive_existing_versions": True}),
    ],
)
def test_an_unapproved_version_is_refused(registered, case, organization, endpoint, values):
    before = facts(organization)

    answer = registered.post(endpoint, **VERSION, **values)

    assert (answer.status, answer.code) == (403, "PERMISSION_DENIED")
    message = answer.body["message"]
    assert "credit v1" in message
    assert "approv" in message
    assert "Documents: " in message
    assert answer.body["portal_url"] in message
    assert answer.body["portal_url"].startswith("http://localhost:8000/northbank/registry/models/")
    assert answer.body["promotion_requested"] is True
    assert len(answer.body["missing"]) > 2
    assert facts(organization) == before


def test_the_promotion_is_requested_once(registered, case, organization):
    for _time in range(3):
        registered.post(ALIAS, alias="champion", **VERSION)
        registered.post(MOVE, stage="Production", **VERSION)

    with scope(organization):
        request = PromotionRequest.objects.select_related("version", "use_case").get()
        asked = AuditEvent.objects.filter(action="registry.promotion.requested").count()
    assert (request.version.number, request.use_case, request.state) == (1, case, "open")
    assert asked == 1
    told = registered.get("model-versions/get", **VERSION).body["model_version"]
    assert {"key": "governance.status", "value": "pending"} in told["tags"]


def test_without_a_use_case_nobody_can_be_asked(registered, organization):
    answer = registered.post(ALIAS, alias="champion", **VERSION)

    assert (answer.status, answer.body["promotion_requested"]) == (403, False)
    assert "linked to no use case" in answer.body["message"]
    with scope(organization):
        assert not PromotionRequest.objects.exists()


def test_all_else_is_free(registered, organization):
    for values in ({"alias": "challenger"}, {"alias": "champion2"}):
        assert registered.post(ALIAS, **VERSION, **values).status == 200
    for stage in ("Staging", "Archived", "None", "staging"):
        assert registered.post(MOVE, stage=stage, **VERSION).status == 200


def test_what_is_approved_is_done(registered, is_approved, organization):
    assert registered.post(ALIAS, alias="champion", **VERSION).body == {}
    moved = registered.post(MOVE, stage="production", **VERSION).body["model_version"]

    assert (moved["current_stage"], moved["aliases"]) == ("Production", ["champion"])
    assert {"key": "governance.status", "value": "approved"} in moved["tags"]
    with scope(organization):
        assert AuditEvent.objects.filter(action="registry.alias.set").count() == 1


def test_an_approval_is_of_one_version(registered, is_approved, program):
    copied = program.post("model-versions/create", name="credit", source="models:/credit/1")

    for version in ("2", copied.body["model_version"]["version"]):
        answer = registered.post(ALIAS, alias="champion", name="credit", version=version)
        assert (answer.status, answer.code) == (403, "PERMISSION_DENIED")


def test_going_back_is_done_at_once(registered, is_approved, organization):
    registered.post(ALIAS, alias="champion", **VERSION)
    assert registered.delete(ALIAS, name="credit", alias="champion").status == 200

    assert registered.post(ALIAS, alias="champion", **VERSION).status == 200
    assert registered.post(MOVE, stage="Production", **VERSION).status == 200
    assert registered.post(MOVE, stage="Archived", **VERSION).status == 200
    assert registered.post(MOVE, stage="Production", **VERSION).status == 200


def test_a_refused_move_archives_nothing(registered, is_approved, organization):
    registered.post(MOVE, stage="Production", **VERSION)
    before = facts(organization)

    answer = registered.post(
        MOVE, name="credit", version="2", stage="Production", archive_existing_versions=True
    )

    assert answer.status == 403
    assert facts(organization) == before


@pytest.mark.parametrize("place", [{"alias": "champion"}, {"stage": "Production"}])
def test_what_serves_is_not_deleted(registered, is_approved, organization, place):
    registered.post(ALIAS if "alias" in place else MOVE, **VERSION, **place)

    for answer in (
        registered.delete("model-versions/delete", **VERSION),
        registered.delete("registered-models/delete", name="credit"),
    ):
        assert (answer.status, answer.code) == (403, "PERMISSION_DENIED")
    assert registered.get("model-versions/get", **VERSION).status == 200
    assert registered.delete("model-versions/delete", name="credit", version="2").status == 200


def test_renaming_keeps_the_approval(registered, is_approved):
    registered.post(ALIAS, alias="champion", **VERSION)
    registered.post("registered-models/rename", name="credit", new_name="credit-eu")

    by_alias = registered.get(ALIAS, name="credit-eu", alias="champion").body["model_version"]
    assert (by_alias["version"], by_alias["name"]) == ("1", "credit-eu")
    assert registered.delete(ALIAS, name="credit-eu", alias="champion").status == 200
    assert registered.post(ALIAS, name="credit-eu", alias="champion", version="1").status == 200


def test_another_model_of_the_name_is_not_approved(registered, is_approved):
    assert registered.delete("registered-models/delete", name="credit").status == 200
    registered.post("registered-models/create", name="credit")
    made = registered.post("model-versions/create", name="credit", source="s3://b/1")

    assert made.body["model_version"]["version"] == "1"
    assert registered.post(ALIAS, alias="champion", **VERSION).status == 403


def test_who_only_builds_asks_and_does_not_promote(registered, case, speak, member, organization):
    developer = member(Role.SUBMITTER, name="Dan Developer")
    with scope(organization):
        ModelVersion.objects.filter(number=2).update(developer=developer)
    answer = speak(developer).post(ALIAS, name="credit", version="2", alias="champion")

    assert (answer.status, answer.body["promotion_requested"]) == (403, True)
    with scope(organization):
        assert PromotionRequest.objects.get().requested_by_id == developer.pk


@pytest.mark.parametrize("kind", ["registered-models", "model-versions"])
def test_tags_of_the_portal_are_not_set(registered, kind):
    for key in ("governance.status", "Governance.URL"):
        tag = {"key": key, "value": "approved", **VERSION}
        set_one = registered.post(f"{kind}/set-tag", **tag)
        deleted = registered.delete(f"{kind}/delete-tag", **tag)
        assert (set_one.status, set_one.code) == (403, "PERMISSION_DENIED")
        assert (deleted.status, deleted.code) == (403, "PERMISSION_DENIED")
    made = registered.post(
        "model-versions/create", name="credit", source="s3://b/9", tags=[tag | {"value": "x"}]
    )
    assert made.code == "PERMISSION_DENIED"


def test_a_copy_leaves_the_portal_s_tags_behind(registered):
    tags = [{"key": "governance.status", "value": "approved"}, {"key": "a", "value": "b"}]

    made = registered.post(
        "model-versions/create", name="credit", source="models:/credit/1", tags=tags
    ).body["model_version"]

    assert {"key": "a", "value": "b"} in made["tags"]
    assert {"key": "governance.status", "value": "draft"} in made["tags"]


def test_prompts_come_under_the_gate_too(registered):
    prompt = {"key": "mlflow.prompt.is_prompt", "value": "true"}
    registered.post("registered-models/create", name="greet", tags=[prompt])
    registered.post("model-versions/create", name="greet", source="dummy-source", tags=[prompt])

    free = registered.post(ALIAS, name="greet", alias="challenger", version="1")
    guarded = registered.post(ALIAS, name="greet", alias="production", version="1")

    assert (free.status, guarded.code) == (200, "PERMISSION_DENIED")

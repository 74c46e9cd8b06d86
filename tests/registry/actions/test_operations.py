"""Lineage, deployments and use of a version."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.clock import today_here
from registry.actions.operations import (
    DeploymentTerms,
    InputTerms,
    Usage,
    add_input,
    deploy_version,
    end_deployment,
    record_usage,
    remove_input,
)
from registry.choices import Environment, InputKind, InputRole
from registry.models.models import Deployment, UsageRecord
from tests.registry.models import new_version


def data(name="claims-2025", **fields):
    return InputTerms(
        **{"kind": InputKind.DATASET, "role": InputRole.TRAINING, "name": name, **fields}
    )


def runs(environment=Environment.TEST, target="scoring-service"):
    return DeploymentTerms(environment=environment, target=target)


def test_lineage_names_what_a_version_was_made_from(version, developer):
    actor = Actor.member(developer)
    later = new_version(version.model, developer)
    add_input(later, data(), actor=actor)
    add_input(
        later,
        data(str(version), kind=InputKind.MODEL, role=InputRole.BASE, parent=version),
        actor=actor,
    )
    assert [str(one) for one in later.inputs.all()] == [
        "Dataset: claims-2025",
        "Model: fraud-scorer v1",
    ]
    assert [child.version for child in version.children.all()] == [later]
    with pytest.raises(InvalidInput):
        add_input(later, data(), actor=actor)
    row = later.inputs.get(name="claims-2025")
    remove_input(row, actor=actor)
    with pytest.raises(InvalidTransition):
        remove_input(row, actor=actor)


def test_nothing_is_made_from_itself(version, developer):
    with pytest.raises(RuleViolation):
        add_input(version, data(parent=version), actor=Actor.member(developer))


def test_a_deployment_runs_until_it_ends(version, developer):
    actor = Actor.member(developer)
    row = deploy_version(version, runs(), actor=actor)
    with pytest.raises(InvalidInput):
        deploy_version(version, runs(), actor=actor)
    end_deployment(row, actor=actor)
    with pytest.raises(InvalidTransition):
        end_deployment(row, actor=actor)
    deploy_version(version, runs(), actor=actor)
    assert Deployment.objects.running().count() == 1


def test_production_takes_only_what_is_approved(version, developer):
    with pytest.raises(RuleViolation) as refused:
        deploy_version(version, runs(Environment.PRODUCTION), actor=Actor.member(developer))
    assert refused.value.code == "registry.promotion_refused"
    assert not Deployment.objects.exists()


def test_usage_sent_again_replaces_what_was_there(version, developer):
    actor, today = Actor.member(developer), today_here()
    rows = [Usage(day=today, consumer=name, calls=5, cost=Decimal("0.5")) for name in ("a", "b")]
    assert record_usage(version, rows, actor=actor) == 2
    record_usage(version, [Usage(day=today, consumer="a", calls=7)], actor=actor)
    found = UsageRecord.objects.order_by("consumer").values_list("consumer", "calls", "cost")
    assert list(found) == [("a", 7, Decimal(0)), ("b", 5, Decimal("0.5"))]


def test_usage_that_cannot_be(version, developer, validator):
    actor, today = Actor.member(developer), today_here()
    once = Usage(day=today, consumer="a", calls=1)
    tomorrow = Usage(day=today + dt.timedelta(days=1), consumer="a")
    for rows in ([], [once, once], [tomorrow], [once] * 1_001):
        with pytest.raises(InvalidInput):
            record_usage(version, rows, actor=actor)
    with pytest.raises(NotAllowed):
        record_usage(version, [once], actor=Actor.member(validator))
    assert not UsageRecord.objects.exists()

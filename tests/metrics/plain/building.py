"""Strategy and efficiency by hand, as far as they are about models and assets."""

from __future__ import annotations

from datetime import timedelta

from governance.choices import APPROVALS
from tests.metrics.plain.facts import Row, days, within


def adoption_rate(world, as_of):
    return [
        Row(model.kind, float(is_used(model, as_of)), unit=model.unit)
        for model in world.models
        if any(runs(one, as_of.at) for one in production(model))
    ]


def production(model):
    return [
        one
        for version in model.versions
        for one in version.deployments
        if one.environment == "production"
    ]


def runs(deployment, at):
    ended = deployment.ended_at is not None and deployment.ended_at <= at
    return deployment.deployed_at <= at and not ended


def is_used(model, as_of):
    last = as_of.at.astimezone(as_of.zone).date()
    return any(
        calls and last - timedelta(days=30) < day <= last for day, calls, _sent_at in model.usage
    )


def deployment_frequency(world, as_of):
    length = as_of.quarter.ends_at(as_of.zone) - as_of.since
    months = max(1.0, round((as_of.at - as_of.since) / length * 3, 2))
    return [
        Row(model.kind, 1 / months, unit=model.unit)
        for model in world.models
        for one in production(model)
        if within(as_of, one.deployed_at)
    ]


def sign_off_to_deployment(world, as_of):
    rows = []
    for model in world.models:
        for version in model.versions:
            times = [
                one.deployed_at for one in version.deployments if one.environment == "production"
            ]
            if times and within(as_of, min(times)):
                rows += signed(version, min(times), as_of)
    return rows


def signed(version, deployed_at, as_of):
    """The row of a version whose promotion was approved before it was deployed."""
    approvals = [
        (decision.decided_at, case, decision.tier)
        for case, decision in version.sign_offs
        if decision.outcome in APPROVALS and decision.decided_at <= deployed_at
    ]
    if not approvals:
        return []
    at, case, tier = max(approvals, key=lambda approval: approval[0])
    return [Row(tier, days(at, deployed_at), unit=case.unit_at(as_of.at), tier=tier)]


def reuse_rate(world, as_of):
    return [
        Row(asset.kind, float(any(is_running(one, as_of.at) for one in asset.reuses)))
        for asset in world.assets
        if asset.published_at is not None and asset.published_at <= as_of.at
    ]


def is_running(reuse, at):
    noted_at, ended_at = reuse
    return noted_at <= at and (ended_at is None or ended_at > at)


NUMBERS = {
    function.__name__: function
    for function in (adoption_rate, deployment_frequency, reuse_rate, sign_off_to_deployment)
}

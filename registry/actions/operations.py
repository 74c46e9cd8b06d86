"""Where versions come from, where they run, and how much they are used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from registry.actions.promotion import require_may_serve
from registry.actions.registration import locked_version
from registry.choices import Environment, InputKind, InputRole
from registry.declarations import models as told
from registry.models.datasets import Dataset
from registry.models.models import Deployment, ModelVersion, UsageRecord, VersionInput
from registry.models.vendors import Vendor
from registry.permissions.models import CHANGE

MOST_INPUTS = 100
MOST_RUNNING = 100
MOST_RECORDS = 1_000


@dataclass(frozen=True, kw_only=True)
class InputTerms:
    """One thing that a version was made from.

    `parent` is a version of this registry that it was, `vendor` the vendor that it comes from. Of a
    `dataset` of the catalogue name, address and digest are taken where they are left out.
    """

    kind: InputKind
    role: InputRole
    name: str
    uri: str = ""
    digest: str = ""
    parent: ModelVersion | None = None
    vendor: Vendor | None = None
    dataset: Dataset | None = None


@dataclass(frozen=True, kw_only=True)
class DeploymentTerms:
    """Where a version runs."""

    environment: Environment
    target: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What one consumer used on one day."""

    day: dt.date
    consumer: str
    calls: int = 0
    users: int = 0
    cost: Decimal = Decimal(0)


@transaction.atomic
def add_input(version: ModelVersion, terms: InputTerms, *, actor: Actor) -> VersionInput:
    """Say what a version was made from."""
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    if terms.parent is not None and terms.parent.pk == version.pk:
        raise RuleViolation(_("Nothing is made from itself."))
    terms = _named(terms)
    if version.inputs.count() >= MOST_INPUTS:
        raise RuleViolation(_("There are too many already: %(most)d.") % {"most": MOST_INPUTS})
    known = version.inputs.filter(kind=terms.kind, role=terms.role, name=terms.name)
    if known.exists():
        message = _("This is there already.")
        raise InvalidInput(message, errors={"name": [message]})
    values = {one.name: getattr(terms, one.name) for one in fields(InputTerms)}
    row: VersionInput = VersionInput.objects.create(version=version, **values)
    record(told.INPUT_ADDED, version, actor=actor, after={"from": str(row)}, root=version.model)
    return row


def _named(terms: InputTerms) -> InputTerms:
    """With what the catalogue knows of its dataset on this day."""
    if terms.dataset is None:
        if not terms.name.strip():
            raise InvalidInput(_("Give it a name."), errors={"name": [_("Give it a name.")]})
        return terms
    dataset: Dataset = Dataset.objects.locked(terms.dataset.pk)
    if not dataset.is_available:
        message = _("%(dataset)s is not available any more.") % {"dataset": dataset.subject_label}
        raise InvalidInput(message, errors={"dataset": [message]})
    return replace(
        terms,
        kind=InputKind.DATASET,
        name=terms.name.strip() or dataset.name,
        uri=terms.uri or dataset.url or dataset.location,
        digest=terms.digest or dataset.digest,
        dataset=dataset,
    )


@transaction.atomic
def remove_input(row: VersionInput, *, actor: Actor) -> None:
    """It was not made from this."""
    version = locked_version(row.version)
    require(actor, CHANGE.code, version)
    if not version.inputs.filter(pk=row.pk).delete()[0]:
        raise InvalidTransition(_("This is gone already."))
    record(told.INPUT_REMOVED, version, actor=actor, before={"from": str(row)}, root=version.model)


@transaction.atomic
def deploy_version(version: ModelVersion, terms: DeploymentTerms, *, actor: Actor) -> Deployment:
    """Note where a version runs from now on; in production only one that may serve."""
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    if terms.environment == Environment.PRODUCTION:
        require_may_serve(version)
    running = version.deployments.running()
    if running.filter(environment=terms.environment, target=terms.target).exists():
        message = _("It runs there already.")
        raise InvalidInput(message, errors={"target": [message]})
    if running.count() >= MOST_RUNNING:
        raise RuleViolation(_("It runs in too many places: %(most)d.") % {"most": MOST_RUNNING})
    values = {one.name: getattr(terms, one.name) for one in fields(DeploymentTerms)}
    row: Deployment = Deployment.objects.create(version=version, deployed_by=actor.label, **values)
    record(told.DEPLOYED, version, actor=actor, after={"where": str(row)}, root=version.model)
    return row


@transaction.atomic
def end_deployment(deployment: Deployment, *, actor: Actor) -> Deployment:
    """It runs there no more."""
    version = locked_version(deployment.version)
    require(actor, CHANGE.code, version)
    row = Deployment.objects.locked(deployment.pk)
    if row.ended_at is not None:
        raise InvalidTransition(_("This has ended already."))
    row.ended_at, row.ended_by = timezone.now(), actor.label
    row.save(update_fields=["ended_at", "ended_by", "updated_at"])
    record(
        told.DEPLOYMENT_ENDED, version, actor=actor, before={"where": str(row)}, root=version.model
    )
    return row


@transaction.atomic
def record_usage(version: ModelVersion, rows: Sequence[Usage], *, actor: Actor) -> int:
    """Keep what was used, by day and consumer; sent again it replaces what was there."""
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    _check_usage(rows)
    UsageRecord.objects.bulk_create(
        [_usage_row(version, one) for one in rows],
        update_conflicts=True,
        unique_fields=["version", "day", "consumer"],
        update_fields=["calls", "users", "cost", "updated_at"],
    )
    record(
        told.USAGE_RECORDED,
        version,
        actor=actor,
        after={"rows": len(rows), "calls": sum(one.calls for one in rows)},
        root=version.model,
    )
    return len(rows)


def _usage_row(version: ModelVersion, usage: Usage) -> UsageRecord:
    values = {one.name: getattr(usage, one.name) for one in fields(Usage)}
    row = UsageRecord(version=version, **values)
    row.enter_organization()
    return row


def _check_usage(rows: Sequence[Usage]) -> None:
    if not rows or len(rows) > MOST_RECORDS:
        raise InvalidInput(_("Send 1 to %(most)d rows.") % {"most": MOST_RECORDS})
    if any(one.day > today_here() for one in rows):
        raise InvalidInput(_("A day is still to come."), errors={"day": [_("Not yet.")]})
    if len({(one.day, one.consumer) for one in rows}) < len(rows):
        raise InvalidInput(_("A consumer is there twice for the same day."))

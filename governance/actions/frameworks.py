"""Frameworks: read an edition in, adopt or discard it, retire a framework and take it up again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.events.bus import publish
from coe_portal.tenancy.turns import take_turn
from governance.actions.controls import install_controls, install_links
from governance.catalogs.frameworks import catalog_framework, crosswalk
from governance.choices import FrameworkState
from governance.declarations import compliance as told
from governance.events import CoverageMoved
from governance.logic.frameworks import RequirementRow, digest_of
from governance.messages.compliance import tell_of_update
from governance.models.frameworks import Framework, FrameworkVersion, Mapping, Requirement
from governance.permissions.compliance import MANAGE_FRAMEWORKS
from governance.queries.framework_changes import changes_of

# Editions come and are adopted one after the other: shipped controls are set up once.
TURN = "governance.frameworks"


@dataclass(frozen=True)
class Edition:
    """A framework in one edition, as a catalogue or a file says it."""

    key: str
    name: str
    label: str
    requirements: Sequence[RequirementRow]
    source: str = ""
    note: str = ""
    dated: dt.date | None = None
    is_own: bool = True


def shipped_edition(key: str) -> Edition:
    """What comes with the portal."""
    shipped = catalog_framework(key)
    return Edition(
        key=shipped.key,
        name=shipped.name,
        label=shipped.label,
        requirements=shipped.requirements,
        source=shipped.source,
        note=shipped.note,
        dated=shipped.dated,
        is_own=False,
    )


@transaction.atomic
def adopt_shipped(key: str, *, actor: Actor) -> FrameworkVersion:
    """Read in what comes with the portal, and measure by it from now on."""
    return adopt_version(bring_edition(shipped_edition(key), actor=actor), actor=actor)


@transaction.atomic
def bring_edition(edition: Edition, *, actor: Actor) -> FrameworkVersion:
    """Read an edition in; it counts once somebody has adopted it.

    Raises:
        InvalidInput: the own framework has the short name of one that comes with the portal.
        RuleViolation: an edition of it waits already, or nothing in it is new.
    """
    require(actor, MANAGE_FRAMEWORKS.code)
    take_turn(TURN)
    framework = _framework_for(edition)
    last = framework.versions.order_by("-number").first()
    digest = digest_of(edition.requirements)
    if last is not None and last.is_waiting:
        raise RuleViolation(_("An edition of this framework waits: adopt or discard it first."))
    if framework.current is not None and framework.current.digest == digest:
        raise RuleViolation(_("This edition has the same requirements as the adopted one."))
    version: FrameworkVersion = FrameworkVersion.objects.create(
        framework=framework,
        number=last.number + 1 if last else 1,
        label=edition.label,
        dated=edition.dated,
        note=edition.note[:2000],
        digest=digest,
        brought_by=actor.label,
    )
    _write(version, edition.requirements)
    facts = {"edition": version.label, "requirements": len(edition.requirements), "sha256": digest}
    record(told.VERSION_BROUGHT, framework, actor=actor, after=facts)
    return version


def _framework_for(edition: Edition) -> Framework:
    framework = Framework.objects.filter(key=edition.key).select_for_update().first()
    if framework is None:
        return Framework.objects.create(
            key=edition.key, name=edition.name, source=edition.source, is_own=edition.is_own
        )
    if edition.is_own and not framework.is_own:
        raise InvalidInput(
            _("This short name is taken."),
            errors={"key": [_("A framework of the portal has this short name.")]},
        )
    found: Framework = framework
    return found


def _write(version: FrameworkVersion, rows: Sequence[RequirementRow]) -> None:
    Requirement.objects.bulk_create(
        Requirement(
            organization_id=version.organization_id,
            version=version,
            position=position,
            **{
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(row).items()
            },
        )
        for position, row in enumerate(rows, start=1)
    )


@transaction.atomic
def adopt_version(version: FrameworkVersion, *, actor: Actor) -> FrameworkVersion:
    """Measure by this edition from now on; controls, evidence and exclusions carry over by code.

    Raises:
        InvalidTransition: it was adopted or discarded before.
    """
    require(actor, MANAGE_FRAMEWORKS.code)
    take_turn(TURN)
    framework, version = _locked(version)
    before = framework.current
    changes = changes_of(version)
    if before is not None:
        _settle(before, FrameworkState.SUPERSEDED, actor)
    _settle(version, FrameworkState.ADOPTED, actor)
    framework.current, framework.retired_at = version, None
    framework.save(update_fields=["current", "retired_at", "updated_at"])
    if not framework.is_own:
        _install_crosswalk()
        install_controls(actor=actor)
        install_links(actor=actor)
    record(
        told.VERSION_ADOPTED,
        framework,
        actor=actor,
        before={"edition": before.label if before else ""},
        after={"edition": version.label, "changes": len(changes)},
    )
    if before is not None:
        tell_of_update(version, {change.code for change in changes})
    publish(CoverageMoved())
    return version


@transaction.atomic
def discard_version(version: FrameworkVersion, *, actor: Actor) -> Framework:
    """Do without an edition that waits.

    Raises:
        InvalidTransition: it was adopted or discarded before.
    """
    require(actor, MANAGE_FRAMEWORKS.code)
    framework, version = _locked(version)
    _settle(version, FrameworkState.DISCARDED, actor)
    record(told.VERSION_DISCARDED, framework, actor=actor, before={"edition": version.label})
    return framework


@transaction.atomic
def retire_framework(framework: Framework, reason: str, *, actor: Actor) -> Framework:
    """Measure by it no longer; what was said about it stays.

    Raises:
        InvalidTransition: it is not adopted.
        InvalidInput: no reason is given.
    """
    require(actor, MANAGE_FRAMEWORKS.code)
    framework = Framework.objects.locked(framework.pk)
    if not framework.is_adopted:
        raise InvalidTransition(_("This framework is not adopted."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    framework.retired_at = timezone.now()
    framework.save(update_fields=["retired_at", "updated_at"])
    record(told.FRAMEWORK_RETIRED, framework, actor=actor, reason=reason)
    publish(CoverageMoved())
    return framework


@transaction.atomic
def restore_framework(framework: Framework, *, actor: Actor) -> Framework:
    """Measure by a retired framework again.

    Raises:
        InvalidTransition: it is not retired.
    """
    require(actor, MANAGE_FRAMEWORKS.code)
    framework = Framework.objects.locked(framework.pk)
    if framework.retired_at is None:
        raise InvalidTransition(_("This framework is not retired."))
    framework.retired_at = None
    framework.save(update_fields=["retired_at", "updated_at"])
    record(told.FRAMEWORK_RESTORED, framework, actor=actor)
    publish(CoverageMoved())
    return framework


def _locked(version: FrameworkVersion) -> tuple[Framework, FrameworkVersion]:
    framework = Framework.objects.select_related("current").locked(version.framework_id)
    locked: FrameworkVersion = FrameworkVersion.objects.locked(version.pk)
    locked.framework = framework
    if not locked.is_waiting:
        raise InvalidTransition(_("This edition does not wait any more."))
    return framework, locked


def _settle(version: FrameworkVersion, state: FrameworkState, actor: Actor) -> None:
    version.state = state
    version.settled_at, version.settled_by = timezone.now(), actor.label
    version.save(update_fields=["state", "settled_at", "settled_by", "updated_at"])


def _install_crosswalk() -> None:
    """The shipped links between frameworks that the organization has; those it has stay."""
    known = {row.key: row for row in Framework.objects.filter(is_own=False)}
    Mapping.objects.bulk_create(
        (
            Mapping(
                organization_id=known[one.framework].organization_id,
                framework=known[one.framework],
                code=one.code,
                to_framework=known[one.to_framework],
                to_code=one.to_code,
                strength=one.strength,
                why=one.why,
            )
            for one in crosswalk()
            if one.framework in known and one.to_framework in known
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def bring_shipped_update(framework: Framework, *, actor: Actor) -> FrameworkVersion:
    """Read in the edition that comes with this version of the portal.

    Raises:
        RuleViolation: it is an own framework, or the edition is adopted already.
    """
    if framework.is_own:
        raise RuleViolation(_("The portal brings no editions of your own frameworks."))
    return bring_edition(shipped_edition(framework.key), actor=actor)

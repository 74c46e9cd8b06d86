"""The library of reusable assets: add, change, publish, deprecate, and say who uses one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from intake.models.use_cases import UseCase
from registry.actions.documents import WEB
from registry.actions.reviewing import check_next
from registry.choices import AssetKind, AssetState
from registry.declarations import assets as told
from registry.messages.assets import tell_asset_owner, tell_of_reuse, tell_users
from registry.models.assets import Asset, Reuse
from registry.models.models import AIModel
from registry.permissions.assets import ADD_ASSET, CHANGE_ASSET, END_REUSE, NOTE_REUSE

MOST_REUSES: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class AssetTerms:
    """What an asset is, how it is used, where it is, and who answers for it."""

    name: str
    kind: AssetKind
    owner: Membership
    description: str = ""
    usage: str = ""
    version: str = ""
    url: str = ""
    licence: str = ""
    review_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Why nobody should begin to use it any more, and what to use instead, such as A-7."""

    reason: str
    successor: Asset | None = None


@dataclass(frozen=True, kw_only=True)
class ReuseTerms:
    """What uses the asset, by its reference (UC-42 or M-7), what for, and since when."""

    about: str
    note: str = ""
    since: dt.date | None = None


TERMS: Final = tuple(one.name for one in fields(AssetTerms))


@transaction.atomic
def add_asset(terms: AssetTerms, *, actor: Actor) -> Asset:
    """Put an asset into the library, as a draft."""
    require(actor, ADD_ASSET.code)
    _check(terms)
    asset: Asset = Asset.objects.create(
        number=next_number(Asset.PREFIX), added_by=actor.membership, **_stored(terms)
    )
    tell_asset_owner(asset, actor)
    after = {name: value for name, value in _stored(terms).items() if value}
    record(told.ASSET_ADDED, asset, actor=actor, after=after)
    return asset


@transaction.atomic
def change_asset(asset: Asset, terms: AssetTerms, *, actor: Actor) -> Asset:
    """Describe it anew, name its new version, or give it to somebody else."""
    before, asset = _locked(asset), _locked(asset)
    require(actor, CHANGE_ASSET.code, asset)
    _check(terms, before=before)
    for name, value in _stored(terms).items():
        setattr(asset, name, value)
    asset.save(update_fields=[*TERMS, "updated_at"])
    was, now = changes(before, asset, TERMS)
    if before.owner_id != asset.owner_id:
        tell_asset_owner(asset, actor)
    if now:
        record(told.ASSET_CHANGED, asset, actor=actor, before=was, after=now)
    return asset


@transaction.atomic
def publish_asset(asset: Asset, *, actor: Actor) -> Asset:
    """Everybody may use it from now on; one that was deprecated comes back so, too."""
    asset = _locked(asset)
    require(actor, CHANGE_ASSET.code, asset)
    if asset.is_published:
        raise InvalidTransition(_("This is so already."))
    if not asset.description:
        raise RuleViolation(_("Say what it does before you publish it."))
    before, asset.state = asset.state, AssetState.PUBLISHED
    asset.state_note, asset.successor = "", None
    asset.published_at = asset.published_at or timezone.now()
    asset.save(update_fields=["state", "state_note", "successor", "published_at", "updated_at"])
    record(
        told.ASSET_PUBLISHED,
        asset,
        actor=actor,
        before={"state": before},
        after={"state": asset.state},
    )
    return asset


@transaction.atomic
def deprecate_asset(asset: Asset, ending: Ending, *, actor: Actor) -> Asset:
    """Nobody should begin to use it; who does is told, with what to use instead."""
    asset = _locked(asset)
    require(actor, CHANGE_ASSET.code, asset)
    if not asset.is_published:
        raise InvalidTransition(_("Only a published asset can be deprecated."))
    if not ending.reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    _check_successor(asset, ending.successor)
    asset.state, asset.state_note = AssetState.DEPRECATED, ending.reason.strip()
    asset.successor = ending.successor
    asset.save(update_fields=["state", "state_note", "successor", "updated_at"])
    tell_users(asset, actor)
    record(
        told.ASSET_DEPRECATED,
        asset,
        actor=actor,
        after={"state": asset.state, "successor": asset.successor},
        reason=asset.state_note,
    )
    return asset


@transaction.atomic
def note_reuse(asset: Asset, terms: ReuseTerms, *, actor: Actor) -> Reuse:
    """Say that a use case or a model uses the asset."""
    asset = _locked(asset)
    require(actor, NOTE_REUSE.code, asset)
    if not asset.is_published:
        raise RuleViolation(_("Only a published asset can be taken up."))
    user = _found(terms.about, actor)
    since = terms.since or today_here()
    if since > today_here():
        raise InvalidInput(_("Not yet."), errors={"since": [_("This day is still to come.")]})
    running = asset.reuses.running()
    if running.filter(**user).exists():
        message = _("It is noted already that this uses it.")
        raise InvalidInput(message, errors={"about": [message]})
    if running.count() >= MOST_REUSES:
        raise RuleViolation(_("There are too many already: %(most)d.") % {"most": MOST_REUSES})
    reuse: Reuse = Reuse.objects.create(
        asset=asset, since=since, note=terms.note.strip(), noted_by=actor.membership, **user
    )
    tell_of_reuse(reuse, actor)
    record(
        told.ASSET_REUSED,
        asset,
        actor=actor,
        after={"by": reuse.user, "since": since, "note": reuse.note},
        root=reuse.use_case,
    )
    return reuse


@transaction.atomic
def end_reuse(reuse: Reuse, *, actor: Actor) -> Reuse:
    """It is used there no more; the row stays, for the count of those days."""
    asset = _locked(reuse.asset)
    row: Reuse = Reuse.objects.select_related("use_case", "model").locked(reuse.pk)
    row.asset = asset
    require(actor, END_REUSE.code, row)
    if row.ended_at is not None:
        raise InvalidTransition(_("This has ended already."))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at", "updated_at"])
    record(
        told.REUSE_ENDED,
        asset,
        actor=actor,
        before={"by": row.user, "since": row.since},
        root=row.use_case,
    )
    return row


def _locked(asset: Asset) -> Asset:
    locked: Asset = Asset.objects.with_people().locked(asset.pk)
    return locked


def _stored(terms: AssetTerms) -> dict[str, Any]:
    values = {name: getattr(terms, name) for name in TERMS}
    texts = {name: value.strip() for name, value in values.items() if isinstance(value, str)}
    return {**values, **texts, "kind": terms.kind}


def _found(about: str, actor: Actor) -> dict[str, UseCase | AIModel]:
    """The use case or the model of a reference, that the actor may see."""
    text = about.strip().upper()
    member = actor.membership
    cases = UseCase.objects.all() if member is None else UseCase.objects.visible_to(member)
    case = cases.by_reference(text).select_related("owner__user").defer("search").first()
    if case is not None:
        return {"use_case": case}
    models = AIModel.objects.present().by_reference(text).with_people()
    if (model := models.first()) is not None:
        return {"model": model}
    message = _("There is no use case and no model with this reference.")
    raise InvalidInput(message, errors={"about": [message]})


def _check(terms: AssetTerms, *, before: Asset | None = None) -> None:
    errors: dict[str, list[str]] = {}
    if not terms.name.strip():
        errors["name"] = [_("Give it a name.")]
    if terms.url.strip() and not WEB.fullmatch(terms.url.strip()):
        errors["url"] = [_("Give an address that begins with https://.")]
    if errors:
        raise InvalidInput(_("Check the values below."), errors=errors)
    if terms.review_on is not None and (before is None or before.review_on != terms.review_on):
        check_next(terms.review_on, "review_on")


def _check_successor(asset: Asset, successor: Asset | None) -> None:
    if successor is None:
        return
    if successor.pk == asset.pk or not successor.is_published:
        message = _("Name another asset that is published.")
        raise InvalidInput(message, errors={"successor": [message]})

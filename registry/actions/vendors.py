"""Propose vendors, keep them up, approve, suspend and reinstate them. The only writer of status."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import Entry, changes, record, record_all
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.tenancy.references import next_number
from registry.actions.documents import WEB
from registry.actions.reviewing import check_next
from registry.choices import Pledge, VendorStatus
from registry.declarations import vendors as told
from registry.logic.vendors import may_become
from registry.messages.vendors import tell_of_decision, tell_of_what_stands_on_it, tell_owner
from registry.models.vendors import Vendor
from registry.permissions.vendors import (
    APPROVE_VENDOR,
    CHANGE_VENDOR,
    PROPOSE_VENDOR,
    SUSPEND_VENDOR,
)
from registry.queries.dependence import cases_served, concerned_versions
from registry.queries.vendors import LACKS, missing_for_approval

MOST_CASES: Final = 500


@dataclass(frozen=True, kw_only=True)
class VendorTerms:
    """Who a vendor is, who keeps it, and what is agreed with it."""

    name: str
    owner: Membership
    website: str = ""
    services: str = ""
    data_use: str = ""
    retention: str = ""
    no_training: Pledge = Pledge.UNKNOWN
    places: str = ""
    subprocessors: str = ""
    contract_from: dt.date | None = None
    contract_until: dt.date | None = None
    service_level: str = ""
    support: str = ""
    incident_duties: str = ""
    security: str = ""
    new_models: str = ""
    transfer_plan: str = ""


TERMS: Final = tuple(one.name for one in fields(VendorTerms))


@transaction.atomic
def propose_vendor(terms: VendorTerms, *, actor: Actor) -> Vendor:
    """Put a vendor into the catalogue; somebody else approves it."""
    require(actor, PROPOSE_VENDOR.code)
    _check(terms)
    vendor: Vendor = Vendor.objects.create(
        number=next_number(Vendor.PREFIX),
        proposed_by=actor.membership,
        status_by=actor.label,
        **_values(terms),
    )
    tell_owner(vendor, actor)
    record(told.VENDOR_PROPOSED, vendor, actor=actor, after=_values(terms))
    return vendor


@transaction.atomic
def change_vendor(vendor: Vendor, terms: VendorTerms, *, actor: Actor) -> Vendor:
    """Say better who it is and what is agreed. Its status stays."""
    before, vendor = kept_up(vendor, actor), kept_up(vendor, actor)
    _check(terms, vendor)
    for name, value in _values(terms).items():
        setattr(vendor, name, value)
    vendor.save(update_fields=[*TERMS, "updated_at"])
    was, now = changes(before, vendor, TERMS)
    if before.owner_id != vendor.owner_id:
        tell_owner(vendor, actor)
    if now:
        record(told.VENDOR_CHANGED, vendor, actor=actor, before=was, after=now)
    return vendor


@transaction.atomic
def approve_vendor(vendor: Vendor, note: str, next_on: dt.date, *, actor: Actor) -> Vendor:
    """Let the organization build on it, until it is looked at again.

    Raises:
        RuleViolation: something is not known yet; `context["missing"]` lists it.
    """
    vendor = _locked(vendor)
    require(actor, APPROVE_VENDOR.code, vendor)
    if vendor.status != VendorStatus.PROPOSED:
        raise InvalidTransition(_("Only a vendor that is proposed can be approved."))
    check_next(next_on)
    missing = [str(LACKS[lack]) for lack in missing_for_approval(vendor)]
    if missing:
        raise RuleViolation(
            _("It cannot be approved yet. %(missing)s") % {"missing": " ".join(missing)},
            code="registry.vendor_incomplete",
            missing=missing,
            url=vendor.get_absolute_url(),
        )
    vendor.review_on = next_on
    return _decide(vendor, VendorStatus.APPROVED, note.strip(), told.VENDOR_APPROVED, actor)


@transaction.atomic
def reject_vendor(vendor: Vendor, reason: str, *, actor: Actor) -> Vendor:
    """The organization does not build on it."""
    vendor = _locked(vendor)
    require(actor, APPROVE_VENDOR.code, vendor)
    return _decide(vendor, VendorStatus.REJECTED, _said(reason), told.VENDOR_REJECTED, actor)


@transaction.atomic
def suspend_vendor(vendor: Vendor, reason: str, *, actor: Actor) -> Vendor:
    """Nothing new is built on it, and whatever stands on it is marked; nothing is demoted."""
    vendor = _locked(vendor)
    require(actor, SUSPEND_VENDOR.code, vendor)
    vendor = _move(vendor, VendorStatus.SUSPENDED, _said(reason), told.VENDOR_SUSPENDED, actor)
    _signal(vendor, told.VENDOR_STOPPED, told.CASE_MARKED, actor)
    return vendor


@transaction.atomic
def reinstate_vendor(vendor: Vendor, reason: str, next_on: dt.date, *, actor: Actor) -> Vendor:
    """Lift a suspension: the marks are gone, and the next review is set."""
    vendor = _locked(vendor)
    require(actor, APPROVE_VENDOR.code, vendor)
    if vendor.status != VendorStatus.SUSPENDED:
        raise InvalidTransition(_("It is not suspended."))
    check_next(next_on)
    vendor.review_on = next_on
    vendor = _move(vendor, VendorStatus.APPROVED, _said(reason), told.VENDOR_REINSTATED, actor)
    _signal(vendor, told.VENDOR_BACK, told.CASE_CLEARED, actor)
    return vendor


@transaction.atomic
def end_vendor(vendor: Vendor, reason: str, *, actor: Actor) -> Vendor:
    """The organization gives it up; what still stands on it is marked."""
    vendor = _locked(vendor)
    require(actor, SUSPEND_VENDOR.code, vendor)
    return _decide(vendor, VendorStatus.ENDED, _said(reason), told.VENDOR_ENDED, actor)


@transaction.atomic
def propose_again(vendor: Vendor, reason: str, *, actor: Actor) -> Vendor:
    """Ask for it anew after it was rejected or given up; who asks does not approve."""
    vendor = _locked(vendor)
    require(actor, CHANGE_VENDOR.code, vendor)
    vendor.proposed_by = actor.membership
    return _move(vendor, VendorStatus.PROPOSED, _said(reason), told.VENDOR_PROPOSED, actor)


def kept_up(vendor: Vendor, actor: Actor) -> Vendor:
    """The vendor under lock, for somebody who may change it while it is kept up."""
    vendor = _locked(vendor)
    require(actor, CHANGE_VENDOR.code, vendor)
    if not vendor.is_live:
        raise InvalidTransition(_("It is not kept up any more: propose it again first."))
    return vendor


def _locked(vendor: Vendor) -> Vendor:
    locked: Vendor = Vendor.objects.with_people().locked(vendor.pk)
    return locked


def _values(terms: VendorTerms) -> dict[str, object]:
    values = {name: getattr(terms, name) for name in TERMS}
    return {
        name: value.strip() if isinstance(value, str) and name != "no_training" else value
        for name, value in values.items()
    }


def _decide(
    vendor: Vendor, to: VendorStatus, reason: str, action: AuditAction, actor: Actor
) -> Vendor:
    vendor = _move(vendor, to, reason, action, actor)
    tell_of_decision(vendor, actor)
    return vendor


def _move(
    vendor: Vendor, to: VendorStatus, reason: str, action: AuditAction, actor: Actor
) -> Vendor:
    """The step of the table, with the fields that the caller has set beside it."""
    before = VendorStatus(vendor.status)
    if not may_become(before, to):
        raise InvalidTransition(
            _("There is no way from %(before)s to %(after)s.")
            % {"before": before.label, "after": to.label}
        )
    vendor.status, vendor.status_reason = to, reason
    vendor.status_since, vendor.status_by = timezone.now(), actor.label
    vendor.save()
    record(
        action,
        vendor,
        actor=actor,
        before={"status": before},
        after={"status": to, "review_on": vendor.review_on},
        reason=reason,
    )
    return vendor


def _signal(vendor: Vendor, kind: NotificationKind, action: AuditAction, actor: Actor) -> None:
    """Tell whoever owns what stands on it, and say so in the story of each use case."""
    versions = concerned_versions(vendor)
    cases = list(cases_served(versions).order_by("number")[:MOST_CASES])
    tell_of_what_stands_on_it(kind, vendor, versions, cases, actor)
    entries = [
        Entry(action, vendor, after={"vendor": vendor.name}, reason=vendor.status_reason, root=case)
        for case in cases
    ]
    record_all(entries, actor=actor)


def _said(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    return reason.strip()


def _check(terms: VendorTerms, vendor: Vendor | None = None) -> None:
    errors: dict[str, list[str]] = {}
    same = Vendor.objects.filter(name__iexact=terms.name.strip())
    others = same.exclude(pk=vendor.pk) if vendor else same
    if not terms.name.strip():
        errors["name"] = [_("Give it a name.")]
    elif others.exists():
        errors["name"] = [_("There is a vendor of this name already.")]
    if terms.website.strip() and not WEB.fullmatch(terms.website.strip()):
        errors["website"] = [_("Give an address that begins with https://.")]
    begin, end = terms.contract_from, terms.contract_until
    if begin is not None and end is not None and end < begin:
        errors["contract_until"] = [_("It ends after it begins.")]
    if errors:
        raise InvalidInput(_("The vendor is not complete."), errors=errors)

"""Claim what a month has brought, and judge the claim: never whoever claimed it.

Locks are taken in one order: the benefit, then its entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.clock import today_here
from metrics.actions.benefits import (
    checked_figures,
    live_benefit,
    locked_benefit,
    settle_state,
    stored,
)
from metrics.choices import BenefitParameter, EntryState, Unit
from metrics.declarations import benefits as told
from metrics.logic.benefits import MAY_CLAIM, TAKEN, first_of_month
from metrics.logic.finance import part_of, worth
from metrics.models.benefits import Benefit, BenefitEntry
from metrics.permissions.benefits import CHANGE_BENEFIT, VERIFY_BENEFIT
from metrics.queries.benefits import open_overlaps
from metrics.wording import written


@dataclass(frozen=True)
class Claim:
    """A month with the figures that were measured in it, and where they come from."""

    month: dt.date
    figures: Mapping[BenefitParameter, Decimal]
    evidence: str


@dataclass(frozen=True)
class Verification:
    """What finance stands for: the whole claim, or less of it (None: all), and why."""

    amount: Decimal | None = None
    note: str = ""


@transaction.atomic
def claim_month(benefit: Benefit, claim: Claim, *, actor: Actor) -> BenefitEntry:
    """Say what a month has brought. It counts as claimed, and waits for finance."""
    benefit = live_benefit(benefit, actor)
    claimant = _member(actor)
    if benefit.state not in MAY_CLAIM:
        raise InvalidTransition(_("Forecast it first: then what is measured can be held against."))
    month = first_of_month(claim.month)
    _check_month(benefit, month)
    if not claim.evidence.strip():
        message = _("Say where the figures come from.")
        raise InvalidInput(message, errors={"evidence": [message]})
    figures = checked_figures(benefit, claim.figures)
    found = worth(benefit.get_kind(), figures, share=benefit.share_percent)
    if found.amount < 0:
        raise InvalidInput(_("This comes out below zero: there is nothing to claim."))
    entry: BenefitEntry = BenefitEntry.objects.create(
        benefit=benefit,
        month=month,
        parameters=stored(figures),
        share_percent=benefit.share_percent,
        claimed_amount=found.amount,
        claimed_hours=found.hours,
        evidence=claim.evidence.strip(),
        claimed_by=claimant,
        claimed_at=timezone.now(),
    )
    settle_state(benefit)
    _tell_finance(entry, claimant)
    after = {"month": month, "amount": entry.claimed_amount, "figures": entry.parameters}
    record(told.MONTH_CLAIMED, benefit, actor=actor, after=after, root=benefit.use_case)
    return entry


@transaction.atomic
def verify_entry(entry: BenefitEntry, verification: Verification, *, actor: Actor) -> BenefitEntry:
    """Finance stands for a claim, or for less of it.

    Raises:
        RuleViolation: another benefit may count the same, and nobody has ruled on it.
    """
    entry = _judged(entry, actor)
    benefit = entry.benefit
    rivals = open_overlaps(benefit)
    if rivals:
        names = ", ".join(rival.reference for rival in rivals)
        text = _("It may count the same as %(names)s. Say first what they are to each other.")
        raise RuleViolation(text % {"names": names}, url=f"{benefit.get_absolute_url()}#overlaps")
    amount = entry.claimed_amount if verification.amount is None else verification.amount
    if not 0 <= amount <= entry.claimed_amount:
        message = _("Verify what was claimed, or less. For more, return the claim.")
        raise InvalidInput(message, errors={"amount": [message]})
    if amount < entry.claimed_amount and not verification.note.strip():
        raise InvalidInput(_("Say why it is less."), errors={"note": [_("Say why it is less.")]})
    entry.verified_amount = amount
    entry.verified_hours = part_of(entry.claimed_hours, amount, entry.claimed_amount)
    _settle(entry, EntryState.VERIFIED, verification.note, actor)
    _tell_trail(told.MONTH_VERIFIED, entry, actor)
    return entry


@transaction.atomic
def return_entry(entry: BenefitEntry, note: str, *, actor: Actor) -> BenefitEntry:
    """Something is missing: the month can be claimed again."""
    entry = _judged(entry, actor)
    _settle(entry, EntryState.RETURNED, _said(note, "note"), actor)
    _tell_trail(told.MONTH_RETURNED, entry, actor)
    return entry


@transaction.atomic
def reject_entry(entry: BenefitEntry, note: str, *, actor: Actor) -> BenefitEntry:
    """This month brought nothing that counts: it is not claimed again."""
    entry = _judged(entry, actor)
    _settle(entry, EntryState.REJECTED, _said(note, "note"), actor)
    _tell_trail(told.MONTH_REJECTED, entry, actor)
    return entry


@transaction.atomic
def revoke_entry(entry: BenefitEntry, reason: str, *, actor: Actor) -> BenefitEntry:
    """What was verified does not hold: from now on it does not count, before it did."""
    entry = _locked(entry)
    require(actor, VERIFY_BENEFIT.code, entry)
    if entry.state != EntryState.VERIFIED:
        raise InvalidTransition(_("Only a verified month can be taken back."))
    entry.revoked_because = _said(reason, "reason")
    entry.state, entry.revoked_at = EntryState.REVOKED, timezone.now()
    entry.save(update_fields=["state", "revoked_at", "revoked_because", "updated_at"])
    if not entry.benefit.is_over:
        settle_state(entry.benefit)
    _tell_claimant(entry, entry.revoked_because)
    _tell_trail(told.MONTH_REVOKED, entry, actor, reason=entry.revoked_because)
    return entry


def return_open_claims(benefit: Benefit, note: str, *, actor: Actor) -> int:
    """Hand back what waits, because it was reckoned with what no longer holds; how many.

    The caller has locked the benefit, and records why.
    """
    waiting = benefit.entries.locked_rows().filter(state=EntryState.CLAIMED).order_by("month")
    rows = list(waiting.select_related("claimed_by__user"))
    for entry in rows:
        entry.benefit = benefit
        settle_row(entry, EntryState.RETURNED, note, actor)
        _tell_claimant(entry, note)
    if rows:
        settle_state(benefit)
    return len(rows)


def _locked(entry: BenefitEntry) -> BenefitEntry:
    benefit = locked_benefit(entry.benefit)
    found: BenefitEntry = BenefitEntry.objects.select_related("claimed_by__user").locked(entry.pk)
    found.benefit = benefit
    return found


def _judged(entry: BenefitEntry, actor: Actor) -> BenefitEntry:
    entry = _locked(entry)
    require(actor, VERIFY_BENEFIT.code, entry)
    if not entry.is_waiting:
        raise InvalidTransition(_("This claim is judged already."))
    if entry.benefit.is_over:
        raise InvalidTransition(_("This benefit is over, and kept as it is."))
    return entry


def _settle(entry: BenefitEntry, state: EntryState, note: str, actor: Actor) -> None:
    settle_row(entry, state, note.strip(), actor)
    settle_state(entry.benefit)
    _tell_claimant(entry, entry.note)


def settle_row(entry: BenefitEntry, state: EntryState, note: str, actor: Actor) -> None:
    """Give a locked claim its verdict."""
    entry.state, entry.note = state, note
    entry.settled_by, entry.settled_at = actor.membership, timezone.now()
    entry.save()


def _check_month(benefit: Benefit, month: dt.date) -> None:
    span = benefit.span
    if month > today_here():
        message = _("This month is still to come.")
    elif span is None or not span.holds(month):
        message = _("The forecast is not for this month: forecast it anew first.")
    elif benefit.entries.filter(month=month, state__in=sorted(TAKEN)).exists():
        message = _("This month is claimed already.")
    else:
        return
    raise InvalidInput(message, errors={"month": [message]})


def _member(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("Only a member can claim."), permission=CHANGE_BENEFIT.code)
    return actor.membership


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise InvalidInput(_("Say why."), errors={field: [_("Say why.")]})
    return text.strip()


def _month_name(entry: BenefitEntry) -> str:
    return date_format(entry.month, "F Y")


def _tell_finance(entry: BenefitEntry, claimant: Membership) -> None:
    people = Membership.objects.current().with_role(Role.FINANCE).exclude(pk=claimant.pk)
    benefit = entry.benefit
    notify(
        told.CLAIM_WAITS,
        people.exclude(pk=benefit.owner_id).select_related("user"),
        benefit,
        context={
            "benefit": benefit.subject_label,
            "month": _month_name(entry),
            "member": str(claimant),
            "amount": written(
                float(entry.claimed_amount), Unit.MONEY, benefit.organization.currency
            ),
        },
        url=benefit.get_absolute_url(),
    )


def _tell_claimant(entry: BenefitEntry, note: str) -> None:
    benefit = entry.benefit
    people = {member.pk: member for member in (entry.claimed_by, benefit.owner)}
    notify(
        told.CLAIM_SETTLED,
        people.values(),
        benefit,
        context={
            "benefit": benefit.subject_label,
            "month": _month_name(entry),
            "verdict": entry.get_state_display(),
            "note": note[:500],
        },
        url=benefit.get_absolute_url(),
    )


def _tell_trail(
    action: AuditAction, entry: BenefitEntry, actor: Actor, *, reason: str = ""
) -> None:
    record(
        action,
        entry.benefit,
        actor=actor,
        before={"claimed": entry.claimed_amount},
        after={"month": entry.month, "state": entry.state, "verified": entry.verified_amount},
        reason=reason or entry.note,
        root=entry.benefit.use_case,
    )

"""Certificates of vendors, their evaluation, and looking at them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from registry.actions.documents import WEB
from registry.actions.reviewing import complete_review
from registry.actions.vendors import kept_up
from registry.choices import CertificateKind, Criterion, Fitness
from registry.declarations import vendors as told
from registry.logic.vendors import HIGHEST
from registry.models.vendors import Vendor, VendorCertificate, VendorReview, VendorScore

MOST_CERTIFICATES: Final = 50


@dataclass(frozen=True, kw_only=True)
class CertificateTerms:
    """What somebody attests of a vendor; the paper itself goes to the vendor's files."""

    kind: CertificateKind
    scope: str = ""
    issued_by: str = ""
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None
    url: str = ""


@dataclass(frozen=True)
class Points:
    """A score from 1 to 5, and why."""

    score: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a review came to; a vendor that is not fit is suspended by a step of its own."""

    fitness: Fitness
    note: str
    next_on: dt.date


@transaction.atomic
def add_certificate(vendor: Vendor, terms: CertificateTerms, *, actor: Actor) -> VendorCertificate:
    """Note a proof; its owner is reminded before it ends."""
    vendor = kept_up(vendor, actor)
    if vendor.certificates.kept().count() >= MOST_CERTIFICATES:
        raise RuleViolation(_("There are too many: %(most)d.") % {"most": MOST_CERTIFICATES})
    _check(terms)
    values = {one.name: getattr(terms, one.name) for one in fields(CertificateTerms)}
    row: VendorCertificate = VendorCertificate.objects.create(
        vendor=vendor, added_by=actor.membership, **values
    )
    record(told.CERTIFICATE_ADDED, vendor, actor=actor, after={"certificate": str(row), **values})
    return row


@transaction.atomic
def withdraw_certificate(row: VendorCertificate, *, actor: Actor) -> VendorCertificate:
    """It does not count any more; the row stays."""
    vendor = kept_up(row.vendor, actor)
    row = VendorCertificate.objects.locked(row.pk)
    if row.withdrawn_at is not None:
        raise InvalidTransition(_("This is taken back already."))
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at", "updated_at"])
    record(told.CERTIFICATE_WITHDRAWN, vendor, actor=actor, before={"certificate": str(row)})
    return row


@transaction.atomic
def evaluate_vendor(
    vendor: Vendor, given: Mapping[Criterion, Points], *, actor: Actor
) -> list[VendorScore]:
    """Score it by some criteria or all; of each the newest score counts, the older stay."""
    vendor = kept_up(vendor, actor)
    if not given:
        raise InvalidInput(_("Score at least one criterion."))
    wrong = {
        criterion.value: [_("Choose a score from 1 to 5.")]
        for criterion, points in given.items()
        if not 1 <= points.score <= HIGHEST
    }
    if wrong:
        raise InvalidInput(_("Choose scores from 1 to 5."), errors=wrong)
    today = today_here()
    rows = [
        VendorScore.objects.create(
            vendor=vendor,
            criterion=criterion,
            score=points.score,
            note=points.note.strip(),
            scored_on=today,
            scored_by=actor.membership,
        )
        for criterion, points in given.items()
    ]
    after = {criterion.value: points.score for criterion, points in given.items()}
    record(told.VENDOR_EVALUATED, vendor, actor=actor, after=after)
    return rows


@transaction.atomic
def review_vendor(vendor: Vendor, judgement: Judgement, *, actor: Actor) -> VendorReview:
    """Look at it again: what it came to, and when it is looked at next."""
    result = str(judgement.fitness.label)
    vendor = complete_review(vendor, judgement.note, judgement.next_on, actor=actor, result=result)
    row: VendorReview = VendorReview.objects.create(
        vendor=vendor,
        fitness=judgement.fitness,
        note=judgement.note.strip(),
        next_on=judgement.next_on,
        reviewed_on=today_here(),
        reviewed_by=actor.membership,
    )
    return row


def _check(terms: CertificateTerms) -> None:
    errors: dict[str, list[str]] = {}
    if terms.kind == CertificateKind.OTHER and not terms.scope.strip():
        errors["scope"] = [_("Say what it is.")]
    if terms.url.strip() and not WEB.fullmatch(terms.url.strip()):
        errors["url"] = [_("Give an address that begins with https://.")]
    if terms.valid_until and terms.issued_on and terms.valid_until < terms.issued_on:
        errors["valid_until"] = [_("It ends after it begins.")]
    if errors:
        raise InvalidInput(_("The certificate is not complete."), errors=errors)

"""Vendors as their pages and the gate read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from intake.models.use_cases import UseCase
from registry.choices import Criterion, Pledge
from registry.logic.vendors import Known, Lack, lacks, mean_of
from registry.models.models import AIModel, ModelVersion
from registry.models.stack import StackItem
from registry.models.vendors import (
    Vendor,
    VendorCertificate,
    VendorQuerySet,
    VendorReview,
    VendorScore,
)
from registry.queries.dependence import cases_served, dependent_versions

MOST_SHOWN: Final = 50
LACKS: Final[Mapping[Lack, str | Promise]] = {
    Lack.DATA_USE: _("Say what it may do with our data."),
    Lack.TRAINING: _("Say whether it trains on our data."),
    Lack.PLACES: _("Say where our data is processed."),
    Lack.SECURITY: _("Describe its security, or add a certificate that is valid."),
    Lack.CONTRACT_OVER: _("Its contract is over."),
    Lack.EVALUATION: _("Evaluate it by every criterion."),
}


def newest_scores(vendor: Vendor) -> dict[Criterion, VendorScore]:
    """The score that counts of each criterion that was ever scored."""
    rows = VendorScore.objects.filter(vendor=vendor).select_related("scored_by__user")
    newest = rows.order_by("criterion", "-scored_on", "-pk").distinct("criterion")
    return {Criterion(one.criterion): one for one in newest}


def missing_for_approval(vendor: Vendor, scored: frozenset[Criterion] | None = None) -> list[Lack]:
    """What has to be known before anybody approves it."""
    today = today_here()
    known = Known(
        data_use=vendor.data_use,
        no_training=Pledge(vendor.no_training),
        places=vendor.places,
        security=vendor.security,
        certificates=vendor.certificates.valid_on(today).count(),
        contract_until=vendor.contract_until,
        scored=frozenset(newest_scores(vendor)) if scored is None else scored,
    )
    return lacks(known, today)


def with_score(vendors: VendorQuerySet) -> QuerySet[Vendor]:
    """Each vendor with the mean of the scores that count, and how many models it is behind."""
    newest = (
        VendorScore.objects.filter(vendor=OuterRef("vendor"), criterion=OuterRef("criterion"))
        .order_by("-scored_on", "-pk")
        .values("pk")[:1]
    )
    counted = VendorScore.objects.filter(vendor=OuterRef("pk"), pk=Subquery(newest))
    mean = counted.order_by().values("vendor").annotate(mean=Avg("score")).values("mean")
    models = AIModel.objects.present().filter(vendor=OuterRef("pk")).order_by()
    behind = models.values("vendor").annotate(count=Count("pk")).values("count")
    found: QuerySet[Vendor] = vendors.with_people().annotate(
        mean_score=Subquery(mean), model_count=Coalesce(Subquery(behind), 0)
    )
    return found


@dataclass(frozen=True)
class ScoreLine:
    """One criterion, with the score that counts; None when it was never scored."""

    criterion: Criterion
    score: VendorScore | None


@dataclass(frozen=True)
class VendorPage:
    """Everything the page of a vendor shows."""

    scores: tuple[ScoreLine, ...]
    mean: float | None
    missing: tuple[str | Promise, ...]
    certificates: tuple[VendorCertificate, ...]
    reviews: tuple[VendorReview, ...]
    versions: tuple[ModelVersion, ...]
    version_count: int
    cases: tuple[UseCase, ...]
    stack: tuple[StackItem, ...]


def vendor_page(vendor: Vendor) -> VendorPage:
    """A vendor with its proofs, and with what stands on it."""
    scores = newest_scores(vendor)
    dependents = dependent_versions(vendor)
    versions = dependents.with_people().order_by("model__name", "-number")
    cases = cases_served(dependents).order_by("-tier_rank", "number")
    return VendorPage(
        scores=tuple(ScoreLine(one, scores.get(one)) for one in Criterion),
        mean=mean_of([one.score for one in scores.values()]),
        missing=tuple(LACKS[one] for one in missing_for_approval(vendor, frozenset(scores))),
        certificates=tuple(vendor.certificates.kept()[:MOST_SHOWN]),
        reviews=tuple(vendor.reviews.select_related("reviewed_by__user")[:MOST_SHOWN]),
        versions=tuple(versions[:MOST_SHOWN]),
        version_count=dependents.count(),
        cases=tuple(cases[:MOST_SHOWN]),
        stack=tuple(vendor.stack_items.order_by("category", "name")[:MOST_SHOWN]),
    )

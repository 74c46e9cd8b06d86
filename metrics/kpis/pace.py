"""Portfolio flow: how fast cases come through, how many fall out, and who decides them.

A case counts in the quarter in which it first arrived. Cases from another inventory are left out of
the times: nobody knows here when they began.
"""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from governance.choices import APPROVALS, Path
from governance.models.reviews import Review
from intake.choices import Stage
from intake.models.assessments import Assessment
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.flow import COE, decisions
from metrics.kpis.history import (
    NO_AMOUNT,
    days_between,
    entered,
    first_entries,
    outcomes_known,
    said,
    unit_then,
    with_slices,
    within,
)
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, Bands, kpi
from registry.choices import Environment
from registry.models.models import Deployment
from registry.models.promotions import PromotionRequest

WORKED_ON = (Stage.DISCOVERY, Stage.POC, Stage.PILOT)
MOVES = _("Use cases, stage changes")


@kpi(
    "cycle_intake_to_pilot",
    area=Area.FLOW,
    question=_("How long does it take from the intake to a pilot?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from the first submission of a use case, or from its registration where it "
        "had none before, to its first pilot, of those that came there in the quarter, by risk tier"
    ),
    source=_("Use cases, assessments, stage changes"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def cycle_intake_to_pilot(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    submitted = Assessment.objects.filter(
        use_case=OuterRef("use_case"), number=1, submitted_at__lte=OuterRef("changed_at")
    )
    begins = Coalesce(Subquery(submitted.values("submitted_at")[:1]), "use_case__registered_at")
    arrived = first_entries(Stage.PILOT, as_of).annotate(amount=days_between(begins, "changed_at"))
    return with_slices(arrived, as_of)


@kpi(
    "cycle_pilot_to_production",
    area=Area.FLOW,
    question=_("How long does it take from a pilot to production?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from the first pilot of a use case to its first day in production, of those "
        "that came there in the quarter, by risk tier"
    ),
    source=MOVES,
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def cycle_pilot_to_production(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    return with_slices(in_production_since(Stage.PILOT, as_of), as_of)


def in_production_since(stage: Stage, as_of: AsOf) -> QuerySet[Any]:
    """First arrivals in production, with the days since the case had first come to a stage."""
    arrived = first_entries(Stage.PRODUCTION, as_of).annotate(began=entered(stage))
    return arrived.filter(began__isnull=False).annotate(
        amount=days_between(F("began"), "changed_at")
    )


@kpi(
    "idea_to_production",
    area=Area.FLOW,
    question=_("How long does an idea take to production?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from the registration of a use case to its first day in production, of those "
        "that came there in the quarter, by risk tier"
    ),
    source=MOVES,
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def idea_to_production(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    arrived = first_entries(Stage.PRODUCTION, as_of).annotate(
        amount=days_between(F("use_case__registered_at"), "changed_at")
    )
    return with_slices(arrived, as_of)


@kpi(
    "sign_off_to_deployment",
    area=Area.FLOW,
    question=_("How long does it take from the sign-off to the deployment?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from the last approval of a version's promotion to its first deployment in "
        "production, of those deployed in the quarter, by the tier that was decided on"
    ),
    source=_("Deployments, promotion requests, decisions"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=19, good=19, fair=77),
)
def sign_off_to_deployment(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers. The bands are of a guide: its lead went from eleven weeks to 19 days."""
    approved = PromotionRequest.objects.filter(
        version=OuterRef("version"),
        decision__outcome__in=APPROVALS,
        decision__decided_at__lte=OuterRef("deployed_at"),
    ).order_by("-decision__decided_at", "-pk")
    signed = first_deployments(as_of).annotate(
        signed_at=Subquery(approved.values("decision__decided_at")[:1]),
        signed_case=Subquery(approved.values("use_case")[:1]),
        slice_tier=Subquery(approved.values("decision__tier")[:1]),
    )
    return signed.filter(signed_at__isnull=False).annotate(
        part=said("slice_tier"),
        amount=days_between(F("signed_at"), "deployed_at"),
        slice_unit=unit_then(as_of, "signed_case"),
    )


def first_deployments(as_of: AsOf) -> QuerySet[Deployment]:
    """Deployments of the quarter by which a version first came to production."""
    before = Deployment.objects.filter(
        Q(deployed_at__lt=OuterRef("deployed_at"))
        | Q(deployed_at=OuterRef("deployed_at"), pk__lt=OuterRef("pk")),
        version=OuterRef("version"),
        environment=Environment.PRODUCTION,
    )
    deployed: QuerySet[Deployment] = Deployment.objects.filter(
        ~Exists(before), within(as_of, "deployed_at"), environment=Environment.PRODUCTION
    )
    return deployed


@kpi(
    "failed_before_production",
    area=Area.FLOW,
    question=_("How many cases that were begun failed before production?"),
    unit=Unit.PERCENT,
    direction=Direction.DOWN,
    summary=Summary.SHARE,
    formula=_(
        "Use cases in discovery or further that were rejected, withdrawn or retired in the quarter "
        "without ever having been in production, of these and those that came to production, by "
        "risk tier"
    ),
    source=MOVES,
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def failed_before_production(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers; an ended case that was taken up again has not failed."""
    known = outcomes_known(as_of, WORKED_ON)
    failed = Case(When(to_stage=Stage.PRODUCTION, then=Value(0.0)), default=Value(1.0))
    return with_slices(known.annotate(amount=failed), as_of)


@kpi(
    "reviews_held",
    area=Area.FLOW,
    question=_("How many reviews were held this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    summary=Summary.COUNT,
    formula=_("Reviews that ended with a decision in the quarter, by their path"),
    source=_("Reviews, decisions"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def reviews_held(as_of: AsOf) -> QuerySet[Any]:
    """Parts are paths."""
    held = Review.objects.filter(within(as_of, "decision__decided_at"))
    return held.annotate(
        part=F("path"),
        amount=NO_AMOUNT,
        slice_unit=unit_then(as_of, "use_case"),
        slice_tier=F("decision__tier"),
    )


@kpi(
    "self_service_share",
    area=Area.FLOW,
    question=_("How many decisions need no review?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_("Decisions of the quarter by self-service, of all decisions, by risk tier"),
    source=_("Decisions"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def self_service_share(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    alone = Case(
        When(path=Path.SELF_SERVICE, then=Value(1.0)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    return decisions(as_of).annotate(part=F("tier"), amount=alone)

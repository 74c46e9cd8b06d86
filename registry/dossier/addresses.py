"""Where the trail finds what the registry holds by its reference."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.audit.subjects import addressable
from registry.models.assets import Asset
from registry.models.datasets import Dataset
from registry.models.fairness import FairnessAssessment
from registry.models.live_reviews import LiveReview
from registry.models.models import AIModel
from registry.models.monitoring import DriftReview, Monitor
from registry.models.retirement import RetirementPlan
from registry.permissions.live_reviews import VIEW_LIVE_REVIEWS
from registry.permissions.models import VIEW
from registry.permissions.monitoring import VIEW_MONITORING
from registry.permissions.retirement import VIEW_RETIREMENT


@addressable(AIModel.PREFIX)
def find_model(number: int, member: Membership) -> AIModel | None:
    """The model that a reference names, for the pages of the trail."""
    found: AIModel | None = AIModel.objects.visible_to(member).filter(number=number).first()
    return found


@addressable(Monitor.PREFIX)
def find_monitor(number: int, member: Membership) -> Monitor | None:
    """The monitor that a reference names."""
    rows = Monitor.objects.with_version().filter(number=number)
    return rows.first() if member.may(VIEW_MONITORING.code) else None


@addressable(DriftReview.PREFIX)
def find_drift_review(number: int, member: Membership) -> DriftReview | None:
    """The drift review that a reference names."""
    rows = DriftReview.objects.with_version().filter(number=number)
    return rows.first() if member.may(VIEW_MONITORING.code) else None


@addressable(FairnessAssessment.PREFIX)
def find_fairness(number: int, member: Membership) -> FairnessAssessment | None:
    """The fairness assessment that a reference names."""
    rows = FairnessAssessment.objects.of_present().filter(number=number)
    return rows.select_related("version__model").first() if member.may(VIEW.code) else None


@addressable(Dataset.PREFIX)
def find_dataset(number: int, member: Membership) -> Dataset | None:
    """The dataset that a reference names."""
    found: Dataset | None = Dataset.objects.visible_to(member).filter(number=number).first()
    return found


@addressable(Asset.PREFIX)
def find_asset(number: int, member: Membership) -> Asset | None:
    """The asset that a reference names."""
    found: Asset | None = Asset.objects.visible_to(member).filter(number=number).first()
    return found


@addressable(LiveReview.PREFIX)
def find_live_review(number: int, member: Membership) -> LiveReview | None:
    """The post-deployment review that a reference names."""
    rows = LiveReview.objects.with_names().filter(number=number)
    return rows.first() if member.may(VIEW_LIVE_REVIEWS.code) else None


@addressable(RetirementPlan.PREFIX)
def find_retirement(number: int, member: Membership) -> RetirementPlan | None:
    """The plan of retirement that a reference names."""
    rows = RetirementPlan.objects.with_names().filter(number=number)
    return rows.first() if member.may(VIEW_RETIREMENT.code) else None

"""Models at the end of the year: promoted, refused, waiting, drifting, rolled back."""

from __future__ import annotations

from collections import Counter

from coe_portal.collaboration.models import Comment
from coe_portal.jobs.models import Job, JobState
from intake.choices import Tier
from registry.choices import (
    DocumentKind,
    DriftOutcome,
    ModelKind,
    RequestState,
    VendorStatus,
    VersionStage,
)
from registry.logic.document_parts import parts_missing
from registry.models.agents import ToolUse
from registry.models.assets import Asset
from registry.models.documents import ModelDocument
from registry.models.live_reviews import LiveReview
from registry.models.models import (
    AIModel,
    Deployment,
    ModelAlias,
    ModelVersion,
    UsageRecord,
    VersionInput,
)
from registry.models.monitoring import DriftReview, Evaluation
from registry.models.outputs import OutputReport
from registry.models.promotions import PromotionRequest, StageMove
from registry.models.vendors import Vendor

NONE, ARCHIVED, STAGING = VersionStage.NONE, VersionStage.ARCHIVED, VersionStage.STAGING
PRODUCTION = VersionStage.PRODUCTION


def models_of_the_bank() -> None:
    assert _stages("consumer-credit-score") == [ARCHIVED, PRODUCTION, ARCHIVED, STAGING]
    assert _stages("card-fraud-detector") == [ARCHIVED, ARCHIVED, PRODUCTION]
    assert _stages("covenant-early-warning") == [ARCHIVED, PRODUCTION]
    states = PromotionRequest.objects.filter(version__model__name="consumer-credit-score")
    assert Counter(states.values_list("state", flat=True)) == {
        RequestState.APPROVED: 2,
        RequestState.REFUSED: 1,
        RequestState.OPEN: 1,
    }
    champions = ModelAlias.objects.filter(alias="champion").select_related("version__model")
    assert {str(one.version) for one in champions} >= {
        "consumer-credit-score v2",
        "card-fraud-detector v3",
        "covenant-early-warning v2",
    }
    running = Deployment.objects.running().filter(environment="production")
    assert running.filter(version__model__name="card-fraud-detector").count() == 1
    assert UsageRecord.objects.filter(version__model__name="card-fraud-detector").count() > 100


def vendors_of_the_bank() -> None:
    """One that models stand on, one stopped, one that waits."""
    assert dict(Vendor.objects.values_list("name", "status")) == {
        "Alderline Cloud AI": VendorStatus.APPROVED,
        "Fernbrook Speech": VendorStatus.SUSPENDED,
        "Quillmark Documents": VendorStatus.PROPOSED,
    }
    alderline = Vendor.objects.get(name="Alderline Cloud AI")
    chat = AIModel.objects.get(name="cardholder-chat")
    assert chat.vendor == alderline
    assert VersionInput.objects.filter(kind="vendor", vendor=None).count() == 0


def holdings_of_the_bank() -> None:
    """Lineage leads into the catalogue, agents hold grants, and what served was looked at."""
    score = VersionInput.objects.filter(version__model__name="consumer-credit-score")
    found = score.exclude(dataset=None).values_list("name", flat=True)
    assert set(found) == {"Loan applications 2019-2024", "Loan applications 2019-2025"}
    fair = Asset.objects.get(name="Fairness report for credit decisions")
    assert fair.reuses.running().count() == 3
    chat = ToolUse.objects.filter(version__model__name="cardholder-chat", version__number=2)
    assert [use.grants.current().count() for use in chat] == [1, 1]
    reports = OutputReport.objects.filter(version__model__name="cardholder-chat")
    assert Counter(reports.values_list("state", flat=True)) == {"judged": 2, "waiting": 1}
    decided = LiveReview.objects.filter(model__name="card-fraud-detector", state="decided")
    assert decided.count() >= 2


def documents_of_the_bank() -> None:
    """Cards and reports say something, and what failed was answered and measured again."""
    score = ModelVersion.objects.get(model__name="consumer-credit-score", number=2)
    current = ModelDocument.objects.current().filter(version=score)
    written = {one.kind: one for one in current if one.content}
    assert set(written) == {"model_card", "datasheet", "oversight", "offline", "fairness"}
    assert (
        parts_missing(
            DocumentKind.MODEL_CARD, written["model_card"].content, Tier.HIGH, ModelKind.CLASSIC
        )
        == ()
    )
    assert written["model_card"].content["metadata"]["model-index"]
    assert current.get(kind="adversarial").attachment.name.endswith(".md")
    tried = score.fairness_assessments.order_by("number").values_list("result", "rows_read")
    assert list(tried) == [("failed", 9700), ("passed", 9700)]
    answers = Comment.objects.filter(part=score.part, subject_id=score.model_id)
    assert answers.order_by("pk").first().body.startswith("The limit of 3 points is missed")
    assert not Job.objects.filter(state=JobState.FAILED).exists()


def drift_of_the_bank() -> None:
    """One review led to a roll-back and a better version, one is open; what is calm is calm."""
    fraud = DriftReview.objects.get(version__model__name="card-fraud-detector")
    assert (fraud.outcome, fraud.target.number) == (DriftOutcome.ROLL_BACK, 1)
    moves = StageMove.objects.filter(version__model=fraud.version.model, to_stage=PRODUCTION)
    served = moves.order_by("moved_at").values_list("version__number", flat=True)
    assert list(served) == [1, 2, 1, 3]
    assert DriftReview.objects.open().get().version.model.name == "consumer-credit-score"
    calm = Evaluation.objects.filter(monitor__version__model=fraud.version.model)
    calm = calm.filter(monitor__version__number=3)
    assert set(calm.values_list("severity", flat=True)) == {"none"}


def drift_of_the_hospital() -> None:
    """The laboratory's shift was dealt with once and came back."""
    reviews = DriftReview.objects.filter(version__model__name="sepsis-early-warning")
    assert list(reviews.order_by("number").values_list("outcome", flat=True)) == [
        DriftOutcome.RETRAIN,
        "",
    ]


def _stages(name: str) -> list[str]:
    rows = ModelVersion.objects.filter(model__name=name).order_by("number")
    return list(rows.values_list("stage", flat=True))

"""The nouns of the registry."""

from __future__ import annotations

from registry.models.agents import AgentTool, ToolGrant, ToolUse
from registry.models.assets import Asset, Reuse
from registry.models.datasets import Dataset
from registry.models.documents import ModelDocument
from registry.models.drafts import DocumentDraft
from registry.models.fairness import FairnessAssessment
from registry.models.live_reviews import LiveAction, LiveReview
from registry.models.models import (
    AIModel,
    Deployment,
    ModelAlias,
    ModelUseCase,
    ModelVersion,
    UsageRecord,
    VersionInput,
)
from registry.models.monitoring import (
    DriftReview,
    DriftSignal,
    Evaluation,
    Monitor,
    Observation,
)
from registry.models.outputs import BlocklistEntry, OutputReport, OutputRules
from registry.models.promotions import PromotionRequest, PromotionRules, StageMove
from registry.models.retention import ObservationRetention
from registry.models.retirement import RetirementPlan, RetirementTask
from registry.models.stack import StackItem
from registry.models.vendors import Vendor, VendorCertificate, VendorReview, VendorScore

__all__ = [
    "AIModel",
    "AgentTool",
    "Asset",
    "BlocklistEntry",
    "Dataset",
    "Deployment",
    "DocumentDraft",
    "DriftReview",
    "DriftSignal",
    "Evaluation",
    "FairnessAssessment",
    "LiveAction",
    "LiveReview",
    "ModelAlias",
    "ModelDocument",
    "ModelUseCase",
    "ModelVersion",
    "Monitor",
    "Observation",
    "ObservationRetention",
    "OutputReport",
    "OutputRules",
    "PromotionRequest",
    "PromotionRules",
    "RetirementPlan",
    "RetirementTask",
    "Reuse",
    "StackItem",
    "StageMove",
    "ToolGrant",
    "ToolUse",
    "UsageRecord",
    "Vendor",
    "VendorCertificate",
    "VendorReview",
    "VendorScore",
    "VersionInput",
]

"""Django finds an app's models here."""

from __future__ import annotations

from metrics.models.benefits import Benefit, BenefitEntry, BenefitOverlap, BenefitTerms
from metrics.models.chargebacks import (
    CostCentre,
    FundingPolicy,
    Statement,
    StatementLine,
)
from metrics.models.costs import BudgetLine, CostEntry, CostFile
from metrics.models.feedback import Feedback, FeedbackRequest
from metrics.models.launch import LaunchPlan, LaunchStep
from metrics.models.maturity import MaturityAnswer, MaturityAssessment, MaturityTarget
from metrics.models.packs import BoardPack, PackFile, PackRecipient, PackSchedule
from metrics.models.quarters import Commentary, KpiWriter, QuarterClose, Signature
from metrics.models.radar import RadarReading, RadarThreshold
from metrics.models.readings import KpiReading
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiOwner, KpiTarget

__all__ = [
    "Benefit",
    "BenefitEntry",
    "BenefitOverlap",
    "BenefitTerms",
    "BoardPack",
    "BudgetLine",
    "Commentary",
    "CostCentre",
    "CostEntry",
    "CostFile",
    "Feedback",
    "FeedbackRequest",
    "FundingPolicy",
    "KpiOwner",
    "KpiReading",
    "KpiTarget",
    "KpiWriter",
    "LaunchPlan",
    "LaunchStep",
    "MaturityAnswer",
    "MaturityAssessment",
    "MaturityTarget",
    "PackFile",
    "PackRecipient",
    "PackSchedule",
    "QuarterClose",
    "RadarReading",
    "RadarThreshold",
    "Signature",
    "Snapshot",
    "Statement",
    "StatementLine",
]

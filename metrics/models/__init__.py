"""Django finds an app's models here."""

from __future__ import annotations

from metrics.models.benefits import Benefit, BenefitEntry, BenefitOverlap, BenefitTerms
from metrics.models.packs import BoardPack, PackFile, PackRecipient, PackSchedule
from metrics.models.quarters import Commentary, KpiWriter, QuarterClose, Signature
from metrics.models.readings import KpiReading
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiOwner, KpiTarget

__all__ = [
    "Benefit",
    "BenefitEntry",
    "BenefitOverlap",
    "BenefitTerms",
    "BoardPack",
    "Commentary",
    "KpiOwner",
    "KpiReading",
    "KpiTarget",
    "KpiWriter",
    "PackFile",
    "PackRecipient",
    "PackSchedule",
    "QuarterClose",
    "Signature",
    "Snapshot",
]

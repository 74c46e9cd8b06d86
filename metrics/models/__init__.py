"""Django finds an app's models here."""

from __future__ import annotations

from metrics.models.benefits import Benefit, BenefitEntry, BenefitOverlap, BenefitTerms
from metrics.models.snapshots import Snapshot

__all__ = ["Benefit", "BenefitEntry", "BenefitOverlap", "BenefitTerms", "Snapshot"]

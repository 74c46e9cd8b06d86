"""What the parts of a number are called."""

from __future__ import annotations

from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.choices import ConditionState, FindingSeverity, Outcome, Path, Severity
from intake.choices import Stage, Tier
from metrics.choices import BenefitKind, CostCategory, FeedbackKind
from metrics.kpis.history import UNTIERED
from metrics.kpis.risk import UNTRIAGED
from metrics.queries.dashboard import STEPS
from registry.choices import AssetKind, DocumentKind, DriftOutcome, ModelKind
from training.choices import Audience, EnrollmentSource

Text: TypeAlias = str | Promise
PART_LABELS: dict[str, Text] = {
    UNTIERED: _("No tier yet"),
    **dict(STEPS),
    **dict(Stage.choices),
    **dict(Tier.choices),
    **dict(Outcome.choices),
    **dict(Path.choices),
    **dict(Audience.choices),
    **dict(EnrollmentSource.choices),
    **dict(BenefitKind.choices),
    **dict(ModelKind.choices),
    **dict(AssetKind.choices),
    **dict(DocumentKind.choices),
    **dict(DriftOutcome.choices),
    **dict(Severity.choices),
    **dict(FindingSeverity.choices),
    **dict(ConditionState.choices),
    UNTRIAGED: _("Not triaged then"),
    **dict(CostCategory.choices),
    **dict(FeedbackKind.choices),
    "": _("No unit"),
}


def part_label(part: str) -> Text:
    """A part of a number in words: "pilot/high" is "Pilot, High"."""
    return ", ".join(str(PART_LABELS.get(word, word)) for word in part.split("/"))

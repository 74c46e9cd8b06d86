"""Rates of groups side by side, drawn with how sure they are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coe_portal.ui.charts.ranges import Ranges, Span
from registry.choices import FairnessRate
from registry.logic.fairness import Feature, Findings, Group

ERRORS = (FairnessRate.TRUE_POSITIVE, FairnessRate.FALSE_POSITIVE)


def selection_chart(feature: Feature, findings: Findings) -> Ranges:
    """How many of each group are selected, and of everybody."""
    title = _("Selected, by %(feature)s") % {"feature": feature.name}
    return _ranges(title, feature, findings, (FairnessRate.SELECTION,))


def error_chart(feature: Feature, findings: Findings) -> Ranges | None:
    """How often each group is found and alarmed; None where nobody knows what was right."""
    if not any(rate in group.rates for group in feature.groups for rate in ERRORS):
        return None
    title = _("Found and falsely alarmed, by %(feature)s") % {"feature": feature.name}
    return _ranges(title, feature, findings, ERRORS)


def _ranges(
    title: str, feature: Feature, findings: Findings, rates: tuple[FairnessRate, ...]
) -> Ranges:
    groups = [group for group in feature.groups if group.rates]
    rows = [*groups, findings.overall]
    return Ranges(
        title,
        _("Group"),
        (*(group.name for group in groups), _("Everybody")),
        tuple((str(rate.label), tuple(_span(row, rate) for row in rows)) for rate in rates),
    )


def _span(group: Group, rate: FairnessRate) -> Span | None:
    shown = group.rates.get(rate)
    if shown is None:
        return None
    return Span(shown.percent, shown.percent_low, shown.percent_high)

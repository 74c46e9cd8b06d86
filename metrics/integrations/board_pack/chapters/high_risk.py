"""Use cases of high risk, and the large risks of the register."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from metrics.integrations.board_pack.sections import Chapter, Field, Sheet, chapter
from metrics.queries.pack_numbers import PackNumbers
from metrics.queries.pack_risks import RiskRow, large_risks
from metrics.queries.pack_rows import CaseRow, risky_cases

MOST_ON_PAGES: Final = 30
CASE_FIELDS: Final = (
    Field(gettext_lazy("Id"), 10),
    Field(gettext_lazy("Use case"), 44),
    Field(gettext_lazy("Business unit"), 22),
    Field(gettext_lazy("Owner"), 24),
    Field(gettext_lazy("Stage"), 16),
    Field(gettext_lazy("Risk tier"), 12),
    Field(gettext_lazy("EU AI Act"), 24),
    Field(gettext_lazy("Last decision"), 30),
    Field(gettext_lazy("Open conditions"), 16, "0"),
)
RISK_FIELDS: Final = (
    Field(gettext_lazy("Id"), 10),
    Field(gettext_lazy("Risk"), 44),
    Field(gettext_lazy("Category"), 18),
    Field(gettext_lazy("Size"), 12),
    Field(gettext_lazy("Score"), 8, "0"),
    Field(gettext_lazy("State"), 12),
    Field(gettext_lazy("Owner"), 24),
    Field(gettext_lazy("Expected loss a year"), 20, "#,##0.00"),
    Field(gettext_lazy("Next review"), 14, "yyyy-mm-dd"),
)


@chapter("high-risk", order=50, title=gettext_lazy("High-risk list"))
def high_risk(numbers: PackNumbers) -> Chapter:
    """Cases as they stood at the end of the quarter, risks as they are rated now."""
    cases, risks = risky_cases(numbers.as_of), large_risks(numbers.as_of)
    context = {
        "cases": cases[:MOST_ON_PAGES],
        "cases_left": max(0, len(cases) - MOST_ON_PAGES),
        "risks": risks[:MOST_ON_PAGES],
        "risks_left": max(0, len(risks) - MOST_ON_PAGES),
        "currency": numbers.organization.currency,
    }
    return Chapter(
        "metrics/packs/chapters/high_risk.html",
        context,
        sheets=(
            Sheet(_("High-risk use cases"), CASE_FIELDS, tuple(_case_cells(row) for row in cases)),
            Sheet(_("Large risks"), RISK_FIELDS, tuple(_risk_cells(row) for row in risks)),
        ),
        data={
            "use_cases": [row.reference for row in cases],
            "risks": [{"reference": row.reference, "score": row.score} for row in risks],
        },
        highlights=(_highlight(cases, risks),),
    )


def _highlight(cases: tuple[CaseRow, ...], risks: tuple[RiskRow, ...]) -> str:
    told_cases = ngettext(
        "%(count)d use case of high risk is at work",
        "%(count)d use cases of high risk are at work",
        len(cases),
    )
    told_risks = ngettext(
        "%(count)d risk of the register is high or critical",
        "%(count)d risks of the register are high or critical",
        len(risks),
    )
    pending = sum(row.pending_conditions for row in cases)
    held = ngettext("%(count)d open condition", "%(count)d open conditions", pending)
    return _("%(cases)s, with %(held)s; %(risks)s.") % {
        "cases": told_cases % {"count": len(cases)},
        "held": held % {"count": pending} if pending else _("no open condition"),
        "risks": told_risks % {"count": len(risks)},
    }


def _case_cells(row: CaseRow) -> tuple[Any, ...]:
    return (
        row.reference,
        row.title,
        row.unit,
        row.owner,
        row.stage,
        row.tier_label,
        row.ai_act_class,
        row.last_decision,
        row.pending_conditions,
    )


def _risk_cells(row: RiskRow) -> tuple[Any, ...]:
    return (
        row.reference,
        row.title,
        row.category,
        str(row.band.label),
        row.score,
        row.state,
        row.owner,
        row.annual_loss,
        row.review_on,
    )

"""What was decided in the quarter."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from governance.choices import Outcome
from metrics.integrations.board_pack.charts import PartRows
from metrics.integrations.board_pack.sections import Chapter, Field, Sheet, chapter
from metrics.queries.pack_numbers import PackNumbers
from metrics.queries.pack_rows import DecisionRow, decisions_of

MOST_ON_PAGES: Final = 40
TITLE: Final = gettext_lazy("Decisions of the quarter")
FIELDS: Final = (
    Field(gettext_lazy("Decision"), 10),
    Field(gettext_lazy("Use case"), 44),
    Field(gettext_lazy("Gate"), 22),
    Field(gettext_lazy("Path"), 16),
    Field(gettext_lazy("Risk tier"), 12),
    Field(gettext_lazy("Outcome"), 26),
    Field(gettext_lazy("Decided"), 18, "yyyy-mm-dd hh:mm"),
    Field(gettext_lazy("Decided by"), 30),
    Field(gettext_lazy("Conditions"), 12, "0"),
)


@chapter("decisions", order=40, title=TITLE)
def decisions(numbers: PackNumbers) -> Chapter:
    """How decisions ended, and each of them."""
    rows = decisions_of(numbers.as_of)
    counts = Counter(row.outcome for row in rows)
    outcomes = [outcome for outcome in Outcome if counts[outcome]]
    chart = PartRows(
        title=_("Decisions by outcome"),
        names=tuple(str(outcome.label) for outcome in outcomes),
        values=tuple(float(counts[outcome]) for outcome in outcomes),
        texts=tuple(str(counts[outcome]) for outcome in outcomes),
    )
    context = {
        "rows": rows[:MOST_ON_PAGES],
        "left": max(0, len(rows) - MOST_ON_PAGES),
        "chart": chart if rows else None,
    }
    return Chapter(
        "metrics/packs/chapters/decisions.html",
        context,
        sheets=(Sheet(TITLE, FIELDS, tuple(_cells(row) for row in rows)),),
        data=[_facts(row) for row in rows],
        highlights=(_highlight(rows),),
    )


def _highlight(rows: tuple[DecisionRow, ...]) -> str:
    if not rows:
        return _("Nothing was decided in this quarter.")
    approved = sum(row.is_approval for row in rows)
    taken = ngettext("%(count)d decision was taken", "%(count)d decisions were taken", len(rows))
    text = _("%(taken)s, %(approved)d of them approvals.")
    return text % {"taken": taken % {"count": len(rows)}, "approved": approved}


def _cells(row: DecisionRow) -> tuple[Any, ...]:
    return (
        row.reference,
        row.title,
        row.gate,
        row.path,
        row.tier,
        str(row.outcome.label),
        row.decided_at,
        row.decided_by,
        row.conditions,
    )


def _facts(row: DecisionRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "title": row.title,
        "outcome": row.outcome.value,
        "decided_at": row.decided_at.isoformat(),
        "conditions": row.conditions,
    }

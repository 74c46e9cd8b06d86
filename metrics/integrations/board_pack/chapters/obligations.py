"""The regulatory calendar: what began to apply in the quarter, and what will within a year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from governance.logic.obligations import Milestone
from metrics.integrations.board_pack.sections import SHORT, Chapter, Field, Sheet, chapter
from metrics.queries.pack_numbers import PackNumbers
from metrics.queries.pack_risks import LegalCalendar, legal_calendar

MOST_ON_PAGES: Final = 20
TITLE: Final = gettext_lazy("Regulatory calendar")
FIELDS: Final = (
    Field(gettext_lazy("Applies from"), 14, "yyyy-mm-dd"),
    Field(gettext_lazy("Law"), 24),
    Field(gettext_lazy("Reference"), 16),
    Field(gettext_lazy("Obligation"), 60),
    Field(gettext_lazy("State of the law"), 26),
    Field(gettext_lazy("Our use cases"), 14, "0"),
)


@chapter("obligations", order=70, title=TITLE)
def obligations(numbers: PackNumbers) -> Chapter | None:
    """By day; those that concern use cases of ours before the others of the same day."""
    calendar = legal_calendar(numbers.as_of)
    if not (calendar.begun or calendar.coming):
        return None
    begun, coming = list(_lines(calendar.begun)), list(_lines(calendar.coming))
    context = {
        "parts": [
            (_("Began to apply in the quarter"), begun[:MOST_ON_PAGES], len(begun)),
            (_("Will apply within a year"), coming[:MOST_ON_PAGES], len(coming)),
        ],
        "most": MOST_ON_PAGES,
    }
    return Chapter(
        "metrics/packs/chapters/obligations.html",
        context,
        sheets=(Sheet(TITLE, FIELDS, tuple(begun + coming)),),
        data=[
            {"day": line[0].isoformat(), "code": line[2], "cases": line[5]}
            for line in begun + coming
        ],
        highlights=(_highlight(calendar),),
        flows=len(begun) + len(coming) <= SHORT,
    )


def _lines(milestones: Iterable[Milestone]) -> Iterable[tuple[Any, ...]]:
    for milestone in milestones:
        for duty in sorted(milestone.duties, key=lambda one: -one.cases):
            row = duty.obligation
            status = str(row.status.label)
            yield (milestone.day, row.framework, row.code, row.title, status, duty.cases)


def _highlight(calendar: LegalCalendar) -> str:
    ours = sum(one.ours for one in calendar.coming)
    if not ours:
        return _("No legal obligation that concerns our use cases begins to apply within a year.")
    text = ngettext(
        "%(count)d legal obligation that concerns our use cases begins to apply within a year.",
        "%(count)d legal obligations that concern our use cases begin to apply within a year.",
        ours,
    )
    return text % {"count": ours}

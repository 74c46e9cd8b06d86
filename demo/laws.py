"""Editions of laws that were in force when the demo's year began."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from governance.actions.frameworks import Edition, shipped_edition
from governance.catalogs.frameworks import EU_AI_ACT
from governance.choices import RequirementStatus
from governance.logic.frameworks import RequirementRow, with_groups

# Rows that only the Digital Omnibus brought.
NEW = frozenset({"Art. 4a", "Art. 5(1)(ba)", "Art. 5(1)(bb)"})


def ai_act_before_omnibus() -> Edition:
    """The EU AI Act with the dates of 2024, as it stood before Regulation (EU) 2026/1744."""
    shipped = shipped_edition(EU_AI_ACT)
    rows = [_before(row) for row in shipped.requirements if row.code not in NEW]
    return replace(
        shipped,
        label="Regulation (EU) 2024/1689",
        dated=dt.date(2024, 7, 12),
        note="As published on 12 July 2024.",
        requirements=with_groups(rows),
    )


def _before(row: RequirementRow) -> RequirementRow:
    original = row.facts.get("original_date", {})
    applies_from = row.applies_from
    if "annex_iii" in original:
        applies_from = dt.date.fromisoformat(original["annex_iii"])
    dates = {name: day for name, day in original.items() if name == "annex_i"}
    return replace(
        row,
        note="",
        status=RequirementStatus.IN_FORCE,
        applies_from=applies_from,
        dates=dates if original else row.dates,
    )

"""The deadlines that an incident can start, read from the catalogues."""

from __future__ import annotations

import datetime as dt
from functools import cache

from governance.catalogs import load
from governance.logic.regulatory import ClockRule, read_rules

CLOCKS, AI_ACT = "clocks", "eu_ai_act"


@cache
def clock_rules() -> dict[str, ClockRule]:
    """Every rule by its code, in the order of the catalogue."""
    return read_rules(load(CLOCKS), {AI_ACT: load(AI_ACT)})


def catalog_date() -> dt.date:
    """As of when the catalogue tells the law."""
    return dt.date.fromisoformat(load(CLOCKS)["date"])

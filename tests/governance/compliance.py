"""Frameworks and evidence for tests: a framework of four requirements below one heading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from governance.actions.control_evidence import NewEvidence, give_evidence
from governance.actions.frameworks import Edition, adopt_version, bring_edition
from governance.logic.frameworks import RequirementRow, with_groups
from governance.models.controls import Control, Evidence
from governance.models.frameworks import Framework
from intake.models.use_cases import UseCase

FIRST = {"R-1": "Log", "R-2": "Keep records", "R-3": "Tell people"}
BELOW = {"R-1": "G", "R-2": "G"}


def edition(
    titles: Mapping[str, str],
    *,
    key: str = "house-rules",
    moved: Mapping[str, dt.date] | None = None,
) -> Edition:
    """An edition with a heading G above R-1 and R-2."""
    rows = [
        RequirementRow(
            code=code,
            title=title,
            parent=BELOW.get(code, ""),
            applies_from=(moved or {}).get(code),
        )
        for code, title in titles.items()
    ]
    heading = RequirementRow(code="G", title="General")
    return Edition(
        key=key,
        name="House rules",
        label=f"Edition of {len(rows)}",
        requirements=with_groups([heading, *rows]),
    )


def first_edition() -> Edition:
    return edition(FIRST)


def own_framework(actor: Actor) -> Framework:
    """Adopted, with R-1, R-2 and R-3."""
    return adopt_version(bring_edition(first_edition(), actor=actor), actor=actor).framework


def evidence(
    control: Control, *, actor: Actor, use_case: UseCase | None = None, **fields: Any
) -> Evidence:
    """A link, unless the fields say something else."""
    given = {
        "title": "Proof",
        "effective_on": today_here(),
        "link": "https://example.org/proof",
        **fields,
    }
    return give_evidence(control, NewEvidence(**given), actor=actor, use_case=use_case)


def gates(*keys: str, gate: str = "production") -> list[dict[str, Any]]:
    """An assessment's gates, with these controls required at one of them."""
    needs = [{"id": key, "title": key, "necessity": "required"} for key in keys]
    return [{"gate": gate, "controls": needs}]

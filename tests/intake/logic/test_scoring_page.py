"""The page for users says what the default documents do."""

from __future__ import annotations

import pytest

from coe_portal.settings import env
from intake import catalogs
from intake.logic import scoring, tiering

PAGE = (env.BASE_DIR / "docs" / "user" / "scoring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", tiering.parse(catalogs.load("risk_tiers")).rules)
def test_every_default_rule_is_explained(rule):
    assert f"| {rule.id} | {rule.tier} | {rule.explanation} |" in PAGE


@pytest.mark.parametrize("axis", scoring.parse(catalogs.load("default_rubric")).axes)
def test_every_criterion_and_weight_is_named(axis):
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| **{axis.axis.label}**"))

    assert f"{axis.weight:.0%}" in line
    assert all(f"{c.label} ({c.weight:g})" in line for c in axis.criteria)

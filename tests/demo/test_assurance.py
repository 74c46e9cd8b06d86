"""The demo's year of assurance: incidents, compliance, policies, appeals and papers."""

from __future__ import annotations

import pytest

from demo.assurance import read_assurance
from demo.parts import ScriptError
from demo.script import load_all
from governance.catalogs.frameworks import catalog_controls
from governance.catalogs.policy_templates import policy_templates

SCRIPTS = {script.slug: script for script in load_all()}


def test_what_no_field_has_is_refused():
    with pytest.raises(ScriptError, match="Mishap has no blame"):
        read_assurance({"incident": [{"reported": 3, "text": "x", "blame": "me"}]})


@pytest.mark.parametrize("slug", SCRIPTS)
def test_only_what_there_is_is_named(slug):
    told = SCRIPTS[slug].assurance
    controls = {one.key for one in catalog_controls()}
    assert {one.control for one in (*told.keepers, *told.proofs)} <= controls
    assert {one.template for one in told.house_rules} <= {one.slug for one in policy_templates()}


@pytest.mark.parametrize("slug", SCRIPTS)
def test_nobody_judges_their_own_work(slug):
    told = SCRIPTS[slug].assurance
    assert [one.template for one in told.house_rules if one.approver == one.by] == []
    assert [one.about for one in told.impacts if one.approver == one.by] == []


@pytest.mark.parametrize("slug", SCRIPTS)
def test_the_law_is_told_in_time(slug):
    """72 hours; the story tells of a deadline that was met."""
    met = [one for one in SCRIPTS[slug].assurance.mishaps if one.clock and one.authority]
    assert [one.clock for one in met] == ["gdpr-33"]
    assert all(one.triaged < one.contained < one.notified < 72 for one in met)

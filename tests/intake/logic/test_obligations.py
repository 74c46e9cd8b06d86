from __future__ import annotations

import pytest
from hypothesis import given

from intake.choices import Gate, Necessity, Tier
from intake.logic.obligations import obligations
from intake.logic.tiering import tier
from tests.intake.logic.test_tiering import DOCUMENT, POLICY, SHEETS


def controls(answers, level):
    return {
        control.id: control.necessity
        for needs in obligations(answers, POLICY, level)
        for control in needs.controls
    }


def test_a_low_case_needs_little():
    needed = controls({}, Tier.LOW)

    assert needed["use-case-record"] == Necessity.REQUIRED
    assert needed["model-card"] == Necessity.RECOMMENDED
    assert "dpia" not in needed
    assert "technical-file" not in needed


@pytest.mark.parametrize(
    ("answers", "control"),
    [
        ({"personal_data": True}, "dpia"),
        ({"third_party_model": True}, "vendor-review"),
        ({"significant_effect": True}, "fairness"),
        ({"tool_use": "read_only"}, "agent-limits"),
        ({"eu_class": "high"}, "technical-file"),
        ({"eu_class": "high", "regulated_domain": ["finance"]}, "fria"),
        ({"eu_class": "limited"}, "transparency-check"),
    ],
)
def test_a_conditional_control_is_due_when_its_condition_holds(answers, control):
    assert control in controls(answers, Tier.HIGH)
    assert control not in controls({}, Tier.HIGH)


def test_what_is_asked_at_intake_is_due_on_leaving_it():
    first = obligations({}, POLICY, Tier.MEDIUM)[0]

    assert first.gate == Gate.DISCOVERY
    assert {"tiering", "business-case"} <= {control.id for control in first.controls}


def test_documents_follow_the_controls_they_prove():
    needs = {item.gate: item for item in obligations({"eu_class": "high"}, POLICY, Tier.HIGH)}

    assert [document.id for document in needs[Gate.PRODUCTION].documents] == [
        "doc-monitoring-plan",
        "doc-incident-plan",
        "doc-technical-file",
    ]


def test_a_prohibited_case_goes_nowhere():
    assert obligations({}, POLICY, Tier.PROHIBITED) == ()


@given(SHEETS)
def test_each_gate_appears_once_in_order_and_a_control_at_one_gate_only(answers):
    found = obligations(answers, POLICY, tier(answers, POLICY, what_if=False).tier)

    gates = [needs.gate for needs in found]
    assert gates == [gate for gate in Gate if gate in gates]
    ids = [control.id for needs in found for control in needs.controls]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {control["id"] for control in DOCUMENT["controls"]}

"""Which controls and documents a case needs at each gate: from its tier and answers, pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intake.choices import Gate, Necessity, Tier
from intake.logic.expressions import Answers
from intake.logic.questions import is_answered
from intake.logic.tiering import Policy

_GATE_OF = {"intake": Gate.DISCOVERY, "monitor": Gate.MONITORING, "retire": Gate.RETIRED}
"""Names of the catalogue for our gates; what it asks at intake is due on leaving intake."""


@dataclass(frozen=True)
class ControlNeed:
    """A control at a gate, and whether it must or should be in place."""

    id: str
    title: str
    description: str
    necessity: Necessity
    refs: tuple[str, ...]


@dataclass(frozen=True)
class DocumentNeed:
    """A document at a gate and the control that it proves."""

    id: str
    title: str
    control: str


@dataclass(frozen=True)
class GateNeeds:
    """Everything due at one gate, and who approves it there."""

    gate: Gate
    question: str
    approval: str
    controls: tuple[ControlNeed, ...]
    documents: tuple[DocumentNeed, ...]


def obligations(answers: Answers, policy: Policy, tier: Tier) -> tuple[GateNeeds, ...]:
    """What the case needs at each gate, in the order of the gates.

    Conditions such as "if personal data" are evaluated on the answers. A prohibited case needs
    nothing: it goes nowhere.
    """
    if tier == Tier.PROHIBITED:
        return ()
    applicable = {
        control.id: control for control in _controls(policy, tier, _conditions(answers, policy))
    }
    needs: dict[Gate, GateNeeds] = {}
    for raw in policy.document.get("stage_gates", ()):
        found = _gate(raw, policy, tier, applicable)
        before = needs.get(found.gate)
        needs[found.gate] = _joined(before, found) if before else found
    return tuple(needs[gate] for gate in Gate if gate in needs)


def _joined(first: GateNeeds, second: GateNeeds) -> GateNeeds:
    return GateNeeds(
        gate=second.gate,
        question=f"{first.question} {second.question}",
        approval=second.approval,
        controls=first.controls + second.controls,
        documents=first.documents + second.documents,
    )


def _conditions(answers: Answers, policy: Policy) -> dict[str, bool]:
    """Each named condition on these answers; one that cannot be computed counts as met."""
    known = {key: answers[key] for key in policy.questions if is_answered(answers.get(key))}
    bound = policy.bind(known)
    return {name: program.run(bound) != [False] for name, program in policy.conditions.items()}


def _controls(policy: Policy, tier: Tier, holds: dict[str, bool]) -> list[ControlNeed]:
    found = []
    for raw in policy.document.get("controls", ()):
        level = raw[tier.value]
        necessity = Necessity.RECOMMENDED if level == "recommended" else Necessity.REQUIRED
        if level == "recommended" or holds.get(level, False):
            found.append(
                ControlNeed(
                    id=raw["id"],
                    title=raw["title"],
                    description=raw.get("description", ""),
                    necessity=necessity,
                    refs=tuple(raw.get("refs", ())),
                )
            )
    return found


def _gate(
    raw: dict[str, Any], policy: Policy, tier: Tier, applicable: dict[str, ControlNeed]
) -> GateNeeds:
    due = [
        control["id"] for control in policy.document["controls"] if control["stage"] == raw["id"]
    ]
    documents = [
        DocumentNeed(document["id"], document["title"], document["control"])
        for document in policy.document.get("required_documents", ())
        if tier.value in document["tiers"]
        and document["control"] in due
        and document["control"] in applicable
    ]
    return GateNeeds(
        gate=_GATE_OF.get(raw["id"]) or Gate(raw["id"]),
        question=raw.get("question", ""),
        approval=raw.get("approval", {}).get(tier.value, ""),
        controls=tuple(applicable[key] for key in due if key in applicable),
        documents=tuple(documents),
    )

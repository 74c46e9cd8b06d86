"""Controls of a case that may be waived, are waived, or are missing without a waiver."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from governance.logic.waivers import current_lines, is_in_force, missing_controls
from governance.models.policies import Policy
from governance.models.waivers import Waiver
from governance.permissions.waivers import waivers_visible_to
from intake.choices import Necessity
from intake.models.use_cases import UseCase

MOST_POLICIES = 200
MOST_SHOWN = 20


@dataclass(frozen=True)
class ControlChoice:
    """A control that a case must have, and the gate at which it is due; or a policy to keep."""

    code: str
    title: str
    gate: str


def waivers_in_force(use_case: UseCase) -> dict[str, Waiver]:
    """The waiver that covers each control today, by the code of the control."""
    waivers = {waiver.number: waiver for waiver in use_case.waivers.in_force(today_here())}
    lines = current_lines(waiver.line for waiver in use_case.waivers.all())
    return {
        code: waivers[line.number]
        for code, line in lines.items()
        if is_in_force(line, today_here())
    }


def missing_for(use_case: UseCase, gate: str) -> list[str]:
    """Codes of controls that keep this gate closed: asked to be waived, and not covered."""
    lines = [waiver.line for waiver in use_case.waivers.all()]
    return missing_controls(lines, gate, today_here()) if lines else []


def required_controls(use_case: UseCase) -> list[ControlChoice]:
    """What the tier of the case requires, in the order of the gates."""
    assessment = use_case.current_assessment
    if assessment is None:
        return []
    return [
        ControlChoice(control["id"], control["title"], gate["gate"])
        for gate in assessment.gates
        for control in gate["controls"]
        if control["necessity"] == Necessity.REQUIRED
    ]


def waivable_controls(use_case: UseCase) -> list[ControlChoice]:
    """Required controls, and policies in force, for which no waiver runs."""
    running = set(use_case.waivers.running().values_list("control", flat=True))
    offered = [*required_controls(use_case), *_policies()]
    return [one for one in offered if one.code not in running]


def _policies() -> list[ControlChoice]:
    """What a use case may deviate from: a policy belongs to no gate, so it holds at each."""
    rows = Policy.objects.in_force().only("number", "title")[:MOST_POLICIES]
    return [ControlChoice(one.reference, one.title, "") for one in rows]


def exceptions_from(policy: Policy, member: Membership) -> list[Waiver]:
    """The use cases that need not keep the policy today, as far as the member may see them."""
    visible = waivers_visible_to(member).in_force(today_here())
    return list(visible.filter(control=policy.reference).with_people()[:MOST_SHOWN])


def waiver_lines(use_case: UseCase) -> list[Waiver]:
    """All waivers of a case, the newest first."""
    return list(use_case.waivers.with_people().order_by("-number"))

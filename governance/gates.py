"""What governance asks for at every gate: an approval in force, conditions kept, a checklist."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from coe_portal.gates.registry import Unmet, requirement
from coe_portal.tenancy.addresses import org_url
from governance.queries.approvals import (
    APPROVAL_REQUIREMENT,
    approval_in_force,
    expired_approvals,
    lapsed_conditions,
    pending_conditions,
    refusal_in_force,
)
from governance.queries.checklists import Sheet, sheet_of
from governance.queries.compliance import controls_of_gate
from governance.queries.incidents import severe_open_incidents
from governance.queries.waivers import missing_for
from intake.actions.lifecycle import stage_before_rest
from intake.choices import Gate
from intake.logic.stages import RESUME
from intake.models.use_cases import UseCase


def _require_approval(gate: Gate) -> None:
    @requirement(gate.value, code=APPROVAL_REQUIREMENT, label=gettext_lazy("Approval in force"))
    def approval(use_case: UseCase) -> Unmet | None:
        if approval_in_force(use_case, gate.value) is not None:
            return None
        return Unmet(
            APPROVAL_REQUIREMENT, _("The approval for %(gate)s is missing.") % {"gate": gate.label}
        )


for _gate in Gate:
    _require_approval(_gate)


@requirement(
    *(gate.value for gate in Gate if gate != Gate.RETIRED),
    RESUME,
    code="governance.no_lapsed_condition",
    label=gettext_lazy("No lapsed condition"),
)
def no_lapsed_condition(use_case: UseCase) -> Unmet | None:
    """A missed condition is made good before the case goes on."""
    lapsed = lapsed_conditions(use_case)
    if not lapsed:
        return None
    names = ", ".join(condition.reference for condition in lapsed)
    return Unmet(
        "governance.no_lapsed_condition",
        _("Conditions lapsed and must be made good: %(conditions)s.") % {"conditions": names},
        lapsed[0].decision.get_absolute_url(),
    )


@requirement(
    RESUME, code="governance.approval_renewed", label=gettext_lazy("No approval has run out")
)
def approval_renewed(use_case: UseCase) -> Unmet | None:
    """What rests for want of an approval goes on with a new one."""
    expired = expired_approvals(use_case)
    if not expired:
        return None
    return Unmet(
        "governance.approval_renewed",
        _("Approval %(decision)s expired and must be renewed.") % {"decision": expired[0]},
        expired[0].get_absolute_url(),
    )


@requirement(RESUME, code="governance.not_refused", label=gettext_lazy("Not turned down"))
def not_refused(use_case: UseCase) -> Unmet | None:
    """What a review turned down goes on when another one approves it, not by hand."""
    refusal = refusal_in_force(use_case, stage_before_rest(use_case))
    if refusal is None:
        return None
    return Unmet(
        "governance.not_refused",
        _("Decision %(decision)s turned it down: another review has to approve it.")
        % {"decision": refusal},
        refusal.get_absolute_url(),
    )


def _require_controls(gate: Gate) -> None:
    @requirement(
        gate.value,
        code="governance.controls_waived",
        label=gettext_lazy("Missing controls are waived"),
    )
    def controls_waived(use_case: UseCase) -> Unmet | None:
        """A control that somebody asked to waive is covered by a waiver, or in place."""
        missing = missing_for(use_case, gate.value)
        if not missing:
            return None
        return Unmet(
            "governance.controls_waived",
            _("Controls are missing and not waived: %(controls)s.")
            % {"controls": ", ".join(missing)},
            use_case.get_absolute_url(),
        )


for _gate in Gate:
    if _gate != Gate.RETIRED:
        _require_controls(_gate)


@requirement(
    Gate.PRODUCTION.value,
    code="governance.conditions_met",
    label=gettext_lazy("All conditions met"),
)
def conditions_met(use_case: UseCase) -> Unmet | None:
    """Nothing goes live on open conditions of an earlier approval.

    Those of the production decision itself bind the time after it.
    """
    earlier = [
        condition
        for condition in pending_conditions(use_case)
        if condition.decision.gate != Gate.PRODUCTION
    ]
    if not earlier:
        return None
    names = ", ".join(condition.reference for condition in earlier)
    return Unmet(
        "governance.conditions_met",
        _("Conditions are still open: %(conditions)s.") % {"conditions": names},
        earlier[0].decision.get_absolute_url(),
    )


def _require_checklist(gate: Gate) -> None:
    @requirement(
        gate.value, code="governance.checklist", label=gettext_lazy("Release checklist complete")
    )
    def checklist(use_case: UseCase) -> Unmet | None:
        """Nothing is asked before the organization has published a checklist."""
        sheet = sheet_of(use_case, gate)
        if sheet.is_open:
            return None
        return Unmet(
            "governance.checklist",
            _missing_in(sheet),
            org_url("governance:checklist", reference=use_case.reference, gate=gate.value),
        )


def _missing_in(sheet: Sheet) -> str:
    left = sheet.progress.left
    if not left:
        return _("The release checklist waits for somebody who confirms it.")
    return ngettext(
        "The release checklist lacks %(count)d answer.",
        "The release checklist lacks %(count)d answers.",
        left,
    ) % {"count": left}


for _gate in Gate:
    _require_checklist(_gate)


@requirement(
    Gate.PRODUCTION.value,
    code="governance.no_severe_incident",
    label=gettext_lazy("No severe incident open"),
)
def no_severe_incident(use_case: UseCase) -> Unmet | None:
    """What went badly wrong in a pilot is dealt with before many people depend on it."""
    found = severe_open_incidents(use_case)
    if not found:
        return None
    names = ", ".join(incident.reference for incident in found)
    return Unmet(
        "governance.no_severe_incident",
        _("Severe incidents are not closed yet: %(incidents)s.") % {"incidents": names},
        found[0].get_absolute_url(),
    )


def _require_covered(gate: Gate) -> None:
    @requirement(
        gate.value,
        code="governance.controls_covered",
        label=gettext_lazy("Controls of the gate covered"),
    )
    def controls_covered(use_case: UseCase) -> Unmet | None:
        open_ones = controls_of_gate(use_case, gate.value)
        if not open_ones:
            return None
        names = ", ".join(control.title for control in open_ones)
        return Unmet(
            "governance.controls_covered",
            _("No valid evidence covers these controls: %(controls)s.") % {"controls": names},
            org_url("governance:case_compliance_page", reference=use_case.reference),
        )


for _gate in Gate:
    _require_covered(_gate)

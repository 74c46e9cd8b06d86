"""Audits as tests need them, made by the actions that make them in production."""

from __future__ import annotations

import datetime as dt

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from governance.actions.audit_fieldwork import (
    Observed,
    begin_fieldwork,
    close_audit,
    finish_fieldwork,
    save_item,
)
from governance.actions.audit_findings import NewFinding, raise_finding
from governance.actions.audit_planning import AuditTerms, NewAudit, change_audit, plan_audit
from governance.choices import FindingSeverity, ItemResult
from governance.models.audits import Audit
from governance.models.findings import AuditFinding
from intake.choices import Necessity, Stage
from intake.models.use_cases import UseCase
from tests.governance.conftest import new_case

OPERATOR = Actor.system("tests")


def gates(*names: str) -> list[dict[str, object]]:
    """What an assessment asks for: one control at each of these gates."""
    return [
        {
            "gate": name,
            "question": "",
            "approval": "",
            "controls": [
                {
                    "id": f"{name}-control",
                    "title": f"Control of {name}",
                    "description": f"What {name} needs.",
                    "necessity": Necessity.REQUIRED.value,
                    "refs": ["MAP 1.1"],
                }
            ],
            "documents": [],
        }
        for name in names
    ]


def live_case(owner: Membership, *, stage: Stage = Stage.PRODUCTION, **fields) -> UseCase:
    """A case that runs, with two controls; the way there is not the matter."""
    fields.setdefault("gates", gates("discovery", "production", "retired"))
    return go_live(new_case(owner, **fields), stage)


def go_live(use_case: UseCase, stage: Stage = Stage.PRODUCTION) -> UseCase:
    """Import a case as one that runs already."""
    UseCase.objects.filter(pk=use_case.pk).update(stage=stage)
    use_case.refresh_from_db()
    return use_case


def ad_hoc(
    use_case: UseCase, planner: Membership, auditor: Membership | None = None, *, days: int = 20
) -> Audit:
    due_on = today_here() + dt.timedelta(days=days)
    terms = NewAudit(
        due_on=due_on, auditor=auditor, about=use_case.reference, reason="The board asked."
    )
    return plan_audit(terms, actor=Actor.member(planner))


def give(audit: Audit, auditor: Membership) -> Audit:
    return change_audit(audit, AuditTerms(audit.due_on, auditor), actor=OPERATOR)


def begun(use_case: UseCase, planner: Membership, auditor: Membership) -> Audit:
    """An audit on request whose fieldwork has begun."""
    return begin_fieldwork(ad_hoc(use_case, planner, auditor), actor=Actor.member(auditor))


def observe(audit: Audit, result: ItemResult = ItemResult.CONFORMS) -> None:
    """The same result for every line that has none."""
    for item in audit.items.filter(result=""):
        save_item(item, Observed(result, "Seen."), actor=Actor.member(audit.auditor))


def gap(
    audit: Audit,
    owner: Membership,
    severity: FindingSeverity = FindingSeverity.MINOR,
    *,
    position: int = 1,
    **fields,
) -> AuditFinding:
    """A finding on one line, which is marked as a gap."""
    item = audit.items.filter(position=position).first()
    actor = Actor.member(audit.auditor)
    if item is not None:
        save_item(item, Observed(ItemResult.MINOR, "It is not there."), actor=actor)
    values = {"title": "No log", "description": "Nobody writes a log.", **fields}
    new = NewFinding(severity=severity, owner=owner, **values)
    return raise_finding(audit, new, actor=actor, item=item)


def finish(audit: Audit) -> Audit:
    """Closed, with a result for every line."""
    actor = Actor.member(audit.auditor)
    observe(audit)
    finish_fieldwork(audit, actor=actor)
    return close_audit(audit, "It is in order.", actor=actor)

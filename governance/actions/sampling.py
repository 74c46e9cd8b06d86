"""The rate at which self-service approvals are audited: a failed sample raises it."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import plain, record
from governance.actions.audit_planning import lock_plan
from governance.choices import AuditKind, SampleOutcome
from governance.declarations import audits as told
from governance.logic.sampling_rate import Standing, after_failure, after_pass, rate_at
from governance.messages.audits import tell_audit
from governance.models.audits import Audit, SampleStep
from governance.queries.involvement import coe_staff
from governance.queries.sampling import base_rate, standing_now


@transaction.atomic(savepoint=False)
def settle_sample(audit: Audit, *, actor: Actor) -> SampleStep | None:
    """Let a closed sample audit count; None for an audit of another kind.

    The plan's row is locked: of two samples that close at once the second counts on the first.
    """
    if audit.kind != AuditKind.SAMPLE or audit.assessment is None:
        return None
    plan = lock_plan()
    base, before = base_rate(audit.assessment), standing_now()
    failed = audit.findings.severe().exists()
    after = after_failure(before, base) if failed else after_pass(before, plan.passes_to_step_back)
    step = _keep(audit, failed=failed, base=base, before=before, after=after)
    if failed:
        tell_audit(told.MORE_IS_SAMPLED, coe_staff(), audit, rate=f"{step.rate.normalize():f}")
    _record(step, actor)
    return step


def _keep(
    audit: Audit, *, failed: bool, base: Decimal, before: Standing, after: Standing
) -> SampleStep:
    step: SampleStep = SampleStep.objects.create(
        audit=audit,
        outcome=SampleOutcome.FAILED if failed else SampleOutcome.PASSED,
        level=after.level,
        passed=after.passed,
        rate_before=rate_at(base, before.level),
        rate=rate_at(base, after.level),
    )
    return step


def _record(step: SampleStep, actor: Actor) -> None:
    facts = {"outcome": step.outcome, "rate": plain(step.rate), "passed_in_a_row": step.passed}
    action = told.SAMPLING_RATE_CHANGED if step.is_change else told.SAMPLE_SETTLED
    record(
        action,
        step.audit,
        actor=actor,
        before={"rate": plain(step.rate_before)},
        after=facts,
        root=step.audit.use_case,
    )

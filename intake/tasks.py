"""Background work of intake: ids in, one action called."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.errors import RuleViolation
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import tenant_task
from intake.actions.imports import import_all
from intake.exports import portfolio_csv
from intake.integrations.inventories import check_upload
from intake.logic.questions import InvalidDocument
from intake.queries.replays import Trial, cases_after
from intake.queries.rule_pages import KINDS


@tenant_task(name="intake.check_import", opens_scope=False)
def check_import(*, organization_id: int, batch_id: int, member_id: int) -> None:
    """Dry-run an uploaded inventory."""
    check_upload(
        batch_id, organization_id=organization_id, actor=_member(organization_id, member_id)
    )


@tenant_task(name="intake.commit_import", opens_scope=False)
def commit_import(*, organization_id: int, batch_id: int, member_id: int) -> None:
    """Import a checked inventory, or the rest of it."""
    import_all(batch_id, organization_id=organization_id, actor=_member(organization_id, member_id))


@tenant_task(name="intake.export_portfolio", opens_scope=False)
def export_portfolio(*, organization_id: int, job_id: int, query: str) -> None:
    """Write the portfolio with its answers into the job's file."""

    def make(_job: Job) -> Product:
        with scope(organization_id):
            organization = Organization.objects.get(pk=organization_id)
            content, rows = portfolio_csv(query, organization)
        return Product(
            outcome={"rows": rows},
            file_name=f"{organization.slug}-use-cases.csv",
            content=content,
            content_type="text/csv; charset=utf-8",
        )

    carry_out(job_id, make, organization_id=organization_id)


@tenant_task(name="intake.replay_rules", opens_scope=False)
def replay_rules(*, organization_id: int, job_id: int, kind: str) -> None:
    """Try a draft on all cases."""
    carry_out(job_id, lambda job: _replay(job, kind), organization_id=organization_id)


def _replay(job: Job, kind: str) -> Product:
    """A transaction for each chunk, so that its progress is seen."""
    with scope(job.organization_id):
        draft = KINDS[kind][0].objects.get(pk=job.subject_id)
        try:
            trial = Trial(draft)
        except InvalidDocument as error:
            raise RuleViolation("; ".join(error.problems)) from error
    last, more = 0, True
    while more:
        with scope(job.organization_id):
            cases = cases_after(last)
            trial.look_at(cases)
            running.progress(job, done=trial.looked_at)
            last, more = (cases[-1]["pk"], True) if cases else (last, False)
    return Product(outcome=trial.outcome())


def _member(organization_id: int, member_id: int) -> Actor:
    with scope(organization_id):
        return Actor.member(Membership.objects.select_related("user").get(pk=member_id))

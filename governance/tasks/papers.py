"""Papers are printed by a worker, and their reviews remembered by the clock."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.jobs.models import Job
from coe_portal.jobs.schedule import Schedule
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.integrations.paper_pdf import print_paper as print_edition
from governance.messages.papers import frias_to_mention, remind_of_fria
from governance.models.papers import PaperEdition

SCHEDULE = [
    Schedule(
        "governance-papers",
        task="governance.remind_all_of_papers",
        when=crontab(minute="38", hour="*/4"),
    ),
]


@shared_task(name="governance.remind_all_of_papers")
def remind_all_of_papers() -> int:
    """Send every organization's reminders of impact assessments."""
    return each_organization(remind_of_papers, "reviews of impact assessments")


@tenant_task("governance.remind_of_papers", opens_scope=False)
def remind_of_papers(*, organization_id: int) -> int:
    """Each impact assessment in its own transaction; how many messages were sent."""
    with Sweep(organization_id) as sweep:
        return sweep.each(
            lambda: frias_to_mention(today_here()), lambda pk: remind_of_fria(pk, today_here())
        )


@tenant_task(name="governance.print_paper", opens_scope=False)
def print_paper(*, organization_id: int, job_id: int, edition_id: int) -> None:
    """Write an edition into the job's file."""

    def make(_job: Job) -> Product:
        with scope(organization_id):
            edition = PaperEdition.objects.select_related("use_case").get(pk=edition_id)
            content = print_edition(edition, Organization.objects.get(pk=organization_id))
        return Product(
            outcome={"edition_sha256": edition.digest},
            file_name=f"{edition.use_case.reference}-{edition.kind}-{edition.number}.pdf",
            content=content,
        )

    carry_out(job_id, make, organization_id=organization_id)

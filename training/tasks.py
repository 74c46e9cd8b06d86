"""Training in the background: reminders and rules by the clock, imports when asked for."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from training import messages
from training.actions.imports import import_all
from training.actions.rules import CHUNK, apply_rule
from training.actions.sessions import give_back_places
from training.integrations.certificate_pdf import print_requested
from training.integrations.completion_files import check_completions
from training.models.enrollments import EnrollmentRule

SCHEDULE = [
    Schedule(
        "training-rules", task="training.apply_all_rules", when=crontab(minute="50", hour="1")
    ),
    Schedule(
        "training-reminders", task="training.remind_all", when=crontab(minute="42", hour="*/4")
    ),
]


@shared_task(name="training.remind_all")
def remind_all() -> int:
    """Send every organization its reminders."""
    return each_organization(remind_organization, "training reminders of all organizations")


@tenant_task("training.remind_organization", opens_scope=False)
def remind_organization(*, organization_id: int) -> int:
    """Courses, then certificates, some in a transaction; how many messages."""
    with Sweep(organization_id) as sweep:
        return sweep.parts(
            lambda: messages.courses_to_mention(today_here()), _remind_of_courses
        ) + sweep.parts(
            lambda: messages.certificates_to_mention(today_here()), _remind_of_certificates
        )


def _remind_of_courses(ids: list[int]) -> int:
    return messages.remind_of_courses(ids, today_here())


def _remind_of_certificates(ids: list[int]) -> int:
    return messages.remind_of_certificates(ids, today_here())


@shared_task(name="training.apply_all_rules")
def apply_all_rules() -> int:
    """Apply the enrolment rules of every organization."""
    return each_organization(apply_rules, "enrolment rules of all organizations")


@tenant_task("training.apply_rules", opens_scope=False)
def apply_rules(*, organization_id: int) -> int:
    """Apply each rule that is switched on; how many people were enrolled."""
    with scope(organization_id):
        ids = list(EnrollmentRule.objects.filter(is_active=True).values_list("pk", flat=True))
    return sum(apply_one_rule.run(rule_id=pk, organization_id=organization_id) for pk in ids)


@tenant_task("training.apply_rule", opens_scope=False)
def apply_one_rule(*, rule_id: int, organization_id: int) -> int:
    """Apply a rule, a chunk in a transaction, until nobody is left; how many were enrolled."""
    total = 0
    while True:
        with scope(organization_id):
            rule = EnrollmentRule.objects.get(pk=rule_id)
            enrolled = apply_rule(rule, actor=Actor.system("enrolment-rules"))
        total += enrolled
        if enrolled < CHUNK:
            return total


@tenant_task("training.free_places")
def free_places(*, member_id: int) -> int:
    """Give back what somebody who left holds in sessions to come."""
    member = Membership.objects.get(pk=member_id)
    return give_back_places(member, actor=Actor.system("left-members"))


@tenant_task("training.check_completions", opens_scope=False)
def check_completion_file(*, organization_id: int, batch_id: int, member_id: int) -> None:
    """Dry-run an uploaded file of completions."""
    check_completions(
        batch_id, organization_id=organization_id, actor=_member(organization_id, member_id)
    )


@tenant_task("training.commit_completions", opens_scope=False)
def commit_completions(*, organization_id: int, batch_id: int, member_id: int) -> None:
    """Import a checked file of completions, or the rest of it."""
    import_all(batch_id, organization_id=organization_id, actor=_member(organization_id, member_id))


@tenant_task("training.print_certificate", opens_scope=False)
def print_certificate(*, organization_id: int, job_id: int) -> None:
    """Print a certificate that somebody asked for."""
    print_requested(job_id, organization_id=organization_id)


def _member(organization_id: int, member_id: int) -> Actor:
    with scope(organization_id):
        return Actor.member(Membership.objects.select_related("user").get(pk=member_id))

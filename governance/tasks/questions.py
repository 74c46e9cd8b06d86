"""Open questions by the clock: nobody forgets that a review stands still."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.questions import remind_of_question
from governance.models.questions import TeamQuestion

SCHEDULE = [
    Schedule(
        "governance-questions",
        task="governance.remind_all_of_questions",
        when=crontab(minute="18", hour="*/2"),
    ),
]


@shared_task(name="governance.remind_all_of_questions")
def remind_all_of_questions() -> int:
    """Remind every organization of its open questions."""
    return each_organization(remind_of_questions, "open questions of all organizations")


@tenant_task("governance.remind_of_questions", opens_scope=False)
def remind_of_questions(*, organization_id: int) -> int:
    """Each open question in its own transaction; the number that something was said of."""
    with Sweep(organization_id) as sweep:
        return sweep.each(TeamQuestion.objects.open, _remind_one)


def _remind_one(pk: int) -> bool:
    question = TeamQuestion.objects.select_related("review").get(pk=pk)
    return bool(remind_of_question(question, actor=Actor.system("question-reminders")))

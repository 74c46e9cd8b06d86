"""The turns upward: what governance does when intake says that something happened."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.events.bus import subscribe
from governance.actions.audit_planning import cancel_planned, plan_after_change
from governance.actions.routing import end_open_reviews, reroute_changed, route_submission
from governance.events import AudienceWaits, CoverageMoved
from governance.tasks.compliance import count_cases, recount_all
from governance.tasks.policies import ask_audience
from intake.choices import Stage
from intake.events import MaterialChange, StageChanged, UseCaseSubmitted
from intake.logic.stages import CLOSED
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase


@subscribe(UseCaseSubmitted)
def route_submitted_case(event: UseCaseSubmitted) -> None:
    """A first submission takes the path of its tier."""
    assessment = _assessment(event.assessment_id)
    route_submission(assessment, gate=event.gate, actor=_submitter(assessment))


@subscribe(MaterialChange)
def reopen_changed_case(event: MaterialChange) -> None:
    """What was judged is no longer what is asked: judge it anew."""
    assessment = _assessment(event.assessment_id)
    reroute_changed(assessment, actor=_submitter(assessment))


@subscribe(MaterialChange)
def audit_changed_case(event: MaterialChange) -> None:
    """What is live and changed is audited soon."""
    plan_after_change(_assessment(event.assessment_id), actor=Actor.system("audit-plan"))


@subscribe(UseCaseSubmitted)
def count_submitted_case(event: UseCaseSubmitted) -> None:
    """From now on requirements apply to it."""
    count_cases.send(use_case_ids=[event.use_case_id])


@subscribe(MaterialChange)
def count_changed_case(event: MaterialChange) -> None:
    """Other facts, other requirements."""
    count_cases.send(use_case_ids=[event.use_case_id])


@subscribe(StageChanged)
def count_moved_case(event: StageChanged) -> None:
    """A case that is over is measured no longer."""
    if {Stage(event.from_stage), Stage(event.to_stage)} & CLOSED:
        count_cases.send(use_case_ids=[event.use_case_id])


@subscribe(CoverageMoved)
def count_all_cases(_event: CoverageMoved) -> None:
    """In the background: an organization may have many."""
    recount_all.send()


@subscribe(AudienceWaits)
def ask_the_rest(event: AudienceWaits) -> None:
    """In the background, part by part."""
    ask_audience.send(campaign_id=event.campaign_id)


@subscribe(StageChanged)
def end_work_on_closed_case(event: StageChanged) -> None:
    """A case that is over has no question left to answer, and nothing left to audit."""
    if Stage(event.to_stage) not in CLOSED:
        return
    use_case = UseCase.objects.get(pk=event.use_case_id)
    reason = _("The use case is %(stage)s.") % {"stage": Stage(event.to_stage).label.lower()}
    end_open_reviews(use_case, reason, actor=Actor.system("governance"))
    cancel_planned(use_case, reason, actor=Actor.system("audit-plan"))


def _assessment(pk: int) -> Assessment:
    return Assessment.objects.select_related("use_case", "submitted_by__user", "tier_policy").get(
        pk=pk
    )


def _submitter(assessment: Assessment) -> Actor:
    if assessment.submitted_by is None:
        return Actor.system(assessment.actor_label)
    return Actor.member(assessment.submitted_by)

"""What happened to use cases, models, assets and skills, read from rows into plain Python."""

from __future__ import annotations

from collections import defaultdict

from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.models.assessments import Assessment
from intake.models.places import Placement
from intake.models.use_cases import StageChange, UseCase
from registry.models.assets import Asset, Reuse
from registry.models.models import AIModel, Deployment, ModelVersion, UsageRecord
from registry.models.promotions import PromotionRequest
from tests.metrics.building import PlainAsset, PlainDeployment, PlainModel, PlainVersion
from tests.metrics.history import PlainCase, PlainDecision, PlainReview
from tests.metrics.people import PlainPerson
from tests.metrics.plain.portfolio import World
from training.models.skills import JobRoleHolder, SkillTarget
from training.models.stays import SkillStay, UnitStay


def cases_loaded():
    """Use cases by their key, in its order."""
    cases = {row.pk: _case(row) for row in UseCase.objects.order_by("pk")}
    _fill_cases(cases)
    return cases


def portfolio_loaded(cases):
    """Everything that the numbers of the portfolio are made from."""
    models = [_model(row, cases) for row in AIModel.objects.select_related("steward_unit")]
    assets = [_asset(row) for row in Asset.objects.order_by("pk")]
    targets = defaultdict(dict)
    for one in SkillTarget.objects.filter(skill__is_active=True):
        targets[one.job_role_id][one.skill_id] = one.level
    return World(list(cases.values()), models, assets, list(people_loaded().values()), targets)


def _case(row):
    first = StageChange.objects.filter(use_case=row).order_by("changed_at", "pk").first()
    stage = first.from_stage if first else row.stage
    return PlainCase(row.registered_at, stage, bool(row.external_key))


def _fill_cases(cases):
    for move in StageChange.objects.order_by("changed_at", "pk"):
        cases[move.use_case_id].moves.append((move.changed_at, move.to_stage))
    for one in Assessment.objects.order_by("number"):
        cases[one.use_case_id].assessments.append((one.submitted_at, one.tier))
    for place in Placement.objects.select_related("business_unit").order_by("starts_at", "pk"):
        unit = place.business_unit.code if place.business_unit else None
        cases[place.use_case_id].places.append((place.starts_at, unit, place.objective))
    for review in Review.objects.select_related("assessment"):
        cases[review.use_case_id].reviews.append(_review(review))
    for decision in Decision.objects.order_by("number"):
        cases[decision.use_case_id].decisions.append(_decision(decision))


def _review(row):
    return PlainReview(
        row.opened_at,
        row.due_at,
        row.closed_at,
        row.path,
        row.assessment.number,
        row.assessment.tier,
        row.paused_at,
    )


def _decision(row):
    return PlainDecision(
        row.started_at,
        row.decided_at,
        row.path,
        row.outcome,
        row.tier,
        has_review=row.review_id is not None,
    )


def _model(row, cases):
    model = PlainModel(row.kind, row.steward_unit.code if row.steward_unit else None)
    for version in ModelVersion.objects.filter(model=row):
        ran = Deployment.objects.filter(version=version)
        asked = PromotionRequest.objects.filter(version=version, decision__isnull=False)
        model.versions.append(
            PlainVersion(
                [PlainDeployment(one.environment, one.deployed_at, one.ended_at) for one in ran],
                [
                    (cases[one.use_case_id], _decision(one.decision))
                    for one in asked.select_related("decision")
                ],
            )
        )
    used = UsageRecord.objects.filter(version__model=row)
    model.usage = [(one.day, one.calls or one.users, one.updated_at) for one in used]
    return model


def _asset(row):
    reuses = Reuse.objects.filter(asset=row).values_list("noted_at", "ended_at")
    return PlainAsset(row.kind, row.published_at, list(reuses))


def people_loaded():
    """Where members were, what they do and can, by their key; nothing of whom nothing is known."""
    people = defaultdict(lambda: PlainPerson([], []))
    for stay in UnitStay.objects.select_related("business_unit").order_by("starts_at", "pk"):
        unit = stay.business_unit.code if stay.business_unit else ""
        person = people[stay.member_id]
        person.stays.append((stay.starts_at, unit))
        if stay.ends_at:
            person.stays.append((stay.ends_at, None))
    for holder in JobRoleHolder.objects.all():
        people[holder.member_id].jobs.append((holder.job_role_id, holder.created_at))
    for stay in SkillStay.objects.order_by("starts_at", "pk"):
        levels = people[stay.member_id].levels.setdefault(stay.skill_id, [])
        levels.append((stay.starts_at, stay.level))
        if stay.ends_at:
            levels.append((stay.ends_at, None))
    return people

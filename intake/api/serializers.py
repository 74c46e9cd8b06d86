"""What the API takes in and gives out for use cases."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from intake.actions.registration import Particulars, Registration
from intake.choices import AiActClass, Axis, Stage, Tier
from intake.models.assessments import Assessment
from intake.models.drafts import Draft
from intake.models.use_cases import UseCase
from intake.queries.outcomes import Outcome
from intake.queries.similar import Similar

AXES = tuple(Axis.values)
LIST_FIELDS = (
    "number",
    "title",
    "stage",
    "tier",
    "ai_act_class",
    *AXES,
    "priority",
    "owner_name",
    "owner__user__name",
    "owner__user__email",
    "business_unit__name",
    "submitted_at",
    "updated_at",
)
"""Read as plain values: building model rows and serializers costs more than the query."""


class RegistrationSerializer(serializers.Serializer[Registration]):
    """Four facts register a use case; give `owner_id` (a member) or `owner_name`."""

    title = serializers.CharField(max_length=200)
    summary = serializers.CharField(max_length=4000)
    intended_users = serializers.CharField(max_length=500, allow_blank=True, default="")
    owner_id = serializers.IntegerField(required=False, allow_null=True, default=None)
    owner_name = serializers.CharField(max_length=200, allow_blank=True, default="")
    business_unit_id = serializers.IntegerField(required=False, allow_null=True, default=None)
    justification = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def payload(self) -> Registration:
        """The action's input."""
        return Registration(**self.validated_data)


class ParticularsSerializer(serializers.Serializer[Particulars]):
    """Changes of a registered case outside of its answers; what is absent stays."""

    title = serializers.CharField(max_length=200)
    summary = serializers.CharField(max_length=4000)
    intended_users = serializers.CharField(max_length=500, allow_blank=True)
    owner_id = serializers.IntegerField(allow_null=True)
    owner_name = serializers.CharField(max_length=200, allow_blank=True)
    business_unit_id = serializers.IntegerField(allow_null=True)

    def payload(self, use_case: UseCase) -> Particulars:
        """The action's input, completed from the row."""
        now = {name: getattr(use_case, name) for name in self.get_fields()}
        return Particulars(**{**now, **self.validated_data})


class SectionAnswersSerializer(serializers.Serializer[Any]):
    """Answers by question id, and the revision of the section that they change."""

    revision = serializers.IntegerField(min_value=0)
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))


class UseCaseRowSerializer(serializers.Serializer[Any]):
    """A use case in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    stage = serializers.ChoiceField(Stage.choices)
    tier = serializers.ChoiceField(Tier.choices, allow_blank=True)
    ai_act_class = serializers.ChoiceField(AiActClass.choices, allow_blank=True)
    scores = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    priority = serializers.FloatField(allow_null=True)
    owner = serializers.CharField()
    business_unit = serializers.CharField(allow_null=True)
    submitted_at = Moment(allow_null=True)
    updated_at = Moment()


class UseCaseSerializer(UseCaseRowSerializer):
    """A use case with its facts and people."""

    summary = serializers.CharField()
    intended_users = serializers.CharField()
    objective = serializers.CharField()
    planned_start = Day(allow_null=True)
    registered_at = Moment()
    stage_changed_at = Moment()
    assessment = serializers.IntegerField(allow_null=True)
    people = serializers.DictField(child=serializers.CharField())
    url = serializers.CharField()


def row_data(values: dict[str, Any]) -> dict[str, Any]:
    """A row of `values(*LIST_FIELDS)` as the API shows it."""
    owner = values["owner__user__name"] or values["owner__user__email"] or values["owner_name"]
    return {
        "reference": f"{UseCase.PREFIX}-{values['number']}",
        "title": values["title"],
        "stage": values["stage"],
        "tier": values["tier"],
        "ai_act_class": values["ai_act_class"],
        "scores": {axis: values[axis] for axis in AXES},
        "priority": _number(values["priority"]),
        "owner": owner,
        "business_unit": values["business_unit__name"],
        "submitted_at": values["submitted_at"],
        "updated_at": values["updated_at"],
    }


def use_case_data(use_case: UseCase) -> dict[str, Any]:
    """A use case with all facts; its people and assessment are loaded with it."""
    assessment = use_case.current_assessment
    return {
        "reference": use_case.reference,
        "title": use_case.title,
        "summary": use_case.summary,
        "intended_users": use_case.intended_users,
        "stage": use_case.stage,
        "tier": use_case.tier,
        "ai_act_class": use_case.ai_act_class,
        "scores": {axis: getattr(use_case, axis) for axis in AXES},
        "priority": _number(use_case.priority),
        "owner": use_case.owner_label,
        "business_unit": use_case.business_unit.name if use_case.business_unit else None,
        "objective": use_case.objective,
        "planned_start": use_case.planned_start,
        "registered_at": use_case.registered_at,
        "submitted_at": use_case.submitted_at,
        "stage_changed_at": use_case.stage_changed_at,
        "updated_at": use_case.updated_at,
        "assessment": assessment.number if assessment else None,
        "people": {
            assignment.kind: assignment.member.display_name
            for assignment in use_case.assignments.all()
        },
        "url": use_case.get_absolute_url(),
    }


def draft_data(draft: Draft) -> dict[str, Any]:
    """The open answers of a use case, by section, with revisions and what is missing."""
    progress = draft.questionnaire.parsed().read(draft.answers()).progress
    saved = {section.key: section for section in draft.sections.all()}
    return {
        "questionnaire": draft.questionnaire.version,
        "state": draft.state,
        "sections": [
            {
                "key": key,
                "revision": saved[key].revision,
                "answers": saved[key].answers,
                "saved_at": saved[key].saved_at,
                "missing": list(state.missing),
                "complete": state.complete,
            }
            for key, state in progress.items()
        ],
    }


def assessment_data(assessment: Assessment) -> dict[str, Any]:
    """A frozen assessment with the versions that read it and everything that followed."""
    return {
        "number": assessment.number,
        "submitted_at": assessment.submitted_at,
        "submitted_by": assessment.actor_label,
        "digest": assessment.digest,
        "versions": {
            "questionnaire": assessment.questionnaire.version,
            "rubric": assessment.rubric.version,
            "tier_policy": assessment.tier_policy.version,
            "ai_act_catalogue": assessment.catalogue.version,
        },
        "tier": assessment.tier,
        "fired": assessment.fired,
        "would_change": assessment.would_change,
        "ai_act_class": assessment.ai_act_class,
        "ai_act": assessment.ai_act,
        "scores": assessment.scores,
        "priority": _number(assessment.priority),
        "missing": assessment.missing,
        "answers": assessment.answers,
        "gates": assessment.gates,
        "changes": assessment.changes,
    }


def preview_data(preview: Outcome) -> dict[str, Any]:
    """What submitting a draft now would lead to."""
    assessment = preview.assessment
    return {
        "complete": preview.is_complete,
        "missing": [missing.key for missing in preview.missing_required],
        "tier": assessment.tier,
        "reasons": [
            {"rule": reason.rule, "explanation": reason.explanation}
            for reason in preview.reasons
            if reason.decides
        ],
        "would_change": [
            {"question": change.key, "answer": change.answer, "tier": change.tier}
            for change in preview.would_change
        ],
        "ai_act_class": assessment.ai_act_class,
        "articles": assessment.articles,
        "unsure": [found["question"] for found in assessment.unsure],
        "scores": {axis.axis: axis.score for axis in preview.axes},
        "priority": _number(assessment.priority),
    }


def similar_data(similar: Similar) -> dict[str, Any]:
    """A neighbour and how close it is."""
    return {
        "reference": similar.use_case.reference,
        "title": similar.use_case.title,
        "summary": similar.use_case.summary,
        "owner": similar.use_case.owner_label,
        "stage": similar.use_case.stage,
        "score": round(similar.score, 3),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)

"""What intake contributes to a case file: the case, its assessment with every reason, its answers.

Everything is read from frozen assessments, in the words of the questionnaire that was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from coe_portal.audit.subjects import addressable
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase
from intake.queries import use_case_page
from intake.queries.outcomes import (
    ChangedAnswer,
    answered_sections,
    changed_answers,
    outcome_of,
    touched_labels,
)


@addressable(UseCase.PREFIX)
def use_case(number: int, member: Membership) -> UseCase | None:
    """The case of a reference such as UC-42, for its timeline and its packs."""
    found: UseCase | None = UseCase.objects.visible_to(member).filter(number=number).first()
    return found


@section("use_case", order=5, title=_("The use case"))
def use_case_section(subject: Model) -> Section | None:
    """What it is, who answers for it, and the way it went."""
    if not isinstance(subject, UseCase):
        return None
    people = use_case_page.named_people(subject)
    steps = list(reversed(use_case_page.stage_history(subject)))
    return Section(
        template="pack/use_case.html",
        context={"case": subject, "people": people, "steps": steps},
        data={
            "reference": subject.reference,
            "title": subject.title,
            "summary": subject.summary,
            "intended_users": subject.intended_users,
            "owner": subject.owner_label,
            "business_unit": str(subject.business_unit or ""),
            "registered_at": plain(subject.registered_at),
            "stage": subject.stage,
            "people": {person.kind: person.name for person in people},
            "stage_changes": [
                {
                    "from": step.from_stage,
                    "to": step.to_stage,
                    "at": plain(step.changed_at),
                    "by": step.actor_label,
                    "reason": step.reason,
                }
                for step in steps
            ],
        },
        facts=(
            (_("Stage"), str(subject.get_stage_display())),
            (_("Risk tier"), str(subject.get_tier_display()) if subject.tier else "–"),
            (_("EU AI Act"), str(subject.get_ai_act_class_display()) or "–"),
            (_("Owner"), subject.owner_label or "–"),
        ),
    )


@section("assessment", order=10, title=_("Assessment"))
def assessment_section(subject: Model) -> Section | None:
    """The assessment in force: scores, tier and legal class, each with every reason."""
    if not isinstance(subject, UseCase):
        return None
    current = use_case_page.current_assessment(subject)
    if current is None:
        return Section("pack/assessment.html", {"outcome": None}, None)
    outcome = outcome_of(current, current.questionnaire.parsed())
    return Section("pack/assessment.html", {"outcome": outcome}, assessment_data(current))


@section("answers", order=15, title=_("Answers"))
def answers_section(subject: Model) -> Section | None:
    """Every question of the assessment in force, with its answer in words."""
    if not isinstance(subject, UseCase):
        return None
    current = use_case_page.current_assessment(subject)
    if current is None:
        return Section("pack/answers.html", {"sections": []}, {})
    form = current.questionnaire.parsed()
    asked = {question.id for question in form.questions.values() if question.type == "member"}
    ids = {value for key, value in current.answers.items() if key in asked and value}
    names = use_case_page.member_names(ids)
    sections = answered_sections(current.answers, form, names)
    return Section("pack/answers.html", {"sections": sections}, current.answers)


@dataclass(frozen=True)
class Version:
    """One of several assessments, with what it changed."""

    assessment: Assessment
    changed: list[ChangedAnswer]
    touches: list[str]


@section("changes", order=17, title=_("Earlier assessments"), starts_page=False)
def changes_section(subject: Model) -> Section | None:
    """Each assessment in order, with what it changed."""
    if not isinstance(subject, UseCase):
        return None
    rows = Assessment.objects.with_versions().filter(use_case=subject).order_by("number")
    versions = [
        Version(row, changed_answers(row, row.questionnaire.parsed()), touched_labels(row))
        for row in rows
    ]
    return Section(
        "pack/changes.html",
        {"versions": versions if len(versions) > 1 else []},
        [assessment_data(version.assessment) for version in versions],
    )


def assessment_data(assessment: Assessment) -> Mapping[str, Any]:
    """An assessment as plain JSON, with the versions of the documents that read it."""
    return {
        "number": assessment.number,
        "submitted_at": plain(assessment.submitted_at),
        "submitted_by": assessment.actor_label,
        "questionnaire": assessment.questionnaire.version,
        "rubric": assessment.rubric.version,
        "tier_policy": assessment.tier_policy.version,
        "catalogue": assessment.catalogue.version,
        "answers": assessment.answers,
        "missing": assessment.missing,
        "scores": assessment.scores,
        "priority": plain(assessment.priority),
        "tier": assessment.tier,
        "fired": assessment.fired,
        "would_change": assessment.would_change,
        "ai_act_class": assessment.ai_act_class,
        "ai_act": assessment.ai_act,
        "gates": assessment.gates,
        "changes": assessment.changes,
        "digest": assessment.digest,
    }

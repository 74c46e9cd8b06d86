"""What a draft would lead to if it were submitted now: the wizard's last page, before the fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.choices import AiActClass, Axis, Gate, Tier
from intake.logic.ai_act import LegalRule
from intake.logic.evaluation import Evaluation, evaluate
from intake.logic.obligations import GateNeeds
from intake.logic.questionnaires import Progress
from intake.logic.questions import Question
from intake.logic.scoring import AxisScore
from intake.logic.tiering import TierRule
from intake.models.drafts import Draft
from intake.queries.rulebook import InForce, in_force


@dataclass(frozen=True)
class AnswerChange:
    """One answer that would change the tier, in words; `section` is where it is asked."""

    question: str
    label: str
    section: str
    answer_now: str
    answer: str
    tier: Tier
    is_answered: bool


@dataclass(frozen=True)
class OpenLegalQuestion:
    """A question answered "unsure", and the worst that it could mean."""

    question: str
    label: str
    could_be: AiActClass


@dataclass(frozen=True)
class MissingAnswer:
    """A required question without an answer, and the section that asks it."""

    question: str
    label: str
    section: str


@dataclass(frozen=True)
class Preview:
    """The summary of a draft. With missing answers the tier is the lowest that it can have."""

    scores: Mapping[Axis, AxisScore]
    priority: float | None
    tier: Tier
    reasons: Sequence[TierRule]
    other_reasons: Sequence[TierRule]
    changes: Sequence[AnswerChange]
    ai_act_class: AiActClass | None
    findings: Sequence[LegalRule]
    articles: Sequence[str]
    unsure: Sequence[OpenLegalQuestion]
    gates: Sequence[GateNeeds]
    missing: Sequence[MissingAnswer]
    progress: Mapping[str, Progress]
    gate: Gate

    @property
    def is_complete(self) -> bool:
        """Whether it can be submitted."""
        return not self.missing


def preview(draft: Draft) -> Preview:
    """The summary of a draft, in five small queries and a few milliseconds of evaluation."""
    rules = in_force(draft.questionnaire_id)
    answers = draft.answers()
    evaluation = evaluate(answers, rules.rulebook)
    progress = rules.rulebook.questionnaire.read(answers).progress
    words = _Words(rules)
    found = evaluation.classification
    return Preview(
        scores=evaluation.scores.axes,
        priority=evaluation.scores.priority,
        tier=evaluation.tiering.tier,
        reasons=evaluation.tiering.deciding,
        other_reasons=[
            rule
            for rule in evaluation.tiering.fired
            if rule not in evaluation.tiering.deciding and rule.tier != Tier.LOW
        ],
        changes=words.changes(evaluation),
        ai_act_class=found.ai_act_class if found else None,
        findings=[rule for rule in found.fired if rule.kind == "class"] if found else (),
        articles=found.articles if found else (),
        unsure=words.unsure(evaluation),
        gates=evaluation.gates,
        missing=words.missing(progress),
        progress=progress,
        gate=Gate.DISCOVERY,
    )


class _Words:
    """Labels of questions and answers, from the questionnaire first and the policy second."""

    def __init__(self, rules: InForce) -> None:
        form = rules.rulebook.questionnaire
        self.questions: dict[str, Question] = {
            **rules.rulebook.policy.questions,
            **form.questions,
        }
        self.sections = {
            question.id: section.key for section in form.sections for question in section.questions
        }
        self.defaults = rules.rulebook.policy.defaults

    def changes(self, evaluation: Evaluation) -> list[AnswerChange]:
        """Most alarming first; answers that the portal gives itself are left to the law section."""
        found = []
        for change in evaluation.tiering.would_change:
            if change.question not in self.sections:
                continue
            question = self.questions[change.question]
            given = evaluation.answers.get(change.question)
            now = self.defaults[change.question] if given is None else given
            found.append(
                AnswerChange(
                    question=change.question,
                    label=question.label,
                    section=self.sections[change.question],
                    answer_now=question.label_of(now),
                    answer=question.label_of(change.answer),
                    tier=change.tier,
                    is_answered=given is not None,
                )
            )
        return sorted(found, key=lambda change: list(Tier).index(change.tier), reverse=True)

    def unsure(self, evaluation: Evaluation) -> list[OpenLegalQuestion]:
        """Open legal questions, in the order they are asked."""
        found = evaluation.classification
        return [
            OpenLegalQuestion(item.question, self.questions[item.question].label, item.could_be)
            for item in (found.unsure if found else ())
        ]

    def missing(self, progress: Mapping[str, Progress]) -> list[MissingAnswer]:
        """Required answers that are missing, in the order of the sections."""
        return [
            MissingAnswer(key, self.questions[key].label, section)
            for section, state in progress.items()
            for key in state.missing
        ]


AXIS_NOTES: dict[Axis, str | Promise] = {
    Axis.VALUE: _("Measurable benefit and how often it is used"),
    Axis.FEASIBILITY: _("Complexity, skills and integrations"),
    Axis.DATA_READINESS: _("Access, quality and origin of the data"),
    Axis.RISK: _("Sensitivity, exposure and legal duties; subtracted"),
    Axis.ADOPTION: _("Support and how much people must change"),
}
"""What each axis means, in a line."""

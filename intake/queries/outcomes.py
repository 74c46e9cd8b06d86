"""An assessment in words: what the summary, the use-case page and the audit pack show of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.choices import AiActClass, Axis, Gate, Necessity, Tier, Touch
from intake.logic.questionnaires import Questionnaire
from intake.models.assessments import Assessment

# Axes on which much is bad.
BURDENS = {Axis.RISK}
TIERS = list(Tier.values)


@dataclass(frozen=True)
class AxisLine:
    """One score: None when no criterion was answered; `reasons` are (criterion, points)."""

    axis: str
    label: str
    score: float | None
    tone: str
    reasons: list[tuple[str, float | None]]


@dataclass(frozen=True)
class TierReason:
    rule: str
    tier: str
    tier_label: str
    explanation: str
    decides: bool


@dataclass(frozen=True)
class WouldChange:
    """One answer that would give another tier; `answer_now` is empty when there is none yet."""

    key: str
    question: str
    answer_now: str
    answer: str
    tier: str
    tier_label: str


@dataclass(frozen=True)
class GateLine:
    """What a gate asks for."""

    label: str
    question: str
    approval: str
    required: list[dict[str, Any]]
    recommended: list[dict[str, Any]]
    documents: list[dict[str, Any]]


@dataclass(frozen=True)
class MissingAnswer:
    """A question without an answer; `section` is empty for what no section asks."""

    key: str
    label: str
    section: str
    section_title: str
    is_required: bool


@dataclass(frozen=True)
class Outcome:
    """Everything an assessment says, with labels."""

    assessment: Assessment
    axes: list[AxisLine]
    reasons: list[TierReason]
    would_change: list[WouldChange]
    gates: list[GateLine]
    missing: list[MissingAnswer]
    unsure: list[tuple[str, str]]

    @property
    def missing_required(self) -> list[MissingAnswer]:
        """Without these nothing can be submitted; an imported case may lack them."""
        return [missing for missing in self.missing if missing.is_required]

    @property
    def missing_optional(self) -> list[MissingAnswer]:
        """With these the scores would rest on more."""
        return [missing for missing in self.missing if not missing.is_required and missing.section]

    @property
    def is_complete(self) -> bool:
        """Whether it can be submitted."""
        return not self.missing_required

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What the EU AI Act questionnaire found, worst first."""
        found: list[dict[str, Any]] = self.assessment.ai_act.get("findings", [])
        return found


@dataclass(frozen=True)
class ChangedAnswer:
    question: str
    before: str
    after: str


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question and what was answered, empty when nothing was."""

    key: str
    label: str
    answer: str
    rows: list[list[str]]
    columns: list[str]


@dataclass(frozen=True)
class AnsweredSection:
    title: str
    questions: list[AnsweredQuestion]


def outcome_of(assessment: Assessment, form: Questionnaire) -> Outcome:
    """The assessment in the words of its questionnaire; no queries."""
    return Outcome(
        assessment=assessment,
        axes=[_axis(axis, assessment.scores.get(axis.value, {})) for axis in Axis],
        reasons=[_reason(rule, assessment.tier) for rule in assessment.fired],
        would_change=_would_change(assessment, form),
        gates=[_gate(gate) for gate in assessment.gates],
        missing=[_missing(key, form) for key in assessment.missing],
        unsure=[
            (_question(found["question"], form), str(AiActClass(found["could_be"]).label))
            for found in assessment.unsure
        ],
    )


def changed_answers(assessment: Assessment, form: Questionnaire) -> list[ChangedAnswer]:
    """What was answered otherwise than in the assessment before."""
    return [
        ChangedAnswer(
            _question(change["question"], form),
            _answer(change["question"], change["before"], form),
            _answer(change["question"], change["after"], form),
        )
        for change in assessment.changes.get("answers", [])
    ]


def touched_labels(assessment: Assessment) -> list[str]:
    """What of the earlier reviews the change touches."""
    return [str(Touch(touch).label) for touch in assessment.changes.get("touches", [])]


def answered_sections(
    answers: Mapping[str, Any], form: Questionnaire, people: Mapping[int, str]
) -> list[AnsweredSection]:
    """Every question that was asked of these answers, by section, with its answer in words."""
    hidden = form.read(answers).hidden
    return [
        AnsweredSection(
            section.title,
            [
                _answered(key.id, answers.get(key.id), form, people)
                for key in section.questions
                if key.id not in hidden
            ],
        )
        for section in form.sections
    ]


def _answered(
    key: str, value: Any, form: Questionnaire, people: Mapping[int, str]
) -> AnsweredQuestion:
    question = form.questions[key]
    if question.columns and isinstance(value, list):
        columns = [column.label for column in question.columns]
        rows = [
            [_cell(column.options, row.get(column.key)) for column in question.columns]
            for row in value
        ]
        return AnsweredQuestion(key, question.label, "", rows, columns)
    if question.type == "member":
        return AnsweredQuestion(key, question.label, people.get(value, ""), [], [])
    return AnsweredQuestion(key, question.label, _answer(key, value, form), [], [])


def _cell(options: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    labels: dict[str, str] = {option.value: option.label for option in options}
    return labels.get(str(value), "" if value is None else str(value))


def _axis(axis: Axis, scored: Mapping[str, Any]) -> AxisLine:
    reasons = [(reason["label"], reason["points"]) for reason in scored.get("reasons", [])]
    tone = "neg" if axis in BURDENS else ""
    return AxisLine(axis.value, str(axis.label), scored.get("score"), tone, reasons)


def _reason(rule: Mapping[str, str], tier: str) -> TierReason:
    decides = rule["tier"] == tier
    label = str(Tier(rule["tier"]).label)
    return TierReason(rule["rule"], rule["tier"], label, rule["explanation"], decides)


def _would_change(assessment: Assessment, form: Questionnaire) -> list[WouldChange]:
    """The gravest first, without what nobody answers, such as the class found."""
    changes = [
        WouldChange(
            change["question"],
            _question(change["question"], form),
            _answer(change["question"], assessment.answers.get(change["question"]), form),
            _answer(change["question"], change["answer"], form),
            change["tier"],
            str(Tier(change["tier"]).label),
        )
        for change in assessment.would_change
        if change["question"] in form.questions
    ]
    return sorted(changes, key=lambda change: TIERS.index(change.tier), reverse=True)


def _gate(gate: Mapping[str, Any]) -> GateLine:
    controls = gate["controls"]
    return GateLine(
        label=str(Gate(gate["gate"]).label),
        question=gate["question"],
        approval=gate["approval"],
        required=[one for one in controls if one["necessity"] == Necessity.REQUIRED],
        recommended=[one for one in controls if one["necessity"] == Necessity.RECOMMENDED],
        documents=gate["documents"],
    )


def _missing(key: str, form: Questionnaire) -> MissingAnswer:
    for section in form.sections:
        for question in section.questions:
            if question.id == key:
                return MissingAnswer(
                    key, question.label, section.key, section.title, question.required
                )
    return MissingAnswer(key, key.replace("_", " "), "", "", is_required=False)


def _question(key: str, form: Questionnaire) -> str:
    question = form.questions.get(key)
    return question.label if question else key.replace("_", " ")


def _answer(key: str, value: Any, form: Questionnaire) -> str:
    question = form.questions.get(key)
    if question is None:
        return "" if value is None else str(value)
    if value == "unsure" and question.unsure:
        return "Not sure"
    return question.label_of(value)

"""Two assessments of one use case side by side: answers, scores, tier, reasons, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake.choices import AiActClass, QuestionType, Tier, Touch
from intake.logic.materiality import Assessed, compare
from intake.models.assessments import Assessment
from intake.queries.outcomes import (
    AnsweredQuestion,
    AnsweredSection,
    Outcome,
    answered_sections,
    outcome_of,
)
from intake.queries.use_case_page import member_names


@dataclass(frozen=True)
class Pair:
    """One thing before and after, in words; empty where there was nothing."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class PairedSection:
    """The answers of a section that were the same both times are kept apart."""

    title: str
    changed: list[Pair]
    same: list[Pair]


@dataclass(frozen=True)
class AxisPair:
    """A score before and after; None where too little was answered."""

    label: str
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """By how much it rose; None when one of them is missing."""
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 1)


@dataclass(frozen=True)
class RulePair:
    """A rule that fired in one of them or both."""

    rule: str
    tier: str
    explanation: str
    before: bool
    after: bool

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Comparison:
    """Everything that the page shows."""

    before: Assessment
    after: Assessment
    touches: list[str]
    facts: list[Pair]
    axes: list[AxisPair]
    rules: list[RulePair]
    sections: list[PairedSection]

    @property
    def changed_answers(self) -> int:
        return sum(len(section.changed) for section in self.sections)


def compare_assessments(before: Assessment, after: Assessment) -> Comparison:
    """Read two assessments side by side; both come with their versions."""
    then, now = (outcome_of(one, one.questionnaire.parsed()) for one in (before, after))
    difference = compare(_assessed(before), _assessed(after))
    return Comparison(
        before=before,
        after=after,
        touches=[str(Touch(touch).label) for touch in difference.touches],
        facts=_facts(before, after),
        axes=[
            AxisPair(old.label, old.score, new.score)
            for old, new in zip(then.axes, now.axes, strict=True)
        ],
        rules=_rules(then, now),
        sections=_sections(before, after),
    )


def _assessed(one: Assessment) -> Assessed:
    found = AiActClass(one.ai_act_class) if one.ai_act_class else None
    return Assessed(one.answers, Tier(one.tier), found)


def _facts(before: Assessment, after: Assessment) -> list[Pair]:
    named: tuple[tuple[str, Callable[[Assessment], str]], ...] = (
        (_("Risk tier"), lambda one: one.get_tier_display()),
        (_("EU AI Act"), lambda one: one.get_ai_act_class_display()),
        (_("Articles"), lambda one: ", ".join(one.articles)),
        (_("Priority"), lambda one: "" if one.priority is None else str(one.priority)),
        (_("Missing answers"), lambda one: str(len(one.missing))),
        (_("Questionnaire"), lambda one: str(one.questionnaire)),
        (_("Rubric"), lambda one: str(one.rubric)),
        (_("Tier policy"), lambda one: str(one.tier_policy)),
        (_("AI Act catalogue"), lambda one: str(one.catalogue)),
    )
    return [Pair(label, read(before), read(after)) for label, read in named]


def _rules(then: Outcome, now: Outcome) -> list[RulePair]:
    old, new = ({reason.rule: reason for reason in one.reasons} for one in (then, now))
    pairs = [
        RulePair(reason.rule, reason.tier_label, reason.explanation, key in old, key in new)
        for key, reason in {**old, **new}.items()
    ]
    return sorted(pairs, key=lambda pair: (not pair.is_changed, pair.rule))


def _sections(before: Assessment, after: Assessment) -> list[PairedSection]:
    """By the sections of the later questionnaire; what only the earlier one asked comes last."""
    old, new = _answers(before, after), _answers(after, before)
    given = {one.key: one for section in old for one in section.questions}
    asked = {one.key for section in new for one in section.questions}
    paired = [
        _paired(
            section.title,
            (Pair(one.label, _words(given.get(one.key)), _words(one)) for one in section.questions),
        )
        for section in new
    ]
    gone = (Pair(one.label, _words(one), "") for key, one in given.items() if key not in asked)
    paired.append(_paired(_("Not asked any more"), gone))
    return [section for section in paired if section.changed or section.same]


def _paired(title: str, pairs: Iterable[Pair]) -> PairedSection:
    told = [pair for pair in pairs if pair.before or pair.after]
    return PairedSection(
        title,
        [pair for pair in told if pair.is_changed],
        [pair for pair in told if not pair.is_changed],
    )


def _words(answered: AnsweredQuestion | None) -> str:
    """An answer in one text: the rows of a table are lines."""
    if answered is None:
        return ""
    return "\n".join(", ".join(row) for row in answered.rows) or answered.answer


def _answers(one: Assessment, other: Assessment) -> list[AnsweredSection]:
    form = one.questionnaire.parsed()
    asked = [each.id for each in form.questions.values() if each.type == QuestionType.MEMBER]
    people = {
        value
        for answers in (one.answers, other.answers)
        for key in asked
        if isinstance(value := answers.get(key), int)
    }
    return answered_sections(one.answers, form, member_names(people) if people else {})

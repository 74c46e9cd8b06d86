"""The EU AI Act questionnaire: answers → class, articles and the reasons for them.

Follows the steps of the catalogue: missing answers take the question's default, all rules are
evaluated, and the first class in the order of precedence that some rule gives is the class.
Somebody may answer "unsure": the default counts then, the question is kept for compliance, and
the worst class that its other answers would lead to is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intake.choices import AiActClass
from intake.logic.expressions import Answer, Answers, ExpressionError, Fact, Language, Program
from intake.logic.questions import UNSURE, InvalidDocument, Question, is_answered, parse_question


@dataclass(frozen=True)
class LegalRule:
    """A rule of the catalogue: what it means when its condition is true."""

    id: str
    kind: str
    outcome: str
    explanation: str
    articles: tuple[str, ...]
    requirements: tuple[str, ...]
    applies_from: str
    status: str


@dataclass(frozen=True)
class OpenQuestion:
    """A question answered "unsure", and the worst class that its other answers give."""

    question: str
    could_be: AiActClass


@dataclass(frozen=True)
class Classification:
    """The class, everything that led to it, and what compliance must still answer."""

    ai_act_class: AiActClass
    tags: tuple[str, ...]
    articles: tuple[str, ...]
    fired: tuple[LegalRule, ...]
    unsure: tuple[OpenQuestion, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person of compliance must answer something first."""
        return bool(self.unsure)


@dataclass(frozen=True)
class Catalogue:
    """The compiled catalogue; safe to share."""

    version: str
    questions: Mapping[str, Question]
    defaults: Mapping[str, Answer]
    rules: tuple[LegalRule, ...]
    precedence: tuple[AiActClass, ...]
    language: Language = field(repr=False)
    program: Program = field(repr=False)
    applies: int = field(repr=False)
    """Place of the condition "the Act applies" in the program, after the rules."""

    def fired(self, answers: Answers) -> tuple[tuple[LegalRule, ...], bool]:
        """The rules that hold, and whether the Act applies."""
        holds = self.program.run(self.language.bind({**self.defaults, **answers}))
        rules = tuple(
            rule for rule, held in zip(self.rules, holds, strict=False) if held is not False
        )
        return rules, holds[self.applies] is not False

    def class_of(self, rules: tuple[LegalRule, ...], *, applies: bool) -> AiActClass:
        """The first class in the order of precedence among the rules."""
        given = {rule.outcome for rule in rules if rule.kind == "class"}
        if applies:
            given.discard(AiActClass.OUT_OF_SCOPE.value)
        for candidate in self.precedence:
            if candidate.value in given:
                return candidate
        return AiActClass.MINIMAL


def classify(answers: Answers, catalogue: Catalogue) -> Classification:
    """The class of a case from its answers; keys that are no question of the catalogue are ignored.

    Exactly one class results. `missing` lists questions without an answer whose default counted.
    """
    known = {key: answers[key] for key in catalogue.questions if is_answered(answers.get(key))}
    unsure = [key for key, value in known.items() if value in (UNSURE, [UNSURE])]
    given = {key: value for key, value in known.items() if key not in unsure}
    rules, applies = catalogue.fired(given)
    return Classification(
        ai_act_class=catalogue.class_of(rules, applies=applies),
        tags=_in_order(rule.outcome for rule in rules if rule.kind == "class"),
        articles=_in_order(article for rule in rules for article in rule.articles),
        fired=rules,
        unsure=tuple(OpenQuestion(key, _worst(key, given, catalogue)) for key in unsure),
        missing=tuple(key for key in catalogue.questions if key not in known),
    )


def _worst(key: str, given: Answers, catalogue: Catalogue) -> AiActClass:
    """The gravest class that any answer to one open question leads to."""
    classes = []
    for value in other_answers(catalogue.questions[key]):
        rules, applies = catalogue.fired({**given, key: value})
        classes.append(catalogue.class_of(rules, applies=applies))
    return min(classes, key=catalogue.precedence.index)


def other_answers(question: Question) -> list[Answer]:
    """Every answer a question offers; for several choices, each alone."""
    if question.kind == "boolean":
        return [True, False]
    if question.kind == "strings":
        return [[option.value] for option in question.options]
    return [option.value for option in question.options]


def _in_order(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def parse(document: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a stored document (the form of eu_ai_act_classification.json).

    Raises:
        InvalidDocument: a question or a condition cannot be used.
    """
    questions = {raw["id"]: parse_question(raw) for raw in document["questions"]}
    rules = tuple(_rule(raw) for raw in document["rules"])
    facts = [Fact(raw["id"], raw["expr"]) for raw in document["facts"]]
    try:
        language = Language({key: question.kind for key, question in questions.items()}, facts)
        program = language.compile([*(r["condition"] for r in document["rules"]), "facts.applies"])
    except ExpressionError as error:
        raise InvalidDocument([f"condition {error.text!r}: {error}"]) from error
    return Catalogue(
        version=str(document["version"]),
        questions=questions,
        defaults={key: question.default for key, question in questions.items()},
        rules=rules,
        precedence=tuple(AiActClass(c) for c in document["evaluation"]["class_precedence"]),
        language=language,
        program=program,
        applies=len(rules),
    )


def _rule(raw: Mapping[str, Any]) -> LegalRule:
    return LegalRule(
        id=raw["id"],
        kind=raw["kind"],
        outcome=raw["outcome"],
        explanation=raw["explanation"],
        articles=tuple(raw["articles"]),
        requirements=tuple(raw.get("requirements", ())),
        applies_from=raw.get("applies_from", ""),
        status=raw.get("status", ""),
    )

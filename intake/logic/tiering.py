"""Risk tier: rules over answers → the highest tier whose rule holds, with every reason.

All rules are evaluated and all that hold are kept. A rule that cannot be computed counts as held:
an error must never make a case look harmless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.choices import Tier
from intake.logic.ai_act import other_answers
from intake.logic.expressions import (
    Answer,
    Answers,
    Bound,
    ExpressionError,
    Fact,
    Language,
    Program,
)
from intake.logic.questions import InvalidDocument, Question, is_answered, parse_question

PRECEDENCE = (Tier.PROHIBITED, Tier.HIGH, Tier.MEDIUM, Tier.LOW)
"""From the gravest to the mildest."""

_TIER_OF = {"blocked": Tier.PROHIBITED}


@dataclass(frozen=True)
class TierRule:
    """One rule: when its condition holds, the case is at least in this tier."""

    id: str
    tier: Tier
    explanation: str
    reads: frozenset[str]


@dataclass(frozen=True)
class Change:
    """What the tier would be if one question were answered otherwise."""

    question: str
    answer: Answer
    tier: Tier


@dataclass(frozen=True)
class Tiering:
    """The tier of a case and why. `missing` lists questions whose default counted."""

    tier: Tier
    fired: tuple[TierRule, ...]
    missing: tuple[str, ...]
    would_change: tuple[Change, ...] = ()

    @property
    def deciding(self) -> tuple[TierRule, ...]:
        """The fired rules that give the tier; the others give a lower one."""
        return tuple(rule for rule in self.fired if rule.tier == self.tier)


@dataclass(frozen=True)
class Policy:
    """A compiled tier policy; safe to share."""

    questions: Mapping[str, Question]
    defaults: Mapping[str, Answer]
    rules: tuple[TierRule, ...]
    read: frozenset[str]
    """Questions that some rule reads."""

    document: Mapping[str, Any] = field(repr=False)
    language: Language = field(repr=False)
    program: Program = field(repr=False)
    conditions: Mapping[str, Program] = field(repr=False)
    """Compiled control conditions by name (see intake.logic.obligations)."""

    def bind(self, answers: Answers) -> Bound:
        """The answers with the defaults of those that are missing, ready for the rules."""
        return self.language.bind({**self.defaults, **answers})

    def fired(self, bound: Bound) -> tuple[TierRule, ...]:
        """All rules that hold, in their order."""
        holds = self.program.run(bound)
        return tuple(
            rule for rule, held in zip(self.rules, holds, strict=True) if held is not False
        )


def tier(answers: Answers, policy: Policy, *, what_if: bool = True) -> Tiering:
    """The tier of a case; `what_if=False` leaves out which answers would change it (for bulk work).

    Answers to questions that the policy does not ask are ignored. A policy in which no rule holds
    gives the lowest tier.
    """
    known = {key: answers[key] for key in policy.questions if is_answered(answers.get(key))}
    bound = policy.bind(known)
    fired = policy.fired(bound)
    result = highest(fired)
    return Tiering(
        tier=result,
        fired=fired,
        missing=tuple(key for key in policy.questions if key not in known),
        would_change=_would_change(known, bound, policy, result) if what_if else (),
    )


def highest(fired: Sequence[TierRule]) -> Tier:
    """The gravest tier among rules; low without rules."""
    return min((rule.tier for rule in fired), key=PRECEDENCE.index, default=Tier.LOW)


def _would_change(
    known: Answers, bound: Bound, policy: Policy, current: Tier
) -> tuple[Change, ...]:
    """Every single other answer that leads to another tier; only questions that rules read."""
    changes = []
    for key, question in policy.questions.items():
        if key not in policy.read:
            continue
        given = known.get(key, policy.defaults[key])
        for answer in alternatives(question, given):
            reached = highest(policy.fired(policy.language.vary(bound, key, answer)))
            if reached != current:
                changes.append(Change(key, answer, reached))
    return tuple(changes)


def alternatives(question: Question, given: Answer) -> list[Answer]:
    """The answers one step away: the other options; for several choices, one more or one less."""
    if question.kind == "strings":
        chosen = list(given) if isinstance(given, list | tuple) else []
        return [
            [item for item in chosen if item != option.value]
            if option.value in chosen
            else [*chosen, option.value]
            for option in question.options
        ]
    return [answer for answer in other_answers(question) if answer != given]


def parse(document: Mapping[str, Any]) -> Policy:
    """The policy of a stored document (the form of risk_tiers.json).

    Raises:
        InvalidDocument: a question, rule or condition cannot be used.
    """
    questions = {raw["id"]: parse_question(raw) for raw in document["questions"]}
    facts = [Fact(raw["id"], raw["expr"]) for raw in document.get("facts", ())]
    try:
        language = Language({key: question.kind for key, question in questions.items()}, facts)
        rules = tuple(_rule(raw, language) for raw in document["rules"])
        return Policy(
            questions=questions,
            defaults={key: question.default for key, question in questions.items()},
            rules=rules,
            read=frozenset[str]().union(*(rule.reads for rule in rules)),
            document=document,
            language=language,
            program=language.compile([raw["condition"] for raw in document["rules"]]),
            conditions={
                name: language.compile([text])
                for name, text in document.get("control_conditions", {}).items()
            },
        )
    except ExpressionError as error:
        raise InvalidDocument([f"condition {error.text!r}: {error}"]) from error
    except (KeyError, ValueError) as error:
        raise InvalidDocument([f"rule: {error}"]) from error


def tier_named(name: str) -> Tier:
    """The tier of a document's word for it; the catalogue says "blocked" for prohibited."""
    return _TIER_OF.get(name) or Tier(name)


def _rule(raw: Mapping[str, Any], language: Language) -> TierRule:
    return TierRule(
        id=str(raw["id"]),
        tier=tier_named(raw["tier"]),
        explanation=str(raw["explanation"]),
        reads=language.reads(raw["condition"]),
    )

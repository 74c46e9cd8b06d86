"""Whether a rule document may be published: everything wrong with it, in words with places.

The conditions are tenant-authored text: they are guarded and compiled apart before they are ever
compiled here (see `sandbox`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from intake.choices import Necessity, Tier
from intake.logic import ai_act, questionnaires, sandbox, scoring, tiering
from intake.logic.evaluation import EU_CLASS, EU_UNSURE
from intake.logic.expressions import Fact, Kind
from intake.logic.questions import InvalidDocument, Question, parse_question

Document = Mapping[str, Any]


def questionnaire_problems(document: Document) -> list[str]:
    """What keeps a questionnaire from being published; empty when nothing does."""
    try:
        questions = [
            parse_question(raw) for section in document["sections"] for raw in section["questions"]
        ]
    except (InvalidDocument, KeyError, TypeError) as error:
        return _words(error)
    if not questions:
        return ["a questionnaire asks something"]
    conditional = [question for question in questions if question.ask_if]
    found = _refused(
        questions,
        _facts(document, "condition"),
        [(f"question {question.id}", question.ask_if) for question in conditional],
    )
    return found or _parsed(questionnaires.parse, document)


def rubric_problems(document: Document, asked: Sequence[str]) -> list[str]:
    """What keeps a rubric from being published; `asked` are ids of the published questionnaire."""
    found = _parsed(scoring.parse, document)
    if found:
        return found
    known = {*asked, EU_CLASS, EU_UNSURE}
    return [
        f"criterion {criterion.id}: nobody asks {criterion.question}"
        for axis in scoring.parse(document).axes
        for criterion in axis.criteria
        if criterion.question not in known
    ]


def policy_problems(document: Document, asked: Sequence[str]) -> list[str]:
    """What keeps a tier policy from being published, a case of its own gone wrong included."""
    try:
        questions = [parse_question(raw) for raw in document["questions"]]
        rules = [(f"rule {raw['id']}", str(raw["condition"])) for raw in document["rules"]]
    except (InvalidDocument, KeyError, TypeError) as error:
        return _words(error)
    conditions = [
        (f"condition {name}", str(text))
        for name, text in document.get("control_conditions", {}).items()
    ]
    found = _refused(questions, _facts(document, "expr"), [*rules, *conditions])
    found = found or _parsed(tiering.parse, document)
    if found:
        return found
    known = {*asked, EU_CLASS, EU_UNSURE}
    found = [f"nobody asks {q.id}" for q in questions if q.id not in known]
    return [*found, *_control_problems(document), *_failed_cases(document)]


def rule_problems(document: Document) -> dict[int, str]:
    """Why conditions of a tier policy's rules cannot be used, by the place of the rule.

    Empty too when the questions or facts are wrong: then nothing can be said of the rules.
    """
    try:
        questions = [parse_question(raw) for raw in document["questions"]]
        facts = _facts(document, "expr")
    except (InvalidDocument, KeyError, TypeError):
        return {}
    kinds: dict[str, Kind] = {q.id: q.kind for q in questions if q.in_conditions}
    texts = [str(rule["condition"]) for rule in document["rules"]]
    refused = sandbox.refusals(kinds, facts, texts)
    return {
        refusal.index - len(facts): refusal.reason.removesuffix(" (in container '')")
        for refusal in refused
        if refusal.index >= len(facts)
    }


def catalogue_problems(document: Document) -> list[str]:
    """What keeps a version of the EU AI Act catalogue from being published."""
    return _parsed(ai_act.parse, document)


def _failed_cases(document: Document) -> list[str]:
    """Cases that a policy keeps as its own tests: each must come out in its tier."""
    policy = tiering.parse(document)
    found = []
    for case in document.get("vignettes", ()):
        expected = tiering.tier_named(case["expected_tier"])
        reached = tiering.tier(case["answers"], policy, what_if=False).tier
        if reached != expected:
            found.append(f"test case {case['id']} comes out {reached.value}, not {expected.value}")
    return found


def _control_problems(document: Document) -> list[str]:
    known = {*document.get("control_conditions", {}), Necessity.RECOMMENDED.value}
    tiers = [tier.value for tier in (Tier.LOW, Tier.MEDIUM, Tier.HIGH)]
    return [
        f"control {control.get('id', '?')}: unknown condition {control.get(tier)!r}"
        for control in document.get("controls", ())
        for tier in tiers
        if control.get(tier) not in known
    ]


def _facts(document: Document, key: str) -> list[Fact]:
    return [Fact(str(raw["id"]), str(raw[key])) for raw in document.get("facts", ())]


def _refused(
    questions: Sequence[Question], facts: Sequence[Fact], conditions: Sequence[tuple[str, str]]
) -> list[str]:
    kinds: dict[str, Kind] = {q.id: q.kind for q in questions if q.in_conditions}
    places = [*(f"fact {fact.id}" for fact in facts), *(place for place, _text in conditions)]
    refused = sandbox.refusals(kinds, facts, [text for _place, text in conditions])
    return [f"{places[refusal.index]}: {refusal.reason}" for refusal in refused]


def _parsed(parse: Callable[[Document], object], document: Document) -> list[str]:
    try:
        parse(document)
    except (InvalidDocument, KeyError, TypeError, ValueError) as error:
        return _words(error)
    return []


def _words(error: Exception) -> list[str]:
    return list(error.problems) if isinstance(error, InvalidDocument) else [f"document: {error}"]

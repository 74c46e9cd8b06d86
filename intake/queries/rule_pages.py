"""Rule documents as people read them: rows of a table, whatever the kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.choices import AiActClass, Axis, QuestionType
from intake.logic.questions import Question, parse_question
from intake.logic.tiering import tier_named
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, RuleDocument, TierPolicy

KINDS: Mapping[str, tuple[type[RuleDocument], str | Promise, str | Promise]] = {
    Questionnaire.KIND: (Questionnaire, _("Questionnaire"), _("What is asked, section by section")),
    Rubric.KIND: (Rubric, _("Rubric"), _("How answers become scores and a priority")),
    TierPolicy.KIND: (TierPolicy, _("Tier policy"), _("Which answers give which risk tier")),
    AiActCatalogue.KIND: (
        AiActCatalogue,
        _("EU AI Act"),
        _("The questions and rules that give the legal class"),
    ),
}


@dataclass(frozen=True)
class Kind:
    """All versions of one kind of document, newest first."""

    key: str
    label: str | Promise
    purpose: str | Promise
    versions: Sequence[RuleDocument]


@dataclass(frozen=True)
class Row:
    """One line of a document: its place, what it says, and the condition or points behind it."""

    place: str
    text: str
    condition: str
    tier: str = ""


@dataclass(frozen=True)
class Group:
    """Lines that belong together; `heads` say what place, text and condition are."""

    title: str
    heads: Sequence[str | Promise]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Word:
    """What a condition can speak of: `answers.x` with its values, or `facts.y`."""

    name: str
    label: str
    values: str


def kinds() -> list[Kind]:
    """All documents of the organization, in one query a kind."""
    return [
        Kind(key, label, purpose, _versions(model))
        for key, (model, label, purpose) in KINDS.items()
    ]


def _versions(model: type[RuleDocument]) -> list[RuleDocument]:
    rows = model.objects.light().select_related("published_by__user")
    return list(rows.order_by("-version"))


def groups(row: RuleDocument) -> list[Group]:
    """The content of a version; a draft that is not a document yet has none."""
    try:
        return _READERS[row.KIND](row.document)
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def _questionnaire(document: Mapping[str, Any]) -> list[Group]:
    return [
        Group(
            section["title"],
            (_("Kind"), _("Question"), _("Asked when")),
            [_question(question) for question in section["questions"]],
        )
        for section in document["sections"]
    ]


def _question(question: Mapping[str, Any]) -> Row:
    label = question.get("label") or question["text"]
    return Row(str(QuestionType(question["type"]).label), label, question.get("ask_if", ""))


def _rubric(document: Mapping[str, Any]) -> list[Group]:
    return [
        Group(
            f"{Axis(axis['axis']).label}: {100 * axis['weight']:g} %",
            (_("Weight"), _("Criterion"), _("Points")),
            [
                Row(f"{criterion.get('weight', 1):g}", criterion["label"], _points(criterion))
                for criterion in axis["criteria"]
            ],
        )
        for axis in document["axes"]
    ]


def _points(criterion: Mapping[str, Any]) -> str:
    given = [f"{key}: {value:g}" for key, value in criterion.get("points", {}).items()]
    bands = [f"{_limit(band)}: {band['points']:g}" for band in criterion.get("bands", ())]
    return f"{criterion['question']} → " + ", ".join([*given, *bands])


def _limit(band: Mapping[str, Any]) -> str:
    return f"< {band['below']:,}" if "below" in band else "else"


def _policy(document: Mapping[str, Any]) -> list[Group]:
    facts = [
        Row(fact["id"], fact.get("description", ""), fact["expr"])
        for fact in document.get("facts", ())
    ]
    rules = [
        Row(rule["id"], rule["explanation"], rule["condition"], tier_named(rule["tier"]).value)
        for rule in document["rules"]
    ]
    return [
        Group(str(_("Rules")), (_("Rule"), _("Explanation"), _("When")), rules),
        Group(str(_("Facts that rules use")), (_("Fact"), _("Meaning"), _("When")), facts),
    ]


def policy_words(document: Mapping[str, Any]) -> list[Word]:
    """Everything that the conditions of a policy can speak of."""
    questions = [parse_question(raw) for raw in document.get("questions", ())]
    answers = [
        Word(f"answers.{question.id}", question.label, _values(question))
        for question in questions
        if question.in_conditions
    ]
    facts = [
        Word(f"facts.{fact['id']}", fact.get("description", ""), "true, false")
        for fact in document.get("facts", ())
    ]
    return [*answers, *facts]


def _values(question: Question) -> str:
    if question.kind == "boolean":
        return "true, false"
    return ", ".join(f"'{option.value}'" for option in question.options) or question.kind


def _catalogue(document: Mapping[str, Any]) -> list[Group]:
    rules = [
        Row(rule["id"], f"{_outcome(rule['outcome'])}: {rule['explanation']}", rule["condition"])
        for rule in document["rules"]
    ]
    return [Group(str(_("Rules")), (_("Rule"), _("Meaning"), _("When")), rules)]


def _outcome(name: str) -> str:
    known = {one.value: str(one.label) for one in AiActClass}
    return known.get(name) or name.replace("_", " ").capitalize()


_READERS = {
    Questionnaire.KIND: _questionnaire,
    Rubric.KIND: _rubric,
    TierPolicy.KIND: _policy,
    AiActCatalogue.KIND: _catalogue,
}

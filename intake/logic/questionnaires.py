"""A published questionnaire: sections of questions, which are asked, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.logic.expressions import Answer, Answers, ExpressionError, Fact, Language, Program
from intake.logic.questions import (
    BadAnswer,
    InvalidDocument,
    Problem,
    Question,
    clean,
    is_answered,
    parse_question,
)


@dataclass(frozen=True)
class Section:
    """One page of the wizard."""

    key: str
    title: str
    help: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Progress:
    """How far a section is: numbers of required questions that are asked and answered."""

    required: int
    answered: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Questionnaire:
    """Compiled once per published version; safe to share."""

    title: str
    sections: tuple[Section, ...]
    language: Language
    questions: Mapping[str, Question]
    """All questions by id, in their order."""

    conditional: Mapping[str, frozenset[str]]
    """Questions with a condition, in the order of the program, with the answers it reads."""

    conditions: Program

    def section(self, key: str) -> Section:
        """The section of that key, or KeyError."""
        return {section.key: section for section in self.sections}[key]

    def read(self, answers: Answers) -> Reading:
        """Which questions are asked of this case, and which of its answers count.

        The answer of a question that is not asked does not count, so conditions are looked at
        again until nothing changes: hiding a question can hide those that depend on it. That ends
        because conditions only use questions before their own.
        """
        given = {key: answers[key] for key in self.questions if is_answered(answers.get(key))}
        hidden = self._hidden(given)
        while hidden & given.keys():
            given = {key: value for key, value in given.items() if key not in hidden}
            hidden = self._hidden(given)
        return Reading(self, given, hidden)

    def _hidden(self, answers: Answers) -> frozenset[str]:
        holds = self.conditions.run(self.language.bind(answers))
        return frozenset(
            key for key, asked in zip(self.conditional, holds, strict=True) if asked is False
        )


@dataclass(frozen=True)
class Reading:
    """The answers of a case as its questionnaire reads them."""

    questionnaire: Questionnaire
    answers: dict[str, Answer]
    """The answers that count: given, and to a question that is asked."""

    hidden: frozenset[str]
    """Questions whose condition is false."""

    @property
    def implied(self) -> frozenset[str]:
        """Hidden questions that earlier answers make needless.

        A question hidden only because an earlier one is still open is not implied.
        """
        settled = set(self.answers)
        for key, reads in self.questionnaire.conditional.items():
            if key in self.hidden and reads <= settled:
                settled.add(key)
        return self.hidden & settled

    @property
    def progress(self) -> dict[str, Progress]:
        """Progress by section key."""
        return {section.key: self._progress(section) for section in self.questionnaire.sections}

    def _progress(self, section: Section) -> Progress:
        required = [
            question
            for question in section.questions
            if question.required and question.id not in self.hidden
        ]
        missing = tuple(
            question.id
            for question in required
            if not question.is_settled(self.answers.get(question.id))
        )
        return Progress(len(required), len(required) - len(missing), missing)


def clean_section(
    section: Section, raw: Mapping[str, object]
) -> tuple[dict[str, Answer], list[Problem]]:
    """Stored forms of the answers of one section, and what is wrong with the others.

    Keys that are no question of the section are ignored; a key that is absent from `raw` stays
    absent, so that a partial save changes only what it names. None says "answer taken back".
    """
    cleaned: dict[str, Answer] = {}
    problems: list[Problem] = []
    for question in section.questions:
        if question.id not in raw:
            continue
        try:
            cleaned[question.id] = clean(question, raw[question.id])
        except BadAnswer as error:
            problems.append(error.problem)
    return cleaned, problems


def parse(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a stored document.

    Raises:
        InvalidDocument: lists every problem with its place.
    """
    sections = tuple(_section(raw) for raw in document.get("sections", ()))
    questions = [question for section in sections for question in section.questions]
    _refuse_repeated([section.key for section in sections], "section")
    _refuse_repeated([question.id for question in questions], "question")
    facts = [Fact(raw["id"], raw["condition"]) for raw in document.get("facts", ())]
    conditional = [question for question in questions if question.ask_if]
    try:
        language = Language(
            {question.id: question.kind for question in questions if question.in_conditions}, facts
        )
        program = language.compile([question.ask_if for question in conditional])
        _refuse_looking_ahead(questions, language)
    except ExpressionError as error:
        raise InvalidDocument([f"condition {error.text!r}: {error}"]) from error
    return Questionnaire(
        title=str(document.get("title", "")),
        sections=sections,
        language=language,
        questions={question.id: question for question in questions},
        conditional={question.id: language.reads(question.ask_if) for question in conditional},
        conditions=program,
    )


def _refuse_looking_ahead(questions: Sequence[Question], language: Language) -> None:
    seen: set[str] = set()
    for question in questions:
        ahead = language.reads(question.ask_if) - seen if question.ask_if else frozenset()
        if ahead:
            raise InvalidDocument(
                [f"question {question.id}: asks about {min(ahead)}, which comes later"]
            )
        seen.add(question.id)


def _section(raw: Mapping[str, Any]) -> Section:
    questions: Sequence[Mapping[str, Any]] = raw.get("questions", ())
    return Section(
        key=str(raw["key"]),
        title=str(raw["title"]),
        help=str(raw.get("help", "")),
        questions=tuple(parse_question(question) for question in questions),
    )


def _refuse_repeated(keys: Sequence[str], what: str) -> None:
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise InvalidDocument([f"{what} {key} occurs twice" for key in repeated])

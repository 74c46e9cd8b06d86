"""One question of a questionnaire, a tier policy or the EU AI Act catalogue, and its answer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.choices import QuestionType
from intake.logic.expressions import Answer, Kind

UNSURE = "unsure"
"""The answer of somebody who does not know; only questions with `unsure` accept it."""

MAX_TEXT = {QuestionType.TEXT: 500, QuestionType.LONG_TEXT: 10_000}
MAX_ROWS = 50
MAX_NUMBER = 1e15
# What every time zone can show, and what any key can be.
YEARS = range(1900, 2200)
LONGEST_KEY = 18

_KINDS: dict[QuestionType, Kind] = {
    QuestionType.BOOLEAN: "boolean",
    QuestionType.MULTI_CHOICE: "strings",
    QuestionType.NUMBER: "number",
    QuestionType.MONEY: "number",
}


class InvalidDocument(ValueError):
    """A rule document that cannot be used; `.problems` lists every reason with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Column:
    """A column of a question of type rows."""

    key: str
    label: str
    type: QuestionType
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked, and the bounds of a good answer.

    `unsure` lets a person say so; `accept` is a statement that only "yes" answers.
    """

    id: str
    type: QuestionType
    label: str
    help: str = ""
    group: str = ""
    required: bool = False
    unsure: bool = False
    accept: bool = False
    ask_if: str = ""
    default: Answer = None
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def kind(self) -> Kind:
        """The type that conditions see."""
        return _KINDS.get(self.type, "string")

    def is_settled(self, value: object) -> bool:
        """Whether the value lets a required question count as answered."""
        return value is True if self.accept else is_answered(value)

    @property
    def in_conditions(self) -> bool:
        """Rows cannot be asked about in a condition."""
        return self.type != QuestionType.ROWS

    def label_of(self, value: Answer) -> str:
        """The words for an answer: option labels, yes/no, else the value as text."""
        labels = {option.value: option.label for option in self.options}
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(str(item), str(item)) for item in value)
        return labels.get(str(value), "" if value is None else str(value))


@dataclass(frozen=True)
class Problem:
    """Why a value is no answer: a code (see intake.phrases) and what its message needs."""

    question: str
    code: str
    limit: float | None = None


def parse_question(raw: Mapping[str, Any]) -> Question:
    """A question from its document form; `text` is accepted for `label` as the catalogues write it.

    Raises:
        InvalidDocument: the type is unknown, an id is missing, or choices have no options.
    """
    try:
        kind = QuestionType(raw["type"])
        question = Question(
            id=str(raw["id"]),
            type=kind,
            label=str(raw.get("label") or raw["text"]),
            help=str(raw.get("help", "")),
            group=str(raw.get("group", "")),
            required=bool(raw.get("required", False)),
            unsure=bool(raw.get("unsure", False)),
            accept=bool(raw.get("accept", False)),
            ask_if=str(raw.get("ask_if", "")),
            default=raw.get("default"),
            unit=str(raw.get("unit", "")),
            minimum=raw.get("minimum"),
            maximum=raw.get("maximum"),
            options=_options(raw),
            columns=tuple(_column(column) for column in raw.get("columns", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDocument([f"question {raw.get('id', '?')}: {error}"]) from error
    if "choice" in kind and not question.options:
        raise InvalidDocument([f"question {question.id}: a choice needs options"])
    return question


def _options(raw: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(str(option["value"]), str(option["label"])) for option in raw.get("options", ())
    )


def _column(raw: Mapping[str, Any]) -> Column:
    return Column(str(raw["key"]), str(raw["label"]), QuestionType(raw["type"]), _options(raw))


def is_answered(value: object) -> bool:
    """Whether a stored value is an answer: None, empty text and empty lists are not."""
    return value is not None and value not in ("", [], ())


def clean(question: Question, value: object) -> Answer:
    """The value in its stored form, or None when nothing was answered.

    Numbers become int or float, dates ISO text, choices lists of option values in the order of
    the options, rows lists of dicts without empty rows.

    Raises:
        BadAnswer: with the Problem to show beside the question.
    """
    if isinstance(value, str):
        value = value.strip()
    if not is_answered(value):
        return None
    if question.unsure and value in (UNSURE, [UNSURE]):
        return UNSURE
    return _CLEANERS[question.type](question, value)


class BadAnswer(ValueError):
    """A value that is no answer to its question."""

    def __init__(self, question: Question, code: str, limit: float | None = None) -> None:
        super().__init__(code)
        self.problem = Problem(question.id, code, limit)


def _text(question: Question, value: object) -> Answer:
    limit = int(question.maximum or MAX_TEXT[question.type])
    if not isinstance(value, str):
        raise BadAnswer(question, "not_text")
    if len(value) > limit:
        raise BadAnswer(question, "too_long", limit)
    if "\x00" in value:
        raise BadAnswer(question, "not_text")
    return value


def _number(question: Question, value: object) -> Answer:
    try:
        number = float(str(value).replace(" ", "")) if not isinstance(value, bool) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > MAX_NUMBER:
        raise BadAnswer(question, "not_a_number")
    if question.minimum is not None and number < question.minimum:
        raise BadAnswer(question, "too_small", question.minimum)
    if question.maximum is not None and number > question.maximum:
        raise BadAnswer(question, "too_large", question.maximum)
    return int(number) if number.is_integer() else number


_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def _boolean(question: Question, value: object) -> Answer:
    word = str(value).lower()
    if word not in _YES + _NO:
        raise BadAnswer(question, "not_yes_or_no")
    return word in _YES


def _single(question: Question, value: object) -> Answer:
    if value not in [option.value for option in question.options]:
        raise BadAnswer(question, "not_an_option")
    return str(value)


def _multi(question: Question, value: object) -> Answer:
    chosen = list(value) if isinstance(value, list | tuple) else [value]
    allowed = [option.value for option in question.options]
    if any(item not in allowed for item in chosen):
        raise BadAnswer(question, "not_an_option")
    return [item for item in allowed if item in chosen]


def _date(question: Question, value: object) -> Answer:
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        raise BadAnswer(question, "not_a_date") from None
    if day.year not in YEARS:
        raise BadAnswer(question, "not_a_date")
    return day.isoformat()


def _member(question: Question, value: object) -> Answer:
    """The id of a membership; whether it exists is asked by the action."""
    digits = str(value)
    if isinstance(value, bool) or not digits.isdecimal() or len(digits) > LONGEST_KEY:
        raise BadAnswer(question, "not_a_member")
    return int(digits)


def _rows(question: Question, value: object) -> Answer:
    if not isinstance(value, list | tuple):
        raise BadAnswer(question, "not_rows")
    rows = [_row(question, row) for row in value]
    filled = [row for row in rows if row]
    if len(filled) > MAX_ROWS:
        raise BadAnswer(question, "too_many_rows", MAX_ROWS)
    return filled or None


def _row(question: Question, row: object) -> dict[str, Answer]:
    if not isinstance(row, Mapping):
        raise BadAnswer(question, "not_rows")
    cells = {
        column.key: clean(
            Question(question.id, column.type, column.label, options=column.options),
            row.get(column.key),
        )
        for column in question.columns
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


_CLEANERS = {
    QuestionType.TEXT: _text,
    QuestionType.LONG_TEXT: _text,
    QuestionType.NUMBER: _number,
    QuestionType.MONEY: _number,
    QuestionType.BOOLEAN: _boolean,
    QuestionType.SINGLE_CHOICE: _single,
    QuestionType.MULTI_CHOICE: _multi,
    QuestionType.DATE: _date,
    QuestionType.MEMBER: _member,
    QuestionType.ROWS: _rows,
}

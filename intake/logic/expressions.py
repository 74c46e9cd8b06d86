"""CEL conditions over answers: typed, compiled once, guarded when an organization wrote them.

Every answer is a declared variable `answers.<id>`, every named fact `facts.<id>`, so a typo or a
wrong type is an error when a document is published, never when a case is scored. One compiled
program answers a whole list of rules, and facts are computed level by level before it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cel_expr_python import cel

Kind = Literal["boolean", "string", "strings", "number"]
Answer = bool | str | float | int | Sequence[object] | None
Answers = Mapping[str, Answer]

MAX_LENGTH = 2_000
"""Longest text of one condition that an organization may write."""

FUNCTIONS = frozenset({"size", "contains", "startsWith", "endsWith"})
"""What tenant-authored text may call. None of them can build a larger value than it is given."""

_TOKENS = re.compile(
    r"(?P<string>'[^'\n]*'|\"[^\"\n]*\")|(?P<name>[A-Za-z_]\w*)|(?P<bad>[+`]|//|['\"])|(?P<other>\S)"
)
_NAMES = re.compile(r"\b(answers|facts)\.(\w+)")

_TYPES: dict[Kind, object] = {
    "boolean": cel.Type.BOOL,
    "string": cel.Type.STRING,
    "strings": cel.Type.List(cel.Type.STRING),
    "number": cel.Type.DOUBLE,
}
_EMPTY: dict[Kind, Answer] = {"boolean": False, "string": "", "strings": [], "number": 0.0}


class ExpressionError(ValueError):
    """A condition that cannot be used; `str()` says why in one line, `.text` is the condition."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(reason)
        self.text = text


@dataclass(frozen=True)
class Fact:
    """A named condition that later facts and conditions may use."""

    id: str
    condition: str


def check_text(text: str) -> None:
    """Refuse what an organization may not write: long texts, `+`, macros and unlisted functions.

    No CEL engine limits memory, and a few nested `map` calls with `+` build gigabytes; so only
    comparisons, logic, `in` and four functions are let through.

    Raises:
        ExpressionError: names the first thing that is not allowed.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters", text)
    if "\\" in text or "'''" in text or '"""' in text:
        raise ExpressionError("backslashes and triple quotes are not allowed", text)
    tokens: list[re.Match[str] | None] = [*_TOKENS.finditer(text), None]
    for token, following in itertools.pairwise(tokens):
        assert token is not None  # noqa: S101 - None only ends the list
        value, after = token.group(), following.group() if following else ""
        if token.lastgroup == "bad":
            raise ExpressionError(f"'{value}' is not allowed", text)
        if token.lastgroup != "name":
            continue
        if after == "(" and value not in FUNCTIONS and value != "in":
            raise ExpressionError(f"function '{value}' is not allowed", text)
        if following and following.lastgroup == "string" and following.start() == token.end():
            raise ExpressionError("string prefixes are not allowed", text)


def names_in(text: str, space: Literal["answers", "facts"]) -> frozenset[str]:
    """Ids of the answers or facts that a condition mentions (string literals are not looked at)."""
    bare = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "''", text)
    return frozenset(name for found, name in _NAMES.findall(bare) if found == space)


class Language:
    """The variables that conditions of one document may use, and their compiler."""

    def __init__(self, kinds: Mapping[str, Kind], facts: Sequence[Fact] = ()) -> None:
        """Declare one typed variable per answer, and the facts in their order.

        Raises:
            ExpressionError: a fact does not compile or uses a fact defined after it.
        """
        self.kinds = dict(kinds)
        self._used: set[str] = set()
        self._no_facts: dict[str, Answer] = {f"facts.{fact.id}": False for fact in facts}
        variables = {f"answers.{key}": _TYPES[kind] for key, kind in self.kinds.items()}
        variables.update({f"facts.{fact.id}": cel.Type.BOOL for fact in facts})
        self._env = cel.NewEnv(variables=variables)
        self._behind: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._levels = self._compiled_levels(facts)

    def _compiled_levels(self, facts: Sequence[Fact]) -> list[tuple[list[str], Program]]:
        """Facts that need only earlier levels are computed together."""
        level_of: dict[str, int] = {}
        levels: list[list[Fact]] = []
        for fact in facts:
            self._behind[fact.id] = self._reads(fact.condition)
            used = names_in(fact.condition, "facts")
            level_of[fact.id] = level = 1 + max((level_of[name] for name in used), default=-1)
            levels += [[]] * (level + 1 - len(levels))
            levels[level] = [*levels[level], fact]
        return [
            ([fact.id for fact in level], self.compile([fact.condition for fact in level]))
            for level in levels
        ]

    def reads(self, text: str) -> frozenset[str]:
        """Ids of all answers that the condition depends on, also through facts.

        Raises:
            ExpressionError: it uses a fact that is not declared.
        """
        return self._reads(text)[0]

    def _reads(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """Ids of all answers and of all facts behind a condition."""
        answers, facts = names_in(text, "answers"), names_in(text, "facts")
        for name in facts:
            if name not in self._behind:
                raise ExpressionError(f"undeclared fact 'facts.{name}'", text)
            answers, facts = answers | self._behind[name][0], facts | self._behind[name][1]
        return answers, facts

    def compile(self, texts: Sequence[str]) -> Program:
        """One program that answers all conditions together.

        Raises:
            ExpressionError: a condition does not compile or is not a yes-or-no question.
        """
        singles = tuple(self._compile_one(text) for text in texts)
        self._used.update(*(self._reads(text)[0] for text in texts))
        return Program(
            together=self._env.compile(f"[{','.join(texts)}]") if texts else None,
            singles=singles,
            facts=tuple(self._reads(text)[1] for text in texts),
        )

    def _compile_one(self, text: str) -> cel.Expression:
        try:
            compiled = self._env.compile(text)
        except RuntimeError as error:
            raise ExpressionError(_reason(error), text) from error
        if compiled.return_type() != cel.Type.BOOL:
            raise ExpressionError("must be true or false", text)
        return compiled

    def bind(self, answers: Answers) -> Bound:
        """Typed values of the answers that conditions read, and the facts that follow from them.

        An answer that is absent or None has its type's empty value.
        """
        values = dict(self._no_facts)
        for key in self._used:
            values[f"answers.{key}"] = self._value(key, answers.get(key))
        return self._with_facts(values)

    def vary(self, bound: Bound, key: str, answer: Answer) -> Bound:
        """The same case with one other answer."""
        return self._with_facts({**bound.values, f"answers.{key}": self._value(key, answer)})

    def _value(self, key: str, answer: Answer) -> Answer:
        kind = self.kinds[key]
        return _EMPTY[kind] if answer is None else _typed(answer, kind)

    def _with_facts(self, values: dict[str, Answer]) -> Bound:
        bound = Bound(values, self._env.Activation(values), frozenset())
        for names, program in self._levels:
            results = dict(zip(names, program.run(bound), strict=True))
            values.update({f"facts.{name}": held is True for name, held in results.items()})
            unknown = {name for name, held in results.items() if held is None}
            bound = Bound(values, self._env.Activation(values), bound.unknown | unknown)
        return bound


def _typed(value: Answer, kind: Kind) -> Answer:
    """The value as its kind; a value of another kind counts as empty rather than failing a case."""
    if kind == "boolean":
        return value is True
    if kind == "number":
        return float(value) if isinstance(value, int | float) else 0.0
    if kind == "strings":
        return _strings(value)
    return value if isinstance(value, str) else str(value)


def _strings(value: Answer) -> list[object]:
    if not isinstance(value, list | tuple):
        return []
    return [item for item in value if isinstance(item, str)]


def _reason(error: RuntimeError) -> str:
    """The first line of the engine's message without its position prefix."""
    first = str(error).split("\n", maxsplit=1)[0]
    return re.sub(r"^[A-Z_]+: ERROR: <input>:\d+:\d+: ", "", first)


@dataclass(frozen=True)
class Bound:
    """Values of one case, ready for programs; `unknown` are facts that could not be computed."""

    values: Mapping[str, Answer]
    activation: cel.Activation
    unknown: frozenset[str]


@dataclass(frozen=True)
class Program:
    """Compiled conditions of one document; safe to keep and to share between threads."""

    together: cel.Expression | None
    singles: tuple[cel.Expression, ...]
    facts: tuple[frozenset[str], ...]
    """Per condition the facts behind it."""

    def run(self, bound: Bound) -> list[bool | None]:
        """The answer of each condition in order; None where it cannot be computed (1 / 0)."""
        if self.together is None:
            return []
        value = self.together.eval(bound.activation)
        if value.type() != cel.Type.ERROR and not bound.unknown:
            return list(value.plain_value())
        return [
            None if facts & bound.unknown else _evaluate(single, bound)
            for single, facts in zip(self.singles, self.facts, strict=True)
        ]


def _evaluate(single: cel.Expression, bound: Bound) -> bool | None:
    value = single.eval(bound.activation)
    return None if value.type() == cel.Type.ERROR else bool(value.plain_value())

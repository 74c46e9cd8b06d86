"""Guess which column of an unknown table fills which target, so that a person only has to correct.

A guess compares words; it never looks at the rows, except to match the values of a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from intake.logic.import_mapping import ANSWER_PREFIX, Value, normal
from intake.logic.import_rows import yes_no

THRESHOLD: Final = 0.5
MAX_VALUES: Final = 200
FILLERS: Final = frozenset(
    {
        "and",
        "any",
        "are",
        "be",
        "by",
        "case",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "if",
        "in",
    }
    | {
        "is",
        "it",
        "of",
        "on",
        "or",
        "our",
        "the",
        "this",
        "that",
        "to",
        "use",
        "used",
        "was",
        "what",
    }
    | {"when", "where", "which", "who", "will", "with", "you", "your", "an", "ai"}
)
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "name", "use case name", "project name", "system name"),
    "summary": ("summary", "description", "purpose", "intended purpose", "what it does"),
    "intended_users": ("users", "intended users", "audience", "target users"),
    "owner_name": ("owner", "owner name", "contact", "responsible", "product owner"),
    "owner_email": ("owner email", "email", "e-mail", "contact email"),
    "objective": ("objective", "strategic objective", "okr", "goal"),
    "business_unit": ("business unit", "department", "bureau", "division", "unit"),
    "stage": ("stage", "status", "phase", "stage of development", "lifecycle"),
    "planned_start": ("planned start", "start date", "date initiated", "start"),
}
KEY_WORDS: Final = ("id", "reference", "identifier", "use case id", "inventory id", "number")


@dataclass(frozen=True)
class Target:
    """Something that a column can fill: its code, its label, and its options if it is a choice."""

    code: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    is_boolean: bool = False
    is_list: bool = False

    @property
    def phrases(self) -> tuple[str, ...]:
        """The texts that a header is compared with."""
        return (self.label, self.code.removeprefix(ANSWER_PREFIX), *SYNONYMS.get(self.code, ()))


def words(text: str) -> frozenset[str]:
    """Split a name into its telling words.

    >>> sorted(words("What is the Owner's e-mail?"))
    ['mail', 'owner']
    """
    found = re.findall(r"[a-z0-9]{2,}", normal(re.sub(r"([a-z])([A-Z])", r"\1 \2", text)))
    return frozenset(found) - FILLERS or frozenset(found)


def likeness(first: str, second: str) -> float:
    """Compare two names: 1 when equal, else the share of common words (0 to 1)."""
    if normal(first) == normal(second):
        return 1.0
    one, two = words(first), words(second)
    return 0.95 * len(one & two) / len(one | two) if one | two else 0.0


def guess_columns(targets: Sequence[Target], headers: Sequence[str]) -> dict[str, str]:
    """Pair targets with columns, the surest pairs first, every column at most once."""
    phrases = {target.code: target.phrases for target in targets}
    scored = [
        (
            max(likeness(phrase, header) for phrase in phrases[target.code]),
            -place,
            target.code,
            header,
        )
        for target in targets
        for place, header in enumerate(headers)
    ]
    guesses: dict[str, str] = {}
    taken: set[str] = set()
    for score, _place, code, header in sorted(scored, reverse=True):
        if score < THRESHOLD:
            break
        if code not in guesses and header not in taken:
            guesses[code] = header
            taken.add(header)
    return guesses


def guess_key(headers: Sequence[str], title: str) -> tuple[str, ...]:
    """Choose the column that identifies a row: an identifier if there is one, else the title."""
    best = max(headers, key=_key_likeness, default="")
    return (best,) if best and _key_likeness(best) >= THRESHOLD else (title,)


def _key_likeness(header: str) -> float:
    return max(likeness(word, header) for word in KEY_WORDS)


def guess_values(target: Target, texts: Iterable[str]) -> dict[str, Value]:
    """Translate the values of a choice that plainly are one of its options."""
    table: dict[str, Value] = {}
    for text in list(texts)[:MAX_VALUES]:
        value = yes_no(text) if target.is_boolean else _option(target, text)
        if value is not None:
            table[text] = value
    return table


def _option(target: Target, text: str) -> str | None:
    folded = normal(text)
    for value, label in target.options:
        if folded in (normal(value), normal(value.replace("_", " ")), normal(label)):
            return value
    return None


def own_words(target: Target) -> dict[str, Value]:
    """The table that every choice starts from: its own values and labels."""
    if target.is_boolean:
        return {"Yes": True, "No": False}
    return {text: value for value, label in target.options for text in (value, label)}


def compose(
    code: str,
    name: str,
    *,
    targets: Sequence[Target],
    columns: Mapping[str, str],
    key: Sequence[str],
    values: Mapping[str, Mapping[str, Value]],
) -> dict[str, Any]:
    """Write the mapping document of the chosen columns and value tables."""
    rules = []
    for target in targets:
        column = columns.get(target.code, "")
        if not column:
            continue
        rule: dict[str, Any] = {"target": target.code, "column": column}
        if target.code == "title":
            rule |= {"required": True, "limit": 200}
        if target.code == "stage":
            rule["when_missing"] = "intake"
        if target.code == "planned_start":
            rule |= {"transform": "date", "formats": ["%m/%d/%Y", "%d.%m.%Y", "%d/%m/%Y"]}
        elif target.options or target.is_boolean:
            rule["transform"] = "choices" if target.is_list else "choice"
            rule["values"] = {**own_words(target), **values.get(target.code, {})}
        rules.append(rule)
    return {"code": code, "name": name, "key": {"columns": list(key)}, "rules": rules}

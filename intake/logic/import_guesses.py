"""Guess what identifies a row and what its values mean, so that a person only has to correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from coe_portal.importing.guesses import THRESHOLD, Target, likeness
from coe_portal.importing.rows import yes_no
from coe_portal.importing.rules import Value, normal
from intake.logic.import_mapping import ANSWER_PREFIX

MAX_VALUES: Final = 200
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
class CaseTarget(Target):
    """A field of a use case, or a question with its options if it is a choice."""

    options: tuple[tuple[str, str], ...] = ()
    is_boolean: bool = False
    is_list: bool = False

    @property
    def phrases(self) -> tuple[str, ...]:
        """Its label, the name of its field or question, and the usual names of the field."""
        return (self.label, self.code.removeprefix(ANSWER_PREFIX), *SYNONYMS.get(self.code, ()))


def guess_key(headers: Sequence[str], title: str) -> tuple[str, ...]:
    """Choose the column that identifies a row: an identifier if there is one, else the title."""
    best = max(headers, key=_key_likeness, default="")
    return (best,) if best and _key_likeness(best) >= THRESHOLD else (title,)


def _key_likeness(header: str) -> float:
    return max(likeness(word, header) for word in KEY_WORDS)


def guess_values(target: CaseTarget, texts: Iterable[str]) -> dict[str, Value]:
    """Translate the values of a choice that plainly are one of its options."""
    table: dict[str, Value] = {}
    for text in list(texts)[:MAX_VALUES]:
        value = yes_no(text) if target.is_boolean else _option(target, text)
        if value is not None:
            table[text] = value
    return table


def _option(target: CaseTarget, text: str) -> str | None:
    folded = normal(text)
    for value, label in target.options:
        if folded in (normal(value), normal(value.replace("_", " ")), normal(label)):
            return value
    return None


def own_words(target: CaseTarget) -> dict[str, Value]:
    """The table that every choice starts from: its own values and labels."""
    if target.is_boolean:
        return {"Yes": True, "No": False}
    return {text: value for value, label in target.options for text in (value, label)}


def compose(
    code: str,
    name: str,
    *,
    targets: Sequence[CaseTarget],
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

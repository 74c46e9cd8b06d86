"""What the rules of an import may say: which columns fill a target, and how their text is read.

The set of transforms is closed and small: a document that an organization wrote can choose among
them and can do nothing else.
"""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from coe_portal.importing.documents import (
    MAX_TEXT,
    MAX_VALUES,
    MappingError,
    boolean_at,
    integer_at,
    member_at,
    object_of,
    only_known,
    text_at,
    texts_at,
)

Value = str | bool | int | float | list[str]
Table = Mapping[str, Value | None]

MAX_COLUMNS: Final = 500
_RULE_KEYS: Final = frozenset(
    {"target", "column", "columns", "labels", "transform", "combine", "values", "blanks", "formats"}
    | {"earliest", "separators", "limit", "required", "when_missing", "note"}
)

# Curly quotes, dashes, and the sign that lossy programs put in their place.
_PUNCTUATION = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\ufffd", "''\"\"--'")


class Transform(enum.StrEnum):
    """How the text of one or more cells becomes one value."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    LABELLED = "labelled"


class Combine(enum.StrEnum):
    """How several columns make one value: the first that answers, or yes if any says yes."""

    FIRST = "first"
    ANY = "any"


@dataclass(frozen=True)
class Rule:
    """One target and the columns that fill it.

    `values` and `prefixes` translate whole texts and beginnings of texts; None there means that the
    text is known and says nothing about this target.
    """

    target: str
    columns: tuple[str, ...]
    transform: Transform = Transform.TEXT
    combine: Combine = Combine.FIRST
    labels: tuple[str, ...] = ()
    values: Table = field(default_factory=dict)
    prefixes: tuple[tuple[str, Value | None], ...] = ()
    blanks: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ()
    earliest: str = ""
    separators: str = ""
    limit: int = 0
    required: bool = False
    when_missing: str = ""


def normal(text: str) -> str:
    r"""Fold what people and programs vary: case, spaces, quotes, dashes, a final full stop.

    >>> normal("  No \u2013 it\u2019s  fine. ")
    "no - it's fine"
    """
    folded = unicodedata.normalize("NFKC", text).translate(_PUNCTUATION)
    return " ".join(folded.split()).rstrip(".").casefold()


def parse_rules(
    data: Mapping[str, Any],
    *,
    is_target: Callable[[str], bool],
    blanks: frozenset[str] = frozenset(),
) -> tuple[Rule, ...]:
    """Read the list of rules; `is_target` says what a rule may fill.

    Raises:
        MappingError: there is none, one of them is no rule, or two fill the same target.
    """
    raw = data.get("rules")
    if not isinstance(raw, list) or not 0 < len(raw) <= MAX_COLUMNS:
        raise MappingError("mapping.rules: a list of rules is needed")
    rules = tuple(
        _rule(item, f"mapping.rules[{index}]", is_target, blanks) for index, item in enumerate(raw)
    )
    targets = [rule.target for rule in rules]
    if repeated := {target for target in targets if targets.count(target) > 1}:
        raise MappingError(f"mapping.rules: {', '.join(sorted(repeated))} is filled twice")
    return rules


def _rule(
    item: object, where: str, is_target: Callable[[str], bool], blanks: frozenset[str]
) -> Rule:
    data = object_of(item, where)
    only_known(data, _RULE_KEYS, where)
    target = text_at(data, "target", where)
    if not is_target(target):
        raise MappingError(f"{where}.target: {target!r} is not known")
    column = text_at(data, "column", where, default="")
    columns = (column,) if column else texts_at(data, "columns", where)
    if not columns:
        raise MappingError(f"{where}.columns: at least one column is needed")
    values, prefixes = _values(data, where)
    return Rule(
        target=target,
        columns=columns,
        labels=texts_at(data, "labels", where, may_be_empty=True),
        transform=member_at(Transform, data, "transform", where, Transform.TEXT),
        combine=member_at(Combine, data, "combine", where, Combine.FIRST),
        values=values,
        prefixes=prefixes,
        blanks=blanks | {normal(text) for text in texts_at(data, "blanks", where)},
        formats=texts_at(data, "formats", where),
        earliest=text_at(data, "earliest", where, default=""),
        separators=text_at(data, "separators", where, default=""),
        limit=integer_at(data, "limit", where, default=0),
        required=boolean_at(data, "required", where),
        when_missing=text_at(data, "when_missing", where, default=""),
    )


def _values(
    data: Mapping[str, Any], where: str
) -> tuple[dict[str, Value | None], tuple[tuple[str, Value | None], ...]]:
    """Split the table into whole texts and beginnings; a key that ends with `*` is a beginning."""
    raw = data.get("values", {})
    if not isinstance(raw, dict) or len(raw) > MAX_VALUES:
        raise MappingError(f"{where}.values: a table of values is needed")
    table: dict[str, Value | None] = {}
    for text, value in raw.items():
        if not _is_value(value):
            raise MappingError(
                f"{where}.values[{text!r}]: text, number, yes/no, list of texts or null"
            )
        table[normal(text)] = value
    prefixes = [(key[:-1], table.pop(key)) for key in sorted(table) if key.endswith("*")]
    return table, tuple(sorted(prefixes, key=lambda pair: -len(pair[0])))


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) and len(item) <= MAX_TEXT for item in value)
    return value is None or isinstance(value, str | bool | int | float)

"""What an import mapping may say. A mapping is a JSON document, so a new file format needs no code.

The set of targets and transforms is closed and small: a document that an organization wrote can
choose among them and can do nothing else.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

Value = str | bool | int | float | list[str]
Table = Mapping[str, Value | None]

Member = TypeVar("Member", bound=enum.StrEnum)

ANSWER_PREFIX: Final = "answers."
FIELD_TARGETS: Final = frozenset(
    {
        "title",
        "summary",
        "intended_users",
        "owner_name",
        "owner_email",
        "objective",
        "business_unit",
        "stage",
        "planned_start",
    }
)
MAX_COLUMNS: Final = 500
MAX_VALUES: Final = 2_000
MAX_TEXT: Final = 2_000
CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
ANSWER: Final = re.compile(r"answers\.[a-z][a-z0-9_]{0,79}")

# Curly quotes, dashes, and the sign that lossy programs put in their place.
_PUNCTUATION = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\ufffd", "''\"\"--'")


class MappingError(ValueError):
    """The document is not a mapping; the message names the place in it."""


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

    @property
    def answer(self) -> str:
        """The code of the question that it answers, or nothing for a field of the use case."""
        return self.target.removeprefix(ANSWER_PREFIX) if "." in self.target else ""


@dataclass(frozen=True)
class Key:
    """The columns that say which use case a row is about, and those that tell namesakes apart."""

    namespace: str
    columns: tuple[str, ...]
    disambiguate: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappingDocument:
    """A whole, valid mapping."""

    code: str
    name: str
    key: Key
    rules: tuple[Rule, ...]
    version: int = 1
    description: str = ""
    recognise: tuple[str, ...] = ()
    organization: str = ""
    organization_name: str = ""
    kept: tuple[str, ...] = ()
    blanks: frozenset[str] = frozenset()
    answers_prefix: str = ""

    def for_headers(self, headers: Iterable[str]) -> MappingDocument:
        """Add a rule for every column that is named after a question, where the mapping says so."""
        if not self.answers_prefix:
            return self
        named = [header for header in headers if header.startswith(self.answers_prefix)]
        rules = tuple(
            Rule(target, (header,), blanks=self.blanks)
            for header in named
            if ANSWER.fullmatch(target := ANSWER_PREFIX + header.removeprefix(self.answers_prefix))
        )
        return replace(self, rules=(*self.rules, *rules), answers_prefix="")

    def columns(self) -> frozenset[str]:
        """Every column that the document speaks of."""
        named = {column for rule in self.rules for column in rule.columns}
        named.update(self.key.columns, self.key.disambiguate, self.kept)
        named.update(filter(None, (self.organization, self.organization_name)))
        return frozenset(named)

    def required_columns(self) -> frozenset[str]:
        """The columns without which no row can be read."""
        needed = {rule.columns[0] for rule in self.rules if rule.required}
        return frozenset(needed | set(self.key.columns))

    def recognises(self, headers: Iterable[str]) -> bool:
        """Say whether a file with these headers is of this format."""
        present = {normal(header) for header in headers}
        return bool(self.recognise) and all(normal(name) in present for name in self.recognise)


def normal(text: str) -> str:
    r"""Fold what people and programs vary: case, spaces, quotes, dashes, a final full stop.

    >>> normal("  No \u2013 it\u2019s  fine. ")
    "no - it's fine"
    """
    folded = unicodedata.normalize("NFKC", text).translate(_PUNCTUATION)
    return " ".join(folded.split()).rstrip(".").casefold()


def parse_mapping(document: object) -> MappingDocument:
    """Turn JSON data into a mapping.

    Raises:
        MappingError: something is missing, unknown, of the wrong type or too large.
    """
    data = _object(document, "mapping")
    _known(data, _DOCUMENT_KEYS, "mapping")
    code = _text(data, "code", "mapping")
    if not CODE.fullmatch(code):
        raise MappingError("mapping.code: lower-case letters, digits and hyphens only")
    blanks = frozenset(normal(text) for text in _texts(data, "blanks", "mapping"))
    rules = _rules(data, blanks)
    mapping = MappingDocument(
        code=code,
        name=_text(data, "name", "mapping"),
        version=_integer(data, "version", "mapping", default=1),
        description=_text(data, "description", "mapping", default=""),
        recognise=_texts(data, "recognise", "mapping"),
        organization=_text(data, "organization", "mapping", default=""),
        organization_name=_text(data, "organization_name", "mapping", default=""),
        key=_key(data, code),
        rules=rules,
        kept=_texts(data, "kept", "mapping"),
        blanks=blanks,
        answers_prefix=_text(data, "answers_prefix", "mapping", default=""),
    )
    _check_targets(mapping)
    return mapping


_DOCUMENT_KEYS: Final = frozenset(
    {"code", "name", "version", "description", "recognise", "organization", "organization_name"}
    | {"key", "rules", "kept", "blanks", "answers_prefix"}
)
_RULE_KEYS: Final = frozenset(
    {"target", "column", "columns", "labels", "transform", "combine", "values", "blanks", "formats"}
    | {"earliest", "separators", "limit", "required", "when_missing", "note"}
)
_KEY_KEYS: Final = frozenset({"namespace", "columns", "disambiguate"})


def _check_targets(mapping: MappingDocument) -> None:
    targets = [rule.target for rule in mapping.rules]
    repeated = {target for target in targets if targets.count(target) > 1}
    if repeated:
        raise MappingError(f"mapping.rules: {', '.join(sorted(repeated))} is filled twice")
    if "title" not in targets:
        raise MappingError("mapping.rules: a rule for the title is needed")
    if len(mapping.columns()) > MAX_COLUMNS:
        raise MappingError("mapping: too many columns")


def _key(data: Mapping[str, Any], code: str) -> Key:
    raw = _object(data.get("key"), "mapping.key")
    _known(raw, _KEY_KEYS, "mapping.key")
    columns = _texts(raw, "columns", "mapping.key")
    if not columns:
        raise MappingError("mapping.key.columns: at least one column is needed")
    return Key(
        namespace=_text(raw, "namespace", "mapping.key", default=code),
        columns=columns,
        disambiguate=_texts(raw, "disambiguate", "mapping.key"),
    )


def _rules(data: Mapping[str, Any], blanks: frozenset[str]) -> tuple[Rule, ...]:
    raw = data.get("rules")
    if not isinstance(raw, list) or not 0 < len(raw) <= MAX_COLUMNS:
        raise MappingError("mapping.rules: a list of rules is needed")
    return tuple(_rule(item, f"mapping.rules[{index}]", blanks) for index, item in enumerate(raw))


def _rule(item: object, where: str, blanks: frozenset[str]) -> Rule:
    data = _object(item, where)
    _known(data, _RULE_KEYS, where)
    target = _text(data, "target", where)
    if target not in FIELD_TARGETS and not ANSWER.fullmatch(target):
        raise MappingError(f"{where}.target: {target!r} is not known")
    column = _text(data, "column", where, default="")
    columns = (column,) if column else _texts(data, "columns", where)
    if not columns:
        raise MappingError(f"{where}.columns: at least one column is needed")
    values, prefixes = _values(data, where)
    return Rule(
        target=target,
        columns=columns,
        labels=_texts(data, "labels", where, may_be_empty=True),
        transform=_member(Transform, data, "transform", where, Transform.TEXT),
        combine=_member(Combine, data, "combine", where, Combine.FIRST),
        values=values,
        prefixes=prefixes,
        blanks=blanks | {normal(text) for text in _texts(data, "blanks", where)},
        formats=_texts(data, "formats", where),
        earliest=_text(data, "earliest", where, default=""),
        separators=_text(data, "separators", where, default=""),
        limit=_integer(data, "limit", where, default=0),
        required=_boolean(data, "required", where),
        when_missing=_text(data, "when_missing", where, default=""),
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


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise MappingError(f"{where}: an object is needed")
    return value


def _known(data: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    unknown = sorted(set(data) - keys)
    if unknown:
        raise MappingError(f"{where}: unknown key {unknown[0]!r}")


def _text(data: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = data.get(key, default)
    if not isinstance(value, str) or len(value) > MAX_TEXT or (default is None and not value):
        raise MappingError(f"{where}.{key}: a text is needed")
    return value


def _texts(
    data: Mapping[str, Any], key: str, where: str, *, may_be_empty: bool = False
) -> tuple[str, ...]:
    value = data.get(key, [])
    is_texts = isinstance(value, list) and all(
        isinstance(item, str) and (item or may_be_empty) and len(item) <= MAX_TEXT for item in value
    )
    if not is_texts or len(value) > MAX_VALUES:
        raise MappingError(f"{where}.{key}: a list of texts is needed")
    return tuple(value)


def _integer(data: Mapping[str, Any], key: str, where: str, default: int) -> int:
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:  # noqa: PLR2004
        raise MappingError(f"{where}.{key}: a whole number is needed")
    return value


def _boolean(data: Mapping[str, Any], key: str, where: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise MappingError(f"{where}.{key}: true or false is needed")
    return value


def _member(
    kind: type[Member], data: Mapping[str, Any], key: str, where: str, default: Member
) -> Member:
    try:
        return kind(data.get(key, default))
    except ValueError as error:
        allowed = ", ".join(kind)
        raise MappingError(f"{where}.{key}: one of {allowed}") from error

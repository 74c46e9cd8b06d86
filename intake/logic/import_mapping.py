"""What an import mapping may say. A mapping is a JSON document, so a new file format needs no code.

Its rules are those of every import; what they may fill here is a closed set of targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from coe_portal.importing.documents import (
    MappingError,
    integer_at,
    object_of,
    only_known,
    text_at,
    texts_at,
)
from coe_portal.importing.rules import MAX_COLUMNS, Rule, normal, parse_rules

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
CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
ANSWER: Final = re.compile(r"answers\.[a-z][a-z0-9_]{0,79}")


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


def parse_mapping(document: object) -> MappingDocument:
    """Turn JSON data into a mapping.

    Raises:
        MappingError: something is missing, unknown, of the wrong type or too large.
    """
    data = object_of(document, "mapping")
    only_known(data, _DOCUMENT_KEYS, "mapping")
    code = text_at(data, "code", "mapping")
    if not CODE.fullmatch(code):
        raise MappingError("mapping.code: lower-case letters, digits and hyphens only")
    blanks = frozenset(normal(text) for text in texts_at(data, "blanks", "mapping"))
    rules = parse_rules(data, is_target=_is_target, blanks=blanks)
    mapping = MappingDocument(
        code=code,
        name=text_at(data, "name", "mapping"),
        version=integer_at(data, "version", "mapping", default=1),
        description=text_at(data, "description", "mapping", default=""),
        recognise=texts_at(data, "recognise", "mapping"),
        organization=text_at(data, "organization", "mapping", default=""),
        organization_name=text_at(data, "organization_name", "mapping", default=""),
        key=_key(data, code),
        rules=rules,
        kept=texts_at(data, "kept", "mapping"),
        blanks=blanks,
        answers_prefix=text_at(data, "answers_prefix", "mapping", default=""),
    )
    _check_targets(mapping)
    return mapping


_DOCUMENT_KEYS: Final = frozenset(
    {"code", "name", "version", "description", "recognise", "organization", "organization_name"}
    | {"key", "rules", "kept", "blanks", "answers_prefix"}
)
_KEY_KEYS: Final = frozenset({"namespace", "columns", "disambiguate"})


def _check_targets(mapping: MappingDocument) -> None:
    if "title" not in {rule.target for rule in mapping.rules}:
        raise MappingError("mapping.rules: a rule for the title is needed")
    if len(mapping.columns()) > MAX_COLUMNS:
        raise MappingError("mapping: too many columns")


def _key(data: Mapping[str, Any], code: str) -> Key:
    raw = object_of(data.get("key"), "mapping.key")
    only_known(raw, _KEY_KEYS, "mapping.key")
    columns = texts_at(raw, "columns", "mapping.key")
    if not columns:
        raise MappingError("mapping.key.columns: at least one column is needed")
    return Key(
        namespace=text_at(raw, "namespace", "mapping.key", default=code),
        columns=columns,
        disambiguate=texts_at(raw, "disambiguate", "mapping.key"),
    )


def _is_target(target: str) -> bool:
    return target in FIELD_TARGETS or ANSWER.fullmatch(target) is not None

"""Read a JSON document that somebody wrote, key by key; a refusal names the place in it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, Final, TypeVar

MAX_VALUES: Final = 2_000
MAX_TEXT: Final = 2_000
MAX_INTEGER: Final = 1_000_000

Member = TypeVar("Member", bound=enum.StrEnum)


class MappingError(ValueError):
    """The document is not a mapping; the message names the place in it."""


def object_of(value: object, where: str) -> Mapping[str, Any]:
    """The value as an object."""
    if not isinstance(value, dict):
        raise MappingError(f"{where}: an object is needed")
    return value


def only_known(data: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    """Refuse keys that nobody reads: they are mistakes of spelling."""
    unknown = sorted(set(data) - keys)
    if unknown:
        raise MappingError(f"{where}: unknown key {unknown[0]!r}")


def text_at(data: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    """A text of bounded length; without a default it must be there."""
    value = data.get(key, default)
    if not isinstance(value, str) or len(value) > MAX_TEXT or (default is None and not value):
        raise MappingError(f"{where}.{key}: a text is needed")
    return value


def texts_at(
    data: Mapping[str, Any], key: str, where: str, *, may_be_empty: bool = False
) -> tuple[str, ...]:
    """A bounded list of texts, empty when the key is absent."""
    value = data.get(key, [])
    is_texts = isinstance(value, list) and all(
        isinstance(item, str) and (item or may_be_empty) and len(item) <= MAX_TEXT for item in value
    )
    if not is_texts or len(value) > MAX_VALUES:
        raise MappingError(f"{where}.{key}: a list of texts is needed")
    return tuple(value)


def integer_at(data: Mapping[str, Any], key: str, where: str, default: int) -> int:
    """A whole number, not negative."""
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_INTEGER:
        raise MappingError(f"{where}.{key}: a whole number is needed")
    return value


def boolean_at(data: Mapping[str, Any], key: str, where: str) -> bool:
    """True or false; false when the key is absent."""
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise MappingError(f"{where}.{key}: true or false is needed")
    return value


def member_at(
    kind: type[Member], data: Mapping[str, Any], key: str, where: str, default: Member
) -> Member:
    """One of the words of an enumeration."""
    try:
        return kind(data.get(key, default))
    except ValueError as error:
        allowed = ", ".join(kind)
        raise MappingError(f"{where}.{key}: one of {allowed}") from error

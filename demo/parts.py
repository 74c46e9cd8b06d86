"""Something told in a TOML table whose keys are the fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


class ScriptError(ValueError):
    """The content names something that does not exist."""


@dataclass(frozen=True)
class Part:
    """Read from a table of the content; subclasses say which keys it has."""

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """The part; ScriptError for a key that no field has, or a field without a value."""
        names = {field.name for field in fields(cls)}
        if unknown := set(table) - names:
            msg = f"{cls.__name__} has no {', '.join(sorted(unknown))}"
            raise ScriptError(msg)
        try:
            return cls(**table)
        except TypeError as error:
            msg = f"{cls.__name__} {table.get('key') or table.get('name')}: {error}"
            raise ScriptError(msg) from error

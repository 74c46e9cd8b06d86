"""Pure: YAML above a Markdown text, read so that no file can do harm.

Taken are plain values only: texts, numbers, yes and no, lists and names with values. Aliases, by
which a kilobyte becomes gigabytes, and tags, by which YAML makes objects, are refused.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

from registry.logic.reading import UnreadableError, check_text

MOST_BYTES: Final = 100_000
MOST_VALUES: Final = 5_000
DEEPEST: Final = 20
LARGEST: Final = 10**15
# As the Hugging Face Hub finds it.
BLOCK: Final = re.compile(r"\s*---(?:\r\n|\r|\n)([\S\s]*?)(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|$)")
SCALARS: Final = (str, bool, int, float, type(None))


class PlainDumper(yaml.SafeDumper):
    """Writes the same list twice rather than an alias."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def split(text: str) -> tuple[dict[str, Any], str]:
    """What stands above a text, and the text."""
    found = BLOCK.match(text)
    if found is None:
        return {}, text
    return read(found[1]), text[found.end() :]


def joined(metadata: Mapping[str, Any], text: str) -> str:
    """The text with its metadata above."""
    if not metadata and not text.lstrip().startswith("---"):
        return text
    return f"---\n{written(metadata)}---\n{text}"


def written(metadata: Mapping[str, Any]) -> str:
    """Metadata as YAML, in their order."""
    return str(
        yaml.dump(
            dict(metadata), Dumper=PlainDumper, sort_keys=False, allow_unicode=True, width=2**31
        )
    )


def read(source: str) -> dict[str, Any]:
    """Names with values; UnreadableError for anything else."""
    check_text(source, MOST_BYTES)
    try:
        _check_events(source)
        found = yaml.safe_load(source)
    except UnreadableError:
        raise
    except yaml.YAMLError as error:
        raise UnreadableError(_told(error)) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise UnreadableError("The YAML holds a value that cannot be read.") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise UnreadableError("The YAML has to be names with values.")
    return checked(found)


def checked(metadata: Mapping[Any, Any]) -> dict[str, Any]:
    """Names with values as JSON can hold them; UnreadableError for anything else."""
    count = _count(metadata, 0)
    if count > MOST_VALUES:
        raise UnreadableError("The YAML holds too many values.")
    plain: dict[str, Any] = _plain(metadata)
    if len(json.dumps(plain, ensure_ascii=False)) > MOST_BYTES:
        raise UnreadableError(f"The text is longer than {MOST_BYTES:,} characters.")
    return plain


def _count(value: Any, depth: int) -> int:
    """How many values there are, not further down than allowed."""
    if depth > DEEPEST:
        raise UnreadableError("The YAML is nested too deeply.")
    inner = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list):
        return 1
    return 1 + sum(_count(one, depth + 1) for one in inner)


def _check_events(source: str) -> None:
    """Refuse before anything is built."""
    depth = 0
    for count, event in enumerate(yaml.parse(source, Loader=yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UnreadableError("Anchors and aliases of YAML (& and *) are not taken.")
        if getattr(event, "tag", None):
            raise UnreadableError("Tags of YAML (!) are not taken.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise UnreadableError("The YAML is nested too deeply.")
        if count > MOST_VALUES:
            raise UnreadableError("The YAML holds too many values.")


def _plain(value: Any) -> Any:
    """The value as JSON can hold it: days become texts."""
    if isinstance(value, dict):
        return {_name(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, SCALARS):
        raise UnreadableError("The YAML holds a value that is no text, number, list or name.")
    if isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= LARGEST):
        raise UnreadableError("The YAML holds a number that is too large.")
    if isinstance(value, str):
        check_text(value, MOST_BYTES)
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise UnreadableError(f"The YAML has a name that is no text: {value}.")
    check_text(value, MOST_BYTES)
    return value


def _told(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is not well formed"
    place = "" if mark is None else f" in line {mark.line + 1}"
    return f"The YAML cannot be read{place}: {problem}."

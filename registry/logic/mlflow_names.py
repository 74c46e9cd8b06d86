"""What MLflow allows as a name, an alias, a tag, a version and a source, with its own messages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from registry.logic.names import (
    MOST_KEY,
    MOST_VALUE,
    Problem,
    problem_of_alias,
    problem_of_name,
    problem_of_source,
)

MOST_SOURCE: Final = 1_000
MOST_TAGS: Final = 200
MOST_VERSION_DIGITS: Final = 9

TAG_KEY: Final = re.compile(r"[/\w.\- :]+")
VERSION: Final = re.compile(r"[0-9]+", re.ASCII)
SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
COPY: Final = re.compile(r"models:/([^/@:]+)/([0-9]+)", re.ASCII)
# What clients write as the source of a prompt, whose text is in a tag.
PROMPT_SOURCES: Final = frozenset({"dummy-source", "prompt-template"})
# Code for whoever opens a link.
REFUSED_SCHEMES: Final = frozenset({"javascript", "data", "vbscript"})
RESERVED_TAGS: Final = "governance."
PROMPT_TAG: Final = "mlflow.prompt.is_prompt"

NAMES: Final = {
    Problem.EMPTY: "Missing value for required parameter 'name'.",
    Problem.TOO_LONG: "'name' exceeds the maximum length.",
    Problem.CHARACTERS: "Invalid model name '{}'. Names cannot contain '/' or ':'.",
}
ALIASES: Final = {
    Problem.EMPTY: "Registered model alias name cannot be empty.",
    Problem.TOO_LONG: "'alias' exceeds the maximum length.",
    Problem.CHARACTERS: "Invalid alias name: '{}'. Names may only contain alphanumerics, "
    "underscores (_), and dashes (-).",
    Problem.RESERVED: "'{}' alias name (case insensitive) is reserved.",
}
SOURCES: Final = {
    Problem.CHARACTERS: "Invalid model version source: '{}'. It holds unprintable characters.",
    Problem.LOCAL: "Invalid model version source: '{}'. Local paths are not supported: give the "
    "URI of the place that the artifacts are loaded from.",
    Problem.UPWARD: "Invalid model version source: '{}'. Please provide an absolute path, without "
    "relative path references.",
}


class BadValue(ValueError):
    """A value that MLflow refuses; the message is for the caller."""


def check_name(name: str) -> str:
    """The name of a model: anything but blank, a path or a URI."""
    problem = Problem.CHARACTERS if _is_path_like(name) else None
    _refuse(problem_of_name(name) or problem, NAMES, name)
    return name


def check_alias(alias: str) -> str:
    """The name of an alias, without those that MLflow's own addresses use."""
    _refuse(problem_of_alias(alias), ALIASES, alias)
    return alias


def check_tags(tags: Mapping[str, str]) -> Mapping[str, str]:
    """All tags of a row that is made."""
    if len(tags) > MOST_TAGS:
        raise BadValue(f"More than {MOST_TAGS} tags were given.")
    for key, value in tags.items():
        check_tag(key, value)
    return tags


def check_tag(key: str, value: str) -> None:
    """One tag."""
    if not TAG_KEY.fullmatch(key) or _is_path_like(key) or key.startswith("/"):
        raise BadValue(
            f"Invalid value {key[:MOST_KEY]!r} for parameter 'key' supplied: Names may only "
            "contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) "
            "and slashes (/)."
        )
    _check_length("key", key, MOST_KEY)
    _check_length("value", value, MOST_VALUE)


def version_number(text: str) -> int:
    """The number of a version as clients write it; 0, which no row has, for one beyond all."""
    if not VERSION.fullmatch(text):
        raise BadValue(f"Parameter 'version' must be an integer, got '{text}'.")
    return int(text) if len(text) <= MOST_VERSION_DIGITS else 0


def check_source(source: str) -> str:
    """An absolute URI: recorded and handed back, never opened by the portal."""
    _check_length("source", source, MOST_SOURCE)
    if source not in PROMPT_SOURCES:
        scheme = SCHEME.match(source)
        is_uri = scheme is not None and scheme[1].lower() not in REFUSED_SCHEMES
        _refuse(problem_of_source(source) or (None if is_uri else Problem.LOCAL), SOURCES, source)
    return source


def copied_from(source: str) -> tuple[str, int] | None:
    """Model and version that this source is a copy of, if it names one of the registry."""
    match = COPY.fullmatch(source)
    return (match[1], version_number(match[2])) if match else None


def is_copy(source: str) -> bool:
    """Whether the source is in a registry or a tracking server: `models:/…`."""
    return source.startswith("models:/")


def is_prompt(tags: Mapping[str, str]) -> bool:
    """Whether a model of these tags is a prompt."""
    return tags.get(PROMPT_TAG, "").lower() == "true"


def is_reserved(key: str) -> bool:
    """Tags by which the portal says what governance has decided."""
    return key.strip().lower().startswith(RESERVED_TAGS)


def _refuse(problem: Problem | None, words: Mapping[Problem, str], value: str) -> None:
    if problem is not None:
        raise BadValue(words[problem].format(value))


def _check_length(what: str, value: str, most: int) -> None:
    if len(value) > most:
        raise BadValue(f"'{what}' exceeds the maximum length of {most} characters")


def _is_path_like(name: str) -> bool:
    """Whether somebody could read it as a way: `.`, `..`, or one that is written in two ways."""
    return posixpath.normpath(name) != name or name == "." or name.startswith("..")

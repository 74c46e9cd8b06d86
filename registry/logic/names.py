"""Which names and sources a registry takes: the rules of the clients that speak to it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

MOST_NAME: Final = 256
MOST_ALIAS: Final = 255
MOST_KEY: Final = 250
MOST_VALUE: Final = 100_000

ALIAS: Final = re.compile(r"[\w-]+")
NUMBERED_ALIAS: Final = re.compile(r"v\d+", re.IGNORECASE)
RESERVED_ALIASES: Final = frozenset({"latest"})
LOCAL: Final = ("file:", "local:")
DEEPEST: Final = 10


class Problem(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CHARACTERS = "characters"
    RESERVED = "reserved"
    LOCAL = "local"
    UPWARD = "upward"


def problem_of_name(name: str) -> Problem | None:
    """What is wrong with the name of a model; clients address it as `models:/name/3`."""
    if not name.strip():
        return Problem.EMPTY
    if len(name) > MOST_NAME:
        return Problem.TOO_LONG
    if set(name) & {"/", ":"} or not name.isprintable():
        return Problem.CHARACTERS
    return None


def problem_of_alias(alias: str) -> Problem | None:
    """What is wrong with an alias; `latest` and `v3` mean something else to clients."""
    if not alias:
        return Problem.EMPTY
    if len(alias) > MOST_ALIAS:
        return Problem.TOO_LONG
    if not ALIAS.fullmatch(alias):
        return Problem.CHARACTERS
    if alias.lower() in RESERVED_ALIASES or NUMBERED_ALIAS.fullmatch(alias):
        return Problem.RESERVED
    return None


def problem_of_source(source: str) -> Problem | None:
    """What is wrong with where a version's files are; the portal never goes there itself.

    A path of the machine that asks, or one that climbs out of its folder, is no address.
    """
    if not source:
        return None
    plain = _decoded(source)
    if not source.isprintable() or not plain.isprintable():
        return Problem.CHARACTERS
    if source.lower().startswith(LOCAL) or plain.startswith(("/", "~")) or _is_drive(plain):
        return Problem.LOCAL
    if ".." in re.split(r"[/?#&=;]", plain):
        return Problem.UPWARD
    return None


def _decoded(source: str) -> str:
    """As it would be read in the end, however often it is encoded."""
    for _time in range(DEEPEST):
        decoded = unquote(source)
        if decoded == source:
            break
        source = decoded
    return source.replace("\\", "/")


def _is_drive(path: str) -> bool:
    return bool(re.match(r"[A-Za-z]:(/|$)", path))

"""Compiles text that an organization wrote in a process of its own, with limits.

The engine was never seen to crash, but nothing bounds what it allocates. So a document is first
compiled here; only documents that passed are published, and those compile in the web process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.logic.expressions import ExpressionError, Fact, Kind, Language, check_text

SECONDS = 5
MEMORY_BYTES = 1_024 * 1_024 * 1_024
"""Address space of the child; about 300 MB of it is the interpreter and the engine, mapped."""

_CHILD = (
    "import resource, runpy, sys;"
    "limits = [int(word) for word in sys.argv[1:3]];"
    "resource.setrlimit(resource.RLIMIT_CPU, (limits[0], limits[0]));"
    "resource.setrlimit(resource.RLIMIT_AS, (limits[1], limits[1]));"
    "resource.setrlimit(resource.RLIMIT_CORE, (0, 0));"
    "runpy.run_module('intake.logic.sandbox', run_name='__main__')"
)


@dataclass(frozen=True)
class Refusal:
    """A condition that may not be published: its place in the list given, and why."""

    index: int
    reason: str


def refusals(
    kinds: Mapping[str, Kind], facts: Sequence[Fact], conditions: Sequence[str]
) -> list[Refusal]:
    """Everything wrong with tenant-authored facts and conditions; empty when all may be used.

    Indexes count the facts first, then the conditions. Texts with forbidden parts are refused
    before anything is compiled.
    """
    texts = [*(fact.condition for fact in facts), *conditions]
    guarded = [found for index, text in enumerate(texts) if (found := _guarded(index, text))]
    return guarded or _compiled_apart(kinds, facts, conditions)


def _guarded(index: int, text: str) -> Refusal | None:
    try:
        check_text(text)
    except ExpressionError as error:
        return Refusal(index, str(error))
    return None


def _compiled_apart(
    kinds: Mapping[str, Kind], facts: Sequence[Fact], conditions: Sequence[str]
) -> list[Refusal]:
    job = {
        "kinds": dict(kinds),
        "facts": [[fact.id, fact.condition] for fact in facts],
        "conditions": list(conditions),
    }
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-c", _CHILD, str(SECONDS), str(MEMORY_BYTES)],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            timeout=2 * SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return [Refusal(0, "took too much time or memory to compile")]
    return [Refusal(index, reason) for index, reason in json.loads(child.stdout)]


def _compile_all(job: dict[str, list[list[str]]]) -> list[tuple[int, str]]:
    kinds: Mapping[str, Kind] = dict(job["kinds"])  # type: ignore[assignment]
    facts = [Fact(key, text) for key, text in job["facts"]]
    found = []
    for index in range(len(facts)):
        try:
            Language(kinds, facts[: index + 1])
        except ExpressionError as error:
            return [(index, str(error))]
    language = Language(kinds, facts)
    for index, text in enumerate(job["conditions"], start=len(facts)):
        try:
            language.compile([str(text)])
        except ExpressionError as error:
            found.append((index, str(error)))
    return found


if __name__ == "__main__":
    json.dump(_compile_all(json.load(sys.stdin)), sys.stdout)

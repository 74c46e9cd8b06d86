"""Guess which column of an unknown table fills which target, so that a person only has to correct.

A guess compares words; it never looks at the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coe_portal.importing.rules import normal

THRESHOLD: Final = 0.5
FILLERS: Final = frozenset(
    {
        "and",
        "any",
        "are",
        "be",
        "by",
        "case",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "if",
        "in",
    }
    | {
        "is",
        "it",
        "of",
        "on",
        "or",
        "our",
        "the",
        "this",
        "that",
        "to",
        "use",
        "used",
        "was",
        "what",
    }
    | {"when", "where", "which", "who", "will", "with", "you", "your", "an", "ai"}
)


@dataclass(frozen=True)
class Target:
    """Something that a column can fill: its code, its label, and what else people call it."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """The texts that a header is compared with."""
        return (self.label, self.code, *self.synonyms)


def words(text: str) -> frozenset[str]:
    """Split a name into its telling words.

    >>> sorted(words("What is the Owner's e-mail?"))
    ['mail', 'owner']
    """
    found = re.findall(r"[a-z0-9]{2,}", normal(re.sub(r"([a-z])([A-Z])", r"\1 \2", text)))
    return frozenset(found) - FILLERS or frozenset(found)


def likeness(first: str, second: str) -> float:
    """Compare two names: 1 when equal, else the share of common words (0 to 1)."""
    if normal(first) == normal(second):
        return 1.0
    one, two = words(first), words(second)
    return 0.95 * len(one & two) / len(one | two) if one | two else 0.0


def guess_columns(targets: Sequence[Target], headers: Sequence[str]) -> dict[str, str]:
    """Pair targets with columns, the surest pairs first, every column at most once."""
    phrases = {target.code: target.phrases for target in targets}
    scored = [
        (
            max(likeness(phrase, header) for phrase in phrases[target.code]),
            -place,
            target.code,
            header,
        )
        for target in targets
        for place, header in enumerate(headers)
    ]
    guesses: dict[str, str] = {}
    taken: set[str] = set()
    for score, _place, code, header in sorted(scored, reverse=True):
        if score < THRESHOLD:
            break
        if code not in guesses and header not in taken:
            guesses[code] = header
            taken.add(header)
    return guesses

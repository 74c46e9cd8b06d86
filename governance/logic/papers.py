"""Which papers the EU AI Act asks of a use case, what each says, and what is missing. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from coe_portal.audit.chain import canonical_json
from governance.choices import PaperKind

SECTIONS: Final[Mapping[str, frozenset[str]]] = {
    "A": frozenset({"Art. 49", "Art. 49(1)"}),
    "B": frozenset({"Art. 49(2)"}),
    "C": frozenset({"Art. 49(3)"}),
}
ARTICLES: Final[Mapping[PaperKind, frozenset[str]]] = {
    PaperKind.FRIA: frozenset({"Art. 27"}),
    PaperKind.TECHNICAL_FILE: frozenset({"Art. 11"}),
    PaperKind.REGISTRATION: frozenset().union(*SECTIONS.values()),
}


@dataclass(frozen=True)
class Point:
    """One thing that a paper has to say; `own` where the portal cannot know it."""

    key: str
    ref: str
    title: str
    help: str
    own: bool
    answers: tuple[str, ...]
    section: str


@dataclass(frozen=True)
class Fact:
    """One thing that the portal knows; `url` leads to where it stands."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """A point with what the portal knows and what the team wrote."""

    point: Point
    facts: tuple[Fact, ...]
    text: str
    revision: int = 0

    @property
    def is_gap(self) -> bool:
        """Own words are there where they are needed, else words or facts."""
        if self.text.strip():
            return False
        return self.point.own or not self.facts


def parse_points(rows: Iterable[Mapping[str, Any]]) -> tuple[Point, ...]:
    """The points of a paper in the catalogue."""
    return tuple(Point(**{**row, "answers": tuple(row["answers"])}) for row in rows)


def is_due(kind: PaperKind, articles: Iterable[str]) -> bool:
    """Whether the articles behind a classification ask for this paper."""
    return not ARTICLES[kind].isdisjoint(articles)


def sections_due(articles: Iterable[str]) -> tuple[str, ...]:
    """Which sections of Annex VIII are to be filed."""
    found = set(articles)
    return tuple(name for name, asked in SECTIONS.items() if not asked.isdisjoint(found))


def points_for(
    kind: PaperKind, points: Sequence[Point], articles: Iterable[str]
) -> tuple[Point, ...]:
    """All points; of the registration those of the sections that are due, or else of the first."""
    if kind != PaperKind.REGISTRATION:
        return tuple(points)
    sections = sections_due(articles) or ("A",)
    return tuple(point for point in points if point.section in sections)


def gaps(entries: Iterable[Entry]) -> list[Entry]:
    """What is still missing."""
    return [entry for entry in entries if entry.is_gap]


def content_of(entries: Iterable[Entry], **about: Any) -> dict[str, Any]:
    """The whole paper as data, to be kept."""
    rows = [
        {
            "key": entry.point.key,
            "ref": entry.point.ref,
            "title": entry.point.title,
            "facts": [asdict(fact) for fact in entry.facts],
            "text": entry.text,
            "gap": entry.is_gap,
        }
        for entry in entries
    ]
    return {**about, "points": rows, "gaps": [row["ref"] for row in rows if row["gap"]]}


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a paper's data."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()

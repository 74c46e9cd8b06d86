"""Gather a subject's whole story into one frozen case file, before anything is printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from html.parser import HTMLParser

from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.audit.models import SubjectRef
from coe_portal.audit.pack.sections import Contribution, Json, Section, ordered
from coe_portal.tenancy.models import TenantModel

SCHEMA = "coe-portal/case-file/1"


@dataclass(frozen=True)
class Heading:
    """A second-level entry of the contents."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """One section as it will be printed, and its facts as JSON."""

    key: str
    title: str
    html: str
    headings: tuple[Heading, ...]
    data: Json
    starts_page: bool = True

    @property
    def anchor(self) -> str:
        """The id of the chapter's heading."""
        return f"chapter-{self.key}"


@dataclass(frozen=True)
class CaseFile:
    """The story of one subject at one moment; `evidence` is the same story as JSON text."""

    organization: str
    subject: SubjectRef
    reference: str
    requested_by: str
    generated_at: datetime
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]

    @cached_property
    def evidence(self) -> str:
        """Sorted, indented JSON with everything that the pages say."""
        document = {
            "schema": SCHEMA,
            "organization": self.organization,
            "subject": {
                "type": self.subject.type,
                "reference": self.reference,
                "label": self.subject.label,
            },
            "requested_by": self.requested_by,
            "generated_at": self.generated_at.isoformat(),
            "sections": {chapter.key: chapter.data for chapter in self.chapters},
        }
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)

    @cached_property
    def evidence_digest(self) -> str:
        """SHA-256 of `evidence` in UTF-8, as hexadecimal text."""
        return sha256(self.evidence.encode()).hexdigest()


class _HeadingReader(HTMLParser):
    """Collects the `<h3 id=…>` headings of a chapter, so that the contents cannot disagree."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[Heading] = []
        self._anchor: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h3":
            self._anchor, self._text = dict(attrs).get("id"), []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h3" and self._anchor:
            title = " ".join("".join(self._text).split())
            self.headings.append(Heading(self._anchor, title))
            self._anchor = None


def headings_of(html: str) -> tuple[Heading, ...]:
    """The second-level headings of a chapter, in order."""
    reader = _HeadingReader()
    reader.feed(html)
    reader.close()
    return tuple(reader.headings)


def _chapter(contribution: Contribution, section: Section) -> Chapter:
    html = render_to_string(section.template, dict(section.context))
    return Chapter(
        key=contribution.key,
        title=str(contribution.title),
        html=html,
        headings=headings_of(html),
        data=section.data,
        starts_page=contribution.starts_page,
    )


def assemble(subject: TenantModel, *, requested_by: str, at: datetime) -> CaseFile:
    """Ask every app for its section of `subject`, in order; times are told in UTC."""
    chapters: list[Chapter] = []
    facts: list[tuple[str, str]] = []
    with timezone.override(UTC):
        for contribution in ordered():
            section = contribution.collect(subject)
            if section is None:
                continue
            chapters.append(_chapter(contribution, section))
            facts.extend((str(label), text) for label, text in section.facts)
    return CaseFile(
        organization=subject.organization.name,
        subject=SubjectRef.to(subject),
        reference=str(getattr(subject, "reference", "")),
        requested_by=requested_by,
        generated_at=at,
        facts=tuple(facts),
        chapters=tuple(chapters),
    )

"""Documents in work: where they begin, what is written, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from registry.choices import DocumentKind, ModelKind
from registry.logic.document_parts import (
    empty_content,
    is_written,
    parts_missing,
    parts_needed,
    texts_of,
)
from registry.logic.model_cards import ModelCard, model_index
from registry.models.documents import ModelDocument
from registry.models.drafts import DocumentDraft
from registry.models.models import ModelVersion
from registry.outlines import OUTLINES, Group, Part
from registry.queries.candidates import Candidate
from registry.queries.evaluations import earlier
from registry.queries.known_facts import known_card, known_results, known_sheet, opening


def draft_of(version: ModelVersion, kind: DocumentKind) -> DocumentDraft | None:
    """What is being written."""
    rows = DocumentDraft.objects.filter(version=version, kind=kind)
    found: DocumentDraft | None = rows.select_related("changed_by__user").first()
    if found is not None:
        found.version = version
    return found


def drafts_begun(version: ModelVersion) -> set[str]:
    """Kinds of documents that somebody is writing."""
    return set(DocumentDraft.objects.filter(version=version).values_list("kind", flat=True))


def current_document(version: ModelVersion, kind: DocumentKind) -> ModelDocument | None:
    """What is published."""
    rows = ModelDocument.objects.current().filter(version=version, kind=kind)
    found: ModelDocument | None = rows.select_related("added_by__user", "attachment").first()
    if found is not None:
        found.version = version
    return found


def document_before(version: ModelVersion, kind: DocumentKind) -> ModelDocument | None:
    """The same document of an earlier version: of one that served, or else of the newest."""
    for one in earlier(version)[:5]:
        if (found := current_document(one, kind)) is not None:
            return found
    return None


def first_content(version: ModelVersion, kind: DocumentKind) -> dict[str, Any]:
    """Where a draft begins: with what is published, or the version before, and what is known."""
    current = current_document(version, kind)
    if current is not None and is_written(kind, current.content):
        is_card = kind == DocumentKind.MODEL_CARD
        return _measured_anew(version, current) if is_card else dict(current.content)
    before = document_before(version, kind)
    is_read = before is not None and is_written(kind, before.content)
    content = dict(before.content) if before is not None and is_read else empty_content(kind)
    if kind != DocumentKind.MODEL_CARD:
        return known_sheet(version, content) if kind == DocumentKind.DATASHEET else content
    card = ModelCard.from_content(content)
    opened = opening(before.version) if before is not None else {}
    own = {key: text for key, text in card.sections.items() if text != opened.get(key)}
    return known_card(version, replace(card, sections=own)).content()


def _measured_anew(version: ModelVersion, current: ModelDocument) -> dict[str, Any]:
    """A published card with the figures of today; what people wrote stays."""
    card = ModelCard.from_content(current.content)
    results = model_index(version.model.name, known_results(version))
    return card.with_metadata(**({"model-index": results} if results else {})).content()


@dataclass(frozen=True)
class Entry:
    """One part with what is written, and whether it has to say something."""

    part: Part
    text: str
    revision: int
    is_needed: bool
    is_missing: bool


@dataclass(frozen=True)
class Writing:
    """A document in work."""

    kind: DocumentKind
    groups: tuple[tuple[Group, tuple[Entry, ...]], ...]
    content: Mapping[str, Any]
    draft: DocumentDraft | None
    current: ModelDocument | None
    needed: int
    missing: tuple[str, ...]

    @property
    def entries(self) -> list[Entry]:
        return [entry for _group, entries in self.groups for entry in entries]

    def entry(self, key: str) -> Entry | None:
        """One part, or None when the document has none of this name."""
        return next((entry for entry in self.entries if entry.part.key == key), None)

    @property
    def gaps(self) -> list[Entry]:
        """What has to be said and is not."""
        return [entry for entry in self.entries if entry.is_missing]

    @property
    def done(self) -> int:
        return self.needed - len(self.missing)

    @property
    def card(self) -> ModelCard:
        return ModelCard.from_content(self.content)

    def revision(self, key: str) -> int:
        """How often a part was saved."""
        return self.draft.revisions.get(key, 0) if self.draft else 0


def writing_of(version: ModelVersion, kind: DocumentKind) -> Writing:
    """A document as its writers see it."""
    draft = draft_of(version, kind)
    content = draft.content if draft is not None else first_content(version, kind)
    candidate = Candidate(version)
    model_kind = ModelKind(version.model.kind)
    needed = parts_needed(kind, candidate.tier, model_kind)
    missing = parts_missing(kind, content, candidate.tier, model_kind)
    texts, asked = texts_of(kind, content), {key for parts in needed for key in parts[:1]}
    revisions = draft.revisions if draft is not None else {}
    groups = tuple(
        (
            group,
            tuple(
                Entry(
                    part,
                    texts.get(part.key, ""),
                    revisions.get(part.key, 0),
                    part.key in asked,
                    part.key in missing,
                )
                for part in group.parts
            ),
        )
        for group in OUTLINES[kind]
    )
    return Writing(
        kind=kind,
        groups=groups,
        content=content,
        draft=draft,
        current=current_document(version, kind),
        needed=len(needed),
        missing=missing,
    )

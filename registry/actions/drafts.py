"""Documents that are written in the portal: saved part by part, then published as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, StaleState
from registry.actions.documents import DocumentTerms, add_document
from registry.actions.registration import locked_version
from registry.choices import DocumentKind
from registry.declarations import documents as told
from registry.logic import front_matter, hugging_face
from registry.logic.document_parts import WRITTEN, is_written, sheet_content, texts_of, with_text
from registry.logic.model_cards import LISTS, LONGEST_TEXT, SECTIONS, ModelCard, as_listed
from registry.logic.reading import UnreadableError, check_text
from registry.models.documents import ModelDocument
from registry.models.drafts import DocumentDraft
from registry.models.models import ModelVersion
from registry.outlines import parts_of
from registry.permissions.models import CHANGE
from registry.queries.drafts import draft_of, first_content

FACTS: Final = "facts"
"""Stands among the revisions of a draft for what is above a card's text."""


@dataclass(frozen=True)
class PartText:
    """What is written for a part; `revision` is the save that was read before this one."""

    text: str = ""
    revision: int = 0


@dataclass(frozen=True)
class CardFacts:
    """What stands above a card's text, and its title."""

    title: str = ""
    license: str = ""
    library_name: str = ""
    pipeline_tag: str = ""
    language: Sequence[str] = ()
    tags: Sequence[str] = ()
    datasets: Sequence[str] = ()
    metrics: Sequence[str] = ()
    base_model: Sequence[str] = ()
    other: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Publication:
    """What is said with a document when it is published."""

    summary: str = ""
    valid_until: dt.date | None = None


@contextmanager
def readable(field: str = "") -> Iterator[None]:
    """What cannot be read, as a refusal; beside a field where there is one."""
    try:
        yield
    except UnreadableError as error:
        errors = {field: [str(error)]} if field else {}
        raise InvalidInput(str(error), errors=errors, code="registry.unreadable") from error


@transaction.atomic
def save_part(
    version: ModelVersion, kind: DocumentKind, key: str, given: PartText, *, actor: Actor
) -> DocumentDraft:
    """Save the text of a part in the draft.

    Raises:
        InvalidTransition: the document has no such part.
        StaleState: somebody saved it since the actor read it.
    """
    version = _entered(version, actor)
    if key not in {part.key for part in parts_of(kind)}:
        raise InvalidTransition(_("This document has no such part."), code="registry.no_part")
    draft = _draft(version, kind)
    with readable("text"):
        check_text(given.text, LONGEST_TEXT)
    draft.content = with_text(kind, draft.content, key, given.text.strip())
    return _kept(draft, key, given.revision, actor)


@transaction.atomic
def save_facts(version: ModelVersion, given: CardFacts, *, actor: Actor) -> DocumentDraft:
    """Save in the draft of a card what stands above its text."""
    version = _entered(version, actor)
    draft = _draft(version, DocumentKind.MODEL_CARD)
    card = ModelCard.from_content(draft.content)
    draft.content = _with_facts(card, given).content()
    return _kept(draft, FACTS, given.revision, actor)


def _with_facts(card: ModelCard, given: CardFacts) -> ModelCard:
    with readable("other"):
        other = front_matter.read(given.other)
    named = {"license", "library_name", "pipeline_tag"}
    if twice := (named | set(LISTS)) & set(other):
        error = _("These have a field of their own: %(names)s.") % {
            "names": ", ".join(sorted(twice))
        }
        raise InvalidInput(error, errors={"other": [error]})
    values = {name: getattr(given, name).strip() for name in sorted(named)}
    lists = {
        name: as_listed(card.metadata.get(name), filter(None, getattr(given, name)))
        for name in LISTS
    }
    kept = [name for name in card.metadata if name in values or name in lists]
    order = [*kept, *values, *lists]
    known = {name: (values | lists)[name] for name in dict.fromkeys(order)}
    shown = replace(card, metadata={}, title=given.title.strip())
    return shown.with_metadata(**known, **other)


@transaction.atomic
def import_card(version: ModelVersion, content: bytes, *, actor: Actor) -> DocumentDraft:
    """Put a README.md as Hugging Face keeps it into the draft, in place of what stood there."""
    version = _entered(version, actor)
    with readable("file"):
        card = hugging_face.settled(hugging_face.read_card(content))
        for text in texts_of(DocumentKind.MODEL_CARD, card.content()).values():
            check_text(text, LONGEST_TEXT)
    draft = _draft(version, DocumentKind.MODEL_CARD)
    draft.content = card.content()
    draft.revisions = {key: number + 1 for key, number in draft.revisions.items()}
    return _kept(draft, FACTS, draft.revisions.get(FACTS, 0), actor)


@transaction.atomic
def discard_draft(version: ModelVersion, kind: DocumentKind, *, actor: Actor) -> ModelVersion:
    """Drop what was not published."""
    version = _entered(version, actor)
    draft = draft_of(version, kind)
    if draft is None:
        raise InvalidTransition(_("There is no draft."))
    draft.delete()
    record(
        told.DRAFT_DISCARDED,
        version,
        actor=actor,
        before={"document": kind.value, "revisions": draft.revisions},
        root=version.model,
    )
    return version


@transaction.atomic
def publish_draft(
    version: ModelVersion, kind: DocumentKind, given: Publication, *, actor: Actor
) -> ModelDocument:
    """Let the draft be the document of its kind; it takes the place of the current one."""
    version = _entered(version, actor)
    draft = draft_of(version, kind)
    if draft is None:
        raise InvalidTransition(_("There is no draft."))
    document = write_document(version, kind, draft.content, given, actor=actor)
    draft.delete()
    return document


@transaction.atomic
def write_document(
    version: ModelVersion,
    kind: DocumentKind,
    content: Mapping[str, Any],
    given: Publication,
    *,
    actor: Actor,
) -> ModelDocument:
    """Publish content that is written elsewhere, by a program or in a file.

    Raises:
        InvalidInput: it is no content of this kind, or says nothing.
    """
    version = _entered(version, actor)
    with readable("content"):
        checked = checked_content(kind, content)
    if not any(texts_of(kind, checked).values()):
        raise InvalidInput(
            _("Nothing is written yet."), errors={"content": [_("Nothing is written yet.")]}
        )
    terms = DocumentTerms(
        kind=kind,
        title=_title(version, kind, checked),
        summary=given.summary,
        content=checked,
        valid_until=given.valid_until,
    )
    return add_document(version, terms, actor=actor)


def checked_content(kind: DocumentKind, content: Mapping[str, Any]) -> dict[str, Any]:
    """Content as it is kept; UnreadableError for what is none."""
    if kind not in WRITTEN or not is_written(kind, content):
        raise UnreadableError("This is no content of such a document.")
    _check_shape(kind, content)
    texts = texts_of(kind, content)
    for text in texts.values():
        check_text(text, LONGEST_TEXT)
    if kind != DocumentKind.MODEL_CARD:
        keys = {part.key for part in parts_of(kind)}
        return _of_known_parts(sheet_content(kind, texts), "answers", keys)
    card = ModelCard.from_content(content)
    _of_known_parts(content, "sections", {section.key for section in SECTIONS})
    metadata = front_matter.checked(card.metadata)
    hugging_face.check_index(metadata.get("model-index"))
    return hugging_face.settled(replace(card, metadata=metadata)).content()


def _check_shape(kind: DocumentKind, content: Mapping[str, Any]) -> None:
    """Texts where texts belong, and names with values where those do."""
    is_card = kind == DocumentKind.MODEL_CARD
    texts, named = (
        content.get("sections" if is_card else "answers", {}),
        content.get("metadata", {}),
    )
    alone = [content.get(name, "") for name in ("title", "intro", "more")]
    if not isinstance(texts, dict) or not isinstance(named, dict):
        raise UnreadableError("Parts and metadata have to be names with values.")
    if not all(isinstance(text, str) for text in (*texts.values(), *alone)):
        raise UnreadableError("Every part has to be a text.")


def _of_known_parts(content: Mapping[str, Any], name: str, keys: set[str]) -> dict[str, Any]:
    if unknown := set(content.get(name, {})) - keys:
        names = ", ".join(sorted(unknown)[:5])
        raise UnreadableError(f"There is no part of this name: {names}.")
    return dict(content)


def _entered(version: ModelVersion, actor: Actor) -> ModelVersion:
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    return version


def _draft(version: ModelVersion, kind: DocumentKind) -> DocumentDraft:
    """The draft, or a new one that begins with what is known."""
    found = draft_of(version, kind)
    return found or DocumentDraft(version=version, kind=kind, content=first_content(version, kind))


def _kept(draft: DocumentDraft, key: str, seen: int, actor: Actor) -> DocumentDraft:
    now = draft.revisions.get(key, 0)
    if now != seen:
        raise StaleState(
            _("Somebody changed this text meanwhile: copy yours, and load the page again."),
            code="registry.draft_changed",
        )
    draft.revisions = {**draft.revisions, key: now + 1}
    draft.changed_by = actor.membership
    draft.save()
    # Not in the story of the model, which tells what is published.
    after = {"document": draft.kind, "part": key, "revision": now + 1}
    record(told.DRAFT_SAVED, draft.version, actor=actor, after=after)
    return draft


def _title(version: ModelVersion, kind: DocumentKind, content: Mapping[str, Any]) -> str:
    title = content.get("title", "") if kind == DocumentKind.MODEL_CARD else ""
    return (title or f"{kind.label}: {version}")[:200]

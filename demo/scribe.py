"""Documents of versions as their builders write them: in full, or as an address with a summary."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from demo.dossiers import Dossier
from demo.inventory import Release
from demo.script import CONTENT, Script
from registry.actions.documents import DocumentTerms, add_document
from registry.actions.drafts import PartText, Publication, save_part, write_document
from registry.actions.evaluations import EvaluationTerms, record_evaluation
from registry.choices import Better, DocumentKind, DocumentResult
from registry.logic.completeness import EVALUATIONS
from registry.logic.document_parts import with_text
from registry.logic.evaluations import Measured
from registry.models.models import ModelVersion
from registry.queries.candidates import Candidate
from registry.queries.drafts import draft_of, first_content


class Scribe:
    """Writes what a version needs and what its story says more."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._stock = _stock()
        self._told = {(one.version, DocumentKind(one.kind)): one for one in script.dossiers.papers}
        self._tried = {one.version for one in script.dossiers.trials}

    def document(self, version: ModelVersion, named: str, release: Release, builder: Actor) -> None:
        """All documents of the version that the script calls `named`."""
        for kind in self._kinds(version, named, release):
            told = self._told.get((named, kind))
            if told is None or told.is_draft:
                self._point(version, kind, release, builder)
            if told is not None:
                self._write(version, told, builder)

    def _kinds(self, version: ModelVersion, named: str, release: Release) -> Iterator[DocumentKind]:
        """Cards last: they tell the figures of the others. Fairness is measured elsewhere."""
        own = {kind for told, kind in self._told if told == named}
        needed = [kind for kind in Candidate(version).needed if kind not in release.lacks]
        kinds = list(dict.fromkeys((*needed, *sorted(own))))
        if named in self._tried:
            kinds = [kind for kind in kinds if kind != DocumentKind.FAIRNESS]
        yield from sorted(kinds, key=lambda kind: kind == DocumentKind.MODEL_CARD)

    def _point(
        self, version: ModelVersion, kind: DocumentKind, release: Release, builder: Actor
    ) -> None:
        """The document lies somewhere else."""
        place = f"https://docs.{self._script.domain}/models/{version.model.name}/{version.number}"
        terms = DocumentTerms(
            kind=kind,
            title=f"{kind.label}, {version.model.name} {version.number}",
            summary=release.says.get(kind, self._stock[kind]),
            result=_passed(kind),
            url=f"{place}/{kind.replace('_', '-')}",
            made_on=today_here(),
        )
        add_document(version, terms, actor=builder)

    def _begin(self, version: ModelVersion, told: Dossier, builder: Actor) -> None:
        kind = DocumentKind(told.kind)
        for part, text in told.parts.items():
            draft = draft_of(version, kind)
            seen = draft.revisions.get(part, 0) if draft is not None else 0
            save_part(version, kind, part, PartText(text.strip(), seen), actor=builder)

    def _write(self, version: ModelVersion, told: Dossier, builder: Actor) -> None:
        kind = DocumentKind(told.kind)
        if told.is_draft:
            self._begin(version, told, builder)
        elif told.figures:
            record_evaluation(version, _measured(kind, told), actor=builder)
        elif told.file:
            add_document(version, _filed(kind, told, version), actor=builder)
        else:
            content = _content(version, kind, told)
            write_document(version, kind, content, Publication(told.says), actor=builder)


def _content(version: ModelVersion, kind: DocumentKind, told: Dossier) -> dict[str, Any]:
    """What the portal knows already, and what its writer adds."""
    content = first_content(version, kind)
    for part, text in told.parts.items():
        content = with_text(kind, content, part, text.strip())
    if kind != DocumentKind.MODEL_CARD:
        return content
    title = {"title": told.title} if told.title else {}
    return {**content, **title, "metadata": {**content["metadata"], **told.facts}}


def _measured(kind: DocumentKind, told: Dossier) -> EvaluationTerms:
    results = tuple(
        Measured(
            metric=one.metric,
            value=one.value,
            suite=one.suite,
            dataset=one.dataset,
            better=Better(one.better),
            threshold=one.threshold,
            tolerance=one.tolerance,
        )
        for one in told.figures
    )
    return EvaluationTerms(
        kind=kind, title=told.title, results=results, summary=told.says, made_on=today_here()
    )


def _filed(kind: DocumentKind, told: Dossier, version: ModelVersion) -> DocumentTerms:
    name = f"{version.model.name}-{version.number}-{kind.replace('_', '-')}.md"
    return DocumentTerms(
        kind=kind,
        title=told.title,
        summary=told.says,
        result=_passed(kind),
        file=ContentFile(told.file.strip().encode(), name=name),
        made_on=today_here(),
    )


def _passed(kind: DocumentKind) -> DocumentResult:
    return DocumentResult.PASSED if kind in EVALUATIONS else DocumentResult.NONE


def _stock() -> Mapping[DocumentKind, str]:
    table = tomllib.loads((CONTENT / "documents.toml").read_text(encoding="utf-8"))
    return {DocumentKind(kind): text for kind, text in table.items()}

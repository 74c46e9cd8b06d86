"""A document of a version as people read it, and what it says that another does not."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coe_portal.revisions import DiffLine, compared
from coe_portal.tenancy.addresses import org_url
from registry.choices import DocumentKind, ModelKind
from registry.logic.completeness import EVALUATIONS
from registry.logic.document_parts import WRITTEN, is_written, parts_missing, texts_of
from registry.logic.evaluation_files import COLUMNS
from registry.logic.evaluations import EvaluationContent
from registry.logic.hugging_face import write_card
from registry.logic.model_cards import ModelCard
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, ModelVersion
from registry.outlines import OUTLINES, labels_of
from registry.queries.candidates import Candidate
from registry.queries.evaluations import MEASURED

MOST_OTHERS: Final = 20
MOST_SHOWN: Final = 200_000
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def readable_documents(models: QuerySet[AIModel]) -> QuerySet[ModelDocument]:
    """Documents of present versions of these models, without what is inside."""
    rows: QuerySet[ModelDocument] = ModelDocument.objects.current().filter(
        version__removed_at__isnull=True, version__model__in=models
    )
    return rows.select_related("version__model", "added_by__user").defer("content")


def matching_documents(rows: Any, text: str) -> QuerySet[ModelDocument]:
    """By words of title and summary, or by the model."""
    words = text.replace("\x00", "").strip()
    models = AIModel.objects.present().matching(words)
    found: QuerySet[ModelDocument] = rows.filter(
        Q(title__icontains=words)
        | Q(summary__icontains=words)
        | Q(version__model__in=models.order_by().values("pk"))
    )
    return found


@dataclass(frozen=True)
class ReadPart:
    """A part that says something."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Reading:
    """A document with everything its page shows."""

    document: ModelDocument
    groups: tuple[tuple[str, tuple[ReadPart, ...]], ...]
    missing: tuple[str, ...]
    card: ModelCard | None
    evaluation: EvaluationContent | None
    others: tuple[ModelDocument, ...]

    @property
    def is_written(self) -> bool:
        """Whether the portal itself holds what it says."""
        return bool(self.groups or self.evaluation)


def document_at(version: ModelVersion, pk: int) -> ModelDocument | None:
    """A document of a version, also one that was replaced."""
    rows = ModelDocument.objects.filter(version=version, pk=pk)
    found: ModelDocument | None = rows.select_related("added_by__user", "attachment").first()
    if found is not None:
        found.version = version
    return found


def reading_of(document: ModelDocument) -> Reading:
    """A document to read, with those that came before and after it."""
    version, kind = document.version, DocumentKind(document.kind)
    candidate = Candidate(version)
    missing = parts_missing(kind, document.content, candidate.tier, ModelKind(version.model.kind))
    labels = labels_of(kind)
    evaluation = EvaluationContent.from_content(document.content)
    is_card = kind == DocumentKind.MODEL_CARD and is_written(kind, document.content)
    return Reading(
        document=document,
        groups=_groups(document),
        missing=tuple(labels.get(key, key) for key in missing),
        card=ModelCard.from_content(document.content) if is_card else None,
        evaluation=evaluation if evaluation.results else None,
        others=tuple(others_of(document)),
    )


def text_of_file(document: ModelDocument) -> str:
    """What a file in Markdown says; nothing of others, of large ones and of removed ones."""
    file = document.attachment
    if file is None or file.removed_at is not None or file.size > MOST_SHOWN:
        return ""
    if file.content_type != "text/markdown" or not file.file.storage.exists(str(file.file.name)):
        return ""
    with file.file.open("rb") as content:
        text: str = content.read().decode()
    return text


def _groups(document: ModelDocument) -> tuple[tuple[str, tuple[ReadPart, ...]], ...]:
    kind = DocumentKind(document.kind)
    texts = texts_of(kind, document.content)
    groups = (
        (
            str(group.label),
            tuple(
                ReadPart(part.key, str(part.label), texts[part.key])
                for part in group.parts
                if texts.get(part.key, "").strip()
            ),
        )
        for group in OUTLINES.get(kind, ())
    )
    return tuple((label, parts) for label, parts in groups if parts)


def others_of(document: ModelDocument) -> list[ModelDocument]:
    """Documents of the same kind of this model, newest version first; not the document itself."""
    model = document.version.model
    rows = ModelDocument.objects.filter(
        version__model=model, version__removed_at__isnull=True, kind=document.kind
    )
    found = rows.exclude(pk=document.pk).select_related("version", "added_by__user")
    others = list(found.defer("content").order_by("-version__number", "-pk")[:MOST_OTHERS])
    for other in others:
        other.version.model = model
    return others


def before_of(document: ModelDocument, others: list[ModelDocument]) -> ModelDocument | None:
    """What it is compared with if nobody says: the one before it."""
    place = (document.version.number, document.pk)
    older = (one for one in others if (one.version.number, one.pk) < place)
    return next(older, None)


def changes(document: ModelDocument, before: ModelDocument | None) -> list[DiffLine]:
    """What a document says that the other does not, line by line."""
    return compared("" if before is None else as_text(before), as_text(document))


def as_text(document: ModelDocument) -> str:
    """What a document says, as text; of a file what is said about it."""
    kind = DocumentKind(document.kind)
    if is_written(kind, document.content):
        return as_markdown(document)
    if EvaluationContent.from_content(document.content).results:
        return as_csv(document)
    attachment = document.attachment
    lines = [
        document.title,
        document.get_result_display() if document.result else "",
        document.summary,
        document.url,
        f"{attachment.name} ({attachment.sha256})" if attachment else "",
    ]
    return "\n".join(filter(None, lines))


def as_markdown(document: ModelDocument) -> str:
    """A card as Hugging Face keeps it; questions and answers under headings."""
    if document.kind == DocumentKind.MODEL_CARD:
        return write_card(ModelCard.from_content(document.content))
    blocks = [f"# {document.title}"]
    for label, parts in _groups(document):
        blocks.append(f"## {label}")
        blocks += [f"### {part.label}\n\n{part.text}" for part in parts]
    return "\n\n".join(blocks) + "\n"


def as_csv(document: ModelDocument) -> str:
    """Figures as they can be sent again; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*COLUMNS, "before", "passed", "regressed"))
    for one in EvaluationContent.from_content(document.content).results:
        row = [getattr(one, name) for name in COLUMNS]
        writer.writerow(
            [_cell(cell) for cell in (*row, one.before, one.meets_threshold, one.is_regression)]
        )
    return text.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    is_formula = isinstance(value, str) and value.startswith(FORMULAS)
    return f"'{value}" if is_formula else value


def as_json(document: ModelDocument) -> str:
    """What the portal keeps of it."""
    return json.dumps(document.content, ensure_ascii=False, indent=1)


def exports_of(document: ModelDocument) -> dict[str, str]:
    """Ways to take a document along: the ending and what it is called."""
    kind = DocumentKind(document.kind)
    if is_written(kind, document.content):
        is_card = kind == DocumentKind.MODEL_CARD
        return {"md": "README.md" if is_card else "Markdown", "json": "JSON"}
    if EvaluationContent.from_content(document.content).results:
        return {"csv": "CSV", "json": "JSON"}
    return {}


def place_to_write(version: ModelVersion, kind: DocumentKind) -> str:
    """Where a document of this kind is made."""
    about = {"reference": version.model.reference, "number": version.number}
    if kind == DocumentKind.FAIRNESS:
        return org_url("registry:fairness_upload", **about)
    if kind in WRITTEN:
        return org_url("registry:document_write", kind=kind.value, **about)
    if kind in MEASURED:
        return org_url("registry:evaluation_new", kind=kind.value, **about)
    return f"{org_url('registry:version_document', **about)}?kind={kind.value}"


def incomplete_documents(candidate: Candidate) -> dict[DocumentKind, tuple[str, ...]]:
    """Documents written here that do not say all that the tier asks for, with what is missing."""
    kind = ModelKind(candidate.model.kind)
    found = {
        DocumentKind(one.kind): parts_missing(
            DocumentKind(one.kind), one.content, candidate.tier, kind
        )
        for one in candidate.documents
        if one.kind not in EVALUATIONS
    }
    return {
        document: tuple(labels_of(document).get(key, key) for key in keys)
        for document, keys in found.items()
        if keys
    }


def headline(reading: Reading) -> str:
    """What an evaluation came to, in a sentence."""
    found = reading.evaluation
    if found is None:
        return ""
    held = len(found.met) + len(found.failed)
    text = _("%(met)d of %(held)d thresholds are met.") % {"met": len(found.met), "held": held}
    if found.compared_with is None:
        return text
    compared_text = _("%(worse)d of %(count)d figures are worse than in version %(version)d.") % {
        "worse": len(found.regressed),
        "count": len(found.compared),
        "version": found.compared_with,
    }
    return f"{text} {compared_text}"

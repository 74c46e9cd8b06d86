"""What the registry knows of a version before anybody writes about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from registry.choices import DocumentKind, InputKind
from registry.logic.document_parts import sheet_content, texts_of
from registry.logic.evaluations import EvaluationContent
from registry.logic.model_cards import CardResult, ModelCard, model_index
from registry.models.datasets import Dataset
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion
from registry.queries.evaluations import MEASURED

MOST_INPUTS: Final = 50
MOST_COLUMNS: Final = 30


def known_card(version: ModelVersion, card: ModelCard) -> ModelCard:
    """A card with what the portal knows of this version; texts are left to those who write."""
    model = version.model
    inputs = list(version.inputs.order_by("kind", "name")[:MOST_INPUTS])
    datasets = [one.name for one in inputs if one.kind == InputKind.DATASET]
    bases = [one.name for one in inputs if one.kind == InputKind.MODEL]
    results = model_index(model.name, known_results(version))
    sections = {
        **opening(version),
        **{key: text for key, text in card.sections.items() if text},
    }
    filled = ModelCard(card.metadata, card.title or model.name, card.intro, sections, card.more)
    return filled.with_metadata(
        datasets=datasets or list(card.datasets),
        base_model=bases or list(card.base_models),
        **{"model-index": results or card.metadata.get("model-index")},
    )


def known_results(version: ModelVersion) -> list[CardResult]:
    """Figures of the evaluations that count, as a card lists them."""
    rows = ModelDocument.objects.current().filter(version=version, kind__in=MEASURED)
    return [
        CardResult(
            task=one.suite or str(document.get_kind_display()),
            dataset=one.dataset,
            metric=one.metric,
            value=one.value,
        )
        for document in rows.order_by("kind")
        for one in EvaluationContent.from_content(document.content).results
    ]


def opening(version: ModelVersion) -> dict[str, str]:
    """What a card can say before anybody writes."""
    model = version.model
    lines = [
        _("- **Model:** %(name)s, version %(number)d (%(reference)s)")
        % {"name": model.name, "number": version.number, "reference": model.reference},
        _("- **Kind:** %(kind)s") % {"kind": model.get_kind_display()},
        _("- **Developed by:** %(person)s") % {"person": version.developer or "–"},
    ]
    if model.provider:
        lines.append(_("- **Provider:** %(provider)s") % {"provider": model.provider})
    contact = _("%(owner)s (%(email)s) answers for the model.") % {
        "owner": model.owner,
        "email": model.owner.user.email,
    }
    return {"details": "\n".join(lines), "contact": contact}


def known_sheet(version: ModelVersion, content: Mapping[str, Any]) -> dict[str, Any]:
    """A datasheet with what the catalogue says of the datasets, where nobody wrote yet."""
    rows = version.inputs.filter(kind=InputKind.DATASET, dataset__isnull=False)
    inputs = list(rows.select_related("dataset__steward__user").order_by("name")[:MOST_INPUTS])
    known = {key: _of_each(inputs, say) for key, say in SAYINGS.items()}
    known["splits"] = "\n".join(_line(one, str(one.get_role_display())) for one in inputs)
    written = texts_of(DocumentKind.DATASHEET, content)
    answers = {**known, **{key: text for key, text in written.items() if text}}
    return sheet_content(DocumentKind.DATASHEET, answers)


def _of_each(inputs: Iterable[Any], say: Callable[[Dataset], str]) -> str:
    """A line for each dataset of which something is known."""
    told = ((one, say(one.dataset)) for one in inputs)
    return "\n".join(_line(one, text) for one, text in told if text)


def _line(one: Any, text: str) -> str:
    return f"- **{one.dataset.name}** ({one.dataset.reference}): {text}"


def _size(dataset: Dataset) -> str:
    if dataset.rows is None:
        return ""
    names = [str(column.get("name", "")) for column in dataset.columns[:MOST_COLUMNS]]
    fields = ", ".join(filter(None, names))
    text = _("%(rows)s rows.") % {"rows": f"{dataset.rows:,}"}
    return f"{text} " + _("Columns: %(names)s.") % {"names": fields} if fields else text


def _sensitivity(dataset: Dataset) -> str:
    text = _("%(classification)s; personal data: %(personal)s.") % {
        "classification": dataset.get_classification_display(),
        "personal": dataset.get_personal_data_display(),
    }
    return f"{text} {dataset.personal_note}".strip()


def _steward(dataset: Dataset) -> str:
    return f"{dataset.steward} ({dataset.steward.user.email})"


def _retention(dataset: Dataset) -> str:
    day = dataset.delete_by
    until = _("to be deleted by %(day)s") % {"day": f"{day:%Y-%m-%d}"} if day else ""
    return "; ".join(filter(None, (dataset.retention, until)))


def _field(name: str) -> Callable[[Dataset], str]:
    return lambda dataset: " ".join(str(getattr(dataset, name)).split())


SAYINGS: Final[Mapping[str, Callable[[Dataset], str]]] = {
    "purpose": _field("description"),
    "makers": _field("source"),
    "instances": _size,
    "sensitive": _sensitivity,
    "consent": lambda dataset: str(dataset.get_legal_basis_display()),
    "licence": _field("licence"),
    "restrictions": _field("access"),
    "maintainer": _steward,
    "retention": _retention,
}
"""What the catalogue answers of the questions of a datasheet."""

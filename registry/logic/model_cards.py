"""Pure: a model card as data: its sections in the order of Hugging Face, and what stands above."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

SCHEMA: Final = "model-card/1"
LONGEST_TEXT: Final = 20_000
LONGEST_TITLE: Final = 200


@dataclass(frozen=True)
class CardSection:
    """A section with the heading that Hugging Face gives it, and others under which it is met."""

    key: str
    heading: str
    level: int = 2
    aliases: tuple[str, ...] = ()


SECTIONS: Final = (
    CardSection("details", "Model Details", 2, ("model description", "description", "overview")),
    CardSection("sources", "Model Sources", 3, ("sources",)),
    CardSection("uses", "Uses", 2, ("intended use", "intended uses", "use cases")),
    CardSection("direct_use", "Direct Use", 3),
    CardSection("downstream_use", "Downstream Use", 3),
    CardSection(
        "out_of_scope", "Out-of-Scope Use", 3, ("out of scope use", "misuse and out-of-scope use")
    ),
    CardSection(
        "risks",
        "Bias, Risks, and Limitations",
        2,
        ("bias, risks and limitations", "limitations and bias", "limitations", "bias"),
    ),
    CardSection("recommendations", "Recommendations", 3),
    CardSection(
        "start", "How to Get Started with the Model", 2, ("how to get started", "how to use")
    ),
    CardSection("training", "Training Details", 2, ("training",)),
    CardSection("training_data", "Training Data", 3),
    CardSection("training_procedure", "Training Procedure", 3),
    CardSection("evaluation", "Evaluation", 2),
    CardSection("testing", "Testing Data, Factors & Metrics", 3, ("testing data",)),
    CardSection("results", "Results", 3, ("evaluation results",)),
    CardSection("examination", "Model Examination", 2),
    CardSection("environmental", "Environmental Impact", 2),
    CardSection("technical", "Technical Specifications", 2),
    CardSection("citation", "Citation", 2, ("bibtex entry and citation info",)),
    CardSection("glossary", "Glossary", 2),
    CardSection("more_information", "More Information", 2),
    CardSection("authors", "Model Card Authors", 2),
    CardSection("contact", "Model Card Contact", 2, ("contact",)),
)
"""In the order in which they are written."""

PARENTS: Final[Mapping[str, str]] = {
    "sources": "details",
    "direct_use": "uses",
    "downstream_use": "uses",
    "out_of_scope": "uses",
    "recommendations": "risks",
    "training_data": "training",
    "training_procedure": "training",
    "testing": "evaluation",
    "results": "evaluation",
}
"""Sections of level 3, with the one below whose heading they stand."""

LISTS: Final = ("language", "tags", "datasets", "metrics", "base_model")
"""What stands above the text as a list; one alone may stand there as a text."""


@dataclass(frozen=True)
class CardResult:
    """One figure of the `model-index`."""

    task: str
    dataset: str
    metric: str
    value: float | str
    split: str = ""
    source: str = ""


@dataclass(frozen=True)
class ModelCard:
    """A model card. `metadata` is the YAML above it as it is, whatever else stands there.

    `sections` holds a Markdown text by the key of its section; `more` holds what stands under
    other headings, with these.
    """

    metadata: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    intro: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    more: str = ""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """A card as a document keeps it; empty for anything else."""
        if content.get("schema") != SCHEMA:
            return cls()
        return cls(**{name: content[name] for name in PARTS if name in content})

    def content(self) -> dict[str, Any]:
        """As a document keeps it."""
        kept = {name: getattr(self, name) for name in PARTS}
        return {"schema": SCHEMA, **kept, "metadata": dict(self.metadata)}

    def text(self, key: str) -> str:
        """What one section says."""
        return self.sections.get(key, "")

    def said(self, *keys: str) -> str:
        """What several sections say, one after the other."""
        return "\n\n".join(filter(None, map(self.text, keys)))

    def listed(self, name: str) -> tuple[str, ...]:
        """A list of the metadata; one value alone is a list too."""
        value = self.metadata.get(name)
        values = value if isinstance(value, list) else [value]
        return tuple(str(one) for one in values if isinstance(one, str | int | float) and one != "")

    def named(self, name: str) -> str:
        """A text of the metadata."""
        value = self.metadata.get(name)
        return value if isinstance(value, str) else ""

    @property
    def license(self) -> str:
        return self.named("license_name") or self.named("license")

    @property
    def languages(self) -> tuple[str, ...]:
        return self.listed("language")

    @property
    def library(self) -> str:
        return self.named("library_name")

    @property
    def tags(self) -> tuple[str, ...]:
        return self.listed("tags")

    @property
    def datasets(self) -> tuple[str, ...]:
        return self.listed("datasets")

    @property
    def metrics(self) -> tuple[str, ...]:
        return self.listed("metrics")

    @property
    def base_models(self) -> tuple[str, ...]:
        return self.listed("base_model")

    @property
    def results(self) -> tuple[CardResult, ...]:
        """The figures of the `model-index`, those that can be read."""
        return tuple(_results(self.metadata.get("model-index")))

    @property
    def is_empty(self) -> bool:
        return not (self.intro or self.more or any(self.sections.values()))

    def with_metadata(self, **values: Any) -> ModelCard:
        """With other metadata; an empty value takes the name away."""
        changed = {**self.metadata, **values}
        kept = {name: one for name, one in changed.items() if one not in ("", [], (), None)}
        return replace(self, metadata=kept)


PARTS: Final = ("metadata", "title", "intro", "sections", "more")


def as_listed(before: Any, values: Iterable[str]) -> Any:
    """Values of a list, as one alone where it stood alone before."""
    found = list(values)
    return found[0] if len(found) == 1 and not isinstance(before, list) else found


def _results(index: Any) -> Iterator[CardResult]:
    for model in _mappings(index):
        for result in _mappings(model.get("results")):
            task, dataset = _named(result.get("task")), _named(result.get("dataset"))
            for metric in _mappings(result.get("metrics")):
                value = metric.get("value")
                if isinstance(value, str | int | float) and _is_finite(value):
                    yield CardResult(
                        task=task,
                        dataset=dataset,
                        metric=str(metric.get("name") or metric.get("type") or ""),
                        value=value,
                        split=_text(_mapping(result.get("dataset")).get("split")),
                        source=_text(_mapping(result.get("source")).get("url")),
                    )


def model_index(name: str, results: Iterable[CardResult]) -> list[dict[str, Any]]:
    """Figures as the metadata hold them, those of one task and dataset together."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for one in results:
        key = (one.task, one.dataset, one.split)
        groups.setdefault(key, []).append(
            {"type": one.metric, "name": one.metric, "value": one.value}
        )
    rows = [
        {
            "task": {"type": task},
            "dataset": {
                "type": dataset,
                "name": dataset,
                **({"split": split} if split else {}),
            },
            "metrics": metrics,
        }
        for (task, dataset, split), metrics in groups.items()
    ]
    return [{"name": name, "results": rows}] if rows else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, Mapping))


def _named(value: Any) -> str:
    found = _mapping(value)
    return _text(found.get("name")) or _text(found.get("type"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _is_finite(value: str | float) -> bool:
    return isinstance(value, str) or math.isfinite(value)

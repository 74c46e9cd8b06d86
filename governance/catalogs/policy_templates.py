"""Policies that an organization can begin with: the documents of the CoE, in Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "policies"
FENCE: Final = "---\n"
ORGANIZATION: Final = "{{ organization }}"


@dataclass(frozen=True)
class PolicyTemplate:
    """A document as it comes; `{{ organization }}` stands for the name of whoever adopts it."""

    slug: str
    position: int
    title: str
    kind: str
    review_every_months: int
    summary: str
    body: str

    def body_for(self, organization: str) -> str:
        """The text with the organization's name in it."""
        return self.body.replace(ORGANIZATION, organization)


@cache
def policy_templates() -> tuple[PolicyTemplate, ...]:
    """All of them, in the order in which a new CoE would take them."""
    found = (_read(path) for path in FOLDER.glob("*.md"))
    return tuple(sorted(found, key=lambda one: one.position))


def _read(path: Path) -> PolicyTemplate:
    """A file with its facts between two lines `---`, each as `name: value`."""
    _nothing, head, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    facts = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return PolicyTemplate(
        slug=path.stem,
        position=int(facts["position"]),
        title=facts["title"],
        kind=facts["kind"],
        review_every_months=int(facts["review_every_months"]),
        summary=facts["summary"],
        body=body.strip(),
    )

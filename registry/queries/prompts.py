"""A prompt as its page reads it: one version with its text, compared, and who uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from coe_portal.accounts.models import Membership
from intake.models.use_cases import UseCase
from registry.choices import InputKind, ModelKind, PromptType
from registry.logic.prompts import (
    TEXT_TAG,
    TYPE_TAG,
    Message,
    Side,
    messages_of,
    readable,
    side_by_side,
    variables_of,
)
from registry.models.models import AIModel, ModelAlias, ModelVersion, VersionInput
from registry.queries.candidates import Candidate
from registry.queries.inventory import with_standing
from registry.queries.promotion import Line, promotion_lines

MOST_SHOWN: Final = 50


def prompts_visible_to(member: Membership) -> QuerySet[AIModel]:
    """The prompts that the member may see, with how they stand."""
    return with_standing(AIModel.objects.visible_to(member).filter(kind=ModelKind.PROMPT))


@dataclass(frozen=True)
class PromptText:
    """What one version says."""

    text: str
    kind: str

    @property
    def messages(self) -> list[Message]:
        return messages_of(self.text, self.kind)

    @property
    def variables(self) -> list[str]:
        return variables_of(self.text)

    @property
    def readable(self) -> str:
        return readable(self.text, self.kind)


def text_of(version: ModelVersion) -> PromptText:
    """The text as clients of MLflow store it."""
    tags = version.tags
    return PromptText(tags.get(TEXT_TAG, ""), tags.get(TYPE_TAG, PromptType.TEXT))


@dataclass(frozen=True)
class PromptPage:
    """Everything the page of a prompt shows."""

    versions: Sequence[ModelVersion]
    shown: ModelVersion | None
    since: ModelVersion | None
    aliases: Sequence[ModelAlias]
    use_cases: Sequence[UseCase]
    users: Sequence[VersionInput]
    lines: Sequence[Line]

    @property
    def text(self) -> PromptText | None:
        return None if self.shown is None else text_of(self.shown)

    @property
    def rows(self) -> list[tuple[Side, Side]]:
        """Both versions side by side, where two are compared."""
        if self.since is None or self.shown is None:
            return []
        return side_by_side(text_of(self.since).readable, text_of(self.shown).readable)

    @property
    def has_changes(self) -> bool:
        return any(left.is_changed or right.is_changed for left, right in self.rows)

    @property
    def missing(self) -> list[Line]:
        """What the shown version lacks for production."""
        return [line for line in self.lines if not line.is_met]

    @property
    def met(self) -> list[Line]:
        return [line for line in self.lines if line.is_met]


def prompt_page(model: AIModel, number: int | None, since: int | None) -> PromptPage:
    """The newest version, or the one that is asked for; perhaps beside another one."""
    rows = model.versions.present().select_related("developer__user", "validator__user")
    versions = list(rows.prefetch_related("aliases").order_by("-number")[:MOST_SHOWN])
    for version in versions:
        version.model = model
    by_number = {version.number: version for version in versions}
    shown = by_number.get(number or 0) or next(iter(versions), None)
    cases = UseCase.objects.filter(model_links__model=model).order_by("-tier_rank", "number")
    return PromptPage(
        versions=versions,
        shown=shown,
        since=by_number.get(since or 0),
        aliases=list(model.aliases.select_related("version")[:MOST_SHOWN]),
        use_cases=list(cases.defer("search")[:MOST_SHOWN]),
        users=list(_users_of(model)[:MOST_SHOWN]),
        lines=promotion_lines(Candidate(shown)) if shown else (),
    )


def _users_of(model: AIModel) -> QuerySet[VersionInput]:
    """Versions whose lineage names the prompt: by its versions, its name or its address."""
    by_address = Q(uri__startswith=f"prompts:/{model.name}/") | Q(
        uri__startswith=f"prompts:/{model.name}@"
    )
    rows: QuerySet[VersionInput] = VersionInput.objects.filter(
        version__removed_at__isnull=True, version__model__removed_at__isnull=True
    )
    named = Q(kind=InputKind.PROMPT) & (Q(name=model.name) | by_address)
    found = rows.filter(named | Q(parent__model=model)).exclude(version__model=model)
    return found.select_related("version__model", "parent").order_by("-pk")

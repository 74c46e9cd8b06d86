"""Rule documents: drafted from the version in force, edited, checked, published once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, StaleState
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.turns import take_turn
from intake import catalogs, declarations
from intake.choices import DocumentState
from intake.logic import checking
from intake.models.rulebooks import (
    AiActCatalogue,
    Questionnaire,
    Rubric,
    RuleDocument,
    TierPolicy,
    document_digest,
)
from intake.queries.rulebook import published

DocumentT = TypeVar("DocumentT", bound=RuleDocument)

DEFAULTS: tuple[tuple[type[RuleDocument], str, str], ...] = (
    (Questionnaire, "default_questionnaire", "Use-case intake"),
    (Rubric, "default_rubric", "Default rubric"),
    (TierPolicy, "risk_tiers", "Default three-tier policy"),
    (AiActCatalogue, "eu_ai_act_classification", "EU AI Act classification"),
)


@transaction.atomic
def draft_document(
    model: type[DocumentT], document: Mapping[str, Any], *, title: str, actor: Actor
) -> DocumentT:
    """A new version that nobody uses yet; its content is checked when it is published."""
    require(actor, "intake.manage_rules")
    _take_turn(model)
    newest = model.objects.aggregate(newest=Max("version"))["newest"] or 0
    draft = model(
        version=newest + 1,
        title=title.strip()[:200],
        document=document,
        digest=document_digest(document),
    )
    draft.save()
    record(declarations.DOCUMENT_DRAFTED, draft, actor=actor, after={"version": draft.version})
    return draft


@transaction.atomic
def edit_document(
    draft: DocumentT, document: Mapping[str, Any], *, actor: Actor, seen: str = ""
) -> DocumentT:
    """Put another content into a draft; `seen` is the digest that the change was made on.

    Raises:
        InvalidTransition: published versions never change.
        StaleState: somebody else changed the draft since it had that digest.
    """
    require(actor, "intake.manage_rules")
    draft = cast("DocumentT", type(draft).objects.locked(draft.pk))
    if draft.state != DocumentState.DRAFT:
        raise InvalidTransition(_("A published version never changes: draft a new one."))
    if seen and seen != draft.digest:
        raise StaleState(
            _("Somebody else changed this draft meanwhile. Open it again to see their version."),
            code="intake.rules_changed",
        )
    before = draft.digest
    draft.document = document
    draft.digest = document_digest(document)
    draft.save(update_fields=["document", "digest", "updated_at"])
    record(
        declarations.DOCUMENT_EDITED,
        draft,
        actor=actor,
        before={"digest": before},
        after={"digest": draft.digest},
    )
    return draft


def install_defaults(organization: Organization, *, actor: Actor) -> None:
    """Give an organization its first published documents; kinds it has already are left alone.

    The defaults come with the portal and are checked by its tests, so they are not checked again.
    """
    with scope(organization):
        for model, name, title in DEFAULTS:
            if not model.objects.published().exists():
                draft = draft_document(model, catalogs.load(name), title=title, actor=actor)
                _publish(draft, [], actor=actor)


def problems_of(draft: RuleDocument) -> list[str]:
    """What keeps a version from being published, in words with places; empty when nothing does."""
    if isinstance(draft, Questionnaire):
        return checking.questionnaire_problems(draft.document)
    if isinstance(draft, Rubric):
        return checking.rubric_problems(draft.document, _asked())
    if isinstance(draft, TierPolicy):
        return checking.policy_problems(draft.document, _asked())
    return checking.catalogue_problems(draft.document)


def publish_document(draft: DocumentT, *, actor: Actor) -> DocumentT:
    """Put a version in force for what is submitted from now on; assessments keep theirs.

    Drafts of answers keep the questionnaire that they were begun with.

    Raises:
        NotAllowed, InvalidTransition: it is no draft, or changed meanwhile.
        InvalidInput: with every problem of its content under "document".
    """
    require(actor, "intake.manage_rules")
    return _publish(draft, problems_of(draft), actor=actor)


def _take_turn(model: type[RuleDocument]) -> None:
    """Versions of a kind are numbered and put in force one after the other."""
    take_turn(model._meta.label_lower)


def _asked() -> list[str]:
    """Ids of the questions of the published questionnaire."""
    return list(published(Questionnaire).parsed().questions)


@transaction.atomic
def _publish(draft: DocumentT, problems: list[str], *, actor: Actor) -> DocumentT:
    """Retire the version in force and publish this one."""
    require(actor, "intake.manage_rules")
    model = type(draft)
    _take_turn(model)
    digest_checked = draft.digest
    draft = cast("DocumentT", model.objects.locked(draft.pk))
    if draft.state != DocumentState.DRAFT or draft.digest != digest_checked:
        raise InvalidTransition(_("This version changed or was published meanwhile."))
    if problems:
        raise InvalidInput(_("This version cannot be published."), errors={"document": problems})
    model.objects.published().update(state=DocumentState.RETIRED, updated_at=timezone.now())
    draft.state = DocumentState.PUBLISHED
    draft.published_at = timezone.now()
    draft.published_by = actor.membership
    draft.save(update_fields=["state", "published_at", "published_by", "updated_at"])
    record(
        declarations.DOCUMENT_PUBLISHED,
        draft,
        actor=actor,
        after={"version": draft.version, "digest": draft.digest},
    )
    return draft

"""The documents in force in the organization, compiled: what every evaluation starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, cast

from django.utils.translation import gettext as _

from coe_portal.errors import RuleViolation
from intake.logic.evaluation import Rulebook
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, RuleDocument, TierPolicy

DocumentT = TypeVar("DocumentT", bound=RuleDocument)


@dataclass(frozen=True)
class InForce:
    """The versions and their compiled forms."""

    questionnaire: Questionnaire
    rubric: Rubric
    tier_policy: TierPolicy
    catalogue: AiActCatalogue
    rulebook: Rulebook


def in_force(questionnaire_id: int | None = None) -> InForce:
    """What is published now, in four queries; a draft keeps the questionnaire it was begun with.

    Raises:
        RuleViolation: the organization has not published one of the documents.
    """
    if questionnaire_id is None:
        asked = published(Questionnaire)
    else:
        asked = cast("Questionnaire", Questionnaire.objects.light().get(pk=questionnaire_id))
    rubric, policy = published(Rubric), published(TierPolicy)
    catalogue = published(AiActCatalogue)
    rulebook = Rulebook(asked.parsed(), rubric.parsed(), policy.parsed(), catalogue.parsed())
    return InForce(asked, rubric, policy, catalogue, rulebook)


def published(model: type[DocumentT]) -> DocumentT:
    """The version in force of one kind of document, without its content.

    Raises:
        RuleViolation: there is none.
    """
    document = model.objects.published().light().first()
    if document is None:
        raise RuleViolation(
            _("There is no published %(document)s yet. Ask an administrator to publish one.")
            % {"document": model._meta.verbose_name},
            code="intake.rules_missing",
        )
    return cast("DocumentT", document)

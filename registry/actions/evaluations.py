"""Figures of an evaluation: whether it passed follows from thresholds and the version before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.errors import InvalidInput
from registry.actions.documents import DocumentTerms, add_document
from registry.actions.registration import locked_version
from registry.choices import DocumentKind, DocumentResult
from registry.logic.evaluations import EvaluationContent, Measured, judged
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion
from registry.permissions.models import CHANGE
from registry.queries.evaluations import MEASURED, figures_before


@dataclass(frozen=True, kw_only=True)
class EvaluationTerms:
    """What was measured, with what, and when."""

    kind: DocumentKind
    title: str
    results: tuple[Measured, ...]
    summary: str = ""
    url: str = ""
    made_on: dt.date | None = None
    valid_until: dt.date | None = None


@transaction.atomic
def record_evaluation(
    version: ModelVersion, terms: EvaluationTerms, *, actor: Actor
) -> ModelDocument:
    """Keep the figures beside those of the version before, with what they come to.

    Raises:
        InvalidInput: nothing says what is good enough, or there is nothing to compare with.
    """
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    if terms.kind not in MEASURED:
        _refuse("kind", _("This document has no figures of this kind."))
    if not terms.results:
        _refuse("results", _("Give at least one figure."))
    number, before = figures_before(version, terms.kind)
    content = EvaluationContent(judged(terms.results, before), number)
    outcome = content.outcome(terms.kind)
    if outcome == DocumentResult.NONE:
        _refuse("results", _without_result(terms.kind))
    document = DocumentTerms(
        kind=terms.kind,
        title=terms.title,
        summary=terms.summary,
        result=outcome,
        url=terms.url,
        content=content.content(),
        made_on=terms.made_on,
        valid_until=terms.valid_until,
    )
    return add_document(version, document, actor=actor)


def _without_result(kind: DocumentKind) -> str:
    if kind == DocumentKind.REGRESSION:
        return _("No figure here was measured of a version before: there is nothing to compare.")
    return _("Give a threshold for at least one figure: it says what is good enough.")


def _refuse(field: str, text: str) -> None:
    raise InvalidInput(text, errors={field: [text]})

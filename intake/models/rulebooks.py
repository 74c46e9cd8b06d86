"""The versioned documents that read answers: what is asked, how it is scored, tiered, classified.

The document is JSON in the forms of `intake/catalogs`; `parsed()` gives its compiled form, kept in
the process by the digest of its text, because compiling takes longer than a whole request may.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from intake.choices import DocumentState
from intake.logic import ai_act, questionnaires, scoring, tiering

COMPILED_DOCUMENTS = 256
"""Compiled documents kept per process; a few hundred kilobytes each."""


def document_digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text of a document."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class RuleDocumentQuerySet(TenantQuerySet["RuleDocument"]):
    def published(self) -> Self:
        """The version in force; there is at most one."""
        return self.filter(state=DocumentState.PUBLISHED)

    def light(self) -> Self:
        """Without the document, which is large and usually compiled already."""
        return self.defer("document")


class RuleDocument(TenantModel):
    """One version of a document; a published one never changes."""

    version = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.DRAFT)
    document = models.JSONField()
    digest = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(RuleDocumentQuerySet)()

    class Meta:
        abstract = True
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version"], name="one_%(class)s_per_version"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state=DocumentState.PUBLISHED),
                name="one_%(class)s_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.DRAFT) | Q(published_at__isnull=False),
                name="published_%(class)s_has_a_date",
            ),
        ]

    KIND: ClassVar[str]
    """How addresses name this kind of document."""

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"

    def get_absolute_url(self) -> str:
        """The page of this version."""
        return org_url("intake:rules_version", kind=self.KIND, version=self.version)

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state == DocumentState.DRAFT


class _Compiled:
    """Compiled documents of this process by kind and digest; the least recently used goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._lock = Lock()

    def get(self, row: RuleDocument, parse: Callable[[Any], Any]) -> Any:
        """The compiled form; reads the row's document only when it is not kept."""
        key = (row._meta.label, row.digest)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        parsed = parse(row.document)
        with self._lock:
            self._kept[key] = parsed
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return parsed


_compiled = _Compiled(COMPILED_DOCUMENTS)


class Questionnaire(RuleDocument):
    """What is asked."""

    KIND = "questionnaire"

    def parsed(self) -> questionnaires.Questionnaire:
        """The compiled document; InvalidDocument when it cannot be used."""
        form: questionnaires.Questionnaire = _compiled.get(self, questionnaires.parse)
        return form


class Rubric(RuleDocument):
    """How answers become five scores and a priority."""

    KIND = "rubric"

    def parsed(self) -> scoring.Rubric:
        """The parsed document; InvalidDocument when it cannot be used."""
        form: scoring.Rubric = _compiled.get(self, scoring.parse)
        return form


class TierPolicy(RuleDocument):
    """Which answers give which risk tier, and what each tier needs at each gate."""

    KIND = "tier-policy"

    class Meta(RuleDocument.Meta):
        verbose_name_plural = "tier policies"

    def parsed(self) -> tiering.Policy:
        """The compiled document; InvalidDocument when it cannot be used."""
        form: tiering.Policy = _compiled.get(self, tiering.parse)
        return form


class AiActCatalogue(RuleDocument):
    """The questions and rules of the EU AI Act, in the version that the organization uses."""

    KIND = "ai-act"

    def parsed(self) -> ai_act.Catalogue:
        """The compiled document; InvalidDocument when it cannot be used."""
        form: ai_act.Catalogue = _compiled.get(self, ai_act.parse)
        return form

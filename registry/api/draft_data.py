"""Documents in work as programs write and read them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Moment
from coe_portal.tenancy.addresses import org_url
from registry.actions.drafts import FACTS, CardFacts, PartText
from registry.api.model_data import text
from registry.choices import DocumentKind
from registry.logic.front_matter import MOST_BYTES
from registry.logic.model_cards import LISTS, LONGEST_TEXT, LONGEST_TITLE
from registry.models.drafts import DocumentDraft
from registry.models.models import ModelVersion
from registry.queries.drafts import Writing
from training.api.fields import ColleagueField

SHORT, MOST_LISTED, LONGEST_LISTED = 100, 100, 200


def page_of(version: ModelVersion, kind: str) -> str:
    """Where people write it."""
    reference = version.model.reference
    return org_url("registry:document_write", reference=reference, number=version.number, kind=kind)


class DocumentDraftLineSerializer(serializers.Serializer[DocumentDraft]):
    """A document that somebody is writing; `page` is where people write it."""

    kind = serializers.ChoiceField(DocumentKind.choices)
    changed_by = ColleagueField(allow_null=True)
    changed_at = Moment(source="updated_at")
    page = serializers.SerializerMethodField()

    def get_page(self, draft: DocumentDraft) -> str:
        return page_of(draft.version, draft.kind)


class DocumentPartSerializer(serializers.Serializer[Any]):
    """One part; `revision` is how often it was saved, and goes with the next save."""

    key = serializers.CharField(source="part.key")
    label = serializers.CharField(source="part.label")  # type: ignore[assignment]
    text = serializers.CharField()
    revision = serializers.IntegerField()
    is_needed = serializers.BooleanField()
    is_missing = serializers.BooleanField()


class DocumentDraftSerializer(serializers.Serializer[Writing]):
    """A document in work, or what it would begin with.

    `content` is what would be published now; `facts_revision` belongs to what stands above a card.
    """

    kind = serializers.ChoiceField(DocumentKind.choices)
    is_begun = serializers.SerializerMethodField()
    parts = DocumentPartSerializer(source="entries", many=True)
    missing = serializers.ListField(child=serializers.CharField())
    content = serializers.DictField()
    facts_revision = serializers.SerializerMethodField()
    changed_by = ColleagueField(source="draft.changed_by", default=None, allow_null=True)
    changed_at = Moment(source="draft.updated_at", default=None, allow_null=True)

    def get_is_begun(self, writing: Writing) -> bool:
        return writing.draft is not None

    def get_facts_revision(self, writing: Writing) -> int:
        return writing.revision(FACTS)


class RevisedSerializer(serializers.Serializer[Any]):
    """What is saved; `revision` is the one that was read before."""

    revision = serializers.IntegerField(min_value=0, default=0)


class PartTextSerializer(RevisedSerializer):
    """The text of a part, in Markdown."""

    text = text(LONGEST_TEXT)

    def payload(self) -> PartText:
        """The action's input."""
        return PartText(**self.validated_data)


def _listed() -> serializers.ListField:
    child = serializers.CharField(max_length=LONGEST_LISTED)
    return serializers.ListField(child=child, max_length=MOST_LISTED, default=list)


class CardFactsSerializer(RevisedSerializer):
    """What stands above a card, all of it; `other` is YAML."""

    title = text(LONGEST_TITLE)
    license = text(SHORT)
    library_name = text(SHORT)
    pipeline_tag = text(SHORT)
    language = _listed()
    tags = _listed()
    datasets = _listed()
    metrics = _listed()
    base_model = _listed()
    other = text(MOST_BYTES)

    def payload(self) -> CardFacts:
        """The action's input; what is listed twice counts once."""
        data = self.validated_data
        return CardFacts(**{**data, **{name: list(dict.fromkeys(data[name])) for name in LISTS}})

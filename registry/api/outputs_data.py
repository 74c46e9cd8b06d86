"""Reports of outputs and the blocklist as programs send and read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, ClassVar, Final

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from coe_portal.api.fields import Moment
from governance.choices import Harm
from registry.actions.blocklist import Blocked
from registry.actions.output_reports import Escalation, Judgement
from registry.api.model_data import text
from registry.api.monitoring_data import models_by_reference
from registry.api.observation_parsers import MAGIC, refusals
from registry.choices import (
    OutputCategory,
    OutputSeverity,
    OutputSource,
    OutputState,
    OutputVerdict,
)
from registry.logic.observation_files import Layout, unpack
from registry.logic.output_files import MOST_BYTES, SentOutput, read_outputs
from registry.models.outputs import BlocklistEntry, OutputReport


@dataclass(frozen=True)
class SentBody:
    """A body that is not read yet: the sender's rights are asked first."""

    content: bytes
    layout: Layout

    def outputs(self) -> Sequence[SentOutput]:
        """All reports, or InvalidInput that names those that are wrong by their number."""
        with refusals():
            is_packed = self.content.startswith(MAGIC)
            return read_outputs(unpack(self.content) if is_packed else self.content, self.layout)


class OutputParser(BaseParser):
    """Plain, or packed by gzip."""

    layout: ClassVar[Layout]

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """One byte more than what may be sent is enough to refuse it."""
        return SentBody(stream.read(MOST_BYTES + 1), self.layout)


class JsonOutputs(OutputParser):
    media_type = "application/json"
    layout = Layout.JSON


class LinesOfOutputs(OutputParser):
    media_type = "application/x-ndjson"
    layout = Layout.NDJSON


PARSERS: Final = [JsonOutputs, LinesOfOutputs]


class OutputRowSerializer(serializers.Serializer[Any]):
    """A report in a list: never with its texts."""

    reference = serializers.CharField()
    model = serializers.CharField(source="version.model.reference")
    version = serializers.IntegerField(source="version.number")
    category = serializers.ChoiceField(OutputCategory.choices)
    severity = serializers.ChoiceField(OutputSeverity.choices)
    source = serializers.ChoiceField(OutputSource.choices)  # type: ignore[assignment]
    external_id = serializers.CharField()
    occurred_at = Moment()
    state = serializers.ChoiceField(OutputState.choices)
    verdict = serializers.ChoiceField(OutputVerdict.choices, allow_blank=True)
    note = serializers.CharField()
    judged_at = Moment(allow_null=True)
    judged_by = serializers.CharField(source="judged_by.display_name", default="")
    incident = serializers.CharField(source="incident.reference", default=None, allow_null=True)
    texts_erased_at = Moment(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class OutputSerializer(OutputRowSerializer):
    """A report with its texts, for who may read them; null for others."""

    input = serializers.CharField(allow_null=True)
    output = serializers.CharField(allow_null=True)


def output_data(report: OutputReport, *, with_texts: bool) -> dict[str, Any]:
    """One report; the texts are read from the database only where they are shown."""
    texts = (report.input_text, report.output_text) if with_texts else (None, None)
    return {**OutputRowSerializer(report).data, "input": texts[0], "output": texts[1]}


class JudgementSerializer(serializers.Serializer[Any]):
    """What it is, how bad, and why; a problem and a doubt need a note."""

    verdict = serializers.ChoiceField(OutputVerdict.choices)
    severity = serializers.ChoiceField(OutputSeverity.choices)
    note = text(4000)

    def payload(self) -> Judgement:
        """The action's input."""
        data = self.validated_data
        return Judgement(
            OutputVerdict(data["verdict"]), OutputSeverity(data["severity"]), data["note"]
        )


class EscalationSerializer(serializers.Serializer[Any]):
    """What the incident says happened, in words that more people may read."""

    what_happened = serializers.CharField(max_length=10_000)
    harm = serializers.ChoiceField(Harm.choices)

    def payload(self) -> Escalation:
        """The action's input."""
        data = self.validated_data
        return Escalation(data["what_happened"], Harm(data["harm"]))


class EntrySerializer(serializers.Serializer[Any]):
    """A text that is blocked; without a model for all."""

    reference = serializers.CharField()
    text = serializers.CharField()
    category = serializers.ChoiceField(OutputCategory.choices)
    note = serializers.CharField()
    model = serializers.CharField(source="model.reference", default=None, allow_null=True)
    created_at = Moment()


class NewEntrySerializer(serializers.Serializer[Any]):
    """A text to block."""

    category = serializers.ChoiceField(OutputCategory.choices)
    note = text(500)
    model = text(20, help_text="Reference, such as M-4; for all models when left out.")
    text = serializers.CharField(max_length=BlocklistEntry.MOST_LETTERS)

    def payload(self) -> Blocked:
        """The action's input."""
        data = self.validated_data
        return Blocked(
            text=data["text"],
            category=OutputCategory(data["category"]),
            note=data["note"],
            model=data["model"],
        )

    def validate_model(self, value: str) -> Any:
        """The model of the reference."""
        if not value:
            return None
        found = models_by_reference(value).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such model."))
        return found

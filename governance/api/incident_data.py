"""What the API of incidents takes in and gives out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from governance.choices import (
    ActionState,
    ClockState,
    EntryKind,
    Harm,
    IncidentKind,
    IncidentState,
    Severity,
)
from governance.queries.incidents import IncidentPage

LONG = 10_000


class Text(serializers.CharField):
    """Sentences."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONG, **kwargs})


class ReportSerializer(serializers.Serializer[Any]):
    """A report; `about` is a use case by reference, or what one knows of it."""

    what_happened = Text()
    noticed_at = Moment()
    harm = serializers.ChoiceField(Harm.choices)
    about = serializers.CharField(max_length=200, allow_blank=True, default="")


class TriageSerializer(serializers.Serializer[Any]):
    """How a report is judged."""

    title = serializers.CharField(max_length=160)
    severity = serializers.ChoiceField(Severity.choices)
    kind = serializers.ChoiceField(IncidentKind.choices)
    harm = serializers.ChoiceField(Harm.choices)
    use_case = serializers.CharField(max_length=20, allow_blank=True, default="")
    lead = serializers.EmailField(allow_blank=True, default="")


class ContainmentSerializer(serializers.Serializer[Any]):
    """What stopped the harm."""

    done = Text()
    roll_back_to = serializers.CharField(max_length=200, allow_blank=True, default="")
    suspend = serializers.BooleanField(default=False)


class WordsSerializer(serializers.Serializer[Any]):
    """One text."""

    text = Text()


class StartingSerializer(serializers.Serializer[Any]):
    """A deadline of the catalogue, and since when it runs."""

    code = serializers.CharField(max_length=40)
    started_at = Moment()


class NoticeSerializer(serializers.Serializer[Any]):
    """That an authority was told; `clock` is the deadline that this meets."""

    authority = serializers.CharField(max_length=200)
    notified_at = Moment()
    reference_number = serializers.CharField(max_length=120, allow_blank=True, default="")
    note = Text(allow_blank=True, default="")
    clock = serializers.IntegerField(min_value=1, allow_null=True, default=None)


class MessageSerializer(serializers.Serializer[Any]):
    """Who is to be told what, by whom and until when."""

    audience = serializers.CharField(max_length=160)
    text = Text()
    owner = serializers.EmailField()
    due_at = Moment()


class LessonsSerializer(serializers.Serializer[Any]):
    """The post-incident review."""

    what_happened = Text()
    root_cause = Text()
    changes = Text()


class ActionSerializer(serializers.Serializer[Any]):
    """What changes, by whom and until when."""

    text = Text()
    owner = serializers.EmailField()
    due_on = Day()


class SettlingSerializer(serializers.Serializer[Any]):
    """How an action ended."""

    state = serializers.ChoiceField([ActionState.DONE.value, ActionState.ACCEPTED.value])
    outcome = Text()


class IncidentRowSerializer(serializers.Serializer[Any]):
    """An incident in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(IncidentState.choices)
    severity = serializers.CharField()
    kind = serializers.CharField()
    harm = serializers.ChoiceField(Harm.choices)
    use_case = serializers.CharField(source="use_case.reference", default=None, allow_null=True)
    lead = serializers.CharField(allow_null=True)
    is_anonymous = serializers.BooleanField()
    noticed_at = Moment()
    reported_at = Moment()
    closed_at = Moment(allow_null=True)
    next_due_at = Moment(allow_null=True)


class EntrySerializer(serializers.Serializer[Any]):
    """A line of the timeline."""

    at = Moment()
    kind = serializers.ChoiceField(EntryKind.choices)
    text = serializers.CharField()
    author = serializers.CharField()


class ClockSerializer(serializers.Serializer[Any]):
    """A legal deadline."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    basis = serializers.CharField()
    may_pause = serializers.BooleanField()
    state = serializers.ChoiceField(ClockState.choices)
    started_at = Moment()
    due_at = Moment()
    ended_at = Moment(allow_null=True)


class PlannedSerializer(serializers.Serializer[Any]):
    """A message of the communication plan."""

    id = serializers.IntegerField()
    audience = serializers.CharField()
    text = serializers.CharField()
    owner = serializers.CharField()
    due_at = Moment()
    done_at = Moment(allow_null=True)


class AgreedSerializer(serializers.Serializer[Any]):
    """An action after the incident."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    owner = serializers.CharField()
    due_on = Day()
    state = serializers.ChoiceField(ActionState.choices)
    outcome = serializers.CharField()


class ToldSerializer(serializers.Serializer[Any]):
    """An authority that was told."""

    authority = serializers.CharField()
    reference_number = serializers.CharField()
    notified_at = Moment()


class IncidentSerializer(IncidentRowSerializer):
    """An incident; to its reporter only what is shared with them."""

    what_happened = serializers.CharField()
    entries = EntrySerializer(many=True)
    clocks = ClockSerializer(many=True, required=False)
    notices = ToldSerializer(many=True, required=False)
    messages = PlannedSerializer(many=True, required=False)
    actions = AgreedSerializer(many=True, required=False)
    review = LessonsSerializer(allow_null=True, required=False)
    missing_to_close = serializers.ListField(child=serializers.CharField(), required=False)


def handling_data(page: IncidentPage) -> dict[str, Any]:
    """How an incident is handled."""
    return {
        "entries": EntrySerializer(page.entries, many=True).data,
        "clocks": ClockSerializer([one.row for one in page.clocks], many=True).data,
        "notices": ToldSerializer(page.notices, many=True).data,
        "messages": PlannedSerializer(page.messages, many=True).data,
        "actions": AgreedSerializer(page.actions, many=True).data,
        "review": LessonsSerializer(page.review).data if page.review else None,
        "missing_to_close": page.missing,
    }

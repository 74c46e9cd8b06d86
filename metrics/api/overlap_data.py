"""What may count twice, what was said about it, and the rates of finance, as programs see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Moment
from metrics.actions.benefit_overlaps import Ruling
from metrics.actions.benefit_terms import Rates
from metrics.choices import OverlapRuling
from metrics.models.benefits import Benefit, BenefitOverlap
from metrics.queries.benefits import DoubleCount, overlaps_of


class SaidSerializer(serializers.Serializer[Any]):
    """What somebody said about two benefits; empty while nobody has."""

    ruling = serializers.ChoiceField(OverlapRuling.choices, allow_null=True)
    percent = serializers.IntegerField(
        allow_null=True, help_text="The share that counts here, in percent, where they share."
    )
    reason = serializers.CharField()
    ruled_by = serializers.CharField(allow_null=True)
    ruled_at = Moment(allow_null=True)


class OverlapSerializer(SaidSerializer):
    """Another benefit of the same kind, unit and months."""

    other = serializers.CharField()
    other_title = serializers.CharField()
    is_same_process = serializers.BooleanField()
    is_open = serializers.BooleanField(help_text="Nothing is verified before it is ruled on.")


class PairSerializer(SaidSerializer):
    """Two benefits of the same kind, unit, process and months; `percent` counts in `first`."""

    first = serializers.CharField()
    second = serializers.CharField()


class RulingSerializer(serializers.Serializer[Any]):
    """What this benefit and another are to each other."""

    other = serializers.CharField(max_length=40, help_text="Reference, such as BEN-2.")
    ruling = serializers.ChoiceField(OverlapRuling.choices)
    percent = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=100,
        help_text="How much counts here, where they share one effect. The rest counts there.",
    )
    reason = serializers.CharField(max_length=2000)

    def payload(self) -> Ruling:
        """The action's input."""
        given = self.validated_data
        return Ruling(OverlapRuling(given["ruling"]), given["reason"], given["percent"])


class TermsSerializer(serializers.Serializer[Any]):
    """The conservative rate of an hour and the least haircut; the newest hold."""

    loaded_rate = serializers.DecimalField(10, 2, coerce_to_string=False)
    haircut_percent = serializers.IntegerField(min_value=0, max_value=100)
    reason = serializers.CharField(max_length=2000)
    set_by = serializers.CharField(source="set_by.user.email", read_only=True)
    set_at = Moment(source="created_at", read_only=True)

    def payload(self) -> Rates:
        """The action's input."""
        return Rates(**self.validated_data)


def overlaps_data(benefit: Benefit) -> list[dict[str, Any]]:
    """The overlaps of one benefit, those of the same process first."""
    rows = [
        {
            "other": overlap.other.reference,
            "other_title": overlap.other.title,
            "is_same_process": overlap.is_same_process,
            "is_open": overlap.is_open,
            **_said(overlap.ruling, benefit),
        }
        for overlap in overlaps_of(benefit)
    ]
    return list(OverlapSerializer(rows, many=True).data)


def pairs_data(pairs: Iterable[DoubleCount]) -> list[dict[str, Any]]:
    """Pairs of benefits with what was said about each."""
    rows = [
        {
            "first": pair.first.reference,
            "second": pair.second.reference,
            **_said(pair.ruling, pair.first),
        }
        for pair in pairs
    ]
    return list(PairSerializer(rows, many=True).data)


def _said(ruling: BenefitOverlap | None, benefit: Benefit) -> dict[str, Any]:
    """The ruling as it counts for one of the two."""
    if ruling is None:
        return dict.fromkeys(("ruling", "percent", "ruled_by", "ruled_at"), None) | {"reason": ""}
    by = ruling.ruled_by
    return {
        "ruling": ruling.ruling,
        "percent": None if ruling.first_percent is None else ruling.percent_of(benefit),
        "reason": ruling.reason,
        "ruled_by": by.user.email if by else None,
        "ruled_at": ruling.ruled_at,
    }

"""Risks as programs send and read them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.accounts.models import Membership
from coe_portal.api.fields import Day, Moment
from governance.actions.risk_acceptance import AcceptanceTerms
from governance.actions.risk_treatments import TreatmentTerms
from governance.actions.risks import RATINGS, TERMS, NewRisk, Ratings, RiskTerms
from governance.choices import (
    AcceptanceEnd,
    RiskBand,
    RiskCategory,
    RiskState,
    TreatmentKind,
    TreatmentState,
)
from governance.logic.risks import MOST
from governance.models.risks import Risk
from governance.queries.risks import risk_page
from training.api.fields import ColleagueField


def level(**options: Any) -> serializers.IntegerField:
    """A level from 1 to 5."""
    return serializers.IntegerField(min_value=1, max_value=MOST, **options)


def rest(**options: Any) -> serializers.IntegerField:
    """A level that may not be known."""
    return level(allow_null=True, required=False, **options)


def amount(places: int = 2, digits: int = 15) -> serializers.DecimalField:
    """A number from zero that may not be known."""
    return serializers.DecimalField(
        digits, places, min_value=0, allow_null=True, required=False, coerce_to_string=False
    )


class RiskTermsSerializer(serializers.Serializer[Any]):
    """What a risk is; its owner by e-mail."""

    title = serializers.CharField(max_length=200)
    category = serializers.ChoiceField(RiskCategory.choices)
    description = serializers.CharField(max_length=4000, allow_blank=True, default="")
    cause = serializers.CharField(max_length=2000, allow_blank=True, default="")
    consequence = serializers.CharField(max_length=2000, allow_blank=True, default="")
    owner = ColleagueField(help_text="E-mail of the member who answers for it.")
    review_on = Day()

    def payload(self, risk: Risk) -> RiskTerms:
        """The action's input; what is left out stays as it is."""
        terms = {name: getattr(risk, name) for name in TERMS} | self.validated_data
        return RiskTerms(**{**terms, "category": RiskCategory(terms["category"])})


class NewRiskSerializer(RiskTermsSerializer):
    """A risk with its rating before treatment, and what it is about."""

    likelihood = level()
    impact = level()
    about = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="Reference, such as UC-42."
    )
    library_id = serializers.CharField(max_length=40, allow_blank=True, default="")

    def new(self) -> NewRisk:
        """The action's input."""
        data = self.validated_data
        return NewRisk(**{**data, "category": RiskCategory(data["category"])})


class RiskRatingsSerializer(serializers.Serializer[Any]):
    """How large it is; what is left out stays as it is. Amounts are for one event."""

    inherent_likelihood = level(required=False)
    inherent_impact = level(required=False)
    residual_likelihood = rest()
    residual_impact = rest()
    loss_low = amount()
    loss_likely = amount()
    loss_high = amount()
    frequency = amount(places=3, digits=8)
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def payload(self, risk: Risk) -> Ratings:
        """The action's input."""
        return Ratings(**({name: getattr(risk, name) for name in RATINGS} | self.validated_data))


class RiskAcceptanceSerializer(serializers.Serializer[Any]):
    """Why it can be lived with, and until when."""

    reason = serializers.CharField(max_length=2000)
    expires_on = Day()

    def payload(self) -> AcceptanceTerms:
        """The action's input."""
        return AcceptanceTerms(**self.validated_data)


class RiskTreatmentSerializer(serializers.Serializer[Any]):
    """What is done about it."""

    kind = serializers.ChoiceField(TreatmentKind.choices)
    text = serializers.CharField(max_length=2000)
    owner = ColleagueField()
    due_on = Day()

    def payload(self) -> TreatmentTerms:
        """The action's input."""
        data = self.validated_data
        return TreatmentTerms(**{**data, "kind": TreatmentKind(data["kind"])})


class RiskReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class RiskNoteSerializer(serializers.Serializer[Any]):
    """What came of it."""

    note = serializers.CharField(max_length=2000)


class RiskReviewSerializer(serializers.Serializer[Any]):
    """What was found, and when it is looked at again."""

    note = serializers.CharField(max_length=2000)
    next_on = Day()


class RiskAboutSerializer(serializers.Serializer[Any]):
    """What it is about."""

    reference = serializers.CharField(max_length=40)


class RiskRowSerializer(RiskTermsSerializer):
    """A risk in a list."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(RiskState.choices)
    inherent_likelihood = level()
    inherent_impact = level()
    residual_likelihood = level(allow_null=True)
    residual_impact = level(allow_null=True)
    score = serializers.IntegerField(source="current.score")
    band = serializers.ChoiceField(RiskBand.choices)
    loss_low = amount()
    loss_likely = amount()
    loss_high = amount()
    frequency = amount(places=3, digits=8)
    annual_loss = amount(digits=19)
    library_id = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class RiskTreatmentRowSerializer(RiskTreatmentSerializer):
    """A treatment by its number in the risk."""

    number = serializers.IntegerField(source="position")
    state = serializers.ChoiceField(TreatmentState.choices)
    note = serializers.CharField()
    settled_at = Moment(allow_null=True)


class RiskAcceptanceRowSerializer(RiskAcceptanceSerializer):
    """An acceptance; without `ended_at` it runs."""

    accepted_by = serializers.CharField(source="accepted_by.display_name")
    accepted_at = Moment()
    score = serializers.IntegerField()
    ended_at = Moment(allow_null=True)
    end = serializers.ChoiceField(AcceptanceEnd.choices, allow_blank=True)


class RiskSerializer(RiskRowSerializer):
    """A risk with treatments, acceptances, and the references of what it is about."""

    about = serializers.ListField(child=serializers.CharField())
    treatments = RiskTreatmentRowSerializer(many=True)
    acceptances = RiskAcceptanceRowSerializer(many=True)


def risk_data(risk: Risk, member: Membership) -> dict[str, Any]:
    """One risk as the member may see it."""
    page = risk_page(risk, member)
    running = [page.acceptance] if page.acceptance else []
    acceptances = [*running, *page.earlier]
    return {
        **RiskRowSerializer(risk).data,
        "about": [line.subject.reference for line in page.links],
        "treatments": RiskTreatmentRowSerializer(page.treatments, many=True).data,
        "acceptances": RiskAcceptanceRowSerializer(acceptances, many=True).data,
    }

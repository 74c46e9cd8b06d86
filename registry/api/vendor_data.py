"""Vendors and the approved stack as programs send and read them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from intake.choices import Tier
from registry.actions.stack import TERMS as STACK_TERMS, StackTerms
from registry.actions.vendor_papers import CertificateTerms, Judgement, Points
from registry.actions.vendors import TERMS, VendorTerms
from registry.api.vendor_field import VendorField
from registry.choices import (
    CertificateKind,
    Criterion,
    DataClass,
    Fitness,
    Pledge,
    StackCategory,
    StackRing,
    VendorStatus,
)
from registry.logic.vendors import HIGHEST
from registry.models.stack import StackItem
from registry.models.vendors import Vendor
from registry.queries.vendors import vendor_page
from training.api.fields import ColleagueField


def text(most: int, **options: Any) -> serializers.CharField:
    """A text that may be left out."""
    return serializers.CharField(max_length=most, allow_blank=True, default="", **options)


def day(**options: Any) -> Day:
    """A day that may not be known."""
    return Day(required=False, allow_null=True, **options)


class VendorTermsSerializer(serializers.Serializer[Any]):
    """Who a vendor is and what is agreed with it; its owner by e-mail."""

    name = serializers.CharField(max_length=200)
    owner = ColleagueField(help_text="E-mail of the member who keeps it up.")
    website = text(500)
    services = text(4000)
    data_use = text(4000)
    retention = text(500)
    no_training = serializers.ChoiceField(Pledge.choices, default=Pledge.UNKNOWN)
    places = text(500, help_text="Where our data is processed.")
    subprocessors = text(4000)
    contract_from = day()
    contract_until = day()
    service_level = text(2000)
    support = text(2000)
    incident_duties = text(2000)
    security = text(4000)
    new_models = text(4000, help_text="Rules for new models.")
    transfer_plan = text(4000, help_text="Knowledge transfer plan.")

    def payload(self, vendor: Vendor | None = None) -> VendorTerms:
        """The action's input; of a stored vendor, what is left out stays as it is."""
        known = {} if vendor is None else {name: getattr(vendor, name) for name in TERMS}
        terms = {**known, **self.validated_data}
        return VendorTerms(**{**terms, "no_training": Pledge(terms["no_training"])})


class VendorRowSerializer(VendorTermsSerializer):
    """A vendor in a list."""

    reference = serializers.CharField()
    status = serializers.ChoiceField(VendorStatus.choices)
    status_reason = serializers.CharField()
    status_since = Moment()
    mean_score = serializers.FloatField(allow_null=True)
    review_on = day()
    is_review_overdue = serializers.BooleanField()
    models = serializers.IntegerField(source="model_count")
    url = serializers.CharField(source="get_absolute_url")


class VendorScoreSerializer(serializers.Serializer[Any]):
    """The score of one criterion that counts."""

    criterion = serializers.ChoiceField(Criterion.choices)
    score = serializers.IntegerField(min_value=1, max_value=HIGHEST)
    note = text(2000)
    scored_on = Day(read_only=True)


class EvaluationSerializer(serializers.Serializer[Any]):
    """Scores by criterion; of each the newest counts."""

    scores = serializers.ListField(child=VendorScoreSerializer(), max_length=len(Criterion))

    def payload(self) -> dict[Criterion, Points]:
        """The action's input; of two scores of one criterion the later counts."""
        return {
            Criterion(one["criterion"]): Points(one["score"], one["note"])
            for one in self.validated_data["scores"]
        }


class CertificateSerializer(serializers.Serializer[Any]):
    """A proof of how a vendor works."""

    kind = serializers.ChoiceField(CertificateKind.choices)
    scope = text(300)
    issued_by = text(200)
    issued_on = day()
    valid_until = day()
    url = text(1000)

    def payload(self) -> CertificateTerms:
        """The action's input."""
        data = self.validated_data
        return CertificateTerms(**{**data, "kind": CertificateKind(data["kind"])})


class KeptCertificateSerializer(CertificateSerializer):
    """A certificate by its key."""

    id = serializers.IntegerField(source="pk")
    is_over = serializers.BooleanField()


class VendorReviewSerializer(serializers.Serializer[Any]):
    """What looking at a vendor again came to."""

    fitness = serializers.ChoiceField(Fitness.choices)
    note = serializers.CharField(max_length=4000)
    next_on = Day()
    reviewed_on = Day(read_only=True)

    def payload(self) -> Judgement:
        """The action's input."""
        data = self.validated_data
        return Judgement(**{**data, "fitness": Fitness(data["fitness"])})


class VendorApprovalSerializer(serializers.Serializer[Any]):
    """A word on it, and the day of the next review."""

    note = text(2000)
    next_on = Day()


class VendorReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class DependentSerializer(serializers.Serializer[Any]):
    """A version that stands on a vendor."""

    model = serializers.CharField(source="model.reference")
    name = serializers.CharField(source="model.name")
    version = serializers.IntegerField(source="number")
    stage = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class VendorSerializer(VendorRowSerializer):
    """A vendor with its proofs and what stands on it."""

    missing_for_approval = serializers.ListField(child=serializers.CharField())
    scores = VendorScoreSerializer(many=True)
    certificates = KeptCertificateSerializer(many=True)
    reviews = VendorReviewSerializer(many=True)
    versions = DependentSerializer(many=True)
    version_count = serializers.IntegerField()
    use_cases = serializers.ListField(child=serializers.CharField())


def vendor_data(vendor: Vendor) -> dict[str, Any]:
    """One vendor, its newest 50 versions by name."""
    page = vendor_page(vendor)
    scores = [line.score for line in page.scores if line.score is not None]
    return {
        **VendorRowSerializer(vendor).data,
        "missing_for_approval": [str(one) for one in page.missing],
        "scores": VendorScoreSerializer(scores, many=True).data,
        "certificates": KeptCertificateSerializer(page.certificates, many=True).data,
        "reviews": VendorReviewSerializer(page.reviews, many=True).data,
        "versions": DependentSerializer(page.versions, many=True).data,
        "version_count": page.version_count,
        "use_cases": [case.reference for case in page.cases],
    }


class StackTermsSerializer(serializers.Serializer[Any]):
    """What an item of the stack is, how far it may be used, and for what."""

    name = serializers.CharField(max_length=120)
    category = serializers.ChoiceField(StackCategory.choices)
    ring = serializers.ChoiceField(StackRing.choices)
    owner = ColleagueField(help_text="E-mail of the member who keeps it up.")
    vendor = VendorField(required=False, allow_null=True, help_text="Reference, such as VND-3.")
    tiers = serializers.ListField(
        child=serializers.ChoiceField(Tier.choices), max_length=len(Tier), default=list
    )
    data_classes = serializers.ListField(
        child=serializers.ChoiceField(DataClass.choices), max_length=len(DataClass), default=list
    )
    note = text(2000)
    address = text(1000, source="url")
    review_on = day()

    def payload(self, item: StackItem | None = None) -> StackTerms:
        """The action's input; of a stored item, what is left out stays as it is."""
        known = {} if item is None else {name: getattr(item, name) for name in STACK_TERMS}
        terms = {**known, **self.validated_data}
        coded = {"category": StackCategory(terms["category"]), "ring": StackRing(terms["ring"])}
        lists = {name: tuple(dict.fromkeys(terms[name])) for name in ("tiers", "data_classes")}
        return StackTerms(**{**terms, **coded, **lists})


class StackItemSerializer(StackTermsSerializer):
    """An item of the stack."""

    reference = serializers.CharField()
    ring_before = serializers.CharField()
    ring_since = Day()
    page = serializers.CharField(source="get_absolute_url")

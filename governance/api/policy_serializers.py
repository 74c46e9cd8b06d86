"""What the API of policies and attestation campaigns takes and gives."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coe_portal.accounts.groups import named
from coe_portal.accounts.models import Membership
from coe_portal.api.fields import Day, Moment
from governance.actions.attestations import CampaignTerms
from governance.actions.policies import DraftText, PolicyTerms
from governance.choices import CampaignState, PolicyKind, PolicyState
from governance.models.attestations import Campaign
from governance.models.policies import LONGEST_TEXT, MOST_MONTHS
from governance.queries.attestations import campaign_report, campaigns_with_counts


@extend_schema_field(OpenApiTypes.EMAIL)
class OwnerField(serializers.Field[Membership, Any, str, Any]):
    """A current member by e-mail."""

    def to_internal_value(self, data: Any) -> Membership:
        people = Membership.objects.current().with_user()
        found: Membership | None = people.filter(user__email__iexact=str(data).strip()).first()
        if found is None:
            raise serializers.ValidationError(_("Nobody in your organization has this address."))
        return found

    def to_representation(self, value: Membership) -> str:
        return value.user.email


class PolicyTermsSerializer(serializers.Serializer[Any]):
    """What a policy is, apart from its text."""

    title = serializers.CharField(max_length=160)
    kind = serializers.ChoiceField(choices=PolicyKind.choices)
    owner = OwnerField()
    review_every_months = serializers.IntegerField(min_value=1, max_value=MOST_MONTHS, default=12)

    def payload(self) -> PolicyTerms:
        """The action's input."""
        return PolicyTerms(
            **{**self.validated_data, "kind": PolicyKind(self.validated_data["kind"])}
        )


class VersionSerializer(serializers.Serializer[Any]):
    """One edition of a policy; `revision` counts the saves of a draft."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=PolicyState.choices)
    body = serializers.CharField()
    change_note = serializers.CharField()
    revision = serializers.IntegerField()
    approved_by = serializers.CharField(allow_null=True)
    approved_at = Moment(allow_null=True)
    published_at = Moment(allow_null=True)


class PolicyRowSerializer(serializers.Serializer[Any]):
    """A policy in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=PolicyKind.choices)
    owner = OwnerField()
    review_every_months = serializers.IntegerField()
    review_on = Day(allow_null=True)
    is_archived = serializers.BooleanField()
    version = serializers.IntegerField(source="current.number", default=None)
    url = serializers.CharField(source="get_absolute_url")


class PolicySerializer(PolicyRowSerializer):
    """A policy with the version that holds and, for those who work on it, the one in work."""

    current = VersionSerializer(allow_null=True)
    in_work = VersionSerializer(allow_null=True)


class DraftTextSerializer(serializers.Serializer[Any]):
    """The text of a draft, with the `revision` that it was read at."""

    body = serializers.CharField(max_length=LONGEST_TEXT)
    change_note = serializers.CharField(max_length=500, allow_blank=True, default="")
    revision = serializers.IntegerField(min_value=0)

    def payload(self) -> DraftText:
        """The action's input."""
        return DraftText(**self.validated_data)


class ReasonSerializer(serializers.Serializer[Any]):
    """What has to change."""

    reason = serializers.CharField(max_length=2000)


class PublishSerializer(serializers.Serializer[Any]):
    """Whether everybody who was asked before attests again, and until when."""

    asks_again = serializers.BooleanField(default=False)
    due_on = Day(default=None, allow_null=True)


class AttestSerializer(serializers.Serializer[Any]):
    """The version that was read, and the sentence agreed to."""

    version = serializers.IntegerField(min_value=1)
    agreed = serializers.BooleanField(help_text="“I have read this policy and will follow it.”")

    def validate_agreed(self, value: bool) -> bool:  # noqa: FBT001  (DRF's signature)
        if not value:
            raise serializers.ValidationError(_("Only who agrees attests."))
        return value


class ChangeLineSerializer(serializers.Serializer[Any]):
    """A line of a comparison."""

    kind = serializers.CharField()
    text = serializers.CharField()


class CampaignTermsSerializer(serializers.Serializer[Any]):
    """Whom to ask until when; `value` is empty for a group that takes none."""

    group = serializers.CharField(max_length=60)
    value = serializers.CharField(max_length=120, allow_blank=True, default="")
    due_on = Day()
    asks_newcomers = serializers.BooleanField(default=True)

    def payload(self) -> CampaignTerms:
        """The action's input."""
        return CampaignTerms(**self.validated_data)


class CampaignRowSerializer(serializers.Serializer[Any]):
    """A campaign in a list, with how many it asks and how many have attested."""

    reference = serializers.CharField()
    policy = serializers.CharField(source="policy.reference")
    version = serializers.IntegerField(source="version.number")
    who = serializers.SerializerMethodField()
    due_on = Day()
    state = serializers.ChoiceField(choices=CampaignState.choices)
    asked = serializers.IntegerField()
    attested = serializers.IntegerField()

    def get_who(self, campaign: Campaign) -> str:
        """The group in words."""
        return named(campaign.group, campaign.value)


class UnitShareSerializer(serializers.Serializer[Any]):
    """A unit with those below it; no code stands for people without one."""

    unit = serializers.CharField(source="unit.code", default=None)
    asked = serializers.IntegerField(source="share.asked")
    attested = serializers.IntegerField(source="share.attested")
    late = serializers.IntegerField(source="share.late")


class CampaignSerializer(CampaignRowSerializer):
    """A campaign with the share of each unit."""

    units = UnitShareSerializer(many=True)


class DutySerializer(serializers.Serializer[Any]):
    """Somebody who was asked, and when they attested what."""

    member = serializers.CharField(source="member.display_name")
    email = serializers.EmailField(source="member.user.email")
    unit = serializers.CharField(source="member.business_unit.code", default=None)
    due_on = Day()
    is_late = serializers.BooleanField()
    attested_at = Moment(source="attestation.created_at", default=None)
    version = serializers.IntegerField(source="attestation.version.number", default=None)


def campaign_data(pk: int) -> dict[str, Any]:
    """A campaign with the share of each unit."""
    campaign = campaigns_with_counts().get(pk=pk)
    units = campaign_report(campaign).units
    return {
        **CampaignRowSerializer(campaign).data,
        "units": UnitShareSerializer(units, many=True).data,
    }

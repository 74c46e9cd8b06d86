"""What a use case was to bring, what was claimed, and what finance verified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from coe_portal.audit.subjects import addressable, told_to
from intake.models.use_cases import UseCase
from metrics.choices import METHOD_WORDS
from metrics.models.benefits import Benefit, BenefitEntry
from metrics.permissions.benefits import benefits_visible_to


@addressable(Benefit.PREFIX)
def find_benefit(number: int, member: Membership) -> Benefit | None:
    """The benefit that a reference names."""
    found: Benefit | None = benefits_visible_to(member).filter(number=number).first()
    return found


told_to(Benefit, benefits_visible_to)


@section("benefits", order=80, title=_("Benefits"), starts_page=False)
def benefits_section(subject: Model) -> Section | None:
    """The benefits of the case with their months; claimed and verified stand apart."""
    if not isinstance(subject, UseCase):
        return None
    rows = Benefit.objects.filter(use_case=subject).with_names().with_sums().order_by("number")
    benefits = list(rows.prefetch_related("entries__claimed_by__user", "entries__settled_by__user"))
    if not benefits:
        return None
    context = {"benefits": benefits, "currency": benefits[0].organization.currency}
    return Section("pack/benefits.html", context, [_benefit_data(one) for one in benefits])


def _benefit_data(benefit: Benefit) -> Mapping[str, Any]:
    return {
        "benefit": benefit.reference,
        "title": benefit.title,
        "hypothesis": benefit.hypothesis,
        "kind": benefit.kind,
        "method": str(METHOD_WORDS[benefit.get_kind()]),
        "process": benefit.process,
        "owner": str(benefit.owner),
        "state": benefit.state,
        "baseline": plain(benefit.baseline),
        "baseline_unit": benefit.baseline_unit,
        "baseline_on": plain(benefit.baseline_on),
        "parameters": benefit.parameters,
        "share_percent": benefit.share_percent,
        "forecast_of_a_month": [
            plain(benefit.forecast_low),
            plain(benefit.forecast_likely),
            plain(benefit.forecast_high),
        ],
        "currency": benefit.organization.currency,
        "months": [_entry_data(entry) for entry in reversed(benefit.entries.all())],
    }


def _entry_data(entry: BenefitEntry) -> Mapping[str, Any]:
    return {
        "month": f"{entry.month:%Y-%m}",
        "state": entry.state,
        "claimed": plain(entry.claimed_amount),
        "claimed_by": str(entry.claimed_by),
        "claimed_at": plain(entry.claimed_at),
        "parameters": entry.parameters,
        "share_percent": entry.share_percent,
        "evidence": entry.evidence,
        "verified": plain(entry.verified_amount),
        "settled_by": str(entry.settled_by) if entry.settled_by else "",
        "settled_at": plain(entry.settled_at),
        "note": entry.note,
        "revoked_at": plain(entry.revoked_at),
        "revoked_because": entry.revoked_because,
    }

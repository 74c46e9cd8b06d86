"""Renewals, and the terms of each tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from governance.actions.validity import ACCEPTOR_ROLES
from governance.logic.paths import REVIEWED_TIERS
from governance.logic.validity import (
    MOST_LEAD_DAYS,
    MOST_MONTHS,
    MOST_WAIVER_DAYS,
    Terms,
    TierTerms,
    terms_of,
)
from intake.choices import Tier


@dataclass(frozen=True)
class AskedRenewal:
    note: str


class RenewalForm(PayloadForm[AskedRenewal]):
    payload_class = AskedRenewal

    note = forms.CharField(
        label=_("What has changed since the approval"),
        help_text=_("Users, data, model, vendor, place of use. If nothing has, say so."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )


class TermsForm(forms.Form):
    """Months, days and roles of each tier, named `tier.field`."""

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tier in REVIEWED_TIERS:
            self._add(tier, terms_of(terms, tier))

    def _add(self, tier: str, row: TierTerms) -> None:
        self.fields |= {
            f"{tier}.valid_months": _number(
                _("An approval holds for months"), row.valid_months, 1, MOST_MONTHS
            ),
            f"{tier}.renewal_days": _number(
                _("Its renewal opens days before the end"), row.renewal_days, 0, MOST_LEAD_DAYS
            ),
            f"{tier}.waiver_days": _number(
                _("A waiver holds for days at most"), row.waiver_days, 1, MOST_WAIVER_DAYS
            ),
            f"{tier}.acceptors": forms.MultipleChoiceField(
                label=_("Who may accept the risk of a waiver"),
                choices=[(role.value, role.label) for role in ACCEPTOR_ROLES],
                initial=sorted(row.acceptors),
                widget=forms.CheckboxSelectMultiple,
            ),
        }

    def payload(self) -> Terms:
        """The terms by tier."""
        data = self.cleaned_data
        return {
            tier: TierTerms(
                data[f"{tier}.valid_months"],
                data[f"{tier}.renewal_days"],
                data[f"{tier}.waiver_days"],
                frozenset(data[f"{tier}.acceptors"]),
            )
            for tier in REVIEWED_TIERS
        }

    @property
    def by_tier(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """(tier, its fields) for the cards of the form."""
        names = ("valid_months", "renewal_days", "waiver_days", "acceptors")
        for tier in REVIEWED_TIERS:
            yield str(Tier(tier).label), [self[f"{tier}.{name}"] for name in names]


def _number(label: Any, initial: int, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=least, max_value=most)

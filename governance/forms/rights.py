"""Decision rights and the RACI chart as forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import ChoiceList, DateInput, DayField
from governance.actions.rights import MOST_ROWS, RaciRow, RaciTerms, RightsTerms
from governance.choices import Holder, OperatingModel
from governance.logic.paths import GATES, REVIEWED_TIERS
from governance.logic.rights import Holders, Rights
from intake.choices import Stage, Tier

RACI_PARTS = (
    ("activity", _("Activity"), True),
    ("responsible", _("Responsible"), True),
    ("accountable", _("Accountable"), True),
    ("consulted", _("Consulted"), False),
    ("informed", _("Informed"), False),
)
SPARE_ROWS = 3


def _dating() -> dict[str, forms.Field]:
    return {
        "effective_on": DayField(
            label=_("In force from"),
            help_text=_("Reviews that run on this day keep who holds them."),
            widget=DateInput,
            initial=today_here,
        ),
        "reason": forms.CharField(label=_("Why"), max_length=500, required=False),
    }


class RightsForm(forms.Form):
    """Who holds what, named `tier.gate`; of a unit only what is different there."""

    def __init__(
        self, *args: Any, rights: Rights, unit: BusinessUnit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        if unit is None:
            self.fields["model"] = forms.ChoiceField(
                label=_("Operating model"),
                choices=OperatingModel.choices,
                initial=rights.model,
                widget=ChoiceList,
            )
        cells = rights.units.get(unit.pk, {}) if unit else rights.cells
        for tier in REVIEWED_TIERS:
            for gate in GATES:
                self._add(tier, gate, cells)
        self.fields |= _dating()

    def _add(self, tier: str, gate: str, cells: Holders) -> None:
        inherited = [("", _("As the organization"))] if self.unit else []
        label = f"{Tier(tier).label}, {Stage(gate).label}"
        self.fields[f"{tier}.{gate}"] = forms.ChoiceField(
            label=label,
            choices=[*inherited, *Holder.choices],
            initial=cells.get(tier, {}).get(gate, ""),
            required=self.unit is None,
        )

    def payload(self) -> RightsTerms:
        data = self.cleaned_data
        return RightsTerms(
            cells={tier: self._row(tier) for tier in REVIEWED_TIERS},
            effective_on=data["effective_on"],
            model=OperatingModel(data.get("model", OperatingModel.CENTRALIZED)),
            reason=data["reason"],
            unit=self.unit.pk if self.unit else None,
        )

    def _row(self, tier: str) -> dict[str, Holder]:
        given = {gate: self.cleaned_data.get(f"{tier}.{gate}", "") for gate in GATES}
        return {gate: Holder(holder) for gate, holder in given.items() if holder}

    @property
    def tier_headings(self) -> list[str]:
        """The columns of the table."""
        return [str(Tier(tier).label) for tier in REVIEWED_TIERS]

    @property
    def by_gate(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(its stage, a field for each tier) for the rows of the table."""
        return [
            (str(Stage(gate).label), [self[f"{tier}.{gate}"] for tier in REVIEWED_TIERS])
            for gate in GATES
        ]

    @property
    def dating(self) -> list[forms.BoundField]:
        """From when on, and why."""
        return [self["effective_on"], self["reason"]]


class RaciForm(forms.Form):
    """Rows of five texts, named `row.part`; an empty row is left out."""

    def __init__(self, *args: Any, rows: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(len(rows) + SPARE_ROWS, MOST_ROWS)
        for number in range(self.count):
            row = rows[number] if number < len(rows) else {}
            for part, label, _needed in RACI_PARTS:
                self.fields[f"{number}.{part}"] = forms.CharField(
                    label=f"{label} {number + 1}",
                    max_length=300,
                    required=False,
                    initial=row.get(part, ""),
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
        self.fields |= _dating()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(self.count):
            for part, label, is_needed in RACI_PARTS:
                name = f"{number}.{part}"
                if is_needed and self._texts(cleaned, number) and not cleaned.get(name):
                    self.add_error(name, _("Fill in: %(part)s.") % {"part": label})
        return cleaned

    @staticmethod
    def _texts(cleaned: dict[str, Any], number: int) -> bool:
        return any(cleaned.get(f"{number}.{part}") for part, *_rest in RACI_PARTS)

    def payload(self) -> RaciTerms:
        data = self.cleaned_data
        day: dt.date = data["effective_on"]
        return RaciTerms(
            rows=tuple(
                RaciRow(**{part: data[f"{number}.{part}"] for part, *_rest in RACI_PARTS})
                for number in range(self.count)
                if self._texts(data, number)
            ),
            effective_on=day,
            reason=data["reason"],
        )

    @property
    def headings(self) -> list[str]:
        """The columns of the table."""
        return [str(label) for _part, label, _needed in RACI_PARTS]

    @property
    def by_row(self) -> list[list[forms.BoundField]]:
        """The five fields of each row."""
        return [
            [self[f"{number}.{part}"] for part, *_rest in RACI_PARTS]
            for number in range(self.count)
        ]

    @property
    def dating(self) -> list[forms.BoundField]:
        """From when on, and why."""
        return [self["effective_on"], self["reason"]]

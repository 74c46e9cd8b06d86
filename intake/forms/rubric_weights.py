"""The weights of a rubric as a table: of axes in the priority, of criteria in their axis."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from intake.choices import Axis

WHOLE = 100


@dataclass(frozen=True)
class RubricWeights:
    """The whole new content of the rubric, and the digest of the one it was made from."""

    document: dict[str, Any]
    seen: str


@dataclass(frozen=True)
class AxisFields:
    """One axis of the table: its weight, and (label, weight) of each criterion."""

    label: str
    weight: forms.BoundField
    is_subtracted: bool
    criteria: list[tuple[str, forms.BoundField]]


class RubricWeightsForm(PayloadForm[RubricWeights]):
    """Weights of axes in per cent: those of the four that add to the priority make 100."""

    payload_class = RubricWeights
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, document: Mapping[str, Any], digest: str
    ) -> None:
        """KeyError or ValueError where the document is no rubric."""
        super().__init__(data, files, initial={"seen": digest})
        self.rubric = document
        for axis in document["axes"]:
            label = Axis(axis["axis"]).label
            self.fields[axis["axis"]] = _weight(
                _("Weight of %(axis)s in per cent") % {"axis": label},
                Decimal(str(axis["weight"])) * WHOLE,
                least=Decimal(0),
            )
            for place, criterion in enumerate(axis["criteria"]):
                self.fields[f"{axis['axis']}-{place}"] = _weight(
                    _("Weight of “%(criterion)s”") % {"criterion": criterion["label"]},
                    Decimal(str(criterion.get("weight", 1))),
                    least=Decimal("0.1"),
                )

    def axes(self) -> Iterator[AxisFields]:
        """The table, row by row."""
        for axis in self.rubric["axes"]:
            key = axis["axis"]
            criteria = [
                (criterion["label"], self[f"{key}-{place}"])
                for place, criterion in enumerate(axis["criteria"])
            ]
            yield AxisFields(str(Axis(key).label), self[key], key == Axis.RISK, criteria)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        added = [cleaned.get(axis["axis"]) for axis in self.rubric["axes"] if _is_added(axis)]
        known = [weight for weight in added if weight is not None]
        total = sum(known, Decimal(0))
        if len(known) == len(added) and total != WHOLE:
            raise forms.ValidationError(
                gettext("The four weights that add to the priority make %(sum)s %%, not 100 %%.")
                % {"sum": f"{total.normalize():f}"}
            )
        return cleaned

    def payload(self) -> RubricWeights:
        document = copy.deepcopy(dict(self.rubric))
        for axis in document["axes"]:
            axis["weight"] = float(self.cleaned_data[axis["axis"]] / WHOLE)
            for place, criterion in enumerate(axis["criteria"]):
                criterion["weight"] = _plain(self.cleaned_data[f"{axis['axis']}-{place}"])
        return RubricWeights(document, self.cleaned_data["seen"])


def _is_added(axis: Mapping[str, Any]) -> bool:
    return bool(axis["axis"] != Axis.RISK)


def _weight(label: str, now: Decimal, *, least: Decimal) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        initial=f"{now.normalize():f}",
        min_value=least,
        max_value=WHOLE,
        decimal_places=1,
        error_messages={"required": _("Give it a weight.")},
        widget=forms.NumberInput(attrs={"class": "is-short", "aria-label": label}),
    )


def _plain(weight: Decimal) -> int | float:
    """Whole weights as whole numbers, so that unchanged documents keep their digest."""
    return int(weight) if weight == weight.to_integral() else float(weight)

"""What the lines of a table of costs mean in this organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Lower

from coe_portal.tenancy.models import BusinessUnit
from intake.models.use_cases import UseCase
from metrics.logic.cost_lines import CostLine, LineProblem
from metrics.models.costs import CostEntry
from registry.models.models import AIModel
from registry.models.vendors import Vendor

Found = BusinessUnit | UseCase | AIModel | Vendor
NAMED = ("business_unit", "use_case", "model", "vendor")


class Names:
    """Units, use cases, models and vendors by what a table calls them, in four queries."""

    def __init__(self, lines: Iterable[CostLine]) -> None:
        lines = list(lines)
        self._found: dict[tuple[str, str], Found] = {}
        for target in NAMED:
            texts = {line.values[target].casefold() for line in lines if target in line.values}
            if texts:
                self._found.update(_READERS[target](target, texts))

    def of(self, line: CostLine, target: str) -> Found | None:
        """What a line names there; None where it names nothing, or nothing that is known."""
        return self._found.get((target, line.values.get(target, "").casefold()))


def _units(target: str, texts: set[str]) -> Mapping[tuple[str, str], Found]:
    rows = BusinessUnit.objects.alias(name_folded=Lower("name"), code_folded=Lower("code"))
    found = rows.filter(Q(name_folded__in=texts) | Q(code_folded__in=texts)).order_by("-pk")
    named = {(target, unit.name.casefold()): unit for unit in found}
    return named | {(target, unit.code.casefold()): unit for unit in found}


def _cases(target: str, texts: set[str]) -> Mapping[tuple[str, str], Found]:
    numbers = [number for text in texts if (number := UseCase.number_of(text)) is not None]
    rows = UseCase.objects.filter(number__in=numbers).select_related("business_unit")
    return {(target, case.reference.casefold()): case for case in rows}


def _models(target: str, texts: set[str]) -> Mapping[tuple[str, str], Found]:
    rows = AIModel.objects.present().alias(folded=Lower("name")).select_related("steward_unit")
    found = rows.filter(Q(folded__in=texts) | Q(number__in=_numbers(texts, "m"))).order_by("-pk")
    named = {(target, model.name.casefold()): model for model in found}
    return named | {(target, model.reference.casefold()): model for model in found}


def _vendors(target: str, texts: set[str]) -> Mapping[tuple[str, str], Found]:
    rows = Vendor.objects.alias(folded=Lower("name"))
    found = rows.filter(Q(folded__in=texts) | Q(number__in=_numbers(texts, "vnd"))).order_by("-pk")
    named = {(target, vendor.name.casefold()): vendor for vendor in found}
    return named | {(target, vendor.reference.casefold()): vendor for vendor in found}


def _numbers(texts: set[str], prefix: str) -> list[int]:
    """Numbers of references such as M-7."""
    parts = [text.partition("-") for text in texts]
    return [
        int(number)
        for kind, _dash, number in parts
        if kind == prefix and number.isascii() and number.isdecimal() and len(number) < 10  # noqa: PLR2004
    ]


_READERS: Mapping[str, Callable[[str, set[str]], Mapping[tuple[str, str], Found]]] = {
    "business_unit": _units,
    "use_case": _cases,
    "model": _models,
    "vendor": _vendors,
}


def judge(lines: Sequence[CostLine], names: Names) -> None:
    """Say of each line what it names that is not there, and which invoices are there already."""
    invoices = {line.values["invoice"] for line in lines if "invoice" in line.values}
    booked = {
        entry.invoice: entry
        for entry in CostEntry.objects.standing().filter(invoice__in=invoices).with_names()
    }
    seen: set[str] = set()
    for line in lines:
        for target in NAMED:
            if target in line.values and names.of(line, target) is None:
                line.report(LineProblem.UNKNOWN, target)
        invoice = line.values.get("invoice", "")
        if invoice and invoice in seen:
            line.report(LineProblem.REPEATED, "invoice")
        seen.add(invoice)
        if entry := booked.get(invoice) if invoice else None:
            _hold_against(line, entry)


def _hold_against(line: CostLine, entry: CostEntry) -> None:
    """A line that is booked as it is is known; one that says something else is a problem."""
    is_same = not line.problems and (
        entry.month == dt.date.fromisoformat(line.values["month"])
        and entry.amount == Decimal(line.values["amount"])
        and entry.category == line.values["category"]
    )
    if is_same:
        line.known = entry.reference
    else:
        line.report(LineProblem.DIFFERS, "invoice")

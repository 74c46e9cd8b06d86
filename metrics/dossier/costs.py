"""What a use case cost; and where the trail finds costs and chargebacks by their reference."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from coe_portal.audit.subjects import addressable, told_to
from governance.dossier.kept import newest
from intake.models.use_cases import UseCase
from metrics.choices import CostCategory
from metrics.logic.spending import ZERO
from metrics.models.chargebacks import Statement
from metrics.models.costs import CostEntry
from metrics.permissions.costs import VIEW_COSTS, chargebacks_visible_to


def costs_visible_to(member: Membership) -> QuerySet[CostEntry]:
    """All, or none."""
    rows: QuerySet[CostEntry] = CostEntry.objects.with_names()
    return rows if member.may(VIEW_COSTS.code) else rows.none()


@addressable(CostEntry.PREFIX)
def find_cost(number: int, member: Membership) -> CostEntry | None:
    """The entry that a reference names."""
    return costs_visible_to(member).filter(number=number).first()


@addressable(Statement.PREFIX)
def find_statement(number: int, member: Membership) -> Statement | None:
    """The statement that a reference names."""
    rows = chargebacks_visible_to(member).with_names().filter(number=number)
    found: Statement | None = rows.first()
    return found


told_to(CostEntry, costs_visible_to)
told_to(Statement, chargebacks_visible_to)


@section("costs", order=82, title=_("Costs"), starts_page=False)
def costs_section(subject: Model) -> Section | None:
    """What was booked to the case, by category and entry by entry, with what was taken back."""
    if not isinstance(subject, UseCase):
        return None
    booked = CostEntry.objects.filter(use_case=subject)
    kept = newest(booked.with_names().order_by("-month", "-number"))
    if not kept.rows:
        return None
    sums = _sums(booked.standing())
    context = {
        "entries": kept.rows,
        "left_out": kept.left_out,
        "sums": sums,
        "total": sum((amount for _category, amount in sums), ZERO),
        "currency": subject.organization.currency,
    }
    data: dict[str, Any] = {
        "currency": subject.organization.currency,
        "standing": {category.value: plain(amount) for category, amount in sums},
        "entries": [_entry_data(entry) for entry in kept.rows],
    }
    return Section("pack/costs.html", context, data)


def _sums(rows: QuerySet[CostEntry]) -> list[tuple[CostCategory, Decimal]]:
    """What counts, by category."""
    found = dict(rows.order_by().values_list("category").annotate(total=Sum("amount")))
    return [(one, found[one.value]) for one in CostCategory if one.value in found]


def _entry_data(entry: CostEntry) -> Mapping[str, Any]:
    return {
        "cost": entry.reference,
        "month": f"{entry.month:%Y-%m}",
        "category": entry.category,
        "amount": plain(entry.amount),
        "description": entry.description,
        "invoice": entry.invoice,
        "vendor": str(entry.vendor or ""),
        "model": str(entry.model or ""),
        "booked_at": plain(entry.booked_at),
        "booked_by": entry.booked_by,
        "voided_at": plain(entry.voided_at),
        "void_reason": entry.void_reason,
    }

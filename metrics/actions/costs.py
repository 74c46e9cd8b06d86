"""Book costs, take them back, and set budgets. The only writer of cost entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import current_organization_id
from intake.models.use_cases import UseCase
from metrics.choices import CostCategory, CostSource
from metrics.declarations import costs as told
from metrics.logic.periods import MONTHS_IN_YEAR
from metrics.logic.spending import ZERO, first_of_month, months_between, rounded
from metrics.models.costs import BudgetLine, CostEntry, CostFile
from metrics.permissions.costs import BOOK_COSTS, PLAN_BUDGET
from registry.models.models import AIModel
from registry.models.vendors import Vendor

MOST_AMOUNT: Final = Decimal(10) ** 11
MONTHS_AHEAD: Final = 24
YEARS_BACK: Final = 10
MOST_AT_ONCE: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class CostTerms:
    """An amount of a month, what for, and what it belongs to."""

    month: dt.date
    category: CostCategory
    amount: Decimal
    description: str
    invoice: str = ""
    business_unit: BusinessUnit | None = None
    use_case: UseCase | None = None
    model: AIModel | None = None
    vendor: Vendor | None = None


TERMS: Final = tuple(one.name for one in fields(CostTerms))


@dataclass(frozen=True, kw_only=True)
class Booking:
    """How entries come into the books."""

    source: CostSource = CostSource.FORM
    file: CostFile | None = None


FORM: Final = Booking()
API: Final = Booking(source=CostSource.API)


@transaction.atomic
def book_cost(terms: CostTerms, *, actor: Actor, booking: Booking = FORM) -> CostEntry:
    """Book an amount. The same invoice sent again is the same entry.

    Raises:
        InvalidInput: a value is wrong, or the invoice is booked with other values.
    """
    require(actor, BOOK_COSTS.code)
    terms = checked(terms)
    known = CostEntry.objects.standing().filter(invoice=terms.invoice).first()
    if terms.invoice and known is not None:
        return _same(known, terms)
    entry = _created(terms, booking, actor)
    record(told.COST_BOOKED, entry, actor=actor, after=_facts(terms))
    return entry


@transaction.atomic
def book_costs(
    rows: Sequence[CostTerms], *, actor: Actor, booking: Booking = API
) -> list[CostEntry]:
    """Book many, all or none; of each invoice once."""
    if not rows or len(rows) > MOST_AT_ONCE:
        raise InvalidInput(_("Send 1 to %(most)d entries.") % {"most": MOST_AT_ONCE})
    return [book_cost(terms, actor=actor, booking=booking) for terms in rows]


@transaction.atomic
def void_cost(entry: CostEntry, reason: str, *, actor: Actor) -> CostEntry:
    """Take an entry out of the books; it stays to be seen."""
    require(actor, BOOK_COSTS.code)
    entry = CostEntry.objects.locked(entry.pk)
    _void(entry, reason, actor)
    record(
        told.COST_VOIDED, entry, actor=actor, before={"amount": entry.amount}, reason=reason.strip()
    )
    return entry


@transaction.atomic
def correct_cost(entry: CostEntry, terms: CostTerms, reason: str, *, actor: Actor) -> CostEntry:
    """Take an entry back and book it anew, in one step; the new one names the old."""
    require(actor, BOOK_COSTS.code)
    entry = CostEntry.objects.locked(entry.pk)
    terms = checked(terms)
    if all(getattr(entry, name) == getattr(terms, name) for name in TERMS):
        raise InvalidInput(_("Nothing is different."))
    _void(entry, reason, actor)
    if terms.invoice and CostEntry.objects.standing().filter(invoice=terms.invoice).exists():
        message = _("This invoice is booked already.")
        raise InvalidInput(message, errors={"invoice": [message]})
    new = _created(terms, FORM, actor, corrects=entry)
    record_all(
        [
            Entry(told.COST_VOIDED, entry, {"amount": entry.amount}, {}, reason.strip()),
            Entry(told.COST_BOOKED, new, {}, _facts(terms), reason.strip()),
        ],
        actor=actor,
    )
    return new


def _void(entry: CostEntry, reason: str, actor: Actor) -> None:
    if entry.voided_at is not None:
        raise InvalidTransition(_("It was taken back already."))
    if not reason.strip():
        message = _("Say why.")
        raise InvalidInput(message, errors={"reason": [message]})
    entry.voided_at, entry.voided_by, entry.void_reason = (
        timezone.now(),
        actor.label,
        reason.strip(),
    )
    entry.save(update_fields=["voided_at", "voided_by", "void_reason", "updated_at"])


def checked(terms: CostTerms) -> CostTerms:
    """The terms as they are booked: whole months, cents, and the unit of the use case or model.

    Raises:
        InvalidInput: a value is wrong; its errors are by field.
    """
    unit = terms.business_unit
    if unit is None and terms.use_case is not None:
        unit = terms.use_case.business_unit
    if unit is None and terms.use_case is None and terms.model is not None:
        unit = terms.model.steward_unit
    clean = replace(
        terms,
        month=first_of_month(terms.month),
        amount=rounded(terms.amount),
        description=terms.description.strip(),
        invoice=terms.invoice.strip(),
        business_unit=unit,
    )
    if errors := errors_of(clean):
        raise InvalidInput(next(iter(errors.values()))[0], errors=errors)
    return clean


def errors_of(terms: CostTerms) -> dict[str, list[str]]:
    """What is wrong with terms, by field."""
    errors = {}
    if not terms.amount:
        errors["amount"] = [_("Give an amount.")]
    elif abs(terms.amount) >= MOST_AMOUNT:
        errors["amount"] = [_("This amount is too large.")]
    if not terms.description:
        errors["description"] = [_("Say what for.")]
    if not is_bookable(terms.month):
        errors["month"] = [
            _("Choose a month of the last %(years)d years or the next %(months)d months.")
            % {"years": YEARS_BACK, "months": MONTHS_AHEAD}
        ]
    return errors


def is_bookable(month: dt.date) -> bool:
    """Whether costs of a month are taken: not of long ago, and of no far future."""
    ahead = months_between(today_here(), month)
    return -YEARS_BACK * MONTHS_IN_YEAR <= ahead <= MONTHS_AHEAD


def _same(entry: CostEntry, terms: CostTerms) -> CostEntry:
    """The entry that is booked already; InvalidInput when it says something else."""
    if any(getattr(entry, name) != getattr(terms, name) for name in TERMS):
        message = _("This invoice is booked as %(reference)s with other values.") % {
            "reference": entry.reference
        }
        raise InvalidInput(message, errors={"invoice": [message]})
    return entry


def _created(
    terms: CostTerms, booking: Booking, actor: Actor, *, corrects: CostEntry | None = None
) -> CostEntry:
    values = {name: getattr(terms, name) for name in TERMS}
    entry: CostEntry = CostEntry.objects.create(
        number=next_number(CostEntry.PREFIX),
        source=booking.source,
        file=booking.file,
        booked_by=actor.label,
        corrects=corrects,
        **values,
    )
    return entry


def _facts(terms: CostTerms) -> dict[str, Any]:
    """What the trail keeps of an entry."""
    named = ("business_unit", "use_case", "model", "vendor")
    plain = {name: getattr(terms, name) for name in TERMS if name not in named}
    return plain | {name: str(one) for name in named if (one := getattr(terms, name)) is not None}


@dataclass(frozen=True, kw_only=True)
class BudgetTerms:
    """What a unit, or the CoE itself, may spend in a year, by category."""

    fiscal_year: int
    business_unit: BusinessUnit | None = None
    amounts: Mapping[CostCategory, Decimal] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def set_budget(terms: BudgetTerms, *, actor: Actor) -> list[BudgetLine]:
    """Say what may be spent; the lines of before stay, and the newest count.

    With the first line of a year the CoE itself gets one of nothing in each other category, so
    that every cost of the year has a line against which it is held.
    """
    require(actor, PLAN_BUDGET.code)
    organization = Organization.objects.select_for_update(no_key=True).get(
        pk=current_organization_id()
    )
    _check_budget(terms)
    known = _known_budget(terms.fiscal_year)
    unit = terms.business_unit.pk if terms.business_unit else None
    wanted = {(category, unit): rounded(amount) for category, amount in terms.amounts.items()}
    central = {(category, None): ZERO for category in CostCategory}
    missing = {cell: amount for cell, amount in central.items() if cell not in known | wanted}
    changed = {cell: amount for cell, amount in wanted.items() if known.get(cell) != amount}
    if not changed:
        return []
    lines = [
        _budget_line(terms, cell, amount, actor) for cell, amount in (changed | missing).items()
    ]
    BudgetLine.objects.bulk_create(lines)
    record(
        told.BUDGET_SET,
        organization,
        actor=actor,
        before=_named(terms, {cell: known.get(cell) for cell in changed}),
        after=_named(terms, changed),
        reason=terms.note,
    )
    return lines


def _check_budget(terms: BudgetTerms) -> None:
    if abs(terms.fiscal_year - today_here().year) > YEARS_BACK:
        message = _("Choose a year nearer to this one.")
        raise InvalidInput(message, errors={"fiscal_year": [message]})
    wrong = [one for one, amount in terms.amounts.items() if not ZERO <= amount < MOST_AMOUNT]
    if wrong:
        message = _("Give an amount of nothing or more.")
        raise InvalidInput(message, errors={str(category): [message] for category in wrong})


def _known_budget(year: int) -> dict[tuple[CostCategory, int | None], Decimal]:
    rows = BudgetLine.objects.filter(fiscal_year=year).newest()
    return {
        (CostCategory(category), unit): amount
        for category, unit, amount in rows.values_list("category", "business_unit", "planned")
    }


def _budget_line(
    terms: BudgetTerms, cell: tuple[CostCategory, int | None], amount: Decimal, actor: Actor
) -> BudgetLine:
    category, unit = cell
    line = BudgetLine(
        fiscal_year=terms.fiscal_year,
        category=category,
        business_unit_id=unit,
        planned=amount,
        set_by=actor.label,
        note=terms.note.strip(),
    )
    line.enter_organization()
    return line


def _named(
    terms: BudgetTerms, cells: Mapping[tuple[CostCategory, int | None], Decimal | None]
) -> dict[str, Any]:
    where = str(terms.business_unit) if terms.business_unit else "CoE"
    return {f"{terms.fiscal_year} {where} {cell[0]}": amount for cell, amount in cells.items()}

"""Find the owners and business units that the rows of an import name; make units that are new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from coe_portal.accounts.models import Membership
from coe_portal.importing.rules import normal
from coe_portal.tenancy.models import BusinessUnit
from intake.models.imports import ImportRow


@dataclass(frozen=True)
class Places:
    """Units by folded name, member ids by e-mail address, and the units made on the way."""

    units: Mapping[str, BusinessUnit]
    members: Mapping[str, int]
    new_units: Sequence[BusinessUnit]

    def unit(self, row: ImportRow) -> BusinessUnit | None:
        """The unit that the row names, if it names one."""
        return self.units.get(normal(str(row.fields.get("business_unit", ""))))

    def owner_id(self, row: ImportRow) -> int | None:
        """The member whose e-mail address the row gives, if there is one."""
        return self.members.get(str(row.fields.get("owner_email", "")).lower())


def places_of(rows: Iterable[ImportRow]) -> Places:
    """Look up what the rows name, in two queries, and make the units that do not exist."""
    rows = list(rows)
    names = _named(rows, "business_unit")
    emails = {str(row.fields["owner_email"]).lower() for row in rows if "owner_email" in row.fields}
    units, new_units = _units(names) if names else ({}, [])
    return Places(units, _members(emails) if emails else {}, new_units)


def _named(rows: Iterable[ImportRow], field: str) -> dict[str, str]:
    names = (str(row.fields.get(field, "")) for row in rows)
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(normal(name), name)
    first.pop("", None)
    return first


def _members(emails: set[str]) -> dict[str, int]:
    members = Membership.objects.filter(user__email__in=emails, is_active=True)
    return {email.lower(): key for email, key in members.values_list("user__email", "pk")}


def _units(names: Mapping[str, str]) -> tuple[dict[str, BusinessUnit], list[BusinessUnit]]:
    existing = list(BusinessUnit.objects.order_by("-pk"))
    known = {normal(unit.code): unit for unit in existing}
    known |= {normal(unit.name): unit for unit in existing}
    taken = {unit.code for unit in known.values()}
    made = []
    for folded, name in names.items():
        if folded not in known:
            unit = BusinessUnit(name=name, code=unit_code(name, taken))
            unit.enter_organization()
            taken.add(unit.code)
            known[folded] = unit
            made.append(unit)
    BusinessUnit.objects.bulk_create(made)
    return known, made


def unit_code(name: str, taken: set[str]) -> str:
    """A short code for a unit: its own name, cut where it is long, told apart where it is taken.

    >>> unit_code("Office of the CIO", set())
    'office-of-the-cio'
    """
    code = slugify(name)[:48].strip("-") or "unit"
    if code in taken or len(slugify(name)) > len(code):
        code = f"{code}-{hashlib.sha256(normal(name).encode()).hexdigest()[:8]}"
    return code

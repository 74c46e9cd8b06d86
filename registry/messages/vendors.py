"""Tell the people of vendors, and of what stands on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.notifications.steps import latest_step
from coe_portal.tenancy.clock import day_here
from intake.models.use_cases import UseCase
from registry.declarations import vendors as told
from registry.models.models import ModelVersionQuerySet
from registry.models.vendors import Vendor, VendorCertificate, VendorQuerySet
from registry.queries.dependence import people_behind

MOST_NAMED: Final = 3
# Days from the end of a contract or certificate on which its vendor's owner is reminded.
STEPS: Final = (-60, -30, -7, 0)


def tell_owner(vendor: Vendor, actor: Actor) -> None:
    """The vendor is theirs now; who takes one knows."""
    if not actor.is_member(vendor.owner_id):
        _tell(told.VENDOR_GIVEN, [vendor.owner], vendor)


def tell_of_decision(vendor: Vendor, actor: Actor) -> None:
    """Owner and proposer hear what became of it."""
    people = [vendor.owner, *([vendor.proposed_by] if vendor.proposed_by else [])]
    others = [one for one in people if not actor.is_member(one.pk)]
    _tell(
        told.VENDOR_DECIDED,
        others,
        vendor,
        status=vendor.get_status_display(),
        member=actor.label,
        reason=vendor.status_reason,
    )


def tell_of_what_stands_on_it(
    kind: NotificationKind,
    vendor: Vendor,
    versions: ModelVersionQuerySet,
    cases: Iterable[UseCase],
    actor: Actor,
) -> None:
    """Owners and developers of the versions, owners of the use cases, and who keeps the vendor."""
    people = [vendor.owner, *people_behind(versions), *(case.owner for case in cases)]
    others = [one for one in dict.fromkeys(people) if not actor.is_member(one.pk)]
    _tell(kind, others, vendor, reason=vendor.status_reason, what=_named(versions))


def vendors_with_ends(today: dt.date) -> VendorQuerySet:
    """Live vendors whose contract or a certificate ends soon."""
    last = today - dt.timedelta(days=min(STEPS))
    ending = VendorCertificate.objects.kept().filter(
        vendor=OuterRef("pk"), valid_until__range=(today, last)
    )
    rows: VendorQuerySet = Vendor.objects.live()
    return rows.filter(Q(contract_until__range=(today, last)) | Exists(ending.order_by()))


def remind_of_ends(pk: int, today: dt.date) -> int:
    """Say once for each step that a contract or a certificate ends; how many messages.

    The row is locked, so that two clocks at once do not tell twice.
    """
    vendor = Vendor.objects.live().with_people().filter(pk=pk).locked_rows().first()
    if vendor is None:
        return 0
    ends = [("contract", _("the contract"), vendor.contract_until, vendor.created_at)]
    ends += [
        (f"certificate-{one.pk}", one.get_kind_display(), one.valid_until, one.created_at)
        for one in vendor.certificates.kept()
    ]
    reminders = [
        _reminder(vendor, f"{thing}:{day:%Y%m%d}:{step}", label, day)
        for thing, label, day, since in ends
        if day is not None and (step := _step(day, day_here(since), today)) is not None
    ]
    return tell_once(reminders)


def _step(day: dt.date, since: dt.date, today: dt.date) -> int | None:
    return latest_step(STEPS, (today - day).days, start=(since - day).days)


def _reminder(vendor: Vendor, key: str, term: str, day: dt.date) -> Reminder:
    return Reminder(
        told.VENDOR_TERM_ENDS,
        vendor.owner,
        vendor,
        {"vendor": vendor.name, "term": term, "day": date_format(day, "j F Y")},
        vendor.get_absolute_url(),
        f"{vendor.reference}:{key}",
    )


def _named(versions: ModelVersionQuerySet) -> str:
    found = versions.select_related("model").order_by("model__name", "-number")
    names = ", ".join(str(version) for version in found[:MOST_NAMED])
    more = versions.count() - MOST_NAMED
    if more <= 0:
        return names or _("nothing yet")
    rest = ngettext("%(count)d more version", "%(count)d more versions", more) % {"count": more}
    return f"{names}, {rest}"


def _tell(
    kind: NotificationKind, people: Iterable[Membership], vendor: Vendor, **context: str
) -> None:
    words = {"vendor": vendor.name, **context}
    notify(kind, people, vendor, context=words, url=vendor.get_absolute_url())

"""Colleagues by e-mail, as forms and programs name them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput


def colleague_with_email(email: str) -> Membership:
    """The current member with this address; InvalidInput when there is none."""
    people = Membership.objects.current().with_user()
    found: Membership | None = people.filter(user__email__iexact=email.strip()).first()
    if found is None:
        text = _("Nobody in your organization has this address.")
        raise InvalidInput(text, errors={"email": [text]})
    return found


def colleagues_with_emails(emails: Iterable[str]) -> tuple[list[Membership], list[str]]:
    """(current members with these addresses, addresses that nobody has), in one query."""
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    rows = (
        Membership.objects.current()
        .with_user()
        .annotate(address=Lower("user__email"))
        .filter(address__in=wanted)
    )
    found = {one.user.email.lower(): one for one in rows}
    return list(found.values()), [email for email in wanted if email not in found]

"""Colleagues by e-mail, as forms and programs name them."""

from __future__ import annotations

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

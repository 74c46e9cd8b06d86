"""Mail of the accounts."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Invitation
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.tasks import tenant_task

RETRIES = {"autoretry_for": (OSError,), "retry_backoff": True, "max_retries": 5}


@tenant_task(name="accounts.send_invitation", **RETRIES)
def send_invitation(*, invitation_id: int) -> None:
    """Mail the address under which an invitation is accepted; its secret is made here."""
    invitation = Invitation.objects.select_related("organization", "invited_by__user").get(
        pk=invitation_id
    )
    if not invitation.is_open():
        return
    address = settings.SITE_URL + org_url("accounts:accept_invitation", secret=invitation.secret)
    context = {"invitation": invitation, "address": address}
    EmailMessage(
        subject=_("You are invited to %(name)s") % {"name": invitation.organization.name},
        body=render_to_string("accounts/invitation_mail.txt", context),
        to=[invitation.email],
    ).send()

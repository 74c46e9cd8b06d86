"""Members, invitations and business units, for those who manage them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts import actions, declarations
from coe_portal.accounts.actions import MembershipPayload
from coe_portal.accounts.filters import MemberFilters
from coe_portal.accounts.forms import (
    InvitationForm,
    InvitationPayload,
    ManagerForm,
    MembershipForm,
    NewManager,
    NewUnit,
    UnitForm,
)
from coe_portal.accounts.models import Invitation, Membership
from coe_portal.accounts.tables import MemberTable
from coe_portal.accounts.tasks import send_invitation
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
)

MOST_REPORTS = 100
MOST_UNITS_BELOW = 100


def members_crumb() -> Crumb:
    return Crumb(org_url("accounts:members"), _("Members"))


class Members(ListPageView):
    """Everybody in the organization; who left stays in the list, closed."""

    permission = declarations.SEE_MEMBERS.code
    template_name = "accounts/members.html"
    title = _("Members")
    table_class = MemberTable
    filters_class = MemberFilters

    def rows(self) -> QuerySet[Membership]:
        rows: QuerySet[Membership] = Membership.objects.with_user().select_related("business_unit")
        return rows

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(declarations.MANAGE_MEMBERS.code):
            return []
        return [ButtonLink(org_url("accounts:invite"), _("Invite"), "user-plus", "primary")]

    def page(self) -> dict[str, Any]:
        if not self.member.may(declarations.MANAGE_MEMBERS.code):
            return {"invitations": []}
        open_ones = Invitation.objects.filter(accepted_at=None, revoked_at=None)
        rows = open_ones.select_related("invited_by__user").order_by("-created_at")
        return {"invitations": [row for row in rows if row.is_open()]}


class MemberView(PageView):
    """One member: what they are, and what else can be done."""

    permission = declarations.SEE_MEMBERS.code
    template_name = "accounts/member.html"

    def find_subject(self) -> Membership:
        return find_member(self.kwargs["pk"])

    def page(self) -> dict[str, Any]:
        reports = Membership.objects.current().with_user().filter(manager=self.subject)
        return {
            "may_manage": self.member.may(declarations.MANAGE_MEMBERS.code),
            "reports": reports.order_by("user__name", "pk")[:MOST_REPORTS],
        }


def find_member(pk: int) -> Membership:
    """The member of the organization in scope, or Http404."""
    found = found_or_404(
        Membership.objects.with_user()
        .select_related("business_unit", "manager__user")
        .filter(pk=pk)
        .first()
    )
    member: Membership = found
    return member


class ChangeRoles(FormPageView):
    """Other roles, unit or last day."""

    permission = declarations.MANAGE_MEMBERS.code
    form_class = MembershipForm
    title = _("Change roles")
    success_message = _("The roles are changed.")

    def find_subject(self) -> Membership:
        return find_member(self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        names = ("roles", "business_unit", "job_title", "starts_on", "ends_on")
        return {"initial": {name: getattr(self.subject, name) for name in names}}

    @property
    def parents(self) -> tuple[Crumb, ...]:
        own = org_url("accounts:member", pk=self.subject.pk)
        return (members_crumb(), Crumb(own, self.subject.display_name))

    @property
    def cancel_url(self) -> str:
        return org_url("accounts:member", pk=self.subject.pk)

    def act(self, payload: MembershipPayload) -> Membership:
        return actions.change_roles(self.subject, payload, actor=self.actor)

    def success_url(self, _result: Membership) -> str:
        return self.cancel_url


class SetManager(FormPageView):
    """To whom the member reports: managers see and steer what their people learn."""

    permission = declarations.MANAGE_MEMBERS.code
    form_class = ManagerForm
    title = _("Set the manager")
    success_message = _("The manager is set.")

    def find_subject(self) -> Membership:
        return find_member(self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        manager = self.subject.manager
        return {"initial": {"manager": manager.user.email if manager else ""}}

    @property
    def parents(self) -> tuple[Crumb, ...]:
        return (members_crumb(), Crumb(self.cancel_url, self.subject.display_name))

    @property
    def cancel_url(self) -> str:
        return org_url("accounts:member", pk=self.subject.pk)

    def act(self, payload: NewManager) -> Membership:
        return actions.set_manager(self.subject, payload.manager, actor=self.actor)

    def success_url(self, _result: Membership) -> str:
        return self.cancel_url


class OneMemberAction(ActionView):
    """A POST about one member that has no form."""

    permission = declarations.MANAGE_MEMBERS.code

    def find_subject(self) -> Membership:
        return find_member(self.kwargs["pk"])

    def success_url(self, _result: Membership) -> str:
        return org_url("accounts:member", pk=self.subject.pk)


class Deactivate(OneMemberAction):
    success_message = _("The member can no longer enter; what they did stays.")

    def act(self, _payload: None) -> Membership:
        return actions.deactivate_member(self.subject, actor=self.actor)


class Reactivate(OneMemberAction):
    success_message = _("The member can enter again.")

    def act(self, _payload: None) -> Membership:
        return actions.reactivate_member(self.subject, actor=self.actor)


class Invite(FormPageView):
    """An e-mail to somebody new."""

    permission = declarations.MANAGE_MEMBERS.code
    form_class = InvitationForm
    title = _("Invite a member")
    subtitle = _("They get an e-mail with a link that works once, for 14 days.")
    submit_label = _("Send invitation")
    success_message = _("The invitation is on its way.")

    @property
    def parents(self) -> tuple[Crumb, ...]:
        return (members_crumb(),)

    @property
    def cancel_url(self) -> str:
        return org_url("accounts:members")

    def act(self, payload: InvitationPayload) -> Invitation:
        invitation = actions.invite_member(payload.email, payload.membership, actor=self.actor)
        send_invitation.send(invitation_id=invitation.pk)
        return invitation

    def success_url(self, _result: Invitation) -> str:
        return self.cancel_url


class RevokeInvitation(ActionView):
    """POST: an invitation that shall not be used."""

    permission = declarations.MANAGE_MEMBERS.code
    success_message = _("The invitation is withdrawn.")

    def find_subject(self) -> Invitation:
        return found_or_404(Invitation.objects.filter(pk=self.kwargs["pk"]).first())

    def act(self, _payload: None) -> Invitation:
        return actions.revoke_invitation(self.subject, actor=self.actor)

    def success_url(self, _result: Invitation) -> str:
        return org_url("accounts:members")


class Units(PageView):
    """The tree of business units."""

    permission = declarations.SEE_MEMBERS.code
    template_name = "accounts/units.html"

    def page(self) -> dict[str, Any]:
        return {
            "units": BusinessUnit.objects.select_related("parent"),
            "may_manage": self.member.may(declarations.MANAGE_UNITS.code),
        }


def find_unit(pk: int) -> BusinessUnit:
    """The unit of the organization in scope, or Http404."""
    return found_or_404(BusinessUnit.objects.select_related("parent").filter(pk=pk).first())


class UnitPage(PageView):
    """One unit: where it stands, how many belong to it, and whom to ask there first."""

    permission = declarations.SEE_MEMBERS.code
    template_name = "accounts/unit.html"

    def find_subject(self) -> BusinessUnit:
        return find_unit(self.kwargs["pk"])

    def page(self) -> dict[str, Any]:
        below = BusinessUnit.objects.filter(parent=self.subject).order_by("name", "pk")
        return {
            "below": below[:MOST_UNITS_BELOW],
            "people": Membership.objects.current().filter(business_unit=self.subject).count(),
            "may_manage": self.member.may(declarations.MANAGE_UNITS.code),
        }


class UnitFormPage(BelowList, FormPageView):
    """What the forms of one unit have in common."""

    permission = declarations.MANAGE_UNITS.code
    above = ("accounts:units", _("Business units"))
    form_class = UnitForm

    def success_url(self, _result: BusinessUnit) -> str:
        return self.cancel_url


class NewUnitPage(UnitFormPage):
    title = _("New business unit")
    success_message = _("The unit is added.")

    def act(self, payload: NewUnit) -> BusinessUnit:
        return actions.create_business_unit(
            payload.name, code=payload.code, parent=payload.parent, actor=self.actor
        )


class ChangeUnitPage(UnitFormPage):
    """Another name, code or place in the tree."""

    title = _("Change business unit")
    success_message = _("The unit is changed.")

    def find_subject(self) -> BusinessUnit:
        return find_unit(self.kwargs["pk"])

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(self.cancel_url, self.subject.name)]

    @property
    def cancel_url(self) -> str:
        return org_url("accounts:unit", pk=self.subject.pk)

    def form_kwargs(self) -> dict[str, Any]:
        unit = self.subject
        initial = {"name": unit.name, "code": unit.code, "parent": unit.parent_id}
        return {"unit": unit, "initial": initial}

    def act(self, payload: NewUnit) -> BusinessUnit:
        return actions.change_business_unit(
            self.subject,
            name=payload.name,
            code=payload.code,
            parent=payload.parent,
            actor=self.actor,
        )

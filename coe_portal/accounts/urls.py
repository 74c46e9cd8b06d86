"""Routes of members, units, tokens and the own profile, and of invitations."""

from __future__ import annotations

from django.urls import path

from coe_portal.accounts.middleware import public_in_organization
from coe_portal.accounts.views import invitation, members, own

app_name = "accounts"
urlpatterns = [
    path("members/", members.Members.as_view(), name="members"),
    path("members/invite/", members.Invite.as_view(), name="invite"),
    path("members/<int:pk>/", members.MemberView.as_view(), name="member"),
    path("members/<int:pk>/roles/", members.ChangeRoles.as_view(), name="change_roles"),
    path("members/<int:pk>/manager/", members.SetManager.as_view(), name="set_manager"),
    path("members/<int:pk>/deactivate/", members.Deactivate.as_view(), name="deactivate"),
    path("members/<int:pk>/reactivate/", members.Reactivate.as_view(), name="reactivate"),
    path(
        "invitations/<int:pk>/revoke/",
        members.RevokeInvitation.as_view(),
        name="revoke_invitation",
    ),
    path(
        "join/<str:secret>/",
        public_in_organization(invitation.AcceptInvitation.as_view()),
        name="accept_invitation",
    ),
    path("units/", members.Units.as_view(), name="units"),
    path("units/new/", members.NewUnitPage.as_view(), name="new_unit"),
    path("units/<int:pk>/", members.UnitPage.as_view(), name="unit"),
    path("units/<int:pk>/change/", members.ChangeUnitPage.as_view(), name="change_unit"),
    path("profile/", own.Profile.as_view(), name="profile"),
    path("profile/change/", own.ChangeProfile.as_view(), name="change_profile"),
    path("tokens/", own.Tokens.as_view(), name="tokens"),
    path("tokens/<int:pk>/revoke/", own.RevokeToken.as_view(), name="revoke_token"),
]

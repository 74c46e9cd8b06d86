"""The bell, the inbox, and what is also mailed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.notifications import inbox, permissions
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.forms import Choices, PayloadForm
from coe_portal.ui.views import ActionView, Crumb, FormPageView, FragmentView, PageView, TenantView

IN_THE_BELL = 6
ON_A_PAGE = 30


class Bell(FragmentView):
    """The button above each page, and the latest few."""

    permission = permissions.READ_OWN.code
    template_name = "notifications/bell.html"

    def page(self) -> dict[str, Any]:
        own = Notification.objects.of(self.member)
        return {"latest": own[:IN_THE_BELL], "unread": own.unread().count()}


class Inbox(PageView):
    """All that the member was told, newest first."""

    permission = permissions.READ_OWN.code
    template_name = "notifications/inbox.html"

    def page(self) -> dict[str, Any]:
        own = Notification.objects.of(self.member)
        shown = own.unread() if self.request.GET.get("show") == "unread" else own
        return {
            "shown": Paginator(shown, ON_A_PAGE).get_page(self.request.GET.get("page")),
            "unread": own.unread().count(),
        }


class Open(TenantView):
    """Follow a notification: it is read by that."""

    permission = permissions.READ_OWN.code

    def find_subject(self) -> Notification:
        return found_or_404(
            Notification.objects.of(self.member).filter(pk=self.kwargs["pk"]).first()
        )

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        inbox.mark_read(self.member, self.subject.pk)
        target = self.subject.url
        is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
        return HttpResponseRedirect(target if is_ours else org_url("notifications:inbox"))


class MarkAllRead(ActionView):
    """POST: nothing is new any more."""

    permission = permissions.READ_OWN.code
    success_message = _("All notifications are marked as read.")

    def act(self, _payload: None) -> int:
        return inbox.mark_read(self.member)

    def success_url(self, _result: int) -> str:
        return org_url("notifications:inbox")


@dataclass(frozen=True)
class MailChoice:
    kinds: list[str]


class PreferencesForm(PayloadForm[MailChoice]):
    payload_class = MailChoice
    kinds = forms.MultipleChoiceField(
        label=_("Also send me an e-mail when"), widget=Choices, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.code, kind.label) for kind in NotificationKind.all() if kind.by_mail]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]


class Preferences(FormPageView):
    """Which kinds are also mailed."""

    permission = permissions.READ_OWN.code
    form_class = PreferencesForm
    title = _("E-mail notifications")
    subtitle = _("Everything is in your inbox here; choose what is also sent by e-mail.")
    success_message = _("Your choice is saved.")

    def form_kwargs(self) -> dict[str, Any]:
        chosen = inbox.mail_choices(self.member)
        return {"initial": {"kinds": [code for code, by_mail in chosen.items() if by_mail]}}

    @property
    def parents(self) -> tuple[Crumb, ...]:
        return (Crumb(org_url("notifications:inbox"), _("Notifications")),)

    def act(self, payload: MailChoice) -> None:
        inbox.choose_mail(self.member, payload.kinds)

    def success_url(self, _result: None) -> str:
        return org_url("notifications:preferences")

"""What meetings agreed on: the list, one action, and that it is done."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, Crumb, FormPageView, ListPageView, PageView
from governance.actions import meeting_actions
from governance.filters.meetings import ActionFilters
from governance.forms.meetings import DoneForm, Outcome
from governance.models.meetings import ActionPoint
from governance.permissions import meetings as rights
from governance.tables.meetings import ActionTable
from governance.views.meetings import BelowMeetings


class ActionList(BelowMeetings, ListPageView):
    """One's own actions, and those of meetings that one may see."""

    permission = rights.OPEN_MEETINGS.code
    title = _("Actions of meetings")
    subtitle = _("Who does what by when, from minutes that are approved.")
    table_class = ActionTable
    filters_class = ActionFilters
    empty_icon = "list-todo"
    empty_title = _("No actions here")
    empty_text = _("Actions stand here once the minutes that agree on them are approved.")

    def rows(self) -> QuerySet[ActionPoint]:
        return rights.actions_visible_to(self.member).with_meeting()


class OneAction(BelowMeetings):
    """A page of the action of the address, among those that the member may see."""

    kwargs: dict[str, Any]

    def find_subject(self) -> ActionPoint:
        rows = rights.actions_visible_to(self.member).filter(pk=self.kwargs["point"])
        return found_or_404(rows.with_meeting().first())

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(org_url("governance:meeting_actions"), _("Actions"))]

    def success_url(self, _result: Any) -> str:
        """Back to the page of the action."""
        return self.cancel_url


class ActionPage(OneAction, PageView):
    permission = rights.OPEN_MEETINGS.code
    template_name = "governance/meetings/action.html"

    def page(self) -> dict[str, Any]:
        meeting = self.subject.meeting
        return {
            "may_settle": permits(self.actor, rights.SETTLE_ACTION.code, self.subject),
            "sees_meeting": rights.may_see_meeting(self.member, meeting),
        }


class FinishActionView(OneAction, FormPageView):
    permission = rights.SETTLE_ACTION.code
    form_class = DoneForm
    title = _("It is done")
    submit_label = _("Done")
    success_message = _("Done. Thank you.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return str(self.subject.text)

    def act(self, payload: Outcome) -> ActionPoint:
        return meeting_actions.finish_action(self.subject, payload.note, actor=self.actor)


class ReopenActionView(OneAction, ActionView):
    permission = rights.SETTLE_ACTION.code
    success_message = _("It is open again.")

    def act(self, _payload: None) -> ActionPoint:
        return meeting_actions.reopen_action(self.subject, actor=self.actor)

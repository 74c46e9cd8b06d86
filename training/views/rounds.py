"""Rounds of skill assessment: open, close, compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.sparkline import Sparkline
from coe_portal.ui.views import ActionView, ButtonLink, Crumb, FormPageView, ListPageView, PageView
from training.actions import rounds
from training.actions.rounds import RoundPlan
from training.forms.skills import RoundForm
from training.models.skills import SkillRound
from training.permissions import STEER_SKILLS, VIEW_PEOPLE
from training.queries import rounds as rounds_read
from training.queries.rounds import SkillChange, answered, changes_between, levels_of_round
from training.tables.skills import RoundTable
from training.views.skills import SkillsTabs


class RoundsPage(SkillsTabs, ListPageView):
    permission = VIEW_PEOPLE.code
    template_name = "training/skills/heat_map.html"
    title = _("Skills rounds")
    subtitle = _("Ask a group before a programme and after it, and see what changed.")
    table_class = RoundTable
    empty_icon = "clipboard-list"
    empty_title = _("No rounds yet")
    empty_text = _("Open one before a programme begins, so that there is something to compare.")

    def rows(self) -> QuerySet[SkillRound]:
        return rounds_read.rounds()

    def actions(self) -> list[ButtonLink]:
        if not permits(self.actor, STEER_SKILLS.code):
            return []
        return [ButtonLink(org_url("training:round_new"), _("Open a round"), "plus", "primary")]


class OpenRound(FormPageView):
    permission = STEER_SKILLS.code
    form_class = RoundForm
    title = _("Open a round")
    subtitle = _("Everybody is asked, narrowed by what you choose. They get a message.")
    submit_label = _("Open and ask")
    success_message = _("The round is open.")

    def act(self, payload: RoundPlan) -> SkillRound:
        return rounds.open_round(payload, actor=self.actor)

    @property
    def cancel_url(self) -> str:
        return org_url("training:rounds")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Skills rounds"))]


class OneRound:
    """Finds the round of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> SkillRound:
        found = SkillRound.objects.select_related("area", "track", "baseline").filter(
            pk=self.kwargs["pk"]
        )
        return found_or_404(found.first())


@dataclass(frozen=True)
class DrawnChange:
    """A change with its small chart."""

    change: SkillChange
    chart: Sparkline


class RoundPage(OneRound, SkillsTabs, PageView):
    permission = VIEW_PEOPLE.code
    template_name = "training/skills/round.html"

    def page(self) -> dict[str, Any]:
        shown: SkillRound = self.subject
        return {
            "people": shown.members.count(),
            "answered": answered(shown) if shown.is_open else 0,
            "levels": [] if shown.is_open else levels_of_round(shown),
            "changes": [] if shown.is_open or shown.baseline is None else self._changes(shown),
            "may_steer": permits(self.actor, STEER_SKILLS.code),
        }

    def _changes(self, shown: SkillRound) -> list[DrawnChange]:
        assert shown.baseline is not None  # noqa: S101  (asked by page())
        return [
            DrawnChange(one, Sparkline(one.skill.name, (one.change.before, one.change.after)))
            for one in changes_between(shown.baseline, shown)
        ]


class CloseRound(OneRound, ActionView):
    permission = STEER_SKILLS.code
    success_message = _("The round is closed; its levels are kept.")

    def act(self, payload: None) -> SkillRound:  # noqa: ARG002 (there is no form)
        return rounds.close_round(self.subject, actor=self.actor)

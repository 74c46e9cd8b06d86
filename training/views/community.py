"""The start of the community, and the champions of the units."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.views import (
    ButtonLink,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
)
from training.actions import community
from training.filters import ChampionFilters
from training.forms.community import ChampionForm, ChampionTerm, LastDay, LastDayForm
from training.models.community import Champion
from training.permissions import ASK_COMMUNITY, STEER_COMMUNITY, VIEW_CATALOGUE, WRITE_ARTICLES
from training.queries.community import champions_of, community_start
from training.queries.people import colleague_with_email
from training.tables.community import ChampionTable, champions_to_steer


class CommunityPage(PageView):
    permission = VIEW_CATALOGUE.code
    template_name = "training/community/start.html"

    def page(self) -> dict[str, Any]:
        return {
            "start": community_start(self.member),
            "may_ask": permits(self.actor, ASK_COMMUNITY.code),
            "may_write": permits(self.actor, WRITE_ARTICLES.code),
        }


class ChampionsPage(ListPageView):
    permission = VIEW_CATALOGUE.code
    template_name = "training/community/list.html"
    title = _("Champions")
    subtitle = _("Whom to ask first about AI in each unit.")
    table_class = ChampionTable
    filters_class = ChampionFilters
    empty_icon = "award"
    empty_title = _("No champions yet")
    empty_text = _("Name one in each unit, so that questions find their way.")

    def find_subject(self) -> None:
        may_steer = permits(self.actor, STEER_COMMUNITY.code)
        self.table_class = champions_to_steer() if may_steer else ChampionTable

    def rows(self) -> QuerySet[Champion]:
        champions = Champion.objects.select_related("business_unit", "member__user")
        if self.request.GET.get("past"):
            return champions
        serving: QuerySet[Champion] = champions.serving(today_here())
        return serving

    def actions(self) -> list[ButtonLink]:
        if not permits(self.actor, STEER_COMMUNITY.code):
            return []
        url = org_url("training:champion_new")
        return [ButtonLink(url, _("Name a champion"), "plus", "primary")]


class UnitChampions(FragmentView):
    """Whom to ask in a unit: a card on the unit's page."""

    permission = VIEW_CATALOGUE.code
    template_name = "training/community/unit_champions.html"

    def find_subject(self) -> BusinessUnit:
        return found_or_404(BusinessUnit.objects.filter(pk=self.kwargs["pk"]).first())

    def page(self) -> dict[str, Any]:
        return {
            "champions": champions_of(self.subject, today_here()),
            "may_steer": permits(self.actor, STEER_COMMUNITY.code),
        }


class ChampionFormView(FormPageView):
    """A form below the list of champions."""

    permission = STEER_COMMUNITY.code

    @property
    def cancel_url(self) -> str:
        return org_url("training:champions")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Champions"))]

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class NameChampion(ChampionFormView):
    form_class = ChampionForm
    title = _("Name a champion")
    success_message = _("The champion is named.")

    def form_kwargs(self) -> dict[str, Any]:
        unit = self.request.GET.get("unit", "")
        return {"initial": {"starts_on": today_here(), "unit": unit}}

    def act(self, payload: ChampionTerm) -> Champion:
        naming = community.Naming(
            payload.unit, colleague_with_email(payload.email), payload.starts_on, payload.ends_on
        )
        return community.name_champion(naming, actor=self.actor)


class EndTerm(ChampionFormView):
    form_class = LastDayForm
    title = _("Set the last day")
    success_message = _("The last day is set.")

    def find_subject(self) -> Champion:
        champions = Champion.objects.select_related("business_unit", "member__user")
        return found_or_404(champions.filter(pk=self.kwargs["pk"]).first())

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # asks the champion
        return str(self.subject)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"ends_on": self.subject.ends_on or today_here()}}

    def act(self, payload: LastDay) -> Champion:
        return community.end_term(self.subject, payload.ends_on, actor=self.actor)

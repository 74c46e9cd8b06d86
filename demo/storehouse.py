"""Datasets, shared parts, tools and reported outputs of the year, as people came to them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from demo.director import Director, Story
from demo.founding import House
from demo.holdings import Common, Permit, Stock, Tool, Use, Utterance
from demo.releases import Releases
from demo.script import Script
from demo.working_hours import Calendar
from intake.models.use_cases import UseCase
from registry.actions import agent_tools as tools
from registry.actions.assets import (
    AssetTerms,
    Ending,
    ReuseTerms,
    add_asset,
    deprecate_asset,
    note_reuse,
    publish_asset,
)
from registry.actions.blocklist import Blocked, block_text
from registry.actions.datasets import DatasetTerms, add_dataset, withdraw_dataset
from registry.actions.output_reports import Judgement, judge_output, report_output
from registry.choices import (
    AssetKind,
    DataClass,
    LegalBasis,
    OutputCategory,
    OutputSeverity,
    OutputVerdict,
    PersonalData,
    ToolEffect,
)
from registry.logic.dataset_lines import Column
from registry.logic.output_files import SentOutput
from registry.models.agents import AgentTool
from registry.models.assets import Asset
from registry.models.outputs import OutputReport

PUBLISHED_AFTER, JUDGED_AFTER, GRANTED_AFTER = 2, 1, 1


class Storehouse:
    """Starts the stories of one organization's datasets, assets, tools and outputs.

    What is about a use case or a model that is left out is left out, too.
    """

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._cases = {case.key: case for case in script.cases}
        self._releases = Releases(script)
        self._told = script.holdings
        self._house = house
        self._keeper = house.actor(script.founder)
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/holdings")

    def open(self) -> None:
        """Take up every story."""
        for stock in self._told.datasets:
            self._director.start(self._catalogue(stock))
        for common in self._told.assets:
            self._director.start(self._share(common))
        for tool in self._told.tools:
            self._director.start(self._offer(tool))
        for said in self._told.outputs:
            if self._releases.knows(said.version):
                self._director.start(self._report(said))

    # Datasets

    def _catalogue(self, stock: Stock) -> Story:
        yield self._time.days_ago(stock.at)
        steward = self._house.actor(stock.steward)
        dataset = add_dataset(self._terms(stock), actor=self._keeper)
        if stock.withdrawn is not None:
            yield self._time.days_ago(stock.withdrawn)
            withdraw_dataset(dataset, stock.because, actor=steward)

    def _terms(self, stock: Stock) -> DatasetTerms:
        return DatasetTerms(
            name=stock.name,
            steward=self._house.people[stock.steward],
            classification=DataClass(stock.classification),
            description=stock.description,
            unit=self._house.units.get(stock.unit),
            personal_data=PersonalData(stock.people),
            personal_note=stock.people_note,
            legal_basis=LegalBasis(stock.basis) if stock.basis else "",
            licence=stock.licence,
            source=stock.source,
            location=stock.location,
            access=stock.access,
            rows=stock.rows,
            retention=stock.retention,
            delete_by=self._from_today(stock.erase),
            review_on=self._from_today(stock.due),
            columns=tuple(Column(**one) for one in stock.columns),
        )

    def _from_today(self, days: int | None) -> dt.date | None:
        return None if days is None else self._time.now.date() + dt.timedelta(days=days)

    # Assets

    def _share(self, common: Common) -> Story:
        start = self._time.days_ago(common.at)
        yield start
        owner = self._house.actor(common.owner)
        terms = AssetTerms(
            name=common.name,
            kind=AssetKind(common.kind),
            owner=self._house.people[common.owner],
            description=common.description,
            usage=common.usage,
            version=common.version,
        )
        asset = add_asset(terms, actor=owner)
        if common.is_draft:
            return
        yield self._time.after(start, PUBLISHED_AFTER)
        publish_asset(asset, actor=owner)
        for use in common.uses:
            if use.about in self._cases:
                self._director.start(self._take_up(asset, use))
        if common.deprecated is not None:
            yield self._time.days_ago(common.deprecated)
            deprecate_asset(asset, Ending(reason=common.because), actor=owner)

    def _take_up(self, asset: Asset, use: Use) -> Story:
        yield self._time.days_ago(use.at)
        told = self._cases[use.about]
        terms = ReuseTerms(about=UseCase.objects.get(title=told.title).reference, note=use.note)
        note_reuse(asset, terms, actor=self._house.actor(told.owner))

    # Tools

    def _offer(self, tool: Tool) -> Story:
        yield self._time.days_ago(tool.at)
        terms = tools.ToolTerms(
            name=tool.name,
            system=tool.system,
            effects=tuple(ToolEffect(one) for one in tool.effects),
            owner=self._house.people[tool.owner],
            description=tool.description,
            data_class=DataClass(tool.data),
        )
        offered = tools.register_tool(terms, actor=self._keeper)
        for permit in tool.permits:
            if self._releases.knows(permit.version):
                self._director.start(self._permit(offered, tool, permit))

    def _permit(self, tool: AgentTool, told: Tool, permit: Permit) -> Story:
        """The day after the version is registered: before somebody asks for production."""
        specimen, release = self._releases.told(permit.version)
        start = self._time.after(self._time.days_ago(release.at), 1)
        yield start
        builder = self._house.actor(release.by or specimen.developer)
        declared = tools.Declared(tool=tool, purpose=permit.purpose)
        use = tools.declare_tool(self._releases.version(permit.version), declared, actor=builder)
        if permit.scope:
            yield self._time.after(start, GRANTED_AFTER)
            terms = tools.GrantTerms(
                scope=permit.scope, limits=permit.limits, needs_person=permit.needs_person
            )
            tools.grant_tool(use, terms, actor=self._house.actor(told.owner))

    # Outputs

    def _report(self, told: Utterance) -> Story:
        start = self._time.days_ago(told.at)
        yield start
        sent = SentOutput(
            category=OutputCategory(told.category),
            severity=OutputSeverity(told.severity),
            input_text=told.asked,
            output_text=told.said,
        )
        report = report_output(
            self._releases.version(told.version), sent, actor=self._house.actor(told.by)
        )
        if not told.judge:
            return
        yield self._time.after(start, JUDGED_AFTER)
        judge = self._house.actor(told.judge)
        said = Judgement(OutputVerdict(told.verdict), OutputSeverity(told.severity), told.note)
        self._block(judge_output(report, said, actor=judge), told, judge)

    def _block(self, report: OutputReport, told: Utterance, judge: Actor) -> None:
        if not told.blocked:
            return
        category = OutputCategory(told.category)
        block_text(
            Blocked(text=told.blocked, category=category, note=told.note, report=report),
            actor=judge,
        )

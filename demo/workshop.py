"""Models of the year: registered, documented, checked, judged, brought into production, retired."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from demo.director import Director, Story
from demo.founding import House
from demo.inventory import Ingredient, Release, Site, Specimen
from demo.scribe import Scribe
from demo.script import Script
from demo.working_hours import Calendar
from governance.models.reviews import Review
from intake.models.use_cases import UseCase
from registry.actions.aliases import delete_alias, set_alias
from registry.actions.operations import (
    DeploymentTerms,
    InputTerms,
    add_input,
    deploy_version,
    end_deployment,
)
from registry.actions.promotion import Move, promote_version, request_promotion, validate_version
from registry.actions.registration import (
    NewModel,
    VersionTerms,
    link_use_case,
    register_model,
    register_version,
)
from registry.actions.retirement import PlanTerms, Settlement, plan_retirement, settle_step
from registry.choices import (
    Disposal,
    Environment,
    InputKind,
    InputRole,
    ModelKind,
    RequestState,
    RetirementStep,
    VersionStage,
)
from registry.models.datasets import Dataset
from registry.models.models import AIModel, Deployment, ModelVersion
from registry.models.promotions import PromotionRequest
from registry.models.vendors import Vendor

DOCUMENTED_AFTER, STAGED_AFTER = 2, 3
LIVE_AFTER = 1
ENDS_AFTER, SETTLED_AFTER = dt.timedelta(days=21), 3
# Who asks in vain asks again until somebody has given up waiting.
AGAIN_AFTER, PATIENCE = 3, 25
CHAMPION: Final = "champion"


class Workshop:
    """Starts the stories of one organization's models; models of cases left out are left out."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._titles = {case.key: case.title for case in script.cases}
        self.models = [one for one in script.models if set(one.about) <= set(self._titles)]
        self._script = script
        self._house = house
        self._director = director
        self._scribe = Scribe(script)
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/models")
        self._stories: dict[int, Release] = {}

    def open(self) -> None:
        """Take up every story."""
        for specimen in self.models:
            self._director.start(self._tell(specimen))

    def release_of(self, review: Review) -> Release | None:
        """The version that a review judges."""
        return self._stories.get(review.about_id) if review.is_about_part else None

    # The model

    def _tell(self, specimen: Specimen) -> Story:
        yield self._time.days_ago(specimen.registered)
        model = self._register(specimen)
        for release in specimen.releases:
            self._director.start(self._release(model, specimen, release))
        if specimen.retired is not None:
            self._director.start(self._retire(specimen))

    def _register(self, specimen: Specimen) -> AIModel:
        actor = self._house.actor(specimen.developer)
        first, *others = [self._reference(key) for key in specimen.about] or [""]
        new = NewModel(
            name=specimen.name,
            owner=self._house.people[specimen.owner],
            kind=ModelKind(specimen.kind),
            description=specimen.text,
            provider=specimen.provider,
            vendor=_vendor(specimen.provider),
            steward_unit=self._house.units.get(specimen.unit),
            use_case=first,
            tags=specimen.tags,
        )
        model = register_model(new, actor=actor)
        for reference in others:
            link_use_case(model, reference, actor=actor)
        return model

    def _reference(self, key: str) -> str:
        return str(UseCase.objects.get(title=self._titles[key]).reference)

    def _retire(self, specimen: Specimen) -> Story:
        """Plan the end of the use case, and settle what is settled; its gate is still to come."""
        moment = self._time.days_ago(specimen.retired or 0)
        yield moment
        actor = self._house.actor(self._script.founder)
        use_case = UseCase.objects.get(title=self._titles[specimen.about[0]])
        terms = PlanTerms(specimen.farewell, self._director.now.date() + ENDS_AFTER)
        plan = plan_retirement(use_case, terms, actor=actor)
        for step, note in specimen.settled.items():
            moment = self._time.after(moment, SETTLED_AFTER)
            yield moment
            done = Settlement(note=note, end_running=True, disposal=Disposal.KEPT)
            settle_step(plan, RetirementStep(step), done, actor=actor)

    # A version

    def _release(self, model: AIModel, specimen: Specimen, release: Release) -> Story:
        start = self._time.days_ago(release.at)
        yield start
        builder = self._house.actor(release.by or specimen.developer)
        version = self._build(model, release, builder)
        yield self._time.after(start, DOCUMENTED_AFTER)
        self._scribe.document(version, f"{specimen.key}:{version.number}", release, builder)
        yield self._time.after(start, STAGED_AFTER)
        self._stage(version, specimen, release)
        if release.checked is not None:
            yield self._time.after(start, release.checked)
            checker = self._house.actor(release.checker or specimen.checker)
            validate_version(version, release.note or _said(version), actor=checker)
        if release.asked is not None:
            moment = self._time.after(start, release.asked)
            yield moment
            yield from self._promote(version, specimen, release, moment)

    def _build(self, model: AIModel, release: Release, builder: Actor) -> ModelVersion:
        number = model.last_version + 1
        place = f"https://mlflow.{self._script.domain}/{model.name}"
        terms = VersionTerms(
            source=release.source or f"s3://{self._script.slug}-models/{model.name}/{number}",
            run_id=release.run,
            run_link=f"{place}/runs/{release.run}" if release.run else "",
            description=release.text,
            tags=release.tags,
        )
        version = register_version(model, terms, actor=builder)
        model.last_version = version.number
        self._stories[version.pk] = release
        for ingredient in release.made_from:
            self._trace(version, ingredient, builder)
        return version

    def _trace(self, version: ModelVersion, ingredient: Ingredient, builder: Actor) -> None:
        parent = self._parent(ingredient)
        if ingredient.parent and parent is None:
            return
        terms = InputTerms(
            kind=InputKind(ingredient.kind),
            role=InputRole(ingredient.role),
            name=ingredient.name or str(parent),
            uri=ingredient.uri,
            digest=ingredient.digest,
            parent=parent,
            vendor=_vendor(ingredient.name) if ingredient.kind == InputKind.VENDOR else None,
            dataset=Dataset.objects.available().filter(name=ingredient.name).first(),
        )
        add_input(version, terms, actor=builder)

    def _parent(self, ingredient: Ingredient) -> ModelVersion | None:
        """The version `key:2` of the script, if its model is told."""
        key, _colon, number = ingredient.parent.partition(":")
        names = [one.name for one in self.models if one.key == key]
        rows = ModelVersion.objects.filter(model__name__in=names, number=number or 0)
        return rows.select_related("model").first()

    def _stage(self, version: ModelVersion, specimen: Specimen, release: Release) -> None:
        owner = self._house.actor(specimen.owner)
        if release.alias:
            set_alias(version, release.alias, actor=owner)
        waiting = [site for site in specimen.sites if site.environment != Environment.PRODUCTION]
        if waiting:
            for other in version.model.versions.filter(stage=VersionStage.STAGING):
                _leave(other, owner)
            move = Move(to=VersionStage.STAGING, reason="Ready to be tried.", archive_existing=True)
            promote_version(version, move, actor=owner)
        for site in waiting:
            deploy_version(version, _place(site), actor=owner)

    # Into production

    def _promote(
        self, version: ModelVersion, specimen: Specimen, release: Release, moment: dt.datetime
    ) -> Story:
        owner = self._house.actor(specimen.owner)
        request = request_promotion(version, actor=owner, note=release.asks)
        for _look in range(PATIENCE):
            if request.state != RequestState.OPEN:
                break
            moment = self._time.after(moment, AGAIN_AFTER)
            yield moment
            request.refresh_from_db()
            is_judged = request.state != RequestState.OPEN
            if not is_judged and not Review.objects.about(version).open().exists():
                request = request_promotion(version, actor=owner)
        if PromotionRequest.objects.get(pk=request.pk).state == RequestState.APPROVED:
            yield self._time.after(timezone.now(), LIVE_AFTER)
            self._go_live(version, specimen, owner)

    def _go_live(self, version: ModelVersion, specimen: Specimen, owner: Actor) -> None:
        for other in ModelVersion.objects.in_production().filter(model=version.model_id):
            _leave(other, owner)
        _leave(version, owner)
        into = Move(to=VersionStage.PRODUCTION, reason="As approved.", archive_existing=True)
        promote_version(version, into, actor=owner)
        delete_alias(version.model, "challenger", actor=owner)
        set_alias(version, CHAMPION, actor=owner)
        self.serve(version, specimen, owner)

    def serve(self, version: ModelVersion, specimen: Specimen, actor: Actor) -> None:
        """Note where it runs from now on."""
        for site in specimen.sites:
            if site.environment == Environment.PRODUCTION:
                deploy_version(version, _place(site), actor=actor)


def roll_on(workshop: Workshop, version: ModelVersion, specimen: Specimen, actor: Actor) -> None:
    """What follows from a roll-back: another version runs, and carries the name."""
    for other in ModelVersion.objects.filter(model=version.model_id).exclude(pk=version.pk):
        _leave(other, actor)
    set_alias(version, CHAMPION, actor=actor)
    workshop.serve(version, specimen, actor)


def _vendor(name: str) -> Vendor | None:
    """The vendor of the catalogue that has this name."""
    found: Vendor | None = Vendor.objects.filter(name=name).first()
    return found


def _leave(version: ModelVersion, actor: Actor) -> None:
    """It runs nowhere any more."""
    for deployment in Deployment.objects.running().filter(version=version):
        end_deployment(deployment, actor=actor)


def _place(site: Site) -> DeploymentTerms:
    return DeploymentTerms(
        environment=Environment(site.environment), target=site.target, url=site.url
    )


def _said(version: ModelVersion) -> str:
    return f"Trained again from the same data with the same result; {version} keeps its limits."

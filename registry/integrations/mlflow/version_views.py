"""`model-versions/…`: what clients do with versions of models and prompts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from registry.actions.aliases import delete_tag, set_tag
from registry.actions.operations import InputTerms, add_input
from registry.actions.promotion import Move, promote_version
from registry.actions.registration import (
    VersionTerms,
    VersionWords,
    change_version,
    register_version,
    remove_version,
)
from registry.choices import InputKind, InputRole, VersionStage
from registry.integrations.mlflow.base import MlflowViewSet
from registry.integrations.mlflow.errors import BAD_VALUE, Refusal
from registry.integrations.mlflow.gate import gated
from registry.integrations.mlflow.pages import page
from registry.integrations.mlflow.reading import versions_seen
from registry.integrations.mlflow.translate import STAGE_WORDS, stage_of, version_json, without_ours
from registry.logic.mlflow_filters import VERSIONS, parse_filter, parse_orders
from registry.logic.mlflow_names import check_source, check_tags, copied_from, is_copy, is_prompt
from registry.logic.stages import is_guarded
from registry.models.models import AIModel, ModelVersion
from registry.permissions.models import VIEW
from registry.queries.copies import origin_of
from registry.queries.mlflow_search import found_versions

USUAL_VERSIONS = 10_000
MOST_VERSIONS = 200_000
MOST_NAME = 200
# A stage that holds what is in use, so that others can make room there.
ACTIVE = frozenset({VersionStage.STAGING, VersionStage.PRODUCTION})


class VersionEndpoints(MlflowViewSet):
    """Versions. What somebody may change is asked by the actions, with the version."""

    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            "create",
            "read",
            "describe",
            "remove",
            "search",
            "files",
            "set_tag",
            "remove_tag",
            "move",
        ),
        VIEW.code,
    )

    def create(self, request: Request) -> Response:  # noqa: ARG002
        """The next version. A copy remembers its original and inherits no approval."""
        arguments = self.arguments
        name, source = arguments.required("name"), check_source(arguments.required("source"))
        tags = check_tags(arguments.tags())
        # A client that copies a version sends all of its tags, also those that are the portal's.
        own = without_ours(tags) if is_copy(source) else self.own_tags(tags)
        model = self.model_named(name)
        _check_kind(model, own)
        original = self._original(source)
        terms = VersionTerms(
            source=source,
            run_id=arguments.text("run_id", most=200),
            run_link=arguments.text("run_link", most=1_000),
            logged_model_id=arguments.text("model_id", most=200),
            description=self.said_description(),
            tags=own,
        )
        version = register_version(model, terms, actor=self.actor)
        if original is not None:
            made_from = InputTerms(
                kind=InputKind.MODEL,
                role=InputRole.BASE,
                name=str(original)[:MOST_NAME],
                uri=source,
                parent=original,
            )
            add_input(version, made_from, actor=self.actor)
        return self.told_version(version)

    def read(self, request: Request) -> Response:  # noqa: ARG002
        """One version."""
        return self.told_version(self.version())

    def describe(self, request: Request) -> Response:  # noqa: ARG002
        """Another description."""
        version = self.version()
        words = VersionWords(
            description=self.said_description(version.description), developer=version.developer
        )
        return self.told_version(change_version(version, words, actor=self.actor))

    def remove(self, request: Request) -> Response:  # noqa: ARG002
        """Out of the inventory, unless it is in production; its number is not given again."""
        remove_version(self.version(), _("Deleted with an MLflow client"), actor=self.actor)
        return Response({})

    def search(self, request: Request) -> Response:  # noqa: ARG002
        """A page of versions; those of prompts only when the filter asks for them."""
        limit = self.arguments.number("max_results", USUAL_VERSIONS, least=1, most=MOST_VERSIONS)
        clauses = parse_filter(self.arguments.text("filter"), VERSIONS)
        orders = parse_orders(self.arguments.texts("order_by"), VERSIONS)
        found = found_versions(clauses, orders)
        rows = found.filter(model__in=AIModel.objects.visible_to(self.member))
        told, more = page(
            rows,
            lambda part: [version_json(one) for one in versions_seen(part)],
            self.arguments.text("page_token"),
            limit,
        )
        return self.listed("model_versions", told, more)

    def files(self, request: Request) -> Response:  # noqa: ARG002
        """Where the files are: for a copy, where those of the original are."""
        return Response({"artifact_uri": origin_of(self.version()).source})

    def set_tag(self, request: Request) -> Response:  # noqa: ARG002
        """One tag, new or changed."""
        key, value = self.tag()
        set_tag(self.version(), key, value, actor=self.actor)
        return Response({})

    def remove_tag(self, request: Request) -> Response:  # noqa: ARG002
        """One tag less; that there was none is no fault."""
        delete_tag(self.version(), self.tag_key(), actor=self.actor)
        return Response({})

    def move(self, request: Request) -> Response:  # noqa: ARG002
        """To another stage; to Production only what is approved."""
        to = stage_of(self.arguments.required("stage"))
        makes_room = self.arguments.flag("archive_existing_versions")
        if makes_room and to not in ACTIVE:
            raise Refusal(
                BAD_VALUE,
                "Model version transition cannot archive existing model versions because "
                f"'{STAGE_WORDS[to]}' is not an Active stage. Valid stages are Staging, Production",
            )
        version = self.version()
        move = Move(to=to, reason=_("Moved with an MLflow client"), archive_existing=makes_room)
        return gated(
            version,
            lambda: promote_version(version, move, actor=self.actor),
            place=f"the stage {STAGE_WORDS[to]}" if is_guarded(to) else "",
            actor=self.actor,
        ) or self.told_version(self.version())

    def _original(self, source: str) -> ModelVersion | None:
        """The version of this registry that the source names."""
        named = copied_from(source)
        return self.version_of(named[0], str(named[1])) if named else None


def _check_kind(model: AIModel, tags: Mapping[str, str]) -> None:
    """Prompts and models do not mix under one name, whatever client asks."""
    if is_prompt(model.tags) == is_prompt(tags):
        return
    if is_prompt(tags):
        raise Refusal(BAD_VALUE, f"{model.name} is a model: a prompt needs a name of its own.")
    raise Refusal(BAD_VALUE, f"{model.name} is a prompt: models cannot be registered under it.")

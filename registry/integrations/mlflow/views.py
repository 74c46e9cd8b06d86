"""`registered-models/…`: what clients do with models and prompts, their tags and aliases."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.access import AnyMember
from registry.actions.aliases import delete_alias, delete_tag, set_alias, set_tag
from registry.actions.registration import (
    TERMS,
    ModelTerms,
    NewModel,
    change_model,
    register_model,
    remove_model,
)
from registry.choices import ModelKind
from registry.integrations.mlflow.base import MlflowViewSet
from registry.integrations.mlflow.errors import ALREADY_EXISTS, BAD_VALUE, Refusal
from registry.integrations.mlflow.gate import gated
from registry.integrations.mlflow.pages import page
from registry.integrations.mlflow.reading import latest_versions, models_seen, versions_seen
from registry.integrations.mlflow.translate import model_json, stage_of, version_json
from registry.logic.mlflow_filters import MODELS, parse_filter, parse_orders
from registry.logic.mlflow_names import check_alias, check_name, check_tags, is_prompt
from registry.models.models import AIModel, ModelAlias
from registry.permissions.models import REGISTER, VIEW
from registry.queries.aliases import is_protected
from registry.queries.mlflow_search import found_models

MOST_MODELS = 1_000
USUAL_MODELS = 100


class ModelEndpoints(MlflowViewSet):
    """Models. What somebody may change is asked by the actions, with the model."""

    permissions: ClassVar[dict[str, str]] = {
        "create": REGISTER.code,
        **dict.fromkeys(
            (
                "read",
                "describe",
                "rename",
                "remove",
                "search",
                "latest_versions",
                "set_tag",
                "remove_tag",
                "read_alias",
                "set_alias",
                "remove_alias",
            ),
            VIEW.code,
        ),
    }

    def create(self, request: Request) -> Response:  # noqa: ARG002
        """The member is its owner until somebody says otherwise in the portal."""
        name = check_name(self.arguments.required("name"))
        tags = self.own_tags(check_tags(self.arguments.tags()))
        new = NewModel(
            name=name,
            owner=self.member,
            kind=ModelKind.PROMPT if is_prompt(tags) else ModelKind.CLASSIC,
            description=self.said_description(),
            tags=tags,
        )
        _check_free(name)
        try:
            with transaction.atomic():
                model = register_model(new, actor=self.actor)
        except IntegrityError as error:  # another program was faster
            raise _taken(name) from error
        return _told(model)

    def read(self, request: Request) -> Response:  # noqa: ARG002
        """One model; clients ask this before most of what they do."""
        return _told(self.model())

    def describe(self, request: Request) -> Response:  # noqa: ARG002
        """Another description."""
        model = self.model()
        terms = replace(_terms(model), description=self.said_description(model.description))
        return _told(change_model(model, terms, actor=self.actor))

    def rename(self, request: Request) -> Response:  # noqa: ARG002
        """Another name; versions, aliases and approvals stay."""
        model, name = self.model(), check_name(self.arguments.required("new_name"))
        if name != model.name:
            _check_free(name)
        try:
            with transaction.atomic():
                terms = replace(_terms(model), name=name)
                return _told(change_model(model, terms, actor=self.actor))
        except IntegrityError as error:  # another program was faster
            raise _taken(name) from error

    def remove(self, request: Request) -> Response:  # noqa: ARG002
        """Out of the inventory, unless one of its versions is in production."""
        remove_model(self.model(), _("Deleted with an MLflow client"), actor=self.actor)
        return Response({})

    def search(self, request: Request) -> Response:  # noqa: ARG002
        """A page of models; prompts only when the filter asks for them."""
        limit = self.arguments.number("max_results", USUAL_MODELS, least=0, most=MOST_MODELS)
        clauses = parse_filter(self.arguments.text("filter"), MODELS)
        orders = parse_orders(self.arguments.texts("order_by"), MODELS)
        found = found_models(clauses, orders).visible_to(self.member)
        token = self.arguments.text("page_token")
        told, more = page(
            found, lambda rows: [model_json(one) for one in models_seen(rows)], token, limit
        )
        return self.listed("registered_models", told, more)

    def latest_versions(self, request: Request) -> Response:  # noqa: ARG002
        """The newest version of each stage, or of the stages named."""
        model = self.model()
        stages = {stage_of(word) for word in self.arguments.texts("stages")}
        rows = [row for row in latest_versions([model.pk]) if not stages or row.stage in stages]
        return self.listed("model_versions", [version_json(one) for one in versions_seen(rows)])

    def set_tag(self, request: Request) -> Response:  # noqa: ARG002
        """One tag, new or changed."""
        key, value = self.tag()
        set_tag(self.model(), key, value, actor=self.actor)
        return Response({})

    def remove_tag(self, request: Request) -> Response:  # noqa: ARG002
        """One tag less; that there was none is no fault."""
        delete_tag(self.model(), self.tag_key(), actor=self.actor)
        return Response({})

    def read_alias(self, request: Request) -> Response:  # noqa: ARG002
        """The version that an alias points at: a pure read, on which serving depends."""
        model, alias = self.model(), self.arguments.required("alias")
        named = ModelAlias.objects.filter(model=model, alias=alias).select_related("version__model")
        found = named.first()
        if found is None:
            raise Refusal(BAD_VALUE, f"Registered model alias {alias} not found.")
        return self.told_version(found.version)

    def set_alias(self, request: Request) -> Response:  # noqa: ARG002
        """Point an alias at a version; a protected one only at one that is approved."""
        alias = check_alias(self.arguments.required("alias"))
        self.model()
        version = self.version()
        place = f"the alias {alias}" if is_protected(alias) else ""
        return gated(
            version,
            lambda: set_alias(version, alias, actor=self.actor),
            place=place,
            actor=self.actor,
        ) or Response({})

    def remove_alias(self, request: Request) -> Response:  # noqa: ARG002
        """One alias less; that there was none is no fault."""
        delete_alias(self.model(), self.arguments.required("alias"), actor=self.actor)
        return Response({})


class ServerInfo(MlflowViewSet):
    """What newer clients ask once: there are no workspaces here, the address names the tenant."""

    permission_classes = [AnyMember]

    def read(self, request: Request) -> Response:  # noqa: ARG002
        return Response({"store_type": "CoePortal", "workspaces_enabled": False})


def _told(model: AIModel) -> Response:
    return Response({"registered_model": model_json(models_seen([model])[0])})


def _terms(model: AIModel) -> ModelTerms:
    return ModelTerms(**{name: getattr(model, name) for name in TERMS})


def _check_free(name: str) -> None:
    if AIModel.objects.named(name).exists():
        raise _taken(name)


def _taken(name: str) -> Refusal:
    return Refusal(ALREADY_EXISTS, f"Registered Model (name={name}) already exists.")

"""What all endpoints of the mount share: tokens only, MLflow's JSON in and out, bounded bodies."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.actor import MOST_LABEL, Actor
from coe_portal.api.access import AnyMember
from coe_portal.api.viewsets import TenantViewSet
from registry.integrations.mlflow.authentication import TokenOrPassword
from registry.integrations.mlflow.errors import (
    BAD_VALUE,
    DENIED,
    Refusal,
    no_endpoint,
    no_model,
    no_version,
    refusal_response,
)
from registry.integrations.mlflow.reading import versions_seen
from registry.integrations.mlflow.translate import Arguments, version_json
from registry.logic.mlflow_names import (
    PROMPT_TAG,
    RESERVED_TAGS,
    check_tag,
    is_reserved,
    version_number,
)
from registry.models.models import AIModel, ModelVersion

# Texts of prompts have up to 100,000 characters, of up to six bytes each in JSON.
MOST_BYTES = 2 * 1024 * 1024
MOST_DESCRIPTION = 10_000
CLIENT = re.compile(r"mlflow-python-client/([\w.+-]{1,20})", re.ASCII)


class WhateverIsSent(BaseParser):
    """JSON whatever the header calls it; never more than the mount's bound."""

    media_type = "*/*"

    def parse(self, stream: Any, *_args: Any, **_kwargs: Any) -> Any:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise Refusal(BAD_VALUE, f"Bad Request. The body is larger than {MOST_BYTES} bytes.")
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Refusal(BAD_VALUE, "Bad Request. The body is not valid JSON.") from error


class OneShape(BaseContentNegotiation):
    """JSON, whatever the client says that it accepts."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser:  # noqa: ARG002
        chosen: BaseParser = parsers[0]
        return chosen

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Any,
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class MlflowViewSet(TenantViewSet):
    """An endpoint per method: arguments, one action, what MLflow answers."""

    authentication_classes = [TokenOrPassword]
    parser_classes = [WhateverIsSent]
    content_negotiation_class = OneShape
    schema = None

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return refusal_response

    def check_permissions(self, request: Request) -> None:
        """A verb that an address does not know is another address to clients."""
        if not self.action and getattr(request._request, "actor", None) is not None:
            raise no_endpoint(request.path)
        super().check_permissions(request)

    @property
    def actor(self) -> Actor:
        """Who calls, and with which client, for the trail."""
        client = CLIENT.match(self.request.headers.get("User-Agent", ""))
        actor = super().actor
        if client is None:
            return actor
        return replace(actor, label=f"{actor.label}, MLflow {client[1]}"[:MOST_LABEL])

    @property
    def arguments(self) -> Arguments:
        """What is asked: of the query in a GET, of the body in all else."""
        if self.request.method == "GET":
            return Arguments.of_query(dict(self.request.query_params.lists()))
        return Arguments.of_body(self.request.data)

    def model(self) -> AIModel:
        """The model named in the request."""
        return self.model_named(self.arguments.required("name"))

    def model_named(self, name: str) -> AIModel:
        """The present model of this name, or the refusal that clients know."""
        found = AIModel.objects.visible_to(self.member).named(name).first()
        if found is None:
            raise no_model(name)
        model: AIModel = found
        return model

    def version(self) -> ModelVersion:
        """The version named in the request."""
        return self.version_of(self.arguments.required("name"), self.arguments.version())

    def version_of(self, name: str, text: str) -> ModelVersion:
        """The present version of this name and number."""
        number = version_number(text)
        rows = ModelVersion.objects.numbered(name, number).select_related("model")
        found = rows.filter(model__in=AIModel.objects.visible_to(self.member)).first()
        if found is None:
            raise no_version(name, text)
        version: ModelVersion = found
        return version

    def said_description(self, default: str = "") -> str:
        """The description in the request."""
        return self.arguments.text("description", default, most=MOST_DESCRIPTION)

    def tag(self) -> tuple[str, str]:
        """The tag in the request, which is neither the portal's nor the mark of prompts."""
        key, value = self.tag_key(), self.arguments.text("value")
        check_tag(key, value)
        return key, value

    def tag_key(self) -> str:
        """The key of a tag that a client may change."""
        key = self.arguments.required("key")
        self.own_tags({key: ""})
        if key == PROMPT_TAG:
            raise Refusal(BAD_VALUE, "What is a prompt stays one, and no model becomes one.")
        return key

    @staticmethod
    def own_tags(tags: Mapping[str, str]) -> Mapping[str, str]:
        """The tags, if none is one by which the portal says what governance decided."""
        for key in tags:
            if is_reserved(key):
                raise Refusal(
                    DENIED, f"Tags that begin with {RESERVED_TAGS} are set by the portal: {key}."
                )
        return tags

    @staticmethod
    def told_version(version: ModelVersion) -> Response:
        """A version as the answer."""
        return Response({"model_version": version_json(versions_seen([version])[0])})

    @staticmethod
    def listed(name: str, rows: list[dict[str, Any]], token: str = "") -> Response:
        """A list as the answer; what is empty is left out."""
        page = {name: rows, "next_page_token": token}
        return Response({key: value for key, value in page.items() if value})


class NoSuchEndpoint(MlflowViewSet):
    """All other addresses of the mount."""

    permission_classes = [AnyMember]

    def read(self, request: Request) -> NoReturn:
        """There is nothing, however it is asked."""
        raise no_endpoint(request.path)

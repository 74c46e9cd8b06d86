"""`/<org>/mlflow/`: the address that clients are given as their registry."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, re_path

from registry.integrations.mlflow.base import NoSuchEndpoint
from registry.integrations.mlflow.version_views import VersionEndpoints
from registry.integrations.mlflow.views import ModelEndpoints, ServerInfo

MODELS: dict[str, dict[str, str]] = {
    "create": {"post": "create"},
    "get": {"get": "read"},
    "update": {"patch": "describe"},
    "rename": {"post": "rename"},
    "delete": {"delete": "remove"},
    "search": {"get": "search"},
    "get-latest-versions": {"get": "latest_versions", "post": "latest_versions"},
    "set-tag": {"post": "set_tag"},
    "delete-tag": {"delete": "remove_tag"},
    "alias": {"get": "read_alias", "post": "set_alias", "delete": "remove_alias"},
}
VERSIONS: dict[str, dict[str, str]] = {
    "create": {"post": "create"},
    "get": {"get": "read"},
    "update": {"patch": "describe"},
    "delete": {"delete": "remove"},
    "search": {"get": "search"},
    "get-download-uri": {"get": "files"},
    "set-tag": {"post": "set_tag"},
    "delete-tag": {"delete": "remove_tag"},
    "transition-stage": {"post": "move"},
}


def _endpoints(noun: str, views: Any, verbs: dict[str, dict[str, str]]) -> list[URLPattern]:
    return [
        path(
            f"api/2.0/mlflow/{noun}/{verb}",
            views.as_view(methods),
            name=f"{noun}-{verb}",
        )
        for verb, methods in verbs.items()
    ]


app_name = "mlflow"
urlpatterns = [
    *_endpoints("registered-models", ModelEndpoints, MODELS),
    *_endpoints("model-versions", VersionEndpoints, VERSIONS),
    path("api/3.0/mlflow/server-info", ServerInfo.as_view({"get": "read"}), name="server-info"),
    re_path("^", NoSuchEndpoint.as_view({"get": "read"}), name="missing"),
]

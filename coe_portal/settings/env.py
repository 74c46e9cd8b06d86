"""Typed reading of the environment: the only module that touches `os.environ`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class MissingSettingError(RuntimeError):
    """A setting without a safe default is not in the environment."""


def choose_settings_module(default: str = "coe_portal.settings.local") -> None:
    """Let Django find the settings of this environment (`DJANGO_SETTINGS_MODULE` wins)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", default)


def text(name: str, default: str | None = None) -> str:
    """The variable as text; an empty one counts as not set. Without a default it is required."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        msg = f"Set the environment variable {name}: see docs/operations.md."
        raise MissingSettingError(msg)
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case)."""
    return text(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    return int(text(name, str(default)))


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated variable as a list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[str]:
    """The comma-separated variable as addresses or networks, such as 10.0.0.0/8."""
    found = words(name)
    for network in found:
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            msg = f"{name}: {network} is no address and no network."
            raise MissingSettingError(msg) from error
    return found


def overlaid(values: Mapping[str, str]) -> dict[str, str]:
    """The whole environment with these values on top, for a child process."""
    return {**os.environ, **values}


def database(url: str, *, role: str | None) -> dict[str, object]:
    """A Django database entry from `postgresql://user:password@host:port/name?option=value`.

    A Unix socket stands in the query as `host=/path`. `role` is what the connection becomes
    (`SET ROLE`) right after it opens; None leaves it as the login itself.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        msg = f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://."
        raise MissingSettingError(msg)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    port = query.pop("port", None) or str(parts.port or "")
    options: dict[str, object] = dict(query)
    if role:
        options["assume_role"] = role
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": number("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }

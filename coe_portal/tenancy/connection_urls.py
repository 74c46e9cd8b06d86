"""Reads user and password out of a database URL."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit


def login_of(url: str) -> dict[str, str]:
    """USER and PASSWORD of `postgresql://user:password@…`, as Django's settings name them."""
    parts = urlsplit(url)
    login = {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}
    return {key: value for key, value in login.items() if value}

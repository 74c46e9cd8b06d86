"""Users, their memberships, rights and tokens."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coe_portal.accounts"
    label = "accounts"

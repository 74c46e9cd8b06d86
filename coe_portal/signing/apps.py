"""Signatures of organizations."""

from __future__ import annotations

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "coe_portal.signing"
    label = "signing"

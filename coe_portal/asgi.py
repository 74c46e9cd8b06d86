"""ASGI entry."""

from __future__ import annotations

from django.core.asgi import get_asgi_application

from coe_portal.settings import env

env.choose_settings_module("coe_portal.settings.production")
application = get_asgi_application()

"""Production: refuses to start when a secret or a host is missing."""

from __future__ import annotations

from coe_portal.settings import env
from coe_portal.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
AUDIT_KEY = env.text("AUDIT_KEY")
ENCRYPTION_KEYS = env.words("ENCRYPTION_KEYS") or [env.text("ENCRYPTION_KEYS")]
SITE_URL = env.text("SITE_URL")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [env.text("ALLOWED_HOSTS")]
DATABASES = {"default": env.database(env.text("DATABASE_URL"), role=DATABASE_ROLE)}
REDIS_URL = env.text("REDIS_URL")
MEDIA_ROOT = env.text("MEDIA_ROOT")
EMAIL_HOST = env.text("EMAIL_HOST")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = env.flag("COOKIE_SECURE", default=True)
CSRF_COOKIE_SECURE = env.flag("COOKIE_SECURE", default=True)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", SITE_URL)

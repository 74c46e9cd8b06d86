"""Development and `make demo`: embedded services, plain HTTP on this machine."""

from __future__ import annotations

from coe_portal.devservices import broker, postgres
from coe_portal.settings import env
from coe_portal.settings.base import *  # noqa: F403

INSTALLED_APPS += ["demo"]
DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# The embedded services of this checkout, unless the environment names others.
SERVICES_DIR = BASE_DIR / ".dev"
MIGRATION_DATABASE_URL = env.text("MIGRATION_DATABASE_URL", "")
DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL", postgres.address(SERVICES_DIR)), role=DATABASE_ROLE
    )
}
REDIS_URL = env.text("REDIS_URL", broker.address(SERVICES_DIR))
CELERY_BROKER_URL = REDIS_URL
CACHES["default"]["LOCATION"] = REDIS_URL
SHOW_STYLE_GUIDE = True

"""Tests: real services, fast password hashing, an undefined template variable is an error."""

from __future__ import annotations

from coe_portal.devservices import broker, postgres
from coe_portal.settings import env
from coe_portal.settings.base import *  # noqa: F403


class UndefinedVariable(str):
    """Stands for an undefined template variable, and raises as soon as one is rendered."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        msg = f"undefined template variable: {name}"
        raise AssertionError(msg)


INSTALLED_APPS += ["demo"]
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
AXES_ENABLED = False
CACHES["default"]["KEY_PREFIX"] = "coe-test"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")  # type: ignore[index]
REST_FRAMEWORK["TEST_REQUEST_DEFAULT_FORMAT"] = "json"
SECRET_KEY = "tests"  # noqa: S105
AUDIT_KEY = "tests-audit-key"
ENCRYPTION_KEYS = ["tests-encryption-key"]

# The embedded services of this checkout, unless the environment names others.
SERVICES_DIR = BASE_DIR / ".dev" / "test"
MEDIA_ROOT = env.text("MEDIA_ROOT", str(SERVICES_DIR / "media"))
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

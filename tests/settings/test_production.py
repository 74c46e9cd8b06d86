"""Production starts with everything it needs, and not with one thing less."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coe_portal.settings import env

COMPLETE = {
    "SECRET_KEY": "k" * 60,
    "AUDIT_KEY": "a" * 60,
    "ENCRYPTION_KEYS": "e" * 60,
    "SITE_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgresql://coe_owner:secret@db.example/coe_portal",
    "REDIS_URL": "redis://redis.example/0",
    "MEDIA_ROOT": "/srv/media",
    "EMAIL_HOST": "smtp.example",
    "DJANGO_SETTINGS_MODULE": "coe_portal.settings.production",
}


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What `manage.py` says when it reads the settings."""
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=env.overlaid(environment),
        cwd=env.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_it_starts_when_nothing_is_missing():
    assert start(COMPLETE).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(COMPLETE.keys() - {"DJANGO_SETTINGS_MODULE"}))
def test_it_refuses_to_start_without(name):
    outcome = start({**COMPLETE, name: ""})

    assert outcome.returncode != 0
    assert f"Set the environment variable {name}" in outcome.stderr


@pytest.mark.slow
def test_static_files_can_be_collected_for_it(tmp_path):
    """The Dockerfile does this; a reference to a missing file would stop the build."""
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.STATIC_ROOT = {str(tmp_path)!r}\n"
        "from django.core.management import call_command\n"
        "call_command('collectstatic', interactive=False, verbosity=0)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script], env=env.overlaid(COMPLETE), cwd=env.BASE_DIR, check=True
    )

    assert list(tmp_path.glob("css/app.*.css.br"))

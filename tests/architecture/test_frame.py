"""The frame around the code: the two commands, the composition of services, the pinned packages."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.architecture

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


@pytest.mark.parametrize(
    "target", ["demo", "dev", "manage", "test", "story", "check", "fmt", "bench", "lock", "help"]
)
def test_the_makefile_has_the_target_and_says_what_it_does(target):
    assert target == "help" or re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE)
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_the_readme_shows_the_two_commands():
    assert "make demo" in README
    assert "make test" in README


def test_ci_runs_the_commands_of_the_readme_and_nothing_else():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    commands = [line for line in ci if line.startswith("make ")]
    assert commands == ["make check", "make test", "make clients"]
    assert all(f"`{command}`" in README or f"\n{command} " in README for command in commands)


def test_compose_has_all_services():
    assert SERVICES.keys() == {"postgres", "redis", "migrate", "web", "worker", "beat", "mail"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_on_a_database_whose_migration_failed(name):
    needed = SERVICES[name]["depends_on"]["migrate"]

    assert needed == {"condition": "service_completed_successfully"}


def test_a_failed_migration_is_not_tried_again_in_silence():
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_every_image_but_ours_is_pinned_to_a_version():
    images = {service["image"] for service in SERVICES.values()} - {"coe-portal"}

    assert all(re.search(r":v?\d", image) for image in images)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_locked_packages_have_hashes_and_no_registry(lock):
    text = lock.read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9._-]+==.*?(?=^\S|\Z)", text, re.DOTALL | re.MULTILINE)

    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text


def test_every_direct_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "production": project["dependencies"],
        "demo": project["dependencies"] + extras["embedded"],
        "dev": project["dependencies"] + extras["embedded"] + extras["dev"],
    }
    missing = {
        (lock.stem, name)
        for lock in LOCKS
        for name in map(package_name, wanted[lock.stem])
        if not re.search(rf"^{re.escape(name)}==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert missing == set()


def package_name(requirement: str) -> str:
    """`celery[redis]>=5.5` is the package `celery`."""
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0].lower()

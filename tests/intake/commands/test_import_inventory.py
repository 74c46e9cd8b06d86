from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from coe_portal.audit.verification import verify_chain
from coe_portal.settings import env
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from intake.models.assessments import Assessment
from intake.models.imports import ImportRow, RowState
from intake.models.use_cases import StageChange, UseCase
from tests.fixtures.worker import database_url
from tests.intake.inventory import generated, published

MAPPING = ["--mapping", "us-federal-2024"]
BY_AGENCY = [*MAPPING, "--organization-from", "Agency Abbreviation"]


def run(inventory, *options):
    """The command's table: organization → [read, imported, updated, unchanged, reported]."""
    out = StringIO()
    call_command("import_inventory", str(inventory.path), *options, stdout=out)
    table = {}
    for line in out.getvalue().splitlines()[1:]:
        if not line[-1].isdecimal():
            continue
        name, *figures = line.rsplit(maxsplit=5)
        table[name] = [int(figure) for figure in figures]
    return table


def organizations():
    return list(Organization.objects.order_by("slug"))


def content():
    """All that an import made, without the keys and times that differ from run to run."""
    cases = Counter()
    for organization in organizations():
        with scope(organization):
            rows = UseCase.objects.select_related("current_assessment", "business_unit")
            for case in rows:
                assessment = case.current_assessment
                unit = case.business_unit.name if case.business_unit else ""
                facts = (organization.slug, case.external_key, case.title, case.stage, unit)
                cases[*facts, assessment.digest, assessment.number] += 1
    return cases


def assert_sound(expected_cases):
    """One assessment and one first stage for each case, numbers without gaps, chains intact."""
    total = 0
    for organization in organizations():
        with scope(organization):
            numbers = sorted(UseCase.objects.values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))
            assert Assessment.objects.count() == len(numbers)
            assert StageChange.objects.count() == len(numbers)
            assert not ImportRow.objects.filter(state=RowState.READY).exists()
            assert verify_chain() is None
            total += len(numbers)
    assert total == expected_cases


@pytest.fixture
def sample(tmp_path):
    return generated(tmp_path / "inventory.csv", rows=60)


@pytest.mark.django_db
def test_rows_are_imported_or_reported_by_organization(sample):
    table = run(sample, *BY_AGENCY, "--create-organizations")

    assert table["total"] == [60, 59, 0, 0, 1]
    assert table["AG3"][4] == 1
    assert_sound(59)


@pytest.mark.django_db
def test_a_second_run_changes_nothing(sample):
    run(sample, *BY_AGENCY, "--create-organizations")
    before = content()

    assert run(sample, *BY_AGENCY)["total"] == [60, 0, 0, 59, 1]
    assert content() == before


@pytest.mark.django_db
def test_rows_of_an_unknown_organization_are_reported(sample):
    assert run(sample, *BY_AGENCY)["total"] == [60, 0, 0, 0, 60]
    assert organizations() == []


def test_all_rows_can_go_to_one_organization(sample, rules):
    table = run(sample, *MAPPING, "--organization", rules.slug)

    assert table == {"all": [60, 59, 0, 0, 1], "total": [60, 59, 0, 0, 1]}


@pytest.mark.django_db
def test_problems_are_listed_with_row_and_line(sample):
    out = StringIO()
    options = [*BY_AGENCY, "--create-organizations", "--problems"]
    call_command("import_inventory", str(sample.path), *options, stdout=out)

    assert "row 60 (line 118): The same use case is in an earlier row of the file. 5" in (
        out.getvalue()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([*MAPPING, "--organization", "nowhere"], "no organization nowhere"),
        (["--mapping", "nothing.json", "--organization", "x"], "nothing.json"),
    ],
)
def test_refusals_say_what_is_wrong(sample, options, message):
    with pytest.raises(CommandError, match=message):
        run(sample, *options)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_published_inventory_is_imported_whole():
    inventory = published()
    if inventory is None:
        pytest.skip("the published inventory is not on this machine")

    table = run(inventory, *BY_AGENCY, "--create-organizations")

    assert table["total"] == [2133, 2126, 0, 0, 7]
    assert_sound(2126)
    assert run(inventory, *BY_AGENCY)["total"] == [2133, 0, 0, 2126, 7]


def imported_so_far():
    total = 0
    for organization in organizations():
        with scope(organization):
            total += UseCase.objects.count()
    return total


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_halfway_and_run_again_ends_the_same(tmp_path):
    inventory = published() or generated(tmp_path / "inventory.csv", rows=1200)
    expected = inventory.rows - inventory.repeated
    command = [sys.executable, "manage.py", "import_inventory", str(inventory.path), *BY_AGENCY]
    environment = {
        "DJANGO_SETTINGS_MODULE": "coe_portal.settings.test",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    with subprocess.Popen(
        [*command, "--create-organizations"],
        cwd=env.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None and imported_so_far() < expected // 2:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert 0 < imported_so_far() < expected

    table = run(inventory, *BY_AGENCY, "--create-organizations")

    assert table["total"][0] == inventory.rows
    assert sum(table["total"][1:]) == inventory.rows
    assert_sound(expected)
